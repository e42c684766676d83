/// How much a finding matters.
public enum Severity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
  case info, low, medium, high, critical

  private var rank: Int {
    switch self {
    case .info: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }

  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// What a finding rests on, in a form that code can check against the artifact.
public enum Evidence: Sendable, Hashable {
  /// Text that stands in the artifact, verbatim but for redaction marks and white space.
  case quote(path: String, startLine: Int, endLine: Int, text: String)
  /// Terms that stand nowhere in the file at `path`, or in the whole artifact when it is nil.
  case absence(path: String?, terms: [String])
}

extension Evidence {
  /// Where it stands, or what it says is not there: `app.py:5-6`, `app.py: no timeout`.
  public var place: String {
    switch self {
    case .quote(let path, let start, let end, _): start == end ? "\(path):\(start)" : "\(path):\(start)-\(end)"
    case .absence(let path, let terms):
      "\(path ?? "artifact"): no \(terms.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.joined(separator: ", "))"
    }
  }
}

/// One piece of evidence with what the check of it said.
public struct CheckedEvidence: Sendable, Hashable {
  public let evidence: Evidence
  public let isVerified: Bool

  public init(_ evidence: Evidence, isVerified: Bool) {
    self.evidence = evidence
    self.isVerified = isVerified
  }
}

/// Something wrong or missing in the artifact, as one judge said it.
public struct Claim: Sendable, Hashable {
  /// A red flag, an ADR clause or a rule of the offline panel.
  public let rule: String
  public let severity: Severity
  public let message: String
  public let dimension: Dimension.ID?
  /// The dimension that the rule speaks against before all others; nil where no rule of ours was at work.
  public let foremost: Dimension.ID?
  public let evidence: [Evidence]

  public init(
    rule: String, severity: Severity, message: String, dimension: Dimension.ID?, foremost: Dimension.ID? = nil,
    evidence: [Evidence]
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.dimension = dimension
    self.foremost = foremost
    self.evidence = evidence
  }
}

/// A claim whose evidence was checked.
public struct Finding: Sendable, Hashable {
  public enum Status: String, Sendable, Hashable, Codable { case verified, voided }

  public let rule: String
  public let severity: Severity
  public let message: String
  public let dimension: Dimension.ID?
  /// As in the claim.
  public let foremost: Dimension.ID?
  public let evidence: [CheckedEvidence]
  /// The same for the same fault when lines move: of the rule, the path and the folded text.
  public let fingerprint: String

  public init(
    rule: String, severity: Severity, message: String, dimension: Dimension.ID?, foremost: Dimension.ID? = nil,
    evidence: [CheckedEvidence], fingerprint: String
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.dimension = dimension
    self.foremost = foremost
    self.evidence = evidence
    self.fingerprint = fingerprint
  }

  /// Verified when it has evidence and all of it holds.
  public var status: Status { !evidence.isEmpty && evidence.allSatisfy(\.isVerified) ? .verified : .voided }
}
