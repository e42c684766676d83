public import JudgeTypes

/// A case of train that came out wrong, or with a wrong finding: all that a critic may know of how the panel fails.
///
/// The artifact's text is not part of it and is read where it is needed, so that it need not be stored.
public struct FailedCase: Sendable, Hashable, Codable {
  /// What the panel said somewhere.
  public struct Finding: Sendable, Hashable, Codable {
    public let rule: String
    public let severity: Severity
    public let path: String?
    public let firstLine: Int
    public let lastLine: Int
    public let message: String
    /// Those who raised it.
    public let seats: [String]
    /// Whether a label marks this fault here.
    public let isExpected: Bool

    public var lines: ClosedRange<Int> { firstLine...max(firstLine, lastLine) }
  }

  /// A fault that a labeller marked.
  public struct Label: Sendable, Hashable, Codable {
    public let rule: String
    public let path: String?
    public let firstLine: Int
    public let lastLine: Int
    /// Whether a finding that counts meets it.
    public let isFound: Bool

    public var lines: ClosedRange<Int> { firstLine...max(firstLine, lastLine) }
  }

  public struct SeatVerdict: Sendable, Hashable, Codable {
    public let seat: String
    /// Nil where it gave none.
    public let verdict: Verdict?
  }

  public let id: String
  /// Relative to the suite's folder.
  public let artifact: String
  public let kind: ArtifactKind
  public let expected: Outcome
  public let came: Outcome
  public let labels: [Label]
  public let findings: [Finding]
  public let seats: [SeatVerdict]

  init(
    id: String, artifact: String, kind: ArtifactKind, expected: Outcome, came: Outcome, labels: [Label],
    findings: [Finding], seats: [SeatVerdict]
  ) {
    (self.id, self.artifact, self.kind, self.expected, self.came) = (id, artifact, kind, expected, came)
    (self.labels, self.findings, self.seats) = (labels, findings, seats)
  }

  /// Nil where nothing went wrong.
  public init?(_ result: CaseResult, judgment: Judgment, from medium: Severity = .medium) {
    guard !result.isRight || !result.falseAlarms.isEmpty || !result.missed.isEmpty else { return nil }
    let evalCase = result.evalCase
    let verified = judgment.findings.filter { $0.finding.status == .verified }
    let counted = Matching(
      found: verified.filter { $0.finding.severity >= medium }.map(Found.init), labels: evalCase.labels)
    // What is below the severity that counts may still be right.
    let hushed = Matching(
      found: verified.filter { $0.finding.severity < medium }.map(Found.init), labels: counted.unmatchedLabels)
    let met = Set((counted.pairs + hushed.pairs).map(\.0))
    (id, artifact, kind) = (evalCase.id.rawValue, evalCase.artifact, evalCase.kind)
    (expected, came) = (evalCase.outcome, result.outcome)
    labels = evalCase.labels.map { label in
      Label(
        rule: label.rule, path: label.path, firstLine: label.lines.lowerBound, lastLine: label.lines.upperBound,
        isFound: !counted.unmatchedLabels.contains(label))
    }
    findings = verified.map { finding in
      let found = Found(finding)
      return Finding(
        rule: found.rule, severity: found.severity, path: found.path, firstLine: found.lines.lowerBound,
        lastLine: found.lines.upperBound, message: finding.finding.message, seats: finding.seats.map(\.rawValue),
        isExpected: met.contains(found))
    }
    seats = judgment.seats.map {
      SeatVerdict(seat: $0.seat.id.rawValue, verdict: $0.result.evaluation?.verdict)
    }
  }

  public var missed: [Label] { labels.filter { !$0.isFound } }
  /// Findings that count and that no label explains.
  public var falseAlarms: [Finding] { findings.filter { !$0.isExpected && $0.severity >= .medium } }
}

/// The text of one file of a case's artifact.
public struct CaseText: Sendable, Hashable {
  /// As findings name it.
  public let path: String
  public let language: SourceLanguage
  public let text: String

  public init(path: String, language: SourceLanguage, text: String) {
    (self.path, self.language, self.text) = (path, language, text)
  }
}

/// What finds out why cases fail and says what to change.
public protocol Critic: Sendable {
  /// In words, for the record: a model's name, or `offline`.
  var name: String { get }
  /// Whether it writes the rule file of learned rules; personas and rubrics every critic may edit.
  var editsRules: Bool { get }

  /// - Parameters:
  ///   - failures: of train alone.
  ///   - workspace: the files as they are judged by now.
  ///   - tried: edits that made things worse, or were refused, with the reason; they are not to be proposed again.
  ///   - texts: reads the artifact of a case.
  /// - Returns: what it proposes, and what asking for it took.
  /// - Throws: `CriticTrouble` for an answer that is none, after which the loop goes on; anything else stops it, to be gone on with.
  func proposal(
    for failures: [FailedCase], in workspace: Workspace, tried: [RefusedEdit],
    texts: @Sendable (FailedCase) throws -> [CaseText]
  ) async throws -> (Proposal, Usage)
}
