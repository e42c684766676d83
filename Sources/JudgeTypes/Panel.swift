/// One persona on one model with one weight.
public struct Seat: Sendable, Hashable {
  public typealias ID = Identifier<Seat>
  public let id: ID
  public let persona: Persona
  public let model: ModelName
  public let backup: ModelName?
  /// The vendor of the model's base weights, such as `claude`; seats of one family err together.
  public let family: String
  public let weight: Fraction
  /// The persona's own dimensions and those of the rubrics it claims, weights adding up to 10,000.
  public let dimensions: [Dimension]
  /// Nil when the seat applies; else why it does not.
  public let notApplicable: String?

  public init(
    id: ID, persona: Persona, model: ModelName, backup: ModelName? = nil, family: String, weight: Fraction,
    dimensions: [Dimension], notApplicable: String? = nil
  ) {
    self.id = id
    self.persona = persona
    self.model = model
    self.backup = backup
    self.family = family
    self.weight = weight
    self.dimensions = dimensions
    self.notApplicable = notApplicable
  }
}

/// The rule by which a panel's evaluations become one outcome.
public struct ConsensusRule: Sendable, Hashable {
  /// The share of the applicable seats' weight that a verdict needs.
  public let threshold: Fraction
  /// Whether a verified critical finding, or a binding dimension violated with evidence, decides alone.
  public let veto: Bool
  /// The share of the applicable dimensions' weight below which nothing is concluded.
  public let assessedShare: Fraction
  /// The fewest model families that must have answered for anything to pass; 0 where fewer are accepted.
  public let leastFamilies: Int
  /// What decides in place of the shares; nil for the plain vote.
  public let learned: LearnedRule?
  /// When the shares decide, and are too seldom right; nil where nobody measured that.
  public let abstention: AbstentionRule?

  public static let standard = ConsensusRule(threshold: .twoThirds, veto: true, assessedShare: .half)

  public init(
    threshold: Fraction, veto: Bool = true, assessedShare: Fraction = .half, leastFamilies: Int = 0,
    learned: LearnedRule? = nil, abstention: AbstentionRule? = nil
  ) {
    self.threshold = threshold
    self.veto = veto
    self.assessedShare = assessedShare
    self.leastFamilies = leastFamilies
    self.learned = learned
    self.abstention = abstention
  }

  /// The same, decided by shares alone.
  public var plain: ConsensusRule {
    ConsensusRule(threshold: threshold, veto: veto, assessedShare: assessedShare, leastFamilies: leastFamilies)
  }

  /// Whether a verdict may need this share: at one half, "met" and "violated" could both reach it, and a tie would pass.
  public static func accepts(threshold: Fraction) -> Bool { threshold > .half && threshold <= .one }
}

/// Who judges, and by which rule.
public struct Panel: Sendable, Hashable {
  /// The fewest model families that make a panel: seats of one family err together.
  public static let leastFamilies = 3

  public let seats: [Seat]
  public let rule: ConsensusRule
  public let debate: DebateRule
  /// What every judgment of this panel must say, such as that its models are one family.
  public let banners: [String]
  /// Of the seats whose confidence was measured.
  public let calibration: [SeatCalibration]

  public init(
    seats: [Seat], rule: ConsensusRule, debate: DebateRule = .none, banners: [String] = [],
    calibration: [SeatCalibration] = []
  ) {
    self.seats = seats
    self.rule = rule
    self.debate = debate
    self.banners = banners
    self.calibration = calibration
  }

  /// The same seats under another rule.
  public func judging(by rule: ConsensusRule) -> Panel {
    Panel(seats: seats, rule: rule, debate: debate, banners: banners, calibration: calibration)
  }

  /// Whether no model sits in it.
  public var isOffline: Bool { seats.allSatisfy { $0.model == .offline } }
}

/// What became of a seat.
public enum SeatState: String, Sendable, Hashable, Codable, CaseIterable {
  case notApplicable = "not_applicable"
  case judged, abstained, failed
  case notPolled = "not_polled"
}

/// A seat's last word: its evaluation, or why there is none.
public enum SeatResult: Sendable, Hashable {
  case judged(Evaluation)
  case abstained(reason: String)
  case failed(reason: String)
  case notApplicable(reason: String)
  case notPolled(reason: String)

  public var state: SeatState {
    switch self {
    case .judged: .judged
    case .abstained: .abstained
    case .failed: .failed
    case .notApplicable: .notApplicable
    case .notPolled: .notPolled
    }
  }

  public var evaluation: Evaluation? {
    if case .judged(let evaluation) = self { evaluation } else { nil }
  }

  public var reason: String? {
    switch self {
    case .judged: nil
    case .abstained(let reason), .failed(let reason), .notApplicable(let reason), .notPolled(let reason): reason
    }
  }
}
