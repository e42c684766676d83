import SkillHealth
import Storage

/// How all skills on record stand.
enum HealthStates {
  /// - Parameters:
  ///   - state: the folder that holds what is on record.
  ///   - day: nothing later is looked at; nil for today.
  /// - Returns: one for each skill that has a day on record by then, in the order of their names; none where nothing is on record.
  static func all(state: String, on day: Day?) throws -> [SkillState] {
    if let day, let problem = day.problem(on: .today, allowsFuture: false) { throw CommandFailure("--on: \(problem)") }
    guard let store = try KeptHealth(state: state).existing() else { return [] }
    return try KeptHealth.saying { try store.states(on: day ?? .today, today: .today) }
  }

  /// What to do where nothing is on record.
  static func firstSteps(in state: String) -> String {
    """
    nothing is on record of any skill in \(HealthStore.path(in: state)); one of these puts something there:
      moe-judge eval run SUITE --offline        a suite's F1, by itself after each run
      moe-judge health import FILE              figures of other tools: JSON, JSONL or CSV
      moe-judge health record SKILL --score 82  one figure by hand

    """
  }
}
