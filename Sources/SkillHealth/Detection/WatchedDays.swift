internal import Foundation

/// A day as the detector weighs it.
struct WatchedDay: Sendable, Hashable {
  let day: Day
  let score: Double
  let invocations: Int
  /// One over the variance of the score.
  let weight: Double
  /// How far the score lies from the level, clipped.
  private(set) var deviation: Double
  /// Whether the model or the prompt is another one since this day.
  let beginsSegment: Bool

  init(_ day: DailyScore, weight: Double, from level: Double, beginsSegment: Bool) {
    (self.day, score, invocations) = (day.day, day.score, day.invocations)
    self.weight = weight
    self.beginsSegment = beginsSegment
    deviation = Self.deviation(of: day.score, from: level, weight: weight)
  }

  /// The same day beside another level.
  func taken(from level: Double) -> WatchedDay {
    var day = self
    day.deviation = Self.deviation(of: score, from: level, weight: weight)
    return day
  }

  private static func deviation(of score: Double, from level: Double, weight: Double) -> Double {
    let clip = Noise.clip(variance: 1 / weight)
    return min(max(score - level, -clip), clip)
  }
}

/// Sums over days: of their weights, and of weight times deviation and score.
struct WeightedSums: Sendable, Hashable {
  var count = 0
  var weight = 0.0
  var deviation = 0.0
  var score = 0.0

  mutating func add(_ day: WatchedDay) {
    count += 1
    weight += day.weight
    deviation += day.weight * day.deviation
    score += day.weight * day.score
  }

  /// The mean score, weighted.
  var level: Double? { weight > 0 ? score / weight : nil }
}

/// How much speaks for a change since one of the last days.
struct Evidence: Sendable, Hashable {
  /// The Shiryaev-Roberts sum: over the days on which a change may have begun, the likelihood of what came since under a change, over
  /// that under none.
  var sum = 0.0
  /// Where the largest of them is, as a place among the days.
  var place: Int?
  private var largest = 0.0

  fileprivate mutating func add(_ ratio: Double, at place: Int) {
    sum += ratio
    if ratio > largest {
      largest = ratio
      self.place = place
    }
  }

  var isEnough: Bool { sum > DetectionRule.daysToFalseAlarm }
}

extension Evidence {
  /// Looks for a drop and for a rise at once.
  ///
  /// For every day on which a change may have begun, the mean since is held against the mean before: their difference has the
  /// variance of both, so that a level that is known from few days weighs little. Each ratio is the mean over `DetectionRule.drops`.
  ///
  /// - Parameters:
  ///   - days: of one level, the oldest first.
  ///   - before: what came before them, of the same level.
  ///   - first: no change began earlier.
  ///   - fewest: how many days of the level must have come before a change.
  ///   - start: days from this one on are better than the level, and no part of it yet.
  static func gathered(
    from days: ArraySlice<WatchedDay>, after before: WeightedSums, notBefore first: Day, fewestBefore fewest: Int,
    leavingOut start: Day?
  ) -> (drop: Evidence, rise: Evidence) {
    var (drop, rise) = (Evidence(), Evidence())
    let all = days.reduce(into: before) { $0.add($1) }
    let risen = days.reduce(into: WeightedSums()) { sums, day in
      if let start, day.day >= start { sums.add(day) }
    }
    var since = WeightedSums()
    for place in days.indices.reversed() {
      let day = days[place]
      if day.day < first { break }
      since.add(day)
      if since.count < DetectionRule.fewestDays { continue }
      let later = since.count < risen.count ? risen : since
      if all.count - later.count < fewest { break }
      let weight = all.weight - later.weight
      let fall = (all.deviation - later.deviation) / weight - since.deviation / since.weight
      let size = abs(fall)
      if size < DetectionRule.smallestDrop { continue }
      var ratio = ratio(ofFall: size, variance: 1 / weight + 1 / since.weight)
      if day.beginsSegment { ratio *= DetectionRule.weightOfSegment }
      if fall > 0 { drop.add(ratio, at: place) } else { rise.add(ratio, at: place) }
    }
    return (drop, rise)
  }

  /// The likelihood of a difference of two means under a drop, the mean over `DetectionRule.drops`, over that under none.
  static func ratio(ofFall fall: Double, variance: Double) -> Double {
    var sum = 0.0
    for drop in DetectionRule.drops { sum += exp(min(drop * (fall - drop / 2) / variance, 300)) }
    return sum / Double(DetectionRule.drops.count)
  }
}
