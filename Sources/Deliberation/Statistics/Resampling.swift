internal import JudgeTypes

/// Percentile intervals by resampling with replacement (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
public struct Bootstrap: Sendable, Hashable {
  public let resamples: Int
  /// The share of resamples that lies inside, in 0..<1.
  public let level: Double
  public let seed: UInt64

  public init(resamples: Int = 1_000, level: Double = 0.95, seed: UInt64 = 1) {
    self.resamples = resamples
    self.level = level
    self.seed = seed
  }

  /// - Parameters:
  ///   - count: how many things were drawn.
  ///   - statistic: of the numbers of times that each was drawn; nil where it has no value for them.
  /// - Returns: nil where hardly any resample had a value.
  public func interval(count: Int, statistic: ([Int]) -> Double?) -> ClosedRange<Double>? {
    guard count > 0 else { return nil }
    var generator = SplitMix(seed: seed)
    var values: [Double] = []
    for _ in 0..<resamples {
      var times = [Int](repeating: 0, count: count)
      for _ in 0..<count { times[generator.next(below: count)] += 1 }
      if let value = statistic(times) { values.append(value) }
    }
    guard values.count * 2 > resamples else { return nil }
    values.sort()
    let tail = Int((Double(values.count) * (1 - level) / 2).rounded(.down))
    return values[tail]...values[values.count - 1 - tail]
  }
}
