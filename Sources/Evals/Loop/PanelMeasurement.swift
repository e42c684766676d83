public import JudgeTypes

/// What one workspace made of some cases.
public struct PanelMeasurement: Sendable, Hashable {
  /// In the order of the suite, which resampling follows.
  public let cases: [SavedResults.Case]
  /// Of train alone.
  public let failures: [FailedCase]
  public let usage: Usage

  public init(cases: [SavedResults.Case], failures: [FailedCase], usage: Usage) {
    self.cases = cases
    self.failures = failures.sorted { $0.id < $1.id }
    self.usage = usage
  }

  public func cases(in split: SuiteSplit) -> [SavedResults.Case] { cases.filter { $0.split == split.rawValue } }

  /// Case by case against an earlier measurement; cases that only one of them has say nothing.
  public func paired(with before: PanelMeasurement, in split: SuiteSplit) -> PairedCounts {
    let old = Dictionary(before.cases(in: split).map { ($0.id, $0.isRight) }, uniquingKeysWith: { first, _ in first })
    return PairedCounts(cases(in: split).compactMap { now in old[now.id].map { (before: $0, now: now.isRight) } })
  }
}

/// F1 of some cases: of the outcomes, and of the findings.
public struct F1Score: Sendable, Hashable, Codable {
  public let cases: Int
  public let right: Int
  /// Nil without a faulty case and without an alarm.
  public let outcomeF1: Double?
  public let findingF1: Double?
  /// The 95 % bootstrap interval of `outcomeF1`.
  public let low: Double?
  public let high: Double?

  /// - Parameter seed: of the resamples.
  public init(of cases: [SavedResults.Case], seed: UInt64) {
    self.cases = cases.count
    right = cases.count(where: \.isRight)
    outcomeF1 = cases.outcome.f1
    findingF1 = cases.findings.f1
    let interval = bootstrapInterval(of: cases, seed: seed) { $0.outcome.f1 }
    (low, high) = (interval?.lowerBound, interval?.upperBound)
  }
}

extension [SavedResults.Case] {
  /// Of artifacts held back that should be, or should not; an undecided outcome is wrong either way.
  var outcome: Counts {
    reduce(into: Counts()) { counts, result in
      switch (result.expected != Outcome.pass.rawValue, result.isRight) {
      case (true, true): counts.truePositives += 1
      case (true, false): counts.falseNegatives += 1
      case (false, false): counts.falsePositives += 1
      case (false, true): break
      }
    }
  }

  var findings: Counts {
    reduce(Counts()) {
      $0
        + Counts(
          truePositives: $1.truePositives, falsePositives: $1.falsePositives, falseNegatives: $1.falseNegatives)
    }
  }
}
