public import JudgeTypes

/// How one expected outcome was met, counted one against the rest.
public struct ClassFigures: Sendable, Hashable {
  public let outcome: Outcome
  /// The number of judgments of cases that expect it.
  public let expected: Int
  public let counts: Counts

  /// One for every outcome that some case expects, in the order of `Outcome`.
  ///
  /// - Parameter confusion: expected outcome, then the outcome that came.
  static func each(in confusion: [Outcome: [Outcome: Int]]) -> [ClassFigures] {
    confusion.keys.sorted().map { outcome in
      let expected = confusion[outcome]?.values.reduce(0, +) ?? 0
      let met = confusion[outcome]?[outcome] ?? 0
      let came = confusion.values.reduce(0) { $0 + ($1[outcome] ?? 0) }
      return ClassFigures(
        outcome: outcome, expected: expected,
        counts: Counts(truePositives: met, falsePositives: came - met, falseNegatives: expected - met))
    }
  }

  static func macroF1(of classes: [ClassFigures]) -> Double? {
    let scores = classes.compactMap(\.counts.f1)
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}

extension EvalReport.Figures {
  /// The mean of the classes' F1, each class counting the same; nil without a case.
  public var macroF1: Double? { ClassFigures.macroF1(of: classes) }

  /// The counts of all classes together: precision is over the judgments whose outcome is a class, recall over all judgments, so
  /// an undecided outcome costs recall and F1.
  public var micro: Counts { classes.map(\.counts).reduce(Counts(), +) }

  public func f1(of outcome: Outcome) -> Double? { classes.first { $0.outcome == outcome }?.counts.f1 }
}
