import ArgumentParser
import Evals
import Findings
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
    let all = ListedFinding.all(of: run, words: try state.findingWords())
    let shown = all.filter { !open || $0.isOpen }
    switch format {
    case .json:
      Standard.output.write(ListedFinding.json(shown, among: all, of: run.run).pretty + "\n")
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

extension ListedFinding {
  fileprivate func cells(isAlone: Bool) -> [String] {
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
}
