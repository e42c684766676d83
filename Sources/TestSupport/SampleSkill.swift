import JudgeTypes
public import SkillHealth

/// The state of a skill of which a test names only what it is about; all else is that of a steady skill at 80 on 2026-11-22.
public func sampleSkill(
  _ name: String, category: String? = "review", files: [String] = [], day: Day = sampleDay,
  week: [Double?]? = nil, rolling30: Double? = 80,
  trend: SkillState.Trend = .stable, score: Double = 80, baseline: Double? = nil, invocations30: Int = 300,
  lastUsed: Day? = nil, lastImprovement: Day? = nil, daysToDetect: Int? = 4,
  finding: HealthFinding = HealthFinding(state: .stable), antiPatterns: [AntiPattern: Int] = [:],
  segment: SkillState.Segment? = nil
) -> SkillState {
  SkillState(
    skill: .init(name), category: category, files: files, day: day,
    lastSevenDays: week ?? Array(repeating: score, count: 7),
    rolling7: score, rolling30: rolling30, trend: trend, healthScore: score,
    baseline: baseline.map {
      Baseline(
        name: "spring", day: day.advanced(by: -60), score: $0, invocations: 300, reason: "as agreed", author: "Kim")
    }, invocationsSinceBaseline: baseline == nil ? 0 : 600, invocations7: invocations30 / 4,
    invocations30: invocations30, lastUsed: lastUsed ?? day, lastImprovement: lastImprovement,
    daysToDetect: daysToDetect, finding: finding, antiPatterns: antiPatterns,
    segments: [segment].compactMap(\.self))
}

/// 2026-11-22: 20,779 days after 1970-01-01.
public let sampleDay = Day(number: 20_779)

/// A drop that began ten days before `sampleDay` and was seen `seenAfter` days later.
public func sampleDrop(
  from before: Double, to after: Double, seenAfter: Int = 2, isUnderBaseline: Bool? = nil
) -> HealthFinding {
  let started = sampleDay.advanced(by: -10)
  return HealthFinding(
    state: .regression, severity: before - after >= 10 ? .major : .minor, alarmed: started.advanced(by: seenAfter),
    started: started, before: before, after: after, isUnderBaseline: isUnderBaseline)
}
