public import JudgeTypes

/// The case of a suite that follows from what people said of an artifact's findings.
///
/// A suite counts every finding of medium severity or above that no label explains as a false alarm. So a case is made only once each
/// of these has its word: the confirmed ones are its labels, and where none is confirmed the artifact is sound.
public struct FindingCase: Sendable, Hashable {
  /// Findings below it are neither right nor wrong in a suite.
  public static let leastSeverity = Severity.medium
  /// Where the cases of findings stand, relative to the suite's folder.
  public static let file = "cases/findings.jsonl"
  /// How the source of such a case begins.
  public static let sourceMark = "finding of run "

  /// A finding of the run, of which there must be a word.
  public struct Raised: Sendable, Hashable {
    public let id: String
    public let subject: FindingWord.Subject
    public let severity: Severity

    public init(id: String, subject: FindingWord.Subject, severity: Severity) {
      self.id = id
      self.subject = subject
      self.severity = severity
    }
  }

  /// Why no case follows.
  public enum Refusal: Error, Sendable, Hashable {
    /// Findings, by their ids, of which nobody said anything as the artifact is now.
    case open([String])
    /// What was confirmed is a secret, which the stored artifact does not hold any more.
    case redacted([String])
  }

  public let id: EvalCase.ID
  /// Relative to the suite's folder.
  public let artifact: String
  public let kind: ArtifactKind
  public let labels: [Label]
  public let source: String

  public struct Label: Sendable, Hashable, Codable {
    public let rule: String
    public let line: Int
    public let endLine: Int
    /// The person's reason.
    public let note: String

    enum CodingKeys: String, CodingKey {
      case rule, line
      case endLine = "end_line"
      case note
    }
  }

  public var outcome: Outcome { labels.isEmpty ? .pass : .fail }

  /// - Parameters:
  ///   - raised: the run's verified findings in the artifact.
  ///   - words: the last ones on its faults as it is now.
  ///   - isRedacted: whether what the word is about is a secret, for which a mark stands in the stored artifact.
  public init(
    id: EvalCase.ID, artifact: String, kind: ArtifactKind, run: String, raised: [Raised],
    words: [FindingWord.Subject: FindingWord],
    isRedacted: (FindingWord) -> Bool
  ) throws(Refusal) {
    let open = raised.filter { $0.severity >= Self.leastSeverity && words[$0.subject] == nil }.map(\.id)
    guard open.isEmpty else { throw .open(open) }
    let confirmed = words.values.filter { $0.word == .confirmed && $0.severity >= Self.leastSeverity }
    let lasting = confirmed.filter { !isRedacted($0) }
    guard !lasting.isEmpty || confirmed.isEmpty else { throw .redacted(confirmed.map(\.rule).sorted()) }
    self.id = id
    self.artifact = artifact
    self.kind = kind
    source = Self.sourceMark + run
    labels =
      lasting.map { word in
        let first = max(1, word.line ?? 1)
        return Label(rule: word.rule, line: first, endLine: max(first, word.endLine ?? first), note: word.reason)
      }.sorted { ($0.line, $0.endLine, $0.rule, $0.note) < ($1.line, $1.endLine, $1.rule, $1.note) }
  }

  /// The same, as a suite's file gives it.
  public var evalCase: EvalCase {
    EvalCase(
      id: id, artifact: artifact, kind: kind, outcome: outcome,
      labels: labels.map { EvalCase.Label(rule: $0.rule, path: nil, lines: $0.line...$0.endLine) }, source: source)
  }

  /// One line of the suite's file, without its line feed.
  public var line: String {
    get throws {
      try lineOfJSON(
        Line(
          id: id.rawValue, artifact: artifact, kind: kind.rawValue,
          expect: .init(outcome: outcome.rawValue, findings: labels), source: source))
    }
  }

  private struct Line: Codable {
    struct Expectation: Codable {
      let outcome: String
      let findings: [Label]
    }
    let id, artifact, kind: String
    let expect: Expectation
    let source: String
  }
}

extension FindingCase {
  /// The text of the file of such cases with this one in it: in the place of its earlier form, or at the end. Other lines stay as they are.
  ///
  /// - Returns: nil where the file holds a case of this id that did not come from a finding.
  public func added(to text: String) throws -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    let cases = lines.map(SuiteFile.evalCase(line:))
    guard let place = cases.firstIndex(where: { $0?.id == id }) else {
      return (lines + [try line]).joined(separator: "\n") + "\n"
    }
    guard cases[place]?.source.hasPrefix(Self.sourceMark) == true else { return nil }
    lines[place] = try line
    return lines.joined(separator: "\n") + "\n"
  }
}
