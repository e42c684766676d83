internal import JudgeTypes
public import SkillHealth

extension HealthStore {
  /// How all skills on record stand on a day, from what was known then.
  ///
  /// - Parameters:
  ///   - day: nothing later is looked at, but for days that were recorded ahead of `today`.
  ///   - today: the day that it is; how far a look at it came is kept, so that the next one goes on there.
  /// - Returns: one for each skill that has a day on record by then, in the order of their names.
  public func states(on day: Day, today: Day) throws -> [SkillState] {
    day < today ? try past(on: day) : try present(on: today)
  }

  /// As it was: of every history what was there by then.
  private func past(on day: Day) throws -> [SkillState] {
    var states: [SkillState] = []
    try forEachHistory(until: day) { history in
      if let state = SkillState(of: history.known(on: day), on: day) { states.append(state) }
    }
    return states
  }

  /// Goes on where the last look ended, and keeps how far it came.
  private func present(on today: Day) throws -> [SkillState] {
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
      tracker.begin(until: today)
      // A day may have come already where it was recorded.
      let state = SkillState(
        skill: history.skill, category: history.category, files: history.files, antiPatterns: history.antiPatterns,
        followed: tracker, on: max(today, last))
      if let state { states.append(state) }
    }
    let standing = try forEachTail { checkpoint, tail in
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
      try forEachHistory(of: unreadable) { take($0, HealthTracker($0)) }
      states.sort { $0.skill < $1.skill }
    }
    // Who may only read sees the same, and computes it anew the next time.
    if !checkpoints.isEmpty { try? keep(checkpoints, asOf: standing) }
    return states
  }
}
