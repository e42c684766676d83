public import JudgeTypes

/// How often something was right, by where it was measured: readings in bins, and the bins in ascending order of accuracy.
///
/// Readings are sorted by place and cut into bins of at least `leastCases` different cases; those of one place are never parted, and
/// what is left at the end joins the last bin. Then neighbours whose accuracy falls as the place rises are pooled (isotonic regression by
/// pooling adjacent violators; Ayer et al., Ann. Math. Stat. 26, 1955), for a fall between small bins is luck far more often than truth.
public struct CalibrationBins: Sendable, Hashable {
  public struct Reading: Sendable, Hashable {
    /// 0 to 1.
    public let place: Double
    public let isRight: Bool
    public let evalCase: EvalCase.ID

    public init(place: Double, isRight: Bool, evalCase: EvalCase.ID) {
      (self.place, self.isRight, self.evalCase) = (place, isRight, evalCase)
    }
  }

  /// With fewer cases a bin says nothing.
  public static let leastCases = 10

  public let curve: CalibrationCurve
  /// How many different cases it rests on.
  public let cases: Int

  /// Nil with fewer cases than one bin needs.
  public init?(_ readings: [Reading], leastCases: Int = leastCases) {
    let inRange = readings.filter { (0...1).contains($0.place) }
    cases = Set(inRange.map(\.evalCase)).count
    guard cases >= max(1, leastCases) else { return nil }
    let pooled = Self.pooled(Self.bins(of: inRange, leastCases: leastCases))
    guard let curve = CalibrationCurve(pooled.map { .init(place: $0.place, accuracy: $0.accuracy) }) else { return nil }
    self.curve = curve
  }

  private struct Bin {
    var readings: [Reading]

    var cases: Int { Set(readings.map(\.evalCase)).count }
    var place: Double {
      let mean = readings.reduce(0) { $0 + $1.place } / Double(readings.count)
      // A mean of equal numbers may round to another one, beyond its neighbours.
      let (first, last) = (readings.map(\.place).min() ?? 0, readings.map(\.place).max() ?? 1)
      return min(max(mean, first), last)
    }
    var accuracy: Double { Double(readings.count(where: \.isRight)) / Double(readings.count) }
  }

  private static func bins(of readings: [Reading], leastCases: Int) -> [Bin] {
    let byPlace = Dictionary(grouping: readings, by: \.place).sorted { $0.key < $1.key }.map(\.value)
    var bins: [Bin] = []
    var open = Bin(readings: [])
    for group in byPlace {
      open.readings += group
      guard open.cases >= leastCases else { continue }
      bins.append(open)
      open = Bin(readings: [])
    }
    guard !open.readings.isEmpty else { return bins }
    if bins.isEmpty { return [open] }
    bins[bins.count - 1].readings += open.readings
    return bins
  }

  private static func pooled(_ bins: [Bin]) -> [Bin] {
    bins.reduce(into: []) { pooled, bin in
      pooled.append(bin)
      while pooled.count > 1, pooled[pooled.count - 2].accuracy >= pooled[pooled.count - 1].accuracy {
        let last = pooled.removeLast()
        pooled[pooled.count - 1].readings += last.readings
      }
    }
  }
}
