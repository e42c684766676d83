public import JudgeTypes

/// How the extraction of constraints did on a suite, as a whole and for each level.
public struct ExtractionReport: Sendable {
  /// The figures of one level, or of all. Intervals are 95 % bootstrap intervals over the records; nil where there is none.
  public struct Figures: Sendable {
    /// Nil for all of them together.
    public let level: Level?
    public let counts: Counts
    public let precisionInterval: ClosedRange<Double>?
    public let recallInterval: ClosedRange<Double>?
    public let f1Interval: ClosedRange<Double>?

    /// The number of labels.
    public var labelled: Int { counts.truePositives + counts.falseNegatives }
  }

  public let suite: String
  public let results: [CaseResult]
  /// In the order of `Level`; those that no label has and that nobody found are left out.
  public let levels: [Figures]
  public let all: Figures
  /// The records in which nothing was missed and nothing invented.
  public let right: Int
  /// Of their share, 0 to 1.
  public let rightInterval: ClosedRange<Double>?
  /// The records that hold no constraint by their labels, and those of them in which none was found.
  public let without: (cases: Int, right: Int)
  /// Constraints beyond the first on one label: neither right nor wrong.
  public let repeated: Int

  /// - Parameter results: of a suite that measures constraints, one for each case.
  public init(suite: String, results: [CaseResult], seed: UInt64 = 1) {
    self.suite = suite
    self.results = results
    all = Figures(level: nil, results, seed: seed)
    levels = Level.allCases.map { Figures(level: $0, results, seed: seed) }.filter { $0.counts != Counts() }
    right = results.count(where: \.isRight)
    rightInterval = bootstrapInterval(of: results, seed: seed) { Double($0.count(where: \.isRight)) / Double($0.count) }
    let empty = results.filter(\.evalCase.labels.isEmpty)
    without = (empty.count, empty.count(where: \.isRight))
    repeated = results.reduce(0) { $0 + $1.repeated }
  }

  /// The figures that do not reach their floors, in words; empty when all do. A figure that there is none of falls short of nothing.
  public func shortfalls(below floors: EvalFloors) -> [String] {
    [("precision", all.counts.precision, floors.precision), ("recall", all.counts.recall, floors.recall)]
      .compactMap { name, value, floor in
        guard let value, let floor, value * 100 < Double(floor) else { return nil }
        return "\(name) \((value * 1_000).rounded() / 10) % is below \(floor) %"
      }
  }
}

extension ExtractionReport.Figures {
  init(level: Level?, _ results: [CaseResult], seed: UInt64) {
    self.level = level
    let each = results.map { $0.counts(of: level) }
    counts = each.reduce(Counts(), +)
    let intervals = bootstrapIntervals(of: each, seed: seed, statistics: 3) { drawn in
      let counts = drawn.reduce(into: Counts()) { $0 = $0 + $1 }
      return [counts.precision, counts.recall, counts.f1]
    }
    (precisionInterval, recallInterval, f1Interval) = (intervals[0], intervals[1], intervals[2])
  }
}

extension CaseResult {
  /// - Parameter level: nil for all of them together.
  fileprivate func counts(of level: Level?) -> Counts {
    guard let level = level?.label else { return counts }
    let missed = missed.count { $0.rule == level }
    return Counts(
      truePositives: evalCase.labels.count { $0.rule == level } - missed,
      falsePositives: falseAlarms.count { $0.rule == level }, falseNegatives: missed)
  }
}
