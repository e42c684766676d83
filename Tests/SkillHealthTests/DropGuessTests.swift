import SkillHealth
import TestSupport
import Testing

@Suite struct DropGuessTests {
  private let started = sampleDay.advanced(by: -10)
  private func commit(_ day: Day) -> HealthCause {
    .commit(.init(sha: "abc", day: day, subject: "shorten it", author: "Kim"))
  }

  @Test func `an anti-pattern that was seen three times goes before everything else`() {
    let state = sampleSkill(
      "a", finding: sampleDrop(from: 80, to: 60), antiPatterns: [.toolMisuse: 3, .excessiveRetry: 1])
    let guess = DropGuess(of: state, causes: [.modelChange(on: started, change: "model a -> b")])
    #expect(guess.origin == .antiPattern(.toolMisuse) && guess.sureness == .likely && guess.basis.hasPrefix("3 of 4 "))
  }

  @Test func `fewer sightings are an accident, and of equal ones the first by name counts`() {
    #expect(DropGuess(of: sampleSkill("a", antiPatterns: [.toolMisuse: 2]), causes: []).origin == .noDrop)
    let both = sampleSkill("a", antiPatterns: [.toolMisuse: 3, .contextConfusion: 3, .excessiveRetry: 3])
    let guess = DropGuess(of: both, causes: [])
    // 3 of 9 are less than half.
    #expect(guess.origin == .antiPattern(.contextConfusion) && guess.sureness == .possible)
  }

  @Test func `a sudden drop is put down to what changed within three days of it, the model first`() {
    let state = sampleSkill("a", finding: sampleDrop(from: 80, to: 60))
    let model = HealthCause.modelChange(on: started.advanced(by: 3), change: "model a -> b")
    let near = commit(started.advanced(by: -1))
    #expect(DropGuess(of: state, causes: [near, model]).origin == .segment(model))
    guard case .commit(let named) = near else { return }
    #expect(DropGuess(of: state, causes: [near]).origin == .commit(named))
    #expect(DropGuess(of: state, causes: [commit(started.advanced(by: -4))]).origin == .sudden)
  }

  @Test func `a drop that stayed hidden for longer than a sudden one can is a drift`() {
    // A drop of ten points is seen in 4 days; up to 8 it is sudden.
    let cause = HealthCause.modelChange(on: started, change: "model a -> b")
    for (days, shape) in [(8, DropGuess.Shape.sudden), (9, .slow)] {
      let state = sampleSkill("a", daysToDetect: 4, finding: sampleDrop(from: 80, to: 60, seenAfter: days))
      #expect(DropGuess(of: state, causes: [cause]).shape == shape)
    }
    let slow = sampleSkill("a", daysToDetect: 4, finding: sampleDrop(from: 80, to: 60, seenAfter: 9))
    #expect(DropGuess(of: slow, causes: [cause]).origin == .drift)
  }

  @Test(arguments: [
    (0, 25), (16.9, 25), (17, 40), (28.9, 40), (29, 50), (39.9, 50), (40, 60), (49.9, 60), (50, 75), (75, 75),
  ])
  func `the target is a step above`(score: Double, over: Double) {
    #expect(ImprovementTarget(score: score) == ImprovementTarget(over: over))
    #expect(!ImprovementTarget(over: over).isReached(by: over))
  }

  @Test func `what fell and still is above 75 is to come back`() {
    #expect(ImprovementTarget(score: 80, before: 95.4).over == 94)
    #expect(ImprovementTarget(score: 76).over == 75)
  }

  @Test func `changes of model and prompt head the causes, then the nearest commits`() {
    let prompt = HealthCause(.init(started: started.advanced(by: 9), change: "prompt a -> b"))
    let (near, far) = (commit(started), commit(started.advanced(by: -5)))
    #expect(HealthCause.ordered([far, near, prompt], around: started) == [prompt, near, far])
    #expect(prompt == .promptChange(on: started.advanced(by: 9), change: "prompt a -> b"))
  }
}
