internal import JudgeTypes
internal import Provenance

/// Something in a judgment that a rule could block.
struct GateCandidate {
  let kind: GateReason.Kind
  /// The finding's id; nil for a dimension.
  let finding: String?
  let rule: String?
  let severity: Severity?
  let dimensions: [RecordedJudgment.Dimension]
  /// Nil for what no other run could know again.
  let fingerprint: String?
  /// Of the file where it stands, or of the artifact.
  let path: String
  /// Every file that it may be about: the one where it stands, or all of the artifact.
  let places: [String]
  let message: String
  /// Whether the outcome may rest on it.
  let carries: Bool
  /// How often the same stands where nobody looked for it, since a change left those lines alone.
  let elsewhere: Int
  /// Whether what it is about is kept nowhere, so that a second one cannot be told from the first.
  let isUntold: Bool
}

extension GateCandidate {
  /// All that speaks against the artifact: the verified findings, most severe first, then what is violated without one.
  static func all(in judgment: RecordedJudgment) -> [GateCandidate] {
    let byID = Dictionary(judgment.dimensions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let findings = judgment.verifiedFindings.map { finding in
      GateCandidate(finding, of: judgment, against: finding.dimensions.compactMap { byID[$0] })
    }
    let spoken = Set(judgment.verifiedFindings.flatMap(\.dimensions))
    let silent = judgment.dimensions.filter { !spoken.contains($0.id) && isHeld(against: judgment, $0) }
    return findings + silent.map { GateCandidate($0, of: judgment) }
  }

  /// What is violated; of an artifact that fails by the seats' shares also what some of them hold violated, since their verdicts
  /// rest on it.
  private static func isHeld(against judgment: RecordedJudgment, _ dimension: RecordedJudgment.Dimension) -> Bool {
    let byShares = [DecidingRule.shareFail, .learned].map(\.rawValue).contains(judgment.rule)
    return dimension.isViolated || (byShares && dimension.isDisputed && dimension.violated > 0)
  }

  private init(
    _ finding: RecordedJudgment.Finding, of judgment: RecordedJudgment, against dimensions: [RecordedJudgment.Dimension]
  ) {
    let place = finding.location
    let path = place.path.isEmpty ? judgment.path : place.path
    // A word that this program does not know may mean the gravest.
    let severity = finding.gravity ?? .critical
    self.init(
      kind: .finding, finding: finding.id, rule: finding.rule, severity: severity, dimensions: dimensions,
      fingerprint: place.path.isEmpty && judgment.isOfChange ? nil : finding.fingerprint, path: path,
      places: place.path.isEmpty ? judgment.places : [path],
      message: "\(finding.severity) \(finding.rule) at \(path):\(place.startLine)",
      carries: severity >= Self.leastAlone(in: judgment)
        || dimensions.contains { $0.isViolated || $0.isDisputed },
      elsewhere: finding.elsewhere, isUntold: judgment.isOfChange && finding.isOnSecret)
  }

  /// The severity from which a finding alone may make a seat hold the outcome, whatever the panel holds of its dimension.
  private static func leastAlone(in judgment: RecordedJudgment) -> Severity {
    judgment.outcome == Outcome.conditional.rawValue ? .medium : .high
  }

  private init(_ dimension: RecordedJudgment.Dimension, of judgment: RecordedJudgment) {
    let state = dimension.isViolated ? "violated" : "disputed"
    self.init(
      kind: .dimension, finding: nil, rule: nil, severity: nil, dimensions: [dimension],
      // The name of a range says nothing of what is in it.
      fingerprint: judgment.isOfChange ? nil : Self.fingerprint(of: dimension.id, path: judgment.path),
      path: judgment.path, places: judgment.places,
      message: "\(dimension.level) \(dimension.id) is \(state): \(dimension.violated) of "
        + "\(dimension.met + dimension.violated) seats, no finding against it", carries: true, elsewhere: 0,
      isUntold: false)
  }

  /// The same for the same dimension of the same artifact.
  private static func fingerprint(of dimension: String, path: String) -> String {
    String(Digest.sha256(["dimension", dimension, path].joined(separator: "\u{0}")).prefix(16))
  }
}

extension RecordedJudgment {
  /// The artifact, and every file of it that was met.
  fileprivate var places: [String] { [path] + files.map(\.path) }
}

extension GateRule {
  /// Whether it blocks the candidate, in a judgment of this outcome.
  func blocks(_ candidate: GateCandidate, outcome: Outcome?) -> Bool {
    if let outcomes, !(outcome.map(outcomes.contains) ?? true) { return false }
    guard candidate.places.contains(where: applies) else { return false }
    if isOfOutcome { return candidate.carries }
    if let severity, candidate.severity.map({ $0 < severity }) ?? true { return false }
    if let dimensions, !candidate.dimensions.contains(where: { dimensions.contains(.init($0.id)) }) { return false }
    if let levels, !candidate.dimensions.contains(where: { $0.bindingLevel.map(levels.contains) ?? true }) {
      return false
    }
    return true
  }
}
