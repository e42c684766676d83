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
    // Each value of a unit pairs with all others of it, at one less than their number: its total is how often it was given.
    var totals = [Double](repeating: 0, count: values.count)
    for value in pairable.joined() { totals[place[value, default: 0]] += 1 }
    let whole = totals.reduce(0, +)
    var observed = 0.0
    for unit in pairable {
      let counts = unit.reduce(into: [Int: Int]()) { $0[place[$1, default: 0], default: 0] += 1 }
      let present = counts.sorted { $0.key < $1.key }
      for (first, count) in present {
        for (second, other) in present where second != first {
          let difference = squaredDifference(first, second, values: values, totals: totals, metric)
          observed += Double(count * other) / Double(unit.count - 1) * difference
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
