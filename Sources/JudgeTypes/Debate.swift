/// When a panel debates, and for how long.
public struct DebateRule: Sendable, Hashable {
  /// The most rounds after the blind one: 0, which holds no debate, to 3.
  public let rounds: Int
  /// The share of the plurality of verdicts at which seats need not debate, and at which they stop.
  public let agreement: Fraction

  public static let mostRounds = 3
  public static let none = DebateRule(rounds: 0)
  public static let standard = DebateRule(rounds: mostRounds)

  public init(rounds: Int, agreement: Fraction = .fourFifths) {
    self.rounds = rounds
    self.agreement = agreement
  }
}

/// Why a debate ended.
public enum DebateEnd: String, Sendable, Hashable, Codable, CaseIterable {
  /// Agreement reached its bar, and no shared dimension is disputed.
  case agreed
  /// A round in which no seat changed a score or its verdict with evidence.
  case unchanged
  /// All rounds were held.
  case rounds
  /// A seat could not be asked for want of budget.
  case budget
}

extension DebateEnd {
  /// In words.
  public var meaning: String {
    switch self {
    case .agreed: "the seats agree, and no shared dimension is disputed"
    case .unchanged: "a round changed nothing that counts"
    case .rounds: "the rounds that were allowed were held"
    case .budget: "the budget was used up"
    }
  }
}

/// What one seat, asked again, holds otherwise than before.
public struct PositionChange: Sendable, Hashable {
  /// One dimension that it scored anew.
  public struct OfDimension: Sendable, Hashable {
    public let dimension: Dimension.ID
    /// Nil where it had not assessed it with valid evidence.
    public let from: Score?
    public let to: Score
    /// Whether it showed evidence that holds and that it had not shown before. Only then the change counts.
    public let isSupported: Bool

    public init(dimension: Dimension.ID, from: Score?, to: Score, isSupported: Bool) {
      self.dimension = dimension
      self.from = from
      self.to = to
      self.isSupported = isSupported
    }
  }

  public let seat: Seat.ID
  public let from: Verdict
  /// The verdict that it would have if all of its changes counted.
  public let to: Verdict
  /// Sorted by dimension; none where new findings alone changed its verdict.
  public let dimensions: [OfDimension]
  /// The new evidence that holds.
  public let evidence: [Evidence]
  /// The verified findings of its own that it holds no more.
  public let withdrawn: [Finding]

  public init(
    seat: Seat.ID, from: Verdict, to: Verdict, dimensions: [OfDimension], evidence: [Evidence],
    withdrawn: [Finding] = []
  ) {
    self.seat = seat
    self.from = from
    self.to = to
    self.dimensions = dimensions
    self.evidence = evidence
    self.withdrawn = withdrawn
  }

  /// Whether all of it counts.
  public var isSupported: Bool { dimensions.allSatisfy(\.isSupported) }
}

/// What came of one round of a debate.
public struct DebateRound: Sendable, Hashable {
  /// A seat that was asked and gave no usable answer; it holds what it held.
  public struct Silence: Sendable, Hashable {
    public let seat: Seat.ID
    public let reason: String

    public init(seat: Seat.ID, reason: String) {
      self.seat = seat
      self.reason = reason
    }
  }

  /// From 1.
  public let number: Int
  /// What it was about, sorted.
  public let disputed: [Dimension.ID]
  /// Sorted by seat.
  public let changes: [PositionChange]
  /// Sorted by seat.
  public let silent: [Silence]
  /// In and out; nil where a provider did not report them.
  public let tokens: Int?

  public init(number: Int, disputed: [Dimension.ID], changes: [PositionChange], silent: [Silence], tokens: Int?) {
    self.number = number
    self.disputed = disputed
    self.changes = changes
    self.silent = silent
    self.tokens = tokens
  }
}

/// The debate that a panel held.
public struct DebateRecord: Sendable, Hashable {
  /// In order, at least one.
  public let rounds: [DebateRound]
  public let end: DebateEnd

  public init(rounds: [DebateRound], end: DebateEnd) {
    self.rounds = rounds
    self.end = end
  }
}
