import JudgeTypes
import SkillHealth
import Testing

@Suite struct HealthTrackerTests {
  private let start = SampleSeries.start

  private func history(_ days: [DailyScore], baselines: [Baseline] = []) -> SkillHistory {
    SkillHistory(skill: "reviewer", category: "review", days: days, baselines: baselines)
  }

  private func state(_ days: [DailyScore], baselines: [Baseline] = [], on day: Day? = nil) throws -> SkillState {
    let last = try #require(days.last?.day)
    return try #require(SkillState(of: history(days, baselines: baselines), on: day ?? last))
  }

  @Test func `rolling means are weighted by invocations`() throws {
    let days = [(90.0, 10), (60.0, 30)].enumerated().map { index, one in
      DailyScore(day: start.advanced(by: index * 7), score: one.0, invocations: one.1)
    }
    let state = try state(days)
    // The week holds the second day alone: 60. The month both: (90 * 10 + 60 * 30) / 40 = 67.5.
    #expect(state.rolling7 == 60)
    #expect(state.rolling30 == 67.5)
    // 30 invocations of the week: 30 / 50 of 60 and 20 / 50 of 67.5 are 63.
    #expect(abs(state.healthScore - 63) < 1e-9)
    #expect(state.level == .warning)
    #expect(state.lastSevenDays == [nil, nil, nil, nil, nil, nil, 60])
  }

  @Test func `an empty history is no state`() {
    #expect(SkillState(of: history([]), on: start) == nil)
  }

  @Test func `a young skill has insufficient data`() throws {
    #expect(try state(SampleSeries().days(20) { _ in 80 }).finding.state == .insufficientData)
  }

  @Test func `a skill that nobody used for thirty days is unknown`() throws {
    let days = SampleSeries().days(50) { _ in 80 }
    #expect(try state(days, on: start.advanced(by: 49 + 20)).finding.state == .stable)
    #expect(try state(days, on: start.advanced(by: 49 + 30)).finding.state == .unknown)
  }

  @Test func `one bad day is an incident on its day, and forgotten some days later`() throws {
    let days = SampleSeries().days(70) { $0 == 60 ? 45 : 80 }
    #expect(try state(Array(days.prefix(61))).finding.state == .incident)
    #expect(try state(days).finding.state == .stable)
  }

  @Test func `ten points and more lost are major, fewer are minor`() throws {
    for (level, severity) in [(66.0, HealthFinding.Severity.major), (74, .minor)] {
      let finding = try state(SampleSeries().days(90) { $0 < 60 ? 80 : level }).finding
      #expect(finding.state == .regression)
      #expect(finding.severity == severity)
      #expect(try #require(finding.delta) < 0)
      #expect(try #require(finding.chance) < 0.05)
    }
  }

  @Test func `the plain rule is shown beside the detector`() throws {
    #expect(try state(SampleSeries().days(90) { $0 < 60 ? 80 : 66 }).finding.isUnderBaseline == true)
    #expect(try state(SampleSeries().days(90) { $0 < 60 ? 80 : 75 }).finding.isUnderBaseline == false)
  }

  @Test func `a declared baseline accepts what was lost before it`() throws {
    let days = SampleSeries().days(110) { $0 < 50 ? 80 : 70 }
    #expect(try state(days).finding.state == .regression)
    let accepted = Baseline(
      name: "cheaper model", day: start.advanced(by: 90), score: 70, invocations: 1500, reason: "a tenth of the price",
      author: "Ana")
    let state = try state(days, baselines: [accepted])
    #expect(state.finding.state == .stable)
    #expect(state.baseline == accepted)
    // Days 91 to 109, 50 invocations each.
    #expect(state.invocationsSinceBaseline == 19 * 50)
  }

  @Test func `a baseline that is declared in a regression is the level since it began, and accepts it at once`() throws
  {
    let days = SampleSeries().days(80) { $0 < 60 ? 80 : 68 }
    let last = try #require(days.last?.day)
    let baseline = try #require(
      Baseline(of: history(days), name: "cheaper", day: last, reason: "a tenth of the price", author: "Ana"))
    #expect(abs(baseline.score - 68) < 1.5)
    #expect(baseline.invocations == 20 * 50)
    let accepted = try state(days, baselines: [baseline])
    #expect(accepted.finding.state == .stable)
    #expect(accepted.invocationsSinceBaseline == 0)
  }

  @Test func `a baseline of a skill that did not get worse is the level of thirty days`() throws {
    let days = SampleSeries().days(80) { _ in 80 }
    let last = try #require(days.last?.day)
    let baseline = try #require(Baseline(of: history(days), name: "june", day: last, reason: "", author: ""))
    let mean = days.suffix(30).reduce(0) { $0 + $1.score } / 30
    #expect(abs(baseline.score - mean) < 1e-9)
    #expect(Baseline(of: history(days), name: "early", day: start.advanced(by: -1), reason: "", author: "") == nil)
  }

  @Test func `the last declared baseline takes later ones back`() throws {
    func baseline(_ name: String, _ day: Int) -> Baseline {
      Baseline(name: name, day: start.advanced(by: day), score: 80, invocations: 100, reason: "", author: "")
    }
    let state = try state(
      SampleSeries().days(120) { _ in 80 }, baselines: [baseline("late", 100), baseline("early", 60)])
    #expect(state.baseline?.name == "early")
  }

  @Test func `without a declared baseline the first thirty days are it`() throws {
    let days = SampleSeries().days(40) { _ in 80 }
    let baseline = try #require(try state(days).baseline)
    let mean = days.prefix(30).reduce(0) { $0 + $1.score } / 30
    #expect(abs(baseline.score - mean) < 1e-9)
    #expect(baseline.invocations == 1500)
    #expect(try state(days).invocationsSinceBaseline == 500)
  }

  @Test func `another model begins a segment`() throws {
    var days = SampleSeries().days(50) { _ in 80 }
    for index in days.indices {
      let day = days[index]
      days[index] = DailyScore(
        day: day.day, score: day.score, invocations: day.invocations, spread: day.spread,
        model: index < 45 ? "openai/gpt-4o" : "openai/gpt-5", prompt: index == 47 ? nil : "v1")
    }
    let segment = try #require(try state(days).segment)
    #expect(segment.started == days[45].day)
    #expect(segment.change == "model openai/gpt-4o -> openai/gpt-5")
  }

  /// The same days with a model each.
  private func naming(_ days: [DailyScore], _ model: (Int) -> String) -> [DailyScore] {
    days.enumerated().map { index, day in
      DailyScore(
        day: day.day, score: day.score, invocations: day.invocations, spread: day.spread, model: model(index))
    }
  }

  @Test func `models that take turns begin nothing`() throws {
    let days = naming(SampleSeries(invocations: 10).days(90) { _ in 80 }) { $0 % 2 == 0 ? "a" : "b" }
    #expect(try state(days).segments.isEmpty)
  }

  @Test func `an earlier change is remembered when somebody tries a mend`() throws {
    let days = naming(SampleSeries().days(80) { $0 < 50 ? 80 : 62 }) { $0 < 50 ? "a" : $0 < 70 ? "b" : "c" }
    #expect(try state(days).segments.map(\.change) == ["model a -> b", "model b -> c"])
  }

  @Test
  func
    `after a young regression was accepted a further drop is seen within days, and a second baseline keeps the level`()
    throws
  {
    let level = { (day: Int) in day < 60 ? 80.0 : day < 66 ? 60 : 30 }
    let days = SampleSeries().days(90, level: level)
    let young = Array(days.prefix(66))
    let last = try #require(young.last?.day)
    #expect(try state(young).finding.state == .regression)
    let first = try #require(
      Baseline(of: history(young), name: "ok", day: last, reason: "", author: "Ana"))
    #expect(abs(first.score - 60) < 3)
    let second = try #require(
      Baseline(
        of: history(young, baselines: [first]), name: "ok2", day: last.advanced(by: 1), reason: "", author: "Ana"))
    #expect(second.score == first.score)
    let after = try state(Array(days.prefix(76)), baselines: [first])
    #expect(after.finding.state == .regression)
    let before = try #require(after.finding.before)
    #expect(abs(before - 60) < 3)
  }

  @Test func `the trend is a difference that noise does not explain`() throws {
    #expect(try state(SampleSeries().days(60) { $0 < 53 ? 80 : 88 }).trend == .improving)
    #expect(try state(SampleSeries().days(60) { $0 < 53 ? 80 : 72 }).trend == .degrading)
    #expect(try state(SampleSeries().days(60) { _ in 80 }).trend == .stable)
  }

  @Test func `a lasting rise is an improvement, with its day`() throws {
    let state = try state(SampleSeries().days(66) { $0 < 58 ? 70 : 84 })
    #expect(state.finding.state == .improving)
    let improved = try #require(state.lastImprovement)
    #expect((56...60).contains(start.distance(to: improved)))
    #expect(state.isRecentlyImproved)
  }

  @Test func `days after the one that is asked about are not looked at`() throws {
    let days = SampleSeries().days(110) { $0 < 60 ? 80 : 60 }
    let day = start.advanced(by: 58)
    let (whole, cut) = (try state(days, on: day), try state(Array(days.prefix(59))))
    #expect(whole == cut)
  }
}
