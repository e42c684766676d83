/// The answer to a check.
public enum CheckAnswer: String, Sendable, Hashable, Codable, CaseIterable {
  case yes, no
  case notApplicable = "not_applicable"
}

/// What one judge said of one dimension.
public struct DimensionAnswer: Sendable, Hashable {
  public let dimension: Dimension.ID
  /// False when the judge could not tell: the dimension is then absent from its scores.
  public let isAssessed: Bool
  public let rationale: String
  public let checks: [Check.ID: CheckAnswer]

  public init(dimension: Dimension.ID, isAssessed: Bool, rationale: String, checks: [Check.ID: CheckAnswer]) {
    self.dimension = dimension
    self.isAssessed = isAssessed
    self.rationale = rationale
    self.checks = checks
  }
}

/// What a judge said of an artifact, read but not yet checked.
public struct SeatAnswer: Sendable, Hashable {
  public let dimensions: [DimensionAnswer]
  public let claims: [Claim]
  public let rationale: String
  /// 0 to 1; nil when it gave none.
  public let confidence: Double?

  public init(dimensions: [DimensionAnswer], claims: [Claim], rationale: String, confidence: Double?) {
    self.dimensions = dimensions
    self.claims = claims
    self.rationale = rationale
    self.confidence = confidence
  }
}

/// 1 violated, 2 met with reservations, 3 met.
public enum Score: Int, Sendable, Hashable, Codable, Comparable {
  case violated = 1
  case partly = 2
  case met = 3

  public static func < (left: Score, right: Score) -> Bool { left.rawValue < right.rawValue }
}

/// A seat's own verdict, computed from its scores and findings.
public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
  case fail, conditional, pass

  private var rank: Int { self == .fail ? 0 : self == .conditional ? 1 : 2 }
  public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }
}

/// One judge's reading of an artifact: a score for each dimension it could assess.
///
/// A dimension the judge could not assess is absent, never zero, so silence does not read as disapproval.
public struct Evaluation: Sendable, Hashable {
  public let seat: Seat.ID
  /// 0 is the blind one, 1 to 3 are the debate's.
  public let round: Int
  public let scores: [Dimension.ID: Score]
  public let findings: [Finding]
  public let verdict: Verdict
  public let rationale: String
  public let confidence: Double?
  /// The dimensions it held violated without valid evidence, which count as unassessed.
  public let unsupported: [Dimension.ID]
  /// What it said of single dimensions, in its words.
  public let reasons: [Dimension.ID: String]

  public init(
    seat: Seat.ID, round: Int, scores: [Dimension.ID: Score], findings: [Finding], verdict: Verdict,
    rationale: String, confidence: Double?, unsupported: [Dimension.ID] = [], reasons: [Dimension.ID: String] = [:]
  ) {
    self.seat = seat
    self.round = round
    self.scores = scores
    self.findings = findings
    self.verdict = verdict
    self.rationale = rationale
    self.confidence = confidence
    self.unsupported = unsupported
    self.reasons = reasons
  }

  public var verifiedFindings: [Finding] { findings.filter { $0.status == .verified } }
}
