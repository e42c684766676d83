internal import JudgeTypes
internal import Provenance

/// How loudly a report for machines says something.
enum ReportLevel: String, Comparable {
  case note, warning, error

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }

  static func < (left: ReportLevel, right: ReportLevel) -> Bool { left.rank < right.rank }

  init(of level: Level) {
    switch level {
    case .must, .mustNot: self = .error
    case .should, .shouldNot: self = .warning
    case .may: self = .note
    }
  }

  init(of severity: Severity) {
    switch severity {
    case .critical, .high: self = .error
    case .medium: self = .warning
    case .low, .info: self = .note
    }
  }
}

/// What stands against an artifact, as reports for machines say it: a verified finding, a violated dimension that no finding accounts
/// for, or a fail that neither accounts for.
struct ReportedFault {
  enum Subject {
    case finding(RecordedJudgment.Finding)
    case dimension(RecordedJudgment.Dimension)
    case outcome
  }

  let subject: Subject
  /// The clause of a decision record, by its dimension; else the rule of the finding.
  let rule: String
  /// From the level of the dimension that it is against, or else from its severity.
  let level: ReportLevel
  /// The dimension that it is held against first; nil where the record has none.
  let dimension: RecordedJudgment.Dimension?
  let message: String
  let path: String
  /// 1-based; line 1 for what is absent.
  let startLine, endLine: Int
  let quote: String?
  /// The same for the same fault when lines move; not only its own where a fault stands there more than once.
  let fingerprint: String
  /// What the gate makes of it; nil where none was applied.
  let reason: GateReason?

  var finding: RecordedJudgment.Finding? { if case .finding(let finding) = subject { finding } else { nil } }

  /// Whether a gate was applied, and lets it through.
  var isLetThrough: Bool { reason.map { !$0.isBlocking } ?? false }

  /// Its message, with what the gate makes of it.
  var wholeMessage: String { message + (reason?.standing.map { " (\($0))" } ?? "") }

  /// The severity of a finding; what a dimension's level comes to.
  var severity: Severity {
    if let severity = finding?.gravity { return severity }
    return switch level {
    case .error: .high
    case .warning: .medium
    case .note: .low
    }
  }
}

extension RecordedJudgment {
  /// The findings in their order, then the dimensions.
  var faults: [ReportedFault] {
    let findings = verifiedFindings
    let accounted = Set(findings.flatMap(\.dimensions))
    let silent = dimensions.filter { dimension in
      gate?.reason(ofDimension: dimension.id) != nil || (dimension.isViolated && !accounted.contains(dimension.id))
    }
    let faults = findings.map(fault) + silent.map(fault)
    return faults.isEmpty && outcome == Outcome.fail.rawValue ? [unaccounted] : faults
  }

  /// What the gate makes of the outcome; nil where no gate was applied, or the outcome is no reason.
  var outcomeReason: GateReason? { gate?.reasons.first { $0.kind == .outcome } }

  private func fault(_ finding: Finding) -> ReportedFault {
    let (path, start, end) = finding.location
    let against = dimensions.filter { finding.dimensions.contains($0.id) }
    let first = against.first { $0.id == finding.dimension } ?? against.first
    return ReportedFault(
      subject: .finding(finding), rule: first?.source == nil ? finding.rule : first?.id ?? finding.rule,
      level: Self.level(of: finding, against: against), dimension: first, message: finding.message,
      path: path.isEmpty ? self.path : path, startLine: start, endLine: end, quote: finding.firstQuote,
      fingerprint: finding.fingerprint, reason: gate?.reason(ofFinding: finding.id))
  }

  /// Of the most binding dimension that it is against; critical is never less than an error.
  private static func level(of finding: Finding, against dimensions: [Dimension]) -> ReportLevel {
    let bySeverity = finding.gravity.map(ReportLevel.init(of:)) ?? .error
    guard finding.gravity != .critical else { return .error }
    return dimensions.compactMap { $0.bindingLevel.map(ReportLevel.init(of:)) }.max() ?? bySeverity
  }

  private func fault(_ dimension: Dimension) -> ReportedFault {
    let reason = gate?.reason(ofDimension: dimension.id)
    return ReportedFault(
      subject: .dimension(dimension), rule: dimension.id,
      level: dimension.bindingLevel.map(ReportLevel.init(of:)) ?? .error, dimension: dimension,
      message:
        "\(dimension.name) (\(dimension.level)) is \(dimension.outcome): \(dimension.votesInWords); no finding shows where.",
      path: path, startLine: 1, endLine: 1, quote: nil,
      fingerprint: reason?.fingerprint ?? shortDigest(of: "dimension", dimension.id, path), reason: reason)
  }

  /// Nothing that was found says why: an artifact that fails must not look clean.
  private var unaccounted: ReportedFault {
    ReportedFault(
      subject: .outcome, rule: "outcome_fail", level: .error, dimension: nil,
      message: "The panel's outcome is fail: \(reason)", path: path, startLine: 1, endLine: 1, quote: nil,
      fingerprint: shortDigest(of: "outcome", path), reason: outcomeReason)
  }

  private func shortDigest(of parts: String...) -> String {
    String(Digest.sha256(parts.joined(separator: "\u{0}")).prefix(16))
  }
}

extension RecordedJudgment.Dimension {
  var votesInWords: String {
    "\(violated) of \(counted(met.adding(violated), "seat")) \(violated == 1 ? "holds" : "hold") it violated"
  }
}

extension RecordedJudgment.Finding {
  fileprivate var firstQuote: String? {
    if case .quote(_, _, _, let text)? = checkedEvidence.first?.evidence { text } else { nil }
  }
}

extension GateReason {
  /// What the gate makes of it; nil for what simply blocks.
  var standing: String? {
    switch state {
    case .blocks: nil
    case .known: "known: it stands in the baseline"
    case .allowed: "allowed: the gate's policy does not block it"
    case .waived: waiver.map { "waived by \($0.author) until \($0.expires): \($0.reason)" } ?? "waived"
    case .expired:
      waiver.map { "its waiver by \($0.author) expired after \($0.expires): \($0.reason)" } ?? "its waiver has expired"
    }
  }
}

extension RecordedJudgment {
  /// Why there is no verdict, with what the gate makes of that.
  var wordsWithoutVerdict: String {
    outcomeWords + (outcomeReason?.standing.map { " (\($0))" } ?? "")
  }

  /// The outcome and the panel's reason.
  var outcomeWords: String { "\(outcome.replacing("_", with: " ")): \(reason)" }
}
