import ArgumentParser
import JudgeTypes
import Provenance
import Reports
import Storage
import StoredRuns

struct RunsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Stored runs, the newest first.",
    discussion: """
      Examples:
        moe-judge runs list --limit 5
        moe-judge runs list --outcome fail --path src
      """)
  @OptionGroup var state: StateOption
  @Option(parsing: .unconditional, help: ArgumentHelp("How many, from 1 to 10000.", valueName: "n")) var limit = 20
  @Option(help: "Only runs of this outcome.") var outcome: String?
  @Option(help: "Only runs that judged this path.", completion: .file()) var path: String?
  @Option(help: "The form of the output.") var format: Format = .table

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  func validate() throws {
    guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 10000.") }
  }

  func run() throws {
    let wanted = try outcome.map { text -> Outcome in
      guard let outcome = Outcome(rawValue: text) else {
        throw CommandFailure(
          "--outcome \(text): use one of \(Outcome.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return outcome
    }
    let runs = try state.index().map { index in
      do { return try listed(index, wanted) } catch { throw CommandFailure(error) }
    }
    switch format {
    case .json: Standard.output.write(JSONValue.object(["runs": .array((runs ?? []).map(\.json))]).pretty + "\n")
    case .table: Standard.output.write(table(of: runs))
    }
  }

  /// The index's runs, and among them those that never reached it; of these nothing is known but the name and the end, so
  /// where something is asked for they are left out.
  private func listed(_ index: RunIndex, _ outcome: Outcome?) throws -> [ListedRun] {
    let library = state.library
    var runs = try index.list(limit: limit, outcome: outcome, path: path).map { record in
      ListedRun(
        run: record.run, record: record, isFinished: record.finished != nil, isPruned: library.isPruned(record.run))
    }
    guard outcome == nil, path == nil else { return runs }
    runs += try library.runs(notIn: index).prefix(limit).map { run in
      ListedRun(run: run, record: nil, isFinished: try library.isClosed(run), isPruned: library.isPruned(run))
    }
    return Array(runs.sorted { $0.run > $1.run }.prefix(limit))
  }

  private func table(of runs: [ListedRun]?) -> String {
    guard let runs else { return "no runs yet; 'moe-judge judge --offline FILE' makes one\n" }
    guard !runs.isEmpty else { return "no such runs\n" }
    var columns = TextTable()
    for run in runs { columns.add(run.cells) }
    var text = columns.text
    if let unfinished = runs.first(where: { !$0.isFinished })?.run {
      text += "go on with an unfinished run: moe-judge runs resume \(unfinished)\(place)\n"
    }
    if runs.contains(where: { $0.isFinished && $0.record == nil }) {
      text += "take up what is not indexed: moe-judge runs reindex\(place)\n"
    }
    return text
  }

  /// As it must be said again; safe to be shown.
  private var place: String { state.state.map { " --state " + safeLines(quotedForShell($0)) } ?? "" }
}

extension ListedRun {
  fileprivate var cells: [String] {
    let pruned = isPruned ? ", pruned" : ""
    guard let record else {
      let words =
        isFinished ? ["not indexed" + pruned, "", "cost not counted"] : ["unfinished", "", "cost not counted"]
      return [run.description] + words + ["not indexed"]
    }
    let others = record.artifacts > 1 ? " and \(record.artifacts - 1) more" : ""
    return [
      run.description, (record.outcome?.rawValue ?? "unfinished") + pruned, record.mode.rawValue,
      record.costUSD.map(money) ?? (record.mode == .offline ? "no calls" : "cost not known"),
      record.firstPath.map { $0 + others } ?? "nothing judged",
    ]
  }
}
