/// A lasting change of a skill's level, as it was seen.
public struct Change: Sendable, Hashable {
  public enum Direction: Sendable, Hashable { case drop, rise }

  public let direction: Direction
  /// The day on which it was first known.
  public let alarmed: Day
  /// The day on which it most likely began, by the likelihood ratio.
  public let started: Day
  /// The level before, from 0 to 100.
  public let before: Double
  /// The level since `started`, as far as was known when it was seen.
  public let after: Double

  public init(direction: Direction, alarmed: Day, started: Day, before: Double, after: Double) {
    self.direction = direction
    self.alarmed = alarmed
    self.started = started
    self.before = before
    self.after = after
  }
}

/// A drop that lasts: what came before it, and what came since, so that every further day speaks for it or against it.
struct OpenDrop: Sendable, Hashable {
  let change: Change
  let before: WeightedSums
  /// The level that the deviations of both are taken from.
  let center: Double
  private(set) var since = WeightedSums()
  /// The largest sum that it has come to.
  private(set) var evidence: Double

  init(change: Change, before: WeightedSums, center: Double, since days: ArraySlice<WatchedDay>, evidence: Double) {
    self.init(change: change, before: before, center: center, since: WeightedSums(), evidence: evidence)
    for day in days { add(day) }
  }

  init(change: Change, before: WeightedSums, center: Double, since: WeightedSums, evidence: Double) {
    self.change = change
    self.before = before
    self.center = center
    self.since = since
    self.evidence = evidence
  }

  mutating func add(_ day: WatchedDay) {
    since.add(day.taken(from: center))
    if let ratio = ratio(of: since) { evidence = max(evidence, ratio) }
  }

  /// How much likelier days are under a drop than under none.
  private func ratio(of days: WeightedSums) -> Double? {
    guard before.weight > 0, days.weight > 0 else { return nil }
    let fall = before.deviation / before.weight - days.deviation / days.weight
    return Evidence.ratio(ofFall: fall, variance: 1 / before.weight + 1 / days.weight)
  }

  /// Of the last days those that speak against the drop by now, as after a false alarm, or when the level is back; nil where they do
  /// not.
  func refuting(among days: [WatchedDay]) -> ArraySlice<WatchedDay>? {
    let enough = 1 / (DetectionRule.errorToRefute * DetectionRule.errorToRefute)
    var last = WeightedSums()
    var place = days.endIndex
    while place > days.startIndex, last.count < DetectionRule.daysToRefute || last.weight < enough {
      place -= 1
      last.add(days[place].taken(from: center))
    }
    guard last.count >= DetectionRule.daysToRefute, let ratio = ratio(of: last), ratio < 1 else { return nil }
    return days[place...]
  }
}
