extension Baseline {
  /// The level of a skill on a day: the mean, weighted by invocations, of the thirty days that end with it, or of a skill that got
  /// worse, of those since then. Nil where it was not used in them.
  public init?(of history: SkillHistory, name: String, day: Day, reason: String, author: String) {
    let days = HealthTracker(history, until: day).level(endingWith: day)
    let invocations = days.reduce(0) { $0 + $1.invocations }
    guard invocations > 0 else { return nil }
    let sum = days.reduce(0) { $0 + $1.score * Double($1.invocations) }
    self.init(
      name: name, day: day, score: min(100, max(0, sum / Double(invocations))), invocations: invocations,
      reason: reason, author: author)
  }
}
