import ArgumentParser
import Artifacts
import Evals
import Foundation
import Judging
import LanguageModels
import Provenance
import Reports
import Storage

extension EvalCommand {
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a suite and print its figures, per kind and in all.",
      discussion: """
        An undecided outcome stays in the denominator, as wrong. The figures are kept for: moe-judge eval history

        A suite with 'measures: constraints' is read by what 'rubrics extract' does: no panel sits, and what names one is left aside.

        Examples:
          moe-judge eval run evals/artifact-review --offline
          moe-judge eval run artifact-review --split dev --repeat 3 --label "shorter prompt"
          moe-judge eval run constraint-extraction --details
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: "The suite's folder, or its name below evals/.", completion: .suites) var suite: String
    @Option(help: "Only this part: train, dev or holdout.") var split: String?
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Judge each case so often, 1 to 20, and say how many change their outcome.", valueName: "n"))
    var `repeat` = 1
    @Flag(help: "Name every false alarm and every missed fault.") var details = false
    @Option(help: "The form of the output.") var format: Format = .table
    @Option(help: "Write what came of each case to this file, for eval compare.", completion: .file()) var save: String?
    @Option(help: "What the history is to say of this run.") var label: String?
    @Flag(help: "Do not keep the figures for eval history.") var noHistory = false
    @Flag(help: "No progress on standard error.") var noProgress = false
    @OptionGroup(title: "Panel") var panel: PanelOptions

    func validate() throws {
      guard (1...20).contains(`repeat`) else { throw ValidationError("--repeat takes a number from 1 to 20.") }
      guard (label ?? "").count <= 200 else { throw ValidationError("--label takes at most 200 characters.") }
      if noHistory, label != nil {
        throw ValidationError("--label is for the history, and --no-history keeps none. Leave one of them out.")
      }
    }

    func run() async throws {
      let suite = try NamedSuite.suite(suite)
      let part = try Self.part(split)
      // Before anything is asked and paid for.
      if let save,
        !FileManager.default.isWritableFile(atPath: URL(fileURLWithPath: save).deletingLastPathComponent().path)
      {
        throw CommandFailure("--save \(save): its folder is not there, or may not be written to.")
      }
      if suite.measures == .constraints { return try await measureExtraction(of: suite, in: part) }
      let interruption = Interruption()
      async let revision = Self.revision
      var panel = panel
      if panel.rubric.isEmpty { panel.rubric = suite.rubrics ?? [] }
      let parts = try Composition(panel, environment: ProcessInfo.processInfo.environment)
      let cases = suite.cases(in: part)
      guard !cases.isEmpty else { throw CommandFailure("the suite has no case in that part.") }
      let started = Date()
      let run = try await SuiteResults(
        of: cases,
        by: SuiteRunner(
          suite: suite, parts: parts, jobs: panel.jobs, repeats: `repeat`,
          progress: Progress(
            style: Standard.error.isTerminal && !noProgress ? .live : .none, total: cases.count * `repeat`),
          interruption: interruption))
      let (results, failures, unasked) = (run.results, run.failures, run.unasked)
      // Where every call failed there is nothing to measure.
      if let failure = failures.first, failures.count == results.count {
        throw CommandFailure("no case was judged, because the providers failed: \(failure)", .providers)
      }
      let report = EvalReport(suite: suite.id, results: results)
      Standard.output.write(
        format == .json
          ? report.json(usage: run.usage).pretty + "\n" : safeLines(report.table(details: details, usage: run.usage)))
      let saved = SavedResults(suite: suite.id, results: results)
      var problems: [CommandFailure] = []
      if let save { problems += Self.failure { try Self.write(saved, to: save) } }
      if !noHistory {
        let origin = try EvalOrigin(
          of: suite, part, by: parts, started: started, revision: await revision, label: label)
        let head = EvalHead(
          origin: origin, figures: EvalFigures(report, unjudged: run.unjudged, usage: run.usage))
        problems += Self.failure {
          try KeptEvals(state: parts.state).keep(EvalRecord(head: head, results: saved))
        }
        if parts.recordsHealth {
          HealthRecording(state: parts.state).record(head, of: suite, models: parts.seating.modelNames)
        }
      }
      if unasked > 0, let budget = parts.budget {
        problems.append(
          CommandFailure(
            "\(unasked) of \(results.count) cases were not judged by every seat, as the budget of \(budget.limits.words) is "
              + "used up. Measure again with a larger one; what the cache holds is not asked again.", .budget))
      }
      if let failure = failures.first {
        problems.append(
          CommandFailure(
            "\(failures.count) of \(results.count) cases lost their quorum, because providers failed: \(failure)",
            .providers))
      }
      // A part of the suite is too small to hold floors to, and what was not judged whole says nothing of them.
      if part == nil, unasked == 0, failures.isEmpty, let floors = suite.floors {
        let shortfalls = report.shortfalls(below: floors)
        if !shortfalls.isEmpty {
          problems.append(CommandFailure("below the suite's floors:\n" + shortfalls.joined(separator: "\n"), .fail))
        }
      }
      guard problems.isEmpty else {
        throw CommandFailure(
          problems.map(\.message).joined(separator: "\n"), ExitStatus.worst(of: problems.map(\.code)))
      }
    }

    /// What is checked out here; nil outside of a repository.
    static var revision: GitRevision? {
      get async { await CheckedOut.at(".").map { GitRevision(commit: $0.commit, isDirty: $0.isDirty) } }
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

    /// The figures are out already, so that what cannot be written is said once the rest is done.
    static func failure(_ body: () throws -> Void) -> [CommandFailure] {
      do { try body() } catch { return [CommandFailure(error)] }
      return []
    }

    static func write(_ results: SavedResults, to path: String) throws {
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
