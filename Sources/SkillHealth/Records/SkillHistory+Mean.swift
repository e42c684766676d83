extension SkillHistory {
  /// The mean score, weighted by invocations, and the invocations of the `count` days that end with `day`; nil where it was not used
  /// in them.
  public func mean(ofDays count: Int, endingWith day: Day) -> (score: Double, invocations: Int)? {
    let first = day.advanced(by: 1 - count)
    var (sum, invocations) = (0.0, 0)
    for one in days.reversed() where one.day <= day {
      guard one.day >= first else { break }
      sum += one.score * Double(one.invocations)
      invocations += one.invocations
    }
    return invocations > 0 ? (min(100, max(0, sum / Double(invocations))), invocations) : nil
  }
}
