import JudgeTypes

/// The 95 % percentile interval of a statistic over 1,000 resamples of `values` with a fixed seed; nil when it has no value.
func bootstrapInterval<Value>(
  of values: [Value], seed: UInt64, statistic: ([Value]) -> Double?
) -> ClosedRange<Double>? {
  bootstrapIntervals(of: values, seed: seed, statistics: 1) { [statistic($0)] }[0]
}

/// The same of several statistics over the same resamples.
///
/// - Parameters:
///   - count: how many there are.
///   - all: gives them for one resample, in their order; nil for one that has no value there.
func bootstrapIntervals<Value>(
  of values: [Value], seed: UInt64, statistics count: Int, all: ([Value]) -> [Double?]
) -> [ClosedRange<Double>?] {
  guard values.count > 1 else { return Array(repeating: nil, count: count) }
  var generator = SplitMix(seed: seed)
  var samples = Array(repeating: [Double](), count: count)
  for _ in 0..<1_000 {
    let drawn = (0..<values.count).map { _ in values[Int.random(in: 0..<values.count, using: &generator)] }
    for (place, value) in all(drawn).enumerated() { if let value { samples[place].append(value) } }
  }
  return samples.map { samples in
    guard samples.count > 40 else { return nil }
    let sorted = samples.sorted()
    return sorted[sorted.count * 25 / 1_000]...sorted[min(sorted.count - 1, sorted.count * 975 / 1_000)]
  }
}
