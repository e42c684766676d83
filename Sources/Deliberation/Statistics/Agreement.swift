/// How far raters agree, beyond chance or not. Ratings are categories, written as integers.
public enum Agreement {
  /// The share of pairs of ratings of one unit that are equal, over all units; nil when no unit has two ratings.
  public static func percent(_ units: [[Int]]) -> Double? {
    var (equal, pairs) = (0, 0)
    for ratings in units {
      pairs += ratings.count * (ratings.count - 1)
      for (_, count) in counts(of: ratings) { equal += count * (count - 1) }
    }
    return pairs == 0 ? nil : Double(equal) / Double(pairs)
  }

  /// Cohen's kappa of two raters over the same units: (p_o - p_e) / (1 - p_e).
  ///
  /// J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960).
  /// - Returns: nil without units, or where chance alone would agree always.
  public static func cohenKappa(_ first: [Int], _ second: [Int]) -> Double? {
    let count = min(first.count, second.count)
    guard count > 0 else { return nil }
    let equal = (0..<count).count { first[$0] == second[$0] }
    let (left, right) = (counts(of: first.prefix(count)), counts(of: second.prefix(count)))
    // Both shares are kept over count², so that a chance agreement of exactly one is seen as one.
    let byChance = left.reduce(0) { $0 + $1.value * right[$1.key, default: 0] }
    guard byChance < count * count else { return nil }
    return Double(equal * count - byChance) / Double(count * count - byChance)
  }

  /// The same from a table of counts, the first rater's category by row.
  ///
  /// - Parameter width: the number of categories; `counts` has as many rows of as many.
  static func cohenKappa(ofTable counts: [Int], width: Int) -> Double? {
    let whole = counts.reduce(0, +)
    guard whole > 0, counts.count == width * width else { return nil }
    let equal = (0..<width).reduce(0) { $0 + counts[$1 * width + $1] }
    let byChance = (0..<width).reduce(0) { sum, category in
      let row = (0..<width).reduce(0) { $0 + counts[category * width + $1] }
      let column = (0..<width).reduce(0) { $0 + counts[$1 * width + category] }
      return sum + row * column
    }
    guard byChance < whole * whole else { return nil }
    return Double(equal * whole - byChance) / Double(whole * whole - byChance)
  }

  /// Fleiss' kappa over units that all have the same number of ratings.
  ///
  /// J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971).
  /// - Returns: nil with less than two ratings, unequal numbers of them, or where chance alone would agree always.
  public static func fleissKappa(_ units: [[Int]]) -> Double? {
    guard let raters = units.first?.count, raters > 1, units.allSatisfy({ $0.count == raters }) else { return nil }
    guard let observed = percent(units) else { return nil }
    let whole = Double(units.count * raters)
    let byChance = counts(of: units.joined()).values.sorted().reduce(0.0) { sum, count in
      sum + (Double(count) / whole) * (Double(count) / whole)
    }
    return byChance < 1 ? (observed - byChance) / (1 - byChance) : nil
  }

  private static func counts(of ratings: some Sequence<Int>) -> [Int: Int] {
    ratings.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
