/// Something in a judgment that could stop a merge, and what the gate makes of it.
public struct GateReason: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A verified finding.
    case finding
    /// A violated dimension without a verified finding against it.
    case dimension
    /// The panel's outcome, which nothing else accounts for.
    case outcome
  }

  public enum State: String, Sendable, Hashable, CaseIterable {
    case blocks
    /// A waiver covers it, and its time is over: it blocks.
    case expired
    /// It stands in the baseline.
    case known
    case waived
    /// The policy does not block it.
    case allowed
  }

  /// Who lets it through, why, and until when.
  public struct Waiver: Sendable, Hashable {
    public let reason, author: String
    /// The last day on which it holds: `YYYY-MM-DD`, in UTC.
    public let expires: String

    public init(reason: String, author: String, expires: String) {
      self.reason = reason
      self.author = author
      self.expires = expires
    }
  }

  /// The length of a fingerprint.
  public static let fingerprintDigits = 16

  public let kind: Kind
  public let state: State
  /// The finding's id in its judgment, such as F1; nil for other kinds.
  public let finding: String?
  /// The dimension's id; nil for an outcome, and for a finding that names none.
  public let dimension: String?
  /// By which a baseline and waivers know it; nil for an outcome, which neither can excuse.
  public let fingerprint: String?
  /// Of a finding.
  public let severity: Severity?
  /// Of the file where it stands, or of the artifact.
  public let path: String
  /// What it is, in words.
  public let message: String
  /// The waiver that covers it, or did until it expired.
  public let waiver: Waiver?

  public init(
    kind: Kind, state: State, finding: String? = nil, dimension: String? = nil, fingerprint: String? = nil,
    severity: Severity? = nil, path: String, message: String, waiver: Waiver? = nil
  ) {
    self.kind = kind
    self.state = state
    self.finding = finding
    self.dimension = dimension
    self.fingerprint = fingerprint
    self.severity = severity
    self.path = path
    self.message = message
    self.waiver = waiver
  }

  public var isBlocking: Bool { state == .blocks || state == .expired }
}

/// What the gate makes of one judgment.
public struct GateDecision: Sendable, Hashable {
  /// The blocking ones first.
  public let reasons: [GateReason]
  /// Whether the panel reached no verdict: what nobody judged is not let through by having nothing against it.
  public let isUndecided: Bool

  public init(reasons: [GateReason], isUndecided: Bool = false) {
    self.reasons = reasons
    self.isUndecided = isUndecided
  }

  public var isBlocking: Bool { reasons.contains(where: \.isBlocking) }

  public func count(of state: GateReason.State) -> Int { reasons.count { $0.state == state } }

  /// Of the finding with this id; nil where it is no reason.
  public func reason(ofFinding id: String) -> GateReason? { reasons.first { $0.kind == .finding && $0.finding == id } }

  /// Of a violated dimension without a finding; nil where it is no reason.
  public func reason(ofDimension id: String) -> GateReason? {
    reasons.first { $0.kind == .dimension && $0.dimension == id }
  }
}

/// What the gate makes of a run.
public struct GateSummary: Sendable, Hashable {
  /// Whether it stops the merge: false in a gate that only advises.
  public let isBlocking: Bool
  public let isAdvisory: Bool
  /// Whether it stops nothing, and a judgment has no verdict.
  public let isUndecided: Bool
  /// The day by which waivers were held to have expired or not: `YYYY-MM-DD`, in UTC.
  public let day: String
  /// How many reasons are in each state, over all judgments.
  public let counts: [GateReason.State: Int]
  /// What a person should know of the policy, the baseline and the waivers, such as a waiver that covers nothing.
  public let notes: [String]

  public init(
    isBlocking: Bool, isAdvisory: Bool, isUndecided: Bool = false, day: String, counts: [GateReason.State: Int],
    notes: [String] = []
  ) {
    self.isBlocking = isBlocking
    self.isAdvisory = isAdvisory
    self.isUndecided = isUndecided && !isBlocking
    self.day = day
    self.counts = counts
    self.notes = notes
  }
}
