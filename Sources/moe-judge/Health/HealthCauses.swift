import JudgeTypes
import SkillHealth

/// What is on record around the time at which skills got worse.
enum HealthCauses {
  /// - Returns: of each skill in a regression the changes that may be behind it; skills without any are absent.
  static func of(_ states: [SkillState]) -> [Skill.ID: [HealthCause]] {
    let causes = states.filter(\.finding.isRegression).compactMap { state in
      state.segment.map { (state.skill, [HealthCause($0)]) }
    }
    return Dictionary(causes, uniquingKeysWith: +)
  }
}
