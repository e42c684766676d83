public import Evals
internal import Judging
public import Provenance
public import StoredRuns

/// A finding of a stored run, as a person names it: by its id, by PATH:id where several artifacts have one of that id, or by the
/// beginning of its fingerprint.
public struct NamedFinding: Sendable {
  public let judgment: RecordedJudgment
  public let finding: RecordedJudgment.Finding

  /// The fewest digits by which a fingerprint is named.
  private static let fewestDigits = 4

  /// - Throws: `FindingProblem` where the name means none of the run's findings, or several.
  public init(_ name: String, in run: RecordedRun) throws(FindingProblem) {
    try self.init(name, in: run, from: run.judgments)
  }

  /// - Parameter ordinal: of the artifact whose findings are meant alone, from 0.
  /// - Throws: `FindingProblem`, as without.
  public init(_ name: String, in run: RecordedRun, ofJudgment ordinal: Int) throws(FindingProblem) {
    try self.init(name, in: run, from: run.judgment(ofArtifact: ordinal).map { [$0] } ?? [])
  }

  private init(_ name: String, in run: RecordedRun, from judgments: [RecordedJudgment]) throws(FindingProblem) {
    let all = judgments.flatMap { judgment in judgment.findings.map { (judgment: judgment, finding: $0) } }
    var found = all.filter { Self.means(name, $0.finding) }
    if found.isEmpty, let colon = name.lastIndex(of: ":") {
      let rest = String(name[name.index(after: colon)...])
      found = all.filter { $0.judgment.path == name[..<colon] && Self.means(rest, $0.finding) }
    }
    guard let first = found.first else { throw FindingProblem(.unknown, Self.unknown(name, in: run)) }
    // The same file may have been named twice.
    let isOne = found.allSatisfy {
      $0.judgment.path == first.judgment.path && $0.judgment.sha256 == first.judgment.sha256
        && $0.finding.subject == first.finding.subject
    }
    guard isOne else {
      let names = found.prefix(8).map {
        "\($0.judgment.path):\($0.finding.id) (\($0.finding.rule), \($0.finding.place))"
      }
      let more = found.count > 8 ? " and \(found.count - 8) more" : ""
      throw FindingProblem(
        .ambiguous,
        "'\(name)' is the name of \(found.count) findings of run \(run.run): \(names.joined(separator: ", "))\(more). "
          + "Name one of them as PATH:ID.")
    }
    (judgment, finding) = first
  }

  private static func means(_ name: String, _ finding: RecordedJudgment.Finding) -> Bool {
    finding.id.lowercased() == name.lowercased()
      || name.count >= fewestDigits && finding.fingerprint.hasPrefix(name.lowercased())
  }

  private static func unknown(_ name: String, in run: RecordedRun) -> String {
    let ids = run.judgments.flatMap { judgment in
      judgment.findings.map { run.judgments.count == 1 ? $0.id : "\(judgment.path):\($0.id)" }
    }
    guard !ids.isEmpty else { return "run \(run.run) has no findings, so none is called '\(name)'." }
    let shown = ids.prefix(12).joined(separator: ", ") + (ids.count > 12 ? " and \(ids.count - 12) more" : "")
    return "run \(run.run) has no finding '\(name)'. It has \(shown); a fingerprint is named by "
      + "\(fewestDigits) digits or more of it. See: moe-judge findings list \(run.run)"
  }
}

extension RecordedJudgment.Finding {
  /// What a word on it is about.
  public var subject: FindingWord.Subject {
    FindingWord.Subject(fingerprint: fingerprint, line: evidencePlace.lines?.lowerBound)
  }

  /// Where its first evidence stands; no lines for what is absent.
  public var evidencePlace: (path: String?, lines: ClosedRange<Int>?) {
    guard let first = evidence.first else { return (nil, nil) }
    let path = first["path"]?.stringValue
    guard first["kind"]?.stringValue == "quote", let start = first["start_line"]?.intValue, start > 0 else {
      return (path, nil)
    }
    return (path, start...max(start, first["end_line"]?.intValue ?? start))
  }
}
