import JudgeTypes
import SkillHealth
import Testing

/// What is told of a skill's days is what was known on each of them.
@Suite struct SkillCourseTests {
  private static let start = Day(number: 20_000)

  private func history(_ scores: [Double], baselines: [Baseline] = []) -> SkillHistory {
    let days = scores.enumerated().map { place, score in
      DailyScore(day: Self.start.advanced(by: place), score: score, invocations: 40, spread: 12)
    }
    return SkillHistory(skill: "a", days: days, baselines: baselines)
  }

  private func level(_ score: Double, _ count: Int) -> [Double] {
    (0..<count).map { score + ($0 % 2 == 0 ? 1 : -1) }
  }

  @Test func `each day has the means that the skill had then`() throws {
    let history = history(level(80, 50) + level(60, 20))
    let course = SkillCourse(of: history, until: Self.start.advanced(by: 75), length: 60)
    #expect(course.moments.count == 60)
    #expect(course.moments.last?.day == Self.start.advanced(by: 75))
    for moment in course.moments {
      let state = try #require(SkillState(of: history, on: moment.day))
      #expect(moment.rolling7 == state.rolling7 && moment.rolling30 == state.rolling30)
      #expect(moment.baseline == state.baseline?.score)
    }
    #expect(course.moments.suffix(6).allSatisfy { $0.score == nil && $0.expected == nil })
  }

  @Test func `a day is held against the level of the days before it`() throws {
    let course = SkillCourse(
      of: history(level(80, 50) + [40] + level(80, 10)), until: Self.start.advanced(by: 60), length: 20)
    let bad = try #require(course.moments.first { $0.day == Self.start.advanced(by: 50) })
    #expect(bad.isIncident)
    #expect(try #require(bad.expected).contains(80) && bad.expected?.contains(40) == false)
    #expect(course.moments.count { $0.isIncident } == 1)
    // The first thirty days are the level: on them nothing is expected yet.
    let first = SkillCourse(of: history(level(80, 20)), until: Self.start.advanced(by: 19), length: 20)
    #expect(first.moments.allSatisfy { $0.expected == nil })
  }

  @Test func `a drop is open until it is made up for, and a baseline ends it without being forgotten`() throws {
    let fallen = level(80, 40) + level(60, 15)
    let end = Self.start.advanced(by: 54)
    let open = try #require(SkillCourse(of: history(fallen), until: end, length: 30).episodes.first)
    #expect(open.change.direction == .drop && open.ended == nil)
    #expect(abs(Self.start.advanced(by: 40).distance(to: open.change.started)) <= 1)
    let risen = SkillCourse(of: history(fallen + level(80, 40)), until: Self.start.advanced(by: 94), length: 30)
    #expect(try #require(risen.episodes.first?.ended) > end)
    let plain = history(fallen)
    let baseline = try #require(Baseline(of: plain, name: "new", day: end, reason: "it is so", author: "kim"))
    let accepted = SkillCourse(of: history(fallen, baselines: [baseline]), until: end.advanced(by: 3), length: 30)
    #expect(accepted.episodes.first?.change == open.change)
    #expect(accepted.episodes.first?.ended == end)
  }
}
