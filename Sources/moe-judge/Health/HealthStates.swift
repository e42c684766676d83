import SkillHealth

/// How all skills on record stand.
enum HealthStates {
  /// - Parameters:
  ///   - state: the folder that holds what is on record.
  ///   - day: nothing later is looked at; nil for today.
  /// - Returns: one for each skill that has a day on record by then, in no order; none where nothing is on record.
  static func all(state: String, on day: Day?) throws -> [SkillState] { [] }

  /// What to do where nothing is on record.
  static let firstSteps = """
    nothing is on record of any skill yet; one of these puts something there:
      moe-judge eval run SUITE --offline        a suite's F1, by itself after each run
      moe-judge health import FILE              figures of other tools: JSON, JSONL or CSV
      moe-judge health record SKILL --score 82  one figure by hand

    """
}
