internal import Foundation

/// How far a day's score may lie from the level by chance alone.
struct Noise: Sendable, Hashable {
  /// The variance of single invocations' scores.
  private(set) var spread: Double
  /// By how much days vary more than that says.
  private(set) var factor: Double
  /// How many days it was learned from, at most `DetectionRule.longestMemory`.
  private(set) var days: Double

  /// The variance of a day's score.
  func variance(invocations: Int) -> Double {
    factor * (spread / Double(max(invocations, 1)) + DetectionRule.dailySpread * DetectionRule.dailySpread)
  }

  /// How far from the level a day of this variance counts at most.
  static func clip(variance: Double) -> Double {
    max(DetectionRule.clip * variance.squareRoot(), DetectionRule.smallestClip)
  }

  init(spread: Double, factor: Double, days: Double) {
    self.spread = spread
    self.factor = factor
    self.days = days
  }

  /// A day on which nothing changed says a little more; what was learned long ago is forgotten.
  mutating func learn(from day: WatchedDay) {
    let plain = spread / Double(max(day.invocations, 1)) + DetectionRule.dailySpread * DetectionRule.dailySpread
    // Of a normal variable that is clipped at two deviations, 92 % of the square is left.
    let share = day.deviation * day.deviation / plain / 0.92
    factor = max(
      min(DetectionRule.smallestNoise, factor), factor + (share - factor) / (days + DetectionRule.weightOfNoise + 1))
    days = min(days + 1, DetectionRule.longestMemory)
  }

  /// Learns level and noise from days on which nothing changed. Both are drawn towards what is thought beforehand, and far days
  /// pull at neither by more than a clipped one.
  static func learned(from days: [DailyScore]) -> (noise: Noise, level: Double) {
    var (squares, freedom) = (0.0, 0.0)
    for day in days {
      guard let spread = day.spread, day.invocations > 1 else { continue }
      squares += spread * spread * Double(day.invocations - 1)
      freedom += Double(day.invocations - 1)
    }
    guard freedom > 0 else { return learnedWithoutSpreads(from: days) }
    let spread =
      (squares + DetectionRule.spread * DetectionRule.spread * DetectionRule.weightOfSpread)
      / (freedom + DetectionRule.weightOfSpread)
    return learned(
      from: days, spread: spread, weight: DetectionRule.weightOfNoise, smallest: DetectionRule.smallestNoise)
  }

  /// Where no day says how far single scores lie apart, they are taken to lie as far apart as scores can: all at 0 or 100, as where
  /// each is right or wrong. The days themselves then say by how much less it is, and are soon believed.
  private static func learnedWithoutSpreads(from days: [DailyScore]) -> (noise: Noise, level: Double) {
    let invocations = days.reduce(0) { $0 + Double($1.invocations) }
    let mean = invocations > 0 ? days.reduce(0) { $0 + $1.score * Double($1.invocations) } / invocations : 50
    var (noise, level) = learned(
      from: days, spread: max(mean * (100 - mean), DetectionRule.spread * DetectionRule.spread),
      weight: DetectionRule.weightOfUnknownNoise, smallest: DetectionRule.smallestUnknownNoise)
    // Thirty days say it with an error of a quarter, and too little noise costs more than too much.
    noise.factor *= DetectionRule.marginOfUnknownNoise
    return (noise, level)
  }

  private static func learned(
    from days: [DailyScore], spread: Double, weight weightOfNoise: Double, smallest: Double
  ) -> (noise: Noise, level: Double) {
    var noise = Noise(spread: spread, factor: 1, days: Double(max(days.count - 1, 0)))
    let plain = days.map { noise.variance(invocations: $0.invocations) }
    let weight = plain.reduce(0) { $0 + 1 / $1 }
    guard weight > 0 else { return (noise, 0) }
    var level = zip(days, plain).reduce(0) { $0 + $1.0.score / $1.1 } / weight
    // Level and noise say what is far, what is far says what they are; four rounds settle it.
    for _ in 0..<4 {
      var (pull, chi) = (0.0, 0.0)
      for (day, plain) in zip(days, plain) {
        let deviation = (plain * noise.factor).squareRoot()
        let clipped = min(max((day.score - level) / deviation, -DetectionRule.clip), DetectionRule.clip)
        pull += clipped * deviation / plain
        chi += clipped * clipped * noise.factor
      }
      level += pull / weight
      let freedom = Double(max(days.count - 1, 0))
      noise.factor = max(smallest, (chi + weightOfNoise) / (freedom + weightOfNoise))
    }
    return (noise, level)
  }
}
