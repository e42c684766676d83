/// A seat's vote, as a model over verdicts is given it.
public struct SeatVote: Sendable, Hashable {
  public let seat: Seat.ID
  /// Of the seat's own model.
  public let family: String
  public let verdict: Verdict

  public init(seat: Seat.ID, family: String, verdict: Verdict) {
    self.seat = seat
    self.family = family
    self.verdict = verdict
  }
}

/// What a model makes of the votes on one artifact.
public struct LearnedVerdict: Sendable, Hashable {
  public let verdict: Verdict
  /// How likely it is right, 0 to 1.
  public let confidence: Double

  public init(verdict: Verdict, confidence: Double) {
    self.verdict = verdict
    self.confidence = confidence
  }
}

/// A model, trained on labelled history, that reads a panel's verdicts as one.
public protocol VerdictModel: Sendable {
  /// The file it was read from, whole: kept in each run, from it the same is derived without the file.
  var text: String { get }
  /// Why it is not used where these seats vote, whatever they say; nil where it is.
  func objection(to seats: [Seat.ID]) -> String?
  /// The order of `votes` never matters. Nil without a vote.
  func verdict(on votes: [SeatVote]) -> LearnedVerdict?
}

/// A model that decides in place of the shares, and when it is sure enough to do so.
public struct LearnedRule: Sendable, Hashable {
  /// A model that is no more likely right than wrong decides nothing.
  public static let leastBar = 0.51

  public let model: any VerdictModel
  /// The confidence below which the panel abstains, `leastBar` to 1.
  public let bar: Double

  public init(model: any VerdictModel, bar: Double) {
    self.model = model
    self.bar = bar
  }

  /// A model is what its file says.
  public static func == (left: LearnedRule, right: LearnedRule) -> Bool {
    left.bar == right.bar && left.model.text == right.model.text
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(bar)
    hasher.combine(model.text)
  }
}
