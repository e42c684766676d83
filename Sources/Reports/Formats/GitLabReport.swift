internal import JudgeTypes
public import Provenance

/// A run as a code quality report of GitLab: an array of what stands against the artifacts.
///
/// What the gate lets through stays in it, of the least severity and said to be so: GitLab itself compares the reports of two
/// branches, and would call resolved what is left out of one of them.
public struct GitLabReport: ResultReport {
  private var isFirst = true
  /// How often each fingerprint was met; GitLab takes two entries of one fingerprint for one.
  private var met: [String: Int] = [:]
  private var judged = 0
  private var areDecided = true

  public init() {}

  public mutating func add(_ judgment: RecordedJudgment) -> String {
    judged += 1
    if judgment.endsWithoutVerdict { areDecided = false }
    return (undecided(judgment) + judgment.faults.map(entry)).map { text(of: $0) }.joined()
  }

  public func frame(of result: RecordedResult) -> (before: String, after: String) {
    var report = self
    var last = ""
    if let gap = result.incompleteness(judged: judged, areDecided: areDecided) {
      last = report.text(
        of: Entry(
          check: gap.kind.rawValue, description: gap.message, path: ".", line: 1, severity: .critical,
          fingerprint: fingerprint(of: gap.kind.rawValue, "")))
    }
    return ("[", last + (report.isFirst ? "]\n" : "\n]\n"))
  }

  // MARK: Entries

  private struct Entry {
    let check, description, path: String
    /// 1-based.
    let line: Int
    let severity: Severity
    let fingerprint: String
  }

  private func entry(of fault: ReportedFault) -> Entry {
    Entry(
      check: fault.rule, description: fault.wholeMessage, path: fault.path, line: fault.startLine,
      severity: fault.isLetThrough ? .info : fault.severity, fingerprint: fault.fingerprint)
  }

  private func undecided(_ judgment: RecordedJudgment) -> [Entry] {
    guard judgment.endsWithoutVerdict else { return [] }
    let kind = ReportedGap.Kind.undecidedOutcome.rawValue
    let reason = judgment.outcomeReason
    return [
      Entry(
        check: kind, description: judgment.wordsWithoutVerdict, path: judgment.path, line: 1,
        severity: reason.map { $0.isBlocking } ?? true ? .high : .info,
        fingerprint: fingerprint(of: kind, judgment.path))
    ]
  }

  private func fingerprint(of kind: String, _ path: String) -> String {
    String(Digest.sha256("\(kind)\u{0}\(path)").prefix(16))
  }

  private mutating func text(of entry: Entry) -> String {
    let count = met[entry.fingerprint, default: 0].adding(1)
    met[entry.fingerprint] = count
    let check = safeForTerminal(entry.check)
    let json: JSONValue = [
      "check_name": .string(check), "description": .string(safeForTerminal(entry.description)),
      "fingerprint": .string(count == 1 ? entry.fingerprint : "\(entry.fingerprint)-\(count)"),
      "severity": .string(Self.name(of: entry.severity)),
      "location": [
        "path": .string(ReportedPath(entry.path).text), "lines": ["begin": .integer(entry.line)],
      ],
    ]
    defer { isFirst = false }
    return (isFirst ? "\n  " : ",\n  ") + json.canonical
  }

  private static func name(of severity: Severity) -> String {
    switch severity {
    case .critical: "blocker"
    case .high: "critical"
    case .medium: "major"
    case .low: "minor"
    case .info: "info"
    }
  }
}
