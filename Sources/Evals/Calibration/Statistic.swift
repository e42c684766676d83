internal import Foundation
internal import JudgeTypes

/// The figures of a judge card.
enum Statistic {
  /// Nil for none.
  static func share<Value>(_ values: [Value], where isCounted: (Value) -> Bool) -> Double? {
    values.isEmpty ? nil : Double(values.count(where: isCounted)) / Double(values.count)
  }

  /// Nil for none.
  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Cohen's kappa of two raters with two answers; nil without units, or where chance alone would agree always.
  static func kappa(_ pairs: [(expected: Bool, came: Bool)]) -> Double? {
    let count = pairs.count
    let (expected, came) = (pairs.count(where: \.expected), pairs.count(where: \.came))
    // Both shares are kept over count², so that a chance agreement of exactly one is seen as one.
    let byChance = expected * came + (count - expected) * (count - came)
    guard count > 0, byChance < count * count else { return nil }
    let equal = pairs.count { $0.expected == $0.came }
    return Double(equal * count - byChance) / Double(count * count - byChance)
  }

  /// The share of pairs within a group that differ; nil where no group has two.
  static func flipRate<Value: Hashable>(_ groups: [[Value]]) -> Double? {
    var (differing, pairs) = (0, 0)
    for group in groups {
      let all = group.count * (group.count - 1) / 2
      let equal = Dictionary(grouping: group) { $0 }.values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
      pairs += all
      differing += all - equal
    }
    return pairs == 0 ? nil : Double(differing) / Double(pairs)
  }

  /// Pearson's; nil with fewer than three, or where one side never varies.
  static func correlation(_ pairs: [(Double, Double)]) -> Double? {
    guard pairs.count > 2, let left = mean(pairs.map(\.0)), let right = mean(pairs.map(\.1)) else { return nil }
    let together = pairs.reduce(0) { $0 + ($1.0 - left) * ($1.1 - right) }
    let ofLeft = pairs.reduce(0) { $0 + ($1.0 - left) * ($1.0 - left) }
    let ofRight = pairs.reduce(0) { $0 + ($1.1 - right) * ($1.1 - right) }
    guard ofLeft > 0, ofRight > 0 else { return nil }
    return min(1, max(-1, together / (ofLeft * ofRight).squareRoot()))
  }

  /// - Parameter readings: of sound cases.
  static func lengthBias(_ readings: [JudgeReading]) -> Double? {
    guard Set(readings.map(\.evalCase)).count > 2 else { return nil }
    return correlation(readings.map { (log(Double(max(1, $0.lines))), $0.isRight ? 0 : 1) })
  }

  /// - Parameter readings: of cases that have labels.
  static func positionBias(_ readings: [JudgeReading]) -> Double? {
    func firstShare(_ halves: [JudgeReading.Halves]) -> Double? {
      let all = halves.reduce(0) { $0 + $1.all }
      return all == 0 ? nil : Double(halves.reduce(0) { $0 + $1.first }) / Double(all)
    }
    guard let evidence = firstShare(readings.compactMap(\.evidenceHalves)),
      let labels = firstShare(readings.compactMap(\.labelHalves))
    else { return nil }
    return evidence - labels
  }
}
