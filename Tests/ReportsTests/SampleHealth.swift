import JudgeTypes
import SkillHealth
import TestSupport

/// A team's skills on 2026-11-22: one of everything that there is to say.
enum SampleHealth {
  static let started = sampleDay.advanced(by: -10)

  static let states: [SkillState] = [
    sampleSkill(
      "code-review", files: ["skills/code-review/SKILL.md"], week: [82, 80, 74, 70, 66, 62, 60], rolling30: 74,
      trend: .degrading, score: 61.6, baseline: 82.4, invocations30: 1200,
      finding: sampleDrop(from: 82.44, to: 61.64, isUnderBaseline: true),
      segment: .init(started: started, change: "model small-1 -> small-2")),
    sampleSkill(
      "api-review", files: ["skills/api-review/SKILL.md"], week: [45, nil, 44, 46, nil, nil, 45], rolling30: 45,
      score: 45, invocations30: 60, lastUsed: sampleDay, daysToDetect: 30,
      antiPatterns: [.incompleteOutput: 6, .toolMisuse: 2]),
    sampleSkill(
      "release-notes", category: "writing", week: [88, 89, 90, 91, 92, 92, 93], rolling30: 86, trend: .improving,
      score: 91, baseline: 80, lastImprovement: sampleDay.advanced(by: -5),
      finding: HealthFinding(state: .improving, isUnderBaseline: false)),
    sampleSkill(
      "changelog", category: "writing", week: [78, 78, 78, 78, 78, 78, 30], score: 72,
      finding: HealthFinding(state: .incident, alarmed: sampleDay, started: sampleDay, before: 78, after: 30)),
    sampleSkill(
      "rare", category: nil, week: [nil, nil, 70, nil, nil, nil, nil], rolling30: 70, score: 70, invocations30: 4,
      lastUsed: sampleDay.advanced(by: -4), daysToDetect: nil, finding: HealthFinding(state: .insufficientData)),
    sampleSkill(
      "lint", category: "suite", week: [66, 66, 65, 64, 63, 62, 62], rolling30: 65, score: 63,
      finding: sampleDrop(from: 66, to: 62.5)),
    sampleSkill(
      "old", category: "suite", week: Array(repeating: nil, count: 7), rolling30: nil, score: 88, invocations30: 0,
      lastUsed: sampleDay.advanced(by: -40), daysToDetect: nil),
    sampleSkill("steady", category: "suite", score: 96, baseline: 95),
  ]

  /// Six were tested. code-review: 6/1 · 0.0001 = 0.0006; lint: 6/2 · 0.05 = 0.15, which is above 0.1.
  static let pValues: [Double?] = [0.0001, 0.6, 0.7, 0.8, nil, 0.05, nil, 0.9]

  static let overview = HealthOverview(states, pValues: pValues)

  /// As they stood days ago.
  static func states(daysAgo days: Int) -> [SkillState] {
    let day = sampleDay.advanced(by: -days)
    let scores: [(String, Double)] = [
      ("code-review", 82), ("api-review", 51), ("release-notes", days > 7 ? 74 : 88), ("changelog", 78), ("lint", 66),
      ("old", 88), ("steady", 95.5),
    ]
    return scores.map { sampleSkill($0.0, day: day, score: $0.1) }
  }

  static let causes: [Skill.ID: [HealthCause]] = [
    "code-review": [
      .commit(
        .init(
          sha: "0123456789abcdef0123456789abcdef01234567", day: started.advanced(by: -1),
          subject: "Shorten the | checklist <b>", author: "Kim @kim")),
      .modelChange(on: started, change: "model small-1 -> small-2"),
    ]
  ]
}
