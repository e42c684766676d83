import ArgumentParser
import Foundation
import LanguageModels
import Provenance
import Reports
import Storage
import StoredRuns

struct RunsCosts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "costs", abstract: "What the calls of stored runs took: calls, tokens and money.",
    discussion: """
      Days are in UTC, by the run's start. A seat counts for the model that answered, calls to one that failed before it \
      included. What a provider did not report is never counted as zero: such a sum says "at least". In JSON every sum is \
      {"known", "not_reported"}: what is known, null where nothing is, and the number of answers without it.

      Examples:
        moe-judge runs costs                        by day
        moe-judge runs costs --by model --since 30d
        moe-judge runs costs --by persona --format json
      """)
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(
    help: ArgumentHelp("What is summed up: day, model, persona, seat, round or run.", valueName: "group"),
    transform: costGroup)
  var by: CostGroup = .day
  @Option(help: ArgumentHelp("Only runs that started within this time: 12h, 7d, 4w.", valueName: "age"), transform: age)
  var since: Age?
  @Option(help: "The form of the output.") var format: Format = .table
  @OptionGroup var state: StateOption

  func run() throws {
    let limit = since.map { Timestamp.rfc3339(Date().addingTimeInterval(-Double($0.seconds))) }
    let index = try state.index()
    do {
      let (lines, uncounted) = try index?.costs(by: by, since: limit) ?? ([], 0)
      let missing = try index.map { index in try state.library.runs(notIn: index) } ?? []
      let report = CostReport(
        group: by, since: limit, lines: lines, uncounted: uncounted,
        missing: missing.filter { limit == nil || $0.started >= limit ?? "" })
      switch format {
      case .json: Standard.output.write(report.json.pretty + "\n")
      case .table: Standard.output.write(safeLines(report.table))
      }
      Standard.error.write(safeLines(report.notes))
    } catch {
      throw CommandFailure(error)
    }
  }
}

private func costGroup(_ text: String) throws -> CostGroup {
  guard let group = CostGroup(rawValue: text) else {
    throw ValidationError(
      "'\(text)' is none. Use one of \(CostGroup.allCases.map(\.rawValue).joined(separator: ", ")).")
  }
  return group
}

/// What `runs costs` says.
private struct CostReport {
  let group: CostGroup
  let since: String?
  let lines: [CostLine]
  /// The runs that an earlier version indexed.
  let uncounted: Int
  /// The runs that are not in the index.
  let missing: [RunID]

  private var total: CostLine? { CostLine.total(of: lines, named: "in all") }

  var table: String {
    guard let total else {
      return since == nil
        ? "no calls are on record; 'moe-judge judge FILE' makes some\n" : "no calls since \(since ?? "")\n"
    }
    var columns = TextTable()
    columns.add([group.rawValue, "calls", "answers", "cached", "tokens in", "tokens cached", "tokens out", "cost"])
    for line in lines + [total] {
      columns.add([
        line.name, "\(line.calls)", "\(line.answers)", "\(line.cachedAnswers)", line.tokenWords(line.inputTokens),
        line.tokenWords(line.cachedTokens), line.tokenWords(line.outputTokens), line.costWords,
      ])
    }
    return columns.text
  }

  /// What stands in no sum, and how it comes to be counted.
  var notes: String {
    var notes = ""
    if uncounted > 0 {
      notes +=
        "not counted: \(counted(uncounted, "run")) that an earlier version indexed; moe-judge runs reindex counts them\n"
    }
    if let newest = missing.first {
      notes +=
        "not counted: \(counted(missing.count, "run")) that did not come to its end, such as \(newest); "
        + "moe-judge runs resume goes on with one, runs reindex counts what was judged\n"
    }
    return notes
  }

  var json: JSONValue {
    [
      "by": .string(group.rawValue), "since": .optional(since), "lines": .array(lines.map(\.json)),
      "total": total?.json ?? .null,
      "not_counted": ["indexed_before": .integer(uncounted), "runs": .texts(missing.map(\.description))],
    ]
  }
}

extension RunLibrary {
  /// The runs that are stored and not in the index, newest first: killed before they were indexed, or under way.
  func runs(notIn index: RunIndex) throws -> [RunID] {
    let known = Set(try index.knownRuns())
    return try runs().filter { !known.contains($0.description) }
  }
}
