import JudgeTypes
import SkillHealth
import Testing

@Suite struct CheckpointTests {
  private let days = SampleSeries(seed: 6).days(140) { $0 < 60 ? 80 : $0 < 90 ? 66 : 85 }
  private let baseline = Baseline(
    name: "new prompt", day: SampleSeries.start.advanced(by: 45), score: 80, invocations: 1500, reason: "shorter",
    author: "Ana")

  @Test(arguments: [0, 1, 10, 30, 31, 44, 46, 62, 75, 89, 95, 139, 140])
  func `a tracker that goes on from its bytes ends where one that never stopped does`(count: Int) throws {
    for baselines in [[], [baseline]] {
      var whole = HealthTracker(baselines: baselines)
      for day in days.prefix(count) { whole.add(day) }
      var resumed = try #require(HealthTracker(checkpoint: whole.checkpoint, baselines: baselines))
      for day in days.dropFirst(count) {
        whole.add(day)
        resumed.add(day)
      }
      #expect(resumed == whole)
    }
  }

  @Test func `good days that passed leave a checkpoint that reads back on every day`() throws {
    let days = SampleSeries(seed: 3).days(140) { (45..<60).contains($0) ? 92 : 80 }
    var tracker = HealthTracker()
    for day in days {
      tracker.add(day)
      #expect(HealthTracker(checkpoint: tracker.checkpoint, baselines: []) == tracker)
    }
  }

  @Test func `where a baseline was declared since, the history is followed anew`() {
    let tracker = HealthTracker(SkillHistory(skill: "reviewer", days: days))
    #expect(HealthTracker(checkpoint: tracker.checkpoint, baselines: []) != nil)
    #expect(HealthTracker(checkpoint: tracker.checkpoint, baselines: [baseline]) == nil)
  }

  @Test func `cut, longer and foreign bytes are none`() {
    let tracker = HealthTracker(SkillHistory(skill: "reviewer", days: days))
    let bytes = tracker.checkpoint
    for length in 0..<bytes.count {
      #expect(HealthTracker(checkpoint: Array(bytes.prefix(length)), baselines: []) == nil)
    }
    #expect(HealthTracker(checkpoint: bytes + [0], baselines: []) == nil)
    #expect(HealthTracker(checkpoint: Array("{\"version\": 1}".utf8), baselines: []) == nil)
    for place in bytes.indices {
      var spoiled = bytes
      spoiled[place] ^= 0xFF
      // Whatever comes of it, it comes to an end.
      _ = HealthTracker(checkpoint: spoiled, baselines: [])
    }
  }
}
