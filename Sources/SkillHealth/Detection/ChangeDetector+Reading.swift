internal import Foundation

extension ChangeDetector {
  /// Whether there is a level to hold days against.
  public var isWatching: Bool { phase == .watching }

  /// The present level, from 0 to 100, and its standard error; nil without a day.
  public var level: (mean: Double, error: Double)? {
    let all = recent.reduce(into: reference) { $0.add($1) }
    return all.level.map { ($0, (1 / all.weight).squareRoot()) }
  }

  /// Where the score of a day with so many invocations lies in about 19 of 20 times while nothing changes; nil without a level.
  func expectedRange(invocations: Int) -> ClosedRange<Double>? {
    guard isWatching, let level else { return nil }
    let reach = 2 * (noise.variance(invocations: invocations) + level.error * level.error).squareRoot()
    return min(100, max(0, level.mean - reach))...max(0, min(100, level.mean + reach))
  }

  /// Whether there are signs of a drop that are not enough for an alarm.
  var isSuspicious: Bool { open == nil && dropEvidence > DetectionRule.worthAWord }

  /// The last day and the level before it, where it lies so far under it that something happened on that day; else nil.
  var incident: (day: Day, level: Double, score: Double)? {
    guard isWatching, openDrop == nil, let last = recent.last, recent.count > DetectionRule.fewestReferenceDays,
      let level = recent.dropLast().reduce(into: reference, { $0.add($1) }).level
    else { return nil }
    let drop = level - last.score
    guard drop >= DetectionRule.incidentPoints,
      drop * last.weight.squareRoot() >= DetectionRule.incidentDeviations
    else { return nil }
    return (last.day, level, last.score)
  }

  /// How likely a stable skill comes to as much evidence by chance, in the time that it has been watched.
  ///
  /// By simulation a stable series comes to a sum of s within d days with a probability of at most about d / (4 s), at any volume (ADR-031).
  public var chance: Double {
    let sum = openDrop?.evidence ?? dropEvidence
    return sum > 0 ? min(1, Double(max(daysWatched, 1)) / (4 * sum)) : 1
  }

  /// After how many days with invocations a lasting drop would most likely be seen, at so many invocations a day; nil where it would
  /// not be within `DetectionRule.window` of them.
  public func daysToSee(drop size: Double, invocations: Int) -> Int? {
    guard isWatching else { return nil }
    let known = recent.reduce(into: reference) { $0.add($1) }
    guard known.weight > 0, invocations > 0 else { return nil }
    let variance = noise.variance(invocations: invocations)
    let clip = Noise.clip(variance: variance)
    let fall = -Self.clippedMean(of: -size, deviation: variance.squareRoot(), clip: clip)
    var sum = 0.0
    for days in 1...DetectionRule.window {
      let error = 1 / known.weight + variance / Double(days)
      let ratio = Evidence.ratio(ofFall: fall, variance: error)
      // Where days say little, those beside the true one are nearly as likely, and the sum is of more of them.
      sum = days < DetectionRule.fewestDays ? 0 : ratio * (1 + Double(days) / 4)
      if sum > DetectionRule.daysToFalseAlarm { return days }
    }
    return nil
  }

  /// The mean of a normal variable whose values beyond ±`clip` are brought back to it.
  private static func clippedMean(of mean: Double, deviation: Double, clip: Double) -> Double {
    let (low, high) = ((-clip - mean) / deviation, (clip - mean) / deviation)
    func below(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
    func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
    let inside = below(high) - below(low)
    return -clip * below(low) + clip * (1 - below(high)) + mean * inside + deviation * (density(low) - density(high))
  }
}
