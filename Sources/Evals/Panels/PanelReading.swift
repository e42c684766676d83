public import JudgeTypes

/// Whether a judge or a panel holds an artifact back.
public enum Decision: Sendable, Hashable {
  case held, passed
  /// Neither: no verdict, no consensus, too little assessed. It is never right.
  case undecided

  /// Fail and conditional hold; a seat without a verdict decides nothing.
  public init(_ verdict: Verdict?) { self = verdict.map { $0 == .pass ? .passed : .held } ?? .undecided }

  public init(_ outcome: Outcome) { self = outcome == .pass ? .passed : outcome.isHeld ? .held : .undecided }

  /// Whether what is faulty was held back, and what is sound let pass.
  public func isRight(of isFaulty: Bool) -> Bool { self == (isFaulty ? .held : .passed) }
}

/// What of one case's judgment the comparison of a panel with its single judges needs: a few words, not the judgment.
public struct PanelReading: Sendable, Hashable {
  /// One seat by itself.
  public struct Single: Sendable, Hashable {
    public let seat: Seat.ID
    public let model: ModelName
    /// Its first verdict, before it heard any other. A seat that does not apply to the artifact decides nothing.
    public let decision: Decision
    /// What its first word took.
    public let usage: Usage
    /// Whether that was kept from an earlier call, and so cost nothing now.
    public let isCached: Bool
  }

  public let isFaulty: Bool
  public let singles: [Single]
  public let beforeDebate: Decision
  public let afterDebate: Decision
  /// Whether one was held.
  public let isDebated: Bool
  /// Of the whole panel, the debate included.
  public let usage: Usage
}

extension PanelReading {
  public init(_ evalCase: EvalCase, _ judgment: Judgment) {
    let singles = judgment.seats.map { seat in
      Single(
        seat: seat.seat.id, model: seat.seat.model,
        decision: Decision(seat.result.state == .judged ? seat.path.first : nil), usage: seat.openingUsage,
        isCached: seat.isCached)
    }
    self.init(
      isFaulty: evalCase.outcome != .pass, singles: singles, beforeDebate: Decision(judgment.outcomeBeforeDebate),
      afterDebate: Decision(judgment.outcome), isDebated: judgment.debate != nil, usage: judgment.usage)
  }
}
