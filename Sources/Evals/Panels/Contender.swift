public import JudgeTypes

/// A single judge, or a panel, with what it decided on every case of a suite.
public struct Contender: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable { case judge, panel, debate }

  public let kind: Kind
  /// A seat's id; of a panel what it is.
  public let name: String
  /// Nil for a panel.
  public let model: ModelName?
  /// Of each case, in the order of the cases.
  public let decisions: [Decision]
  /// Of each case, whether it is faulty.
  private let faulty: [Bool]
  public let usage: Usage

  init(kind: Kind, name: String, model: ModelName?, decisions: [Decision], faulty: [Bool], usage: Usage) {
    self.kind = kind
    self.name = name
    self.model = model
    self.decisions = decisions
    self.faulty = faulty
    self.usage = usage
  }

  public var cases: Int { decisions.count }
  /// Of each case, whether what is faulty was held back and what is sound let pass.
  public var isRight: [Bool] { zip(decisions, faulty).map { $0.isRight(of: $1) } }
  public var right: Int { isRight.count { $0 } }
  public var undecided: Int { decisions.count { $0 == .undecided } }
  /// Of all cases, the undecided ones included; nil without any.
  public var accuracy: Double? { cases == 0 ? nil : Double(right) / Double(cases) }

  /// F1 of "held back". As in the report of a suite, an undecided case is a miss where it is faulty and an alarm where it is sound.
  public var outcomeF1: Double? {
    var counts = Counts()
    for (isRight, isFaulty) in zip(isRight, faulty) {
      switch (isFaulty, isRight) {
      case (true, true): counts.truePositives += 1
      case (true, false): counts.falseNegatives += 1
      case (false, false): counts.falsePositives += 1
      case (false, true): break
      }
    }
    return counts.f1
  }

  /// In and out; nil where no provider told.
  public var tokens: Int? {
    usage.inputTokens.map { $0.adding(usage.outputTokens ?? 0) } ?? usage.outputTokens
  }

  /// What each case that this one decides right and `other` does not, in the sum, costs more, in USD.
  ///
  /// Nil where this one is right no more often, or a cost is not known. Below zero where it is right more often and costs less.
  public func costPerExtraRight(over other: Contender) -> Double? {
    guard right > other.right, let own = usage.costUSD, let others = other.usage.costUSD else { return nil }
    return (own - others) / Double(right - other.right)
  }

  /// - Returns: mended are the cases that this one decides right and `other` wrong.
  public func counts(against other: Contender) -> PairedCounts {
    PairedCounts(zip(other.isRight, isRight).map { (before: $0, now: $1) })
  }
}
