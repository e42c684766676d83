/// Krippendorff's alpha: 1 - D_o / D_e over the coincidences of values within units. Units may have any number of values, so
/// missing ones need no stand-in.
///
/// K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania (2011).
public enum KrippendorffAlpha {
  public enum Metric: Sendable, CaseIterable {
    /// Values differ or do not.
    case nominal
    /// Values have an order; how far apart two are is how many values were given between them.
    case ordinal
    /// Differences of values mean something.
    case interval
  }

  /// - Parameter units: the values given to each unit; missing ones left out.
  /// - Returns: nil where no unit has two values, or all values are equal.
  public static func alpha(_ units: [[Double]], _ metric: Metric) -> Double? {
    let pairable = units.filter { $0.count > 1 }
    let values = Set(pairable.joined()).sorted()
    guard values.count > 1 else { return nil }
    let place = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    let counted = pairable.map { unit in
      let counts = unit.reduce(into: [Int: Int]()) { $0[place[$1, default: 0], default: 0] += 1 }
      return Unit(present: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, times: 1)
    }
    return alpha(counted, values: values, metric)
  }

  /// Over fail, conditional and pass or the like: categories in their order, of which each unit says how often each was given.
  ///
  /// - Parameter units: the counts, and how many units have these.
  static func ordinalAlpha(ofCounts units: [(counts: [Int], times: Int)]) -> Double? {
    let categories = units.map(\.counts.count).max() ?? 0
    let given = (0..<categories).filter { category in
      units.contains { $0.counts.indices.contains(category) && $0.counts[category] > 0 && $0.times > 0 }
    }
    guard given.count > 1 else { return nil }
    let counted = units.compactMap { unit -> Unit? in
      let present = given.enumerated().compactMap { place, category -> (place: Int, count: Int)? in
        let count = unit.counts.indices.contains(category) ? unit.counts[category] : 0
        return count > 0 ? (place, count) : nil
      }
      let whole = Unit(present: present, times: unit.times)
      return whole.size > 1 ? whole : nil
    }
    return alpha(counted, values: given.map(Double.init), .ordinal)
  }

  /// Units with the same values.
  private struct Unit {
    /// The place of each value that was given among all values, in order, and how often it was.
    let present: [(place: Int, count: Int)]
    let times: Int

    var size: Int { present.reduce(0) { $0 + $1.count } }
  }

  private static func alpha(_ units: [Unit], values: [Double], _ metric: Metric) -> Double? {
    // Each value of a unit pairs with all others of it, at one less than their number: its total is how often it was given.
    var totals = [Double](repeating: 0, count: values.count)
    for unit in units {
      for (place, count) in unit.present { totals[place] += Double(count * unit.times) }
    }
    let whole = totals.reduce(0, +)
    var observed = 0.0
    for unit in units {
      for (first, count) in unit.present {
        for (second, other) in unit.present where second != first {
          let difference = squaredDifference(first, second, values: values, totals: totals, metric)
          observed += Double(count * other * unit.times) / Double(unit.size - 1) * difference
        }
      }
    }
    let expected = expectedDifference(values: values, totals: totals, metric)
    return expected > 0 ? 1 - (whole - 1) * observed / expected : nil
  }

  /// Over all pairs of values, whatever unit they are of.
  private static func expectedDifference(values: [Double], totals: [Double], _ metric: Metric) -> Double {
    if metric == .nominal {
      let whole = totals.reduce(0, +)
      return totals.reduce(0) { $0 + $1 * (whole - $1) }
    }
    var expected = 0.0
    for first in totals.indices {
      for second in totals.indices where second != first {
        let difference = squaredDifference(first, second, values: values, totals: totals, metric)
        expected += totals[first] * totals[second] * difference
      }
    }
    return expected
  }

  private static func squaredDifference(
    _ first: Int, _ second: Int, values: [Double], totals: [Double], _ metric: Metric
  ) -> Double {
    switch metric {
    case .nominal: return 1
    case .interval:
      let difference = values[first] - values[second]
      return difference * difference
    case .ordinal:
      let between = totals[min(first, second)...max(first, second)].reduce(0, +)
      let difference = between - (totals[first] + totals[second]) / 2
      return difference * difference
    }
  }
}
