public import JudgeTypes

/// The figures of kept results with their 95 % intervals: those that `eval run` printed for the same cases in the same order.
public struct SavedFigures: Sendable, Hashable {
  public struct Figure: Sendable, Hashable {
    /// A share of 1; kappa from -1 to 1. Nil where there is none.
    public let value: Double?
    public let interval: ClosedRange<Double>?
  }

  /// Judgments: of a case that was judged several times each counts.
  public let judgments: Int
  public let right: Int
  /// Of "held back"; all of the outcome are nil where the suite has none.
  public let outcomeF1: Figure
  public let macroF1: Figure
  public let kappa: Figure
  /// Of the findings.
  public let precision: Figure
  public let recall: Figure
  public let f1: Figure
  public let outcome: Counts
  public let findings: Counts
  /// Expected outcome, then the outcome that came; nil where the suite has no outcomes.
  public let confusion: [Outcome: [Outcome: Int]]?

  /// - Parameter seed: of the resamples; `eval run` takes 1.
  public init(of cases: [SavedResults.Case], seed: UInt64 = 1) {
    let rows = cases.map(Row.init)
    let hasOutcomes = !rows.isEmpty && rows.allSatisfy { $0.outcomes != nil }
    let all = Sums(rows)
    judgments = rows.count
    right = rows.count(where: \.isRight)
    (outcome, findings) = (hasOutcomes ? all.outcome : Counts(), all.findings)
    confusion = hasOutcomes ? all.confusion : nil
    let values = all.values(hasOutcomes: hasOutcomes)
    let intervals = bootstrapIntervals(of: Self.byCase(cases, rows), seed: seed, statistics: values.count) {
      Sums($0.flatMap(\.self)).values(hasOutcomes: hasOutcomes)
    }
    let figures = zip(values, intervals).map { Figure(value: $0, interval: $0 == nil ? nil : $1) }
    (outcomeF1, macroF1, kappa) = (figures[0], figures[1], figures[2])
    (precision, recall, f1) = (figures[3], figures[4], figures[5])
  }

  /// What was said of one case several times is no several cases: it is drawn together.
  private static func byCase(_ cases: [SavedResults.Case], _ rows: [Row]) -> [[Row]] {
    var places: [String: Int] = [:]
    var groups: [[Row]] = []
    for (one, row) in zip(cases, rows) {
      if let place = places[one.id] {
        groups[place].append(row)
      } else {
        places[one.id] = groups.count
        groups.append([row])
      }
    }
    return groups
  }
}

/// What of a case is counted, without its texts.
private struct Row {
  let outcomes: (expected: Outcome, came: Outcome)?
  let isFaulty: Bool
  let isRight: Bool
  let findings: Counts

  init(_ one: SavedResults.Case) {
    outcomes = Outcome(rawValue: one.expected).flatMap { expected in
      Outcome(rawValue: one.came).map { (expected, $0) }
    }
    isFaulty = one.expected != Outcome.pass.rawValue
    isRight = one.isRight
    findings = Counts(
      truePositives: one.truePositives, falsePositives: one.falsePositives, falseNegatives: one.falseNegatives)
  }
}

private struct Sums {
  private(set) var outcome = Counts()
  private(set) var findings = Counts()
  private(set) var confusion: [Outcome: [Outcome: Int]] = [:]
  private var (rows, right, faulty, held, passed) = (0, 0, 0, 0, 0)

  init(_ all: [Row]) {
    rows = all.count
    for row in all {
      findings = findings + row.findings
      if row.isRight { right += 1 }
      if row.isFaulty { faulty += 1 }
      switch (row.isFaulty, row.isRight) {
      case (true, true): outcome.truePositives += 1
      case (true, false): outcome.falseNegatives += 1
      case (false, false): outcome.falsePositives += 1
      case (false, true): break
      }
      guard let (expected, came) = row.outcomes else { continue }
      if came.isHeld { held += 1 }
      if came == .pass { passed += 1 }
      confusion[expected, default: [:]][came, default: 0] += 1
    }
  }

  /// In the order in which the figures stand above.
  func values(hasOutcomes: Bool) -> [Double?] {
    let ofOutcomes: [Double?] =
      hasOutcomes ? [outcome.f1, ClassFigures.macroF1(of: ClassFigures.each(in: confusion)), kappa] : [nil, nil, nil]
    return ofOutcomes + [findings.precision, findings.recall, findings.f1]
  }

  /// As `EvalReport` has it.
  private var kappa: Double? {
    guard rows > 0 else { return nil }
    let share = { (count: Int) in Double(count) / Double(rows) }
    let chance = share(faulty) * share(held) + (1 - share(faulty)) * share(passed)
    return chance == 1 ? nil : (share(right) - chance) / (1 - chance)
  }
}
