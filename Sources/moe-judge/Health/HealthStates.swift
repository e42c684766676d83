import JudgeTypes
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
    return try KeptHealth.saying {
      if let day, day < .today { return try past(of: store, on: day) }
      return try present(of: store)
    }
  }

  /// As it was: of every history what was there by then.
  private static func past(of store: HealthStore, on day: Day) throws -> [SkillState] {
    var states: [SkillState] = []
    try store.forEachHistory(until: day) { history in
      if let state = SkillState(of: history.known(on: day), on: day) { states.append(state) }
    }
    return states
  }

  /// Goes on where the last look ended, and keeps how far it came.
  private static func present(of store: HealthStore) throws -> [SkillState] {
    var states: [SkillState] = []
    var checkpoints: [(skill: Skill.ID, checkpoint: HealthCheckpoint)] = []
    var unreadable: Set<Skill.ID> = []
    func take(_ history: SkillHistory, _ tracker: HealthTracker) {
      guard let last = tracker.lastDay else { return }
      if !history.days.isEmpty {
        checkpoints.append((history.skill, HealthCheckpoint(lastDay: last, state: tracker.checkpoint)))
      }
      // Days up to today may still come, so that a baseline of today is none that is kept.
      var tracker = tracker
      tracker.begin(until: .today)
      // A day may have come already where it was recorded.
      let state = SkillState(
        skill: history.skill, category: history.category, files: history.files, antiPatterns: history.antiPatterns,
        followed: tracker, on: max(.today, last))
      if let state { states.append(state) }
    }
    let standing = try store.forEachTail { checkpoint, tail in
      guard let checkpoint else { return take(tail, HealthTracker(tail)) }
      guard var tracker = HealthTracker(checkpoint: checkpoint.state, baselines: tail.baselines) else {
        // Of another version.
        unreadable.insert(tail.skill)
        return
      }
      for day in tail.days { tracker.add(day) }
      take(tail, tracker)
    }
    if !unreadable.isEmpty {
      try store.forEachHistory(of: unreadable) { take($0, HealthTracker($0)) }
      states.sort { $0.skill < $1.skill }
    }
    // Who may only read sees the same, and computes it anew the next time.
    try? store.keep(checkpoints, asOf: standing)
    return states
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

extension SkillHistory {
  /// Without baselines that were declared for a later day.
  fileprivate func known(on day: Day) -> SkillHistory {
    SkillHistory(
      skill: skill, category: category, files: files, days: days, baselines: baselines.filter { $0.day <= day },
      antiPatterns: antiPatterns)
  }
}

extension HealthOverview {
  /// With every skill's evidence held against the number of skills.
  init(testing states: [SkillState]) { self.init(states, pValues: states.map(\.finding.chance)) }
}
