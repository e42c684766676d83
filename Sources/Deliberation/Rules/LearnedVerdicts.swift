public import JudgeTypes

/// A learned model whose judges are a panel's seats and whose labels are verdicts.
public struct LearnedVerdicts: VerdictModel {
  /// The share of held-out training items that were answered rightly from a bar on, where nobody named one.
  public static let wantedAccuracy = 0.9

  public let text: String
  private let model: LearnedModel

  /// - Parameter text: the file that holds the model.
  public init(_ model: LearnedModel, text: String) {
    self.model = model
    self.text = text
  }

  /// Why it is no model over verdicts; nil where it is one.
  public var flaw: String? {
    let known = Set(Verdict.allCases.map(\.rawValue))
    guard !model.labels.isEmpty else {
      return "its labels are names of single answers; a panel's are pass, conditional and fail."
    }
    return model.labels.first { !known.contains($0) }.map {
      "it was trained on the label '\($0)'; a panel's are pass, conditional and fail."
    }
  }

  /// The judges that it knows, sorted by name.
  public var judges: [String] { model.judges }

  /// The least confidence from which on training items that were held out were answered as well as wanted; nil where there is
  /// none.
  public var ownBar: Double? {
    let bar = model.bar(reaching: Self.wantedAccuracy)
    return bar > 1 ? nil : max(bar, LearnedRule.leastBar)
  }

  public func objection(to seats: [Seat.ID]) -> String? {
    switch model.refusal(of: seats.map(\.rawValue)) {
    case nil, .shifted: nil
    case .strangers: "none of these seats was in its training items"
    case .beaten: "on training items that were held out the plain vote was right clearly more often"
    }
  }

  public func verdict(on votes: [SeatVote]) -> LearnedVerdict? {
    let lines = votes.map {
      RecordedVote(item: "", judge: $0.seat.rawValue, family: $0.family, label: $0.verdict.rawValue)
    }
    guard let answer = model.unrefused(VoteTable(lines)).first,
      let verdict = answer.label.flatMap(Verdict.init(rawValue:))
    else { return nil }
    return LearnedVerdict(verdict: verdict, confidence: answer.confidence)
  }
}
