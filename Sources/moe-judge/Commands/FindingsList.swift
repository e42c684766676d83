import ArgumentParser
import Evals
import JudgeTypes
import Judging
import Provenance
import Reports
import StoredRuns

struct FindingsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "A run's findings, and what was said of each.",
    discussion: """
      Examples:
        moe-judge findings list
        moe-judge findings list 20261121T0240 --open --format json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run"), completion: .runs)
  var reference =
    "latest"
  @Flag(help: "Only those of which nobody said anything.") var open = false
  @Option(help: "The form of the output.") var format: Format = .table
  @OptionGroup var state: StateOption

  func run() throws {
    let run = try state.recorded(reference)
    let words = try FindingsFile(state: state).words()
    let all = run.judgments.flatMap { judgment in
      judgment.findings.map { ListedFinding(judgment: judgment, finding: $0, words: words) }
    }
    let shown = all.filter { !open || $0.isOpen }
    switch format {
    case .json:
      let result: JSONValue = [
        "run": .string(run.run.description), "findings": .array(shown.map(\.json)), "count": .integer(all.count),
        "open": .integer(all.count { $0.isOpen }),
      ]
      Standard.output.write(result.pretty + "\n")
    case .table: Standard.output.write(safeLines(table(of: shown, among: all, in: run)))
    }
    if run.isDamaged { throw CommandFailure(damaged: run.run) }
  }

  private func table(of shown: [ListedFinding], among all: [ListedFinding], in run: RecordedRun) -> String {
    guard !all.isEmpty else { return "run \(run.run) has no findings\n" }
    var columns = TextTable()
    for finding in shown { columns.add(finding.cells(isAlone: run.judgments.count == 1)) }
    let count = { (word: FindingWord.Word) in all.count { $0.word?.word == word } }
    return columns.text + "run \(run.run): \(counted(all.count, "finding")), \(count(.confirmed)) confirmed, "
      + "\(count(.dismissed)) dismissed, \(all.count { $0.isOpen }) open\n"
  }
}

/// One finding, and the last word on it.
private struct ListedFinding {
  let judgment: RecordedJudgment
  let finding: RecordedJudgment.Finding
  let word: FindingWord?

  init(judgment: RecordedJudgment, finding: RecordedJudgment.Finding, words: FindingWords) {
    self.judgment = judgment
    self.finding = finding
    word = words.last(on: finding.subject, in: judgment.path, sha256: judgment.sha256)
  }

  var isOpen: Bool { word == nil }
  /// Whether the word is of the artifact as it was when this run judged it.
  private var isOfSameBytes: Bool { word?.artifactSHA256 == judgment.sha256 }

  func cells(isAlone: Bool) -> [String] {
    let said = word.map { word in
      "\(word.word.rawValue)\(word.by.map { " by \($0)" } ?? "")\(isOfSameBytes ? "" : ", of an earlier state of the file")"
        + ": \(word.reason)"
    }
    return [
      isAlone ? finding.id : "\(judgment.path):\(finding.id)", String(finding.fingerprint.prefix(12)),
      finding.isVerified ? finding.severity : "\(finding.severity), struck", finding.rule, finding.place,
      said ?? "open",
    ]
  }

  var json: JSONValue {
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
