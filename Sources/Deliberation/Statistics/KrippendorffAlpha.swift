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
    let width = values.count
    var coincidences = [Double](repeating: 0, count: width * width)
    for unit in pairable {
      var counts = [Double](repeating: 0, count: width)
      for value in unit { counts[place[value, default: 0]] += 1 }
      let present = (0..<width).filter { counts[$0] > 0 }
      for first in present {
        for second in present {
          let pairs = counts[first] * (counts[second] - (first == second ? 1 : 0))
          coincidences[first * width + second] += pairs / Double(unit.count - 1)
        }
      }
    }
    let totals = (0..<width).map { row in coincidences[row * width..<(row + 1) * width].reduce(0, +) }
    let whole = totals.reduce(0, +)
    var (observed, expected) = (0.0, 0.0)
    for first in 0..<width {
      for second in 0..<width where second != first {
        let difference = squaredDifference(first, second, values: values, totals: totals, metric)
        observed += coincidences[first * width + second] * difference
        expected += totals[first] * totals[second] * difference
      }
    }
    return expected > 0 ? 1 - (whole - 1) * observed / expected : nil
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
