/// What the detector has to say of one skill, with every alarm that it raised on the way.
public struct SkillVerdict: Sendable, Hashable {
  public let state: SkillState
  /// The drops that were seen, in order, whether or not they were made up for since.
  public let drops: [Change]

  /// Of a series, on its last day; nil for one without a day.
  ///
  /// - Parameter baselineDays: from 1 to 60.
  public init?(of history: SkillHistory, baselineDays: Int = HealthTracker.baselineDays) {
    let tracker = HealthTracker(history, until: history.days.last?.day, baselineDays: baselineDays)
    guard let last = tracker.lastDay,
      let state = SkillState(
        skill: history.skill, category: history.category, files: history.files, antiPatterns: history.antiPatterns,
        followed: tracker, on: last)
    else { return nil }
    self.state = state
    drops = tracker.detector.changes.filter { $0.direction == .drop }
  }
}
