/// Which of many alarms of one day chance alone would have raised (Benjamini and Hochberg 1995).
public enum FalseDiscovery {
  /// The share of false alarms among all that is put up with; an adjusted value above it is what chance alone can do.
  public static let level = 0.1

  /// The adjusted value of each p: the smallest share of false alarms at which it would still be called one (step-up).
  ///
  /// Of `m` values in rising order the `j`th becomes the least of `m / i * p(i)` over all `i` from `j` on, at most 1. A nil, or what is no
  /// number from 0 to 1, was not tested: it stays nil and does not count in `m`.
  public static func adjusted(_ values: [Double?]) -> [Double?] {
    let tested = values.indices.compactMap { index in
      values[index].flatMap { (0...1).contains($0) ? (index: index, p: $0) : nil }
    }.sorted { ($0.p, $0.index) < ($1.p, $1.index) }
    var adjusted = [Double?](repeating: nil, count: values.count)
    var least = 1.0
    for (place, value) in tested.enumerated().reversed() {
      least = min(least, value.p * Double(tested.count) / Double(place + 1))
      adjusted[value.index] = least
    }
    return adjusted
  }
}
