import ArgumentParser
import Evals
import Foundation
import LanguageModels
import Provenance
import Reports

struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Measure the panel against labelled cases.",
    subcommands: [Run.self, Improve.self, Compare.self, Calibrate.self])

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a suite and print its figures, per kind and in all.",
      discussion: "Example:\n  moe-judge eval run evals/artifact-review --offline")

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: "The suite's folder, or its name below evals/.") var suite: String
    @Option(help: "Only this part: train, dev or holdout.") var split: String?
    @Flag(help: "Name every false alarm and every missed fault.") var details = false
    @Option(help: "The form of the output.") var format: Format = .table
    @Option(help: "Write what came of each case to this file, for eval compare.") var save: String?
    @OptionGroup(title: "Panel") var panel: PanelOptions

    func run() async throws {
      let suite = try NamedSuite.suite(suite)
      let part = try Self.part(split)
      // Before anything is asked and paid for.
      if let save,
        !FileManager.default.isWritableFile(atPath: URL(fileURLWithPath: save).deletingLastPathComponent().path)
      {
        throw CommandFailure("--save \(save): its folder is not there, or may not be written to.")
      }
      var panel = panel
      if panel.rubric.isEmpty { panel.rubric = suite.rubrics ?? [] }
      let parts = try Composition(panel, environment: ProcessInfo.processInfo.environment)
      let run = try await SuiteResults(of: suite.cases(in: part), by: SuiteRunner(suite: suite, parts: parts))
      await parts.memory.flush()
      try run.requireAny()
      let results = run.results
      let report = EvalReport(suite: suite.id, results: results)
      Standard.output.write(format == .json ? report.json.pretty + "\n" : safeLines(report.table(details: details)))
      if let save { try Self.write(SavedResults(suite: suite.id, results: results), to: save) }
      try run.requireAll(within: parts.budget)
      // A part of the suite is too small to hold floors to.
      guard part == nil, let floors = suite.floors else { return }
      let shortfalls = report.shortfalls(below: floors)
      if !shortfalls.isEmpty {
        throw CommandFailure("below the suite's floors:\n" + shortfalls.joined(separator: "\n"), .fail)
      }
    }

    /// The part that `--split` names.
    static func part(_ text: String?) throws -> SuiteSplit? {
      guard let text else { return nil }
      guard let split = SuiteSplit(rawValue: text) else {
        throw CommandFailure(
          "--split \(text): use one of \(SuiteSplit.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return split
    }

    private static func write(_ results: SavedResults, to path: String) throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      do {
        try encoder.encode(results).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw CommandFailure("--save \(path): it cannot be written: \(error.localizedDescription)")
      }
    }
  }
}
