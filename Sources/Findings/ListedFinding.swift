public import Evals
public import Provenance
internal import Reports
public import StoredRuns

/// One finding of a stored run, and the last word on it.
public struct ListedFinding: Sendable {
  public let judgment: RecordedJudgment
  public let finding: RecordedJudgment.Finding
  /// Nil where nobody said anything of it.
  public let word: FindingWord?

  public init(judgment: RecordedJudgment, finding: RecordedJudgment.Finding, words: FindingWords) {
    self.judgment = judgment
    self.finding = finding
    word = words.last(on: finding.subject, in: judgment.path, sha256: judgment.sha256)
  }

  /// Those of a run, in the order of its artifacts.
  public static func all(of run: RecordedRun, words: FindingWords) -> [ListedFinding] {
    run.judgments.flatMap { judgment in
      judgment.findings.map { ListedFinding(judgment: judgment, finding: $0, words: words) }
    }
  }

  public var isOpen: Bool { word == nil }
  /// Whether the word is of the artifact as it was when this run judged it.
  public var isOfSameBytes: Bool { word?.artifactSHA256 == judgment.sha256 }

  /// The findings as one document.
  ///
  /// - Parameter all: of the run, with those that are not shown.
  public static func json(_ shown: [ListedFinding], among all: [ListedFinding], of run: RunID) -> JSONValue {
    [
      "run": .string(run.description), "findings": .array(shown.map(\.json)), "count": .integer(all.count),
      "open": .integer(all.count { $0.isOpen }),
    ]
  }

  private var json: JSONValue {
    let place = finding.evidencePlace
    return [
      "id": .string(finding.id), "fingerprint": .string(finding.fingerprint), "artifact": .string(judgment.path),
      "artifact_sha256": .string(judgment.sha256), "severity": .string(finding.severity), "rule": .string(finding.rule),
      "message": .string(finding.message), "status": .string(finding.status), "path": .optional(place.path),
      "line": .optional(place.lines?.lowerBound), "end_line": .optional(place.lines?.upperBound),
      "seats": .texts(finding.seats), "said": .string(word?.word.rawValue ?? "open"), "reason": .optional(word?.reason),
      "by": .optional(word?.by), "at": .optional(word?.at),
      "of_same_bytes": word == nil ? .null : .bool(isOfSameBytes),
    ]
  }
}
