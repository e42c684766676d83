public import JudgeTypes
internal import Provenance

/// A person's word that something is let through until a day, with the reason.
public struct Waiver: Sendable, Hashable {
  /// The fingerprint of a finding, or of a violated dimension without one.
  public let fingerprint: String?
  /// A rule, red flag or clause, as findings name it.
  public let rule: String?
  public let dimension: Dimension.ID?
  /// The files it is about; nil for all.
  public let paths: GatePaths?
  /// Of a fingerprint, how many findings it covers; further copies of the same fault block.
  public let count: Int
  public let terms: GateReason.Waiver

  public init(
    fingerprint: String? = nil, rule: String? = nil, dimension: Dimension.ID? = nil, paths: GatePaths? = nil,
    count: Int = 1, terms: GateReason.Waiver
  ) {
    self.fingerprint = fingerprint
    self.rule = rule
    self.dimension = dimension
    self.paths = paths
    self.count = count
    self.terms = terms
  }

  /// - Parameter day: `YYYY-MM-DD`. The last day still holds.
  public func isExpired(on day: String) -> Bool { terms.expires < day }

  func covers(_ candidate: GateCandidate) -> Bool {
    // Of a change nobody can tell a new secret from the one that was waived.
    if let fingerprint, fingerprint != candidate.fingerprint || candidate.isUntold { return false }
    if let rule, rule != candidate.rule { return false }
    // What speaks against another dimension too is more than what was waived.
    if let dimension,
      candidate.dimensions.isEmpty || candidate.dimensions.contains(where: { $0.id != dimension.rawValue })
    {
      return false
    }
    guard fingerprint != nil || rule != nil || dimension != nil else { return false }
    return candidate.places.allSatisfy { paths?.name($0) ?? true }
  }

  /// What it is about, in words.
  public var subject: String {
    let parts = [
      fingerprint.map { "finding \($0)" }, rule.map { "rule \($0)" }, dimension.map { "dimension \($0)" },
      paths.map { "in \($0.texts.joined(separator: ", "))" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}
