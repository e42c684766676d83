internal import JudgeTypes
internal import Provenance

/// Something that a reader of a judgment is told of first: a reason of the gate; without a gate, what the panel found.
struct Concern {
  enum Subject {
    case finding(RecordedJudgment.Finding)
    case dimension(RecordedJudgment.Dimension)
    /// The outcome, or what the record no longer tells more of.
    case outcome
  }

  let subject: Subject
  /// What the gate makes of it; nil where none was applied, or it weighed something else.
  let reason: GateReason?
  /// Nil where no gate was applied.
  let state: GateReason.State?
  let message: String
  /// Where it stands: a path with lines where they are known.
  let place: String
  /// The dimensions it is held against, those that bind first.
  let dimensions: [RecordedJudgment.Dimension]

  /// Whether it is what stops the merge; without a gate everything that was found is told as if it were.
  var isForemost: Bool { state.map { $0 == .blocks || $0 == .expired } ?? true }
  var isExcused: Bool { state == .known || state == .waived }
  /// Whom the gate lets it through for and why, in a sentence; nil for what simply blocks.
  var standing: String? { reason?.standing }

  var finding: RecordedJudgment.Finding? { if case .finding(let finding) = subject { finding } else { nil } }

  /// The severity, or the level of the dimension, or nothing but that it is the outcome.
  var weight: String {
    switch subject {
    case .finding(let finding): finding.severity
    case .dimension(let dimension): dimension.level
    case .outcome: "outcome"
    }
  }

  /// The rule of a finding, the id of a dimension.
  var rule: String? {
    switch subject {
    case .finding(let finding): finding.rule
    case .dimension(let dimension): dimension.id
    case .outcome: nil
    }
  }

  /// What comes first: 0 for the gravest.
  var rank: Int {
    switch subject {
    case .finding(let finding):
      finding.gravity.map { gravity in Severity.allCases.count { $0 > gravity } } ?? Severity.allCases.count
    case .dimension(let dimension): dimension.bindingLevel?.isBinding == true ? 1 : 3
    case .outcome: 1
    }
  }
}

extension RecordedJudgment {
  /// What stands against it, what blocks first; findings that were struck are not among them.
  var concerns: [Concern] {
    guard let gate else { return ungated }
    let findings = Dictionary(findings.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let named = Set(gate.reasons.compactMap(\.finding))
    return gate.reasons.map { concern($0, of: findings) }
      + verifiedFindings.filter { !named.contains($0.id) }.map { concern($0, state: .allowed) }
  }

  /// Findings, and the violated dimensions that none of them accounts for.
  private var ungated: [Concern] {
    let findings = verifiedFindings
    let accounted = Set(findings.flatMap(\.dimensions))
    return findings.map { concern($0, state: nil) }
      + dimensions.filter { $0.isViolated && !accounted.contains($0.id) }.map {
        Concern(
          subject: .dimension($0), reason: nil, state: nil, message: "\($0.name) is violated: \($0.votesInWords)",
          place: path, dimensions: [$0])
      }
  }

  private func concern(_ reason: GateReason, of findings: [String: Finding]) -> Concern {
    if reason.kind == .finding, let finding = reason.finding.flatMap({ findings[$0] }) {
      return concern(finding, state: reason.state, reason: reason)
    }
    let dimension = reason.dimension.flatMap { id in dimensions.first { $0.id == id } }
    return Concern(
      subject: dimension.map { .dimension($0) } ?? .outcome, reason: reason, state: reason.state,
      message: reason.message, place: reason.path, dimensions: dimension.map { [$0] } ?? [])
  }

  private func concern(
    _ finding: Finding, state: GateReason.State?, reason: GateReason? = nil
  ) -> Concern {
    let against = Set(finding.dimensions)
    return Concern(
      subject: .finding(finding), reason: reason, state: state, message: finding.message,
      place: finding.checkedEvidence.first?.evidence.place ?? path,
      dimensions: dimensions.filter { against.contains($0.id) }.sorted { $0.isForemost && !$1.isForemost })
  }
}

extension RecordedJudgment.Dimension {
  /// Whether it binds, or says on which decision it rests.
  fileprivate var isForemost: Bool { bindingLevel?.isBinding == true || source != nil }
}

extension GateReason.State {
  /// What it means for the merge.
  var words: String {
    switch self {
    case .blocks: "blocks"
    case .expired: "blocks: its waiver has expired"
    case .known: "known: in the baseline"
    case .waived: "waived"
    case .allowed: "does not block"
    }
  }
}
