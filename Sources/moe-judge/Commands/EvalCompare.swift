import ArgumentParser
import Evals
import Foundation
import JudgeTypes
import Provenance
import Reports

extension EvalCommand {
  struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Hold two saved runs of a suite against each other; or a panel against its judges alone, and its debate against none.",
      discussion: """
        With two files, case by case, what changed between them. With a suite, the suite is run once, and on its cases each judge \
        alone, the panel without debate and the panel with debate are held against each other, with what each cost.

        Examples:
          moe-judge eval run evals/artifact-review --offline --save before.json
          moe-judge eval run evals/artifact-review --offline --save now.json
          moe-judge eval compare before.json now.json
          moe-judge eval compare evals/artifact-review --split dev --cache off
        """)

    @Argument(
      help: ArgumentHelp(
        "The earlier run, as eval run --save wrote it, or .moe-judge/evals/ID.json; or a suite, by its folder or its name below evals/.",
        valueName: "before|suite"), completion: .file())
    var before: String
    @Argument(help: "The later run.", completion: .file()) var now: String?
    @Option(help: "Only this part: train, dev or holdout.") var split: String?
    @Option(help: "The form of the output.") var format: Run.Format = .table
    @OptionGroup(title: "Panel, with a suite") var panel: PanelOptions

    func run() async throws {
      let part = try Run.part(split)
      guard let now else { return try await comparePanel(in: part) }
      let (old, new) = (try Self.results(at: before), try Self.results(at: now))
      guard old.suite == new.suite else {
        throw CommandFailure(
          "\(before) is of the suite \(old.suite), \(now) of \(new.suite): compare runs of one suite.")
      }
      let comparison = Comparison(old, new, part: part?.rawValue)
      guard comparison.counts.cases > 0 else {
        throw CommandFailure(
          "\(before) and \(now) have no case in common with the same labels. Run the suite anew for both.")
      }
      Standard.output.write(format == .json ? comparison.json.pretty + "\n" : safeLines(comparison.text))
    }

    /// Runs the suite once; every contender's decisions are in the same judgments.
    private func comparePanel(in part: SuiteSplit?) async throws {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: before, isDirectory: &isFolder), !isFolder.boolValue {
        throw CommandFailure(
          "\(before): one argument is a suite, and this is a file. Name a second saved run to compare it with, or a suite."
        )
      }
      let suite = try NamedSuite.ofPanel(
        before,
        otherwise: "for which no judges sit that could be held against each other. Compare two runs of it: "
          + "moe-judge eval run \(quotedForShell(before)) --save FILE")
      var panel = panel
      if panel.rubric.isEmpty { panel.rubric = suite.rubrics ?? [] }
      let parts = try Composition(panel, environment: ProcessInfo.processInfo.environment)
      guard !parts.curtails else {
        throw CommandFailure("--curtail leaves judges unasked, and each is to be held against the panel. Leave it out.")
      }
      var readings: [(place: Int, reading: PanelReading)] = []
      let run = try await SuiteResults(
        of: suite.cases(in: part), by: SuiteRunner(suite: suite, parts: parts, jobs: panel.jobs)
      ) {
        readings.append(($0.ordinal, PanelReading($0.result.evalCase, $0.judgment)))
      }
      try run.requireAny()
      let comparison = PanelComparison(
        readings.sorted { $0.place < $1.place }.map(\.reading), holdsDebates: parts.seating.debate.rounds > 0)
      let text = PanelComparisonText(suite: suite, comparison: comparison, isOffline: parts.isOffline)
      Standard.output.write(format == .json ? text.json.pretty + "\n" : safeLines(text.text))
      try run.requireAll(within: parts.budget)
    }

    private static func results(at path: String) throws -> SavedResults {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure("\(path): there is no such file. Write one with: moe-judge eval run SUITE --save \(path)")
      }
      guard let results = try? JSONDecoder().decode(SavedResults.self, from: data),
        results.format == SavedResults.format
      else {
        throw CommandFailure(
          "\(path): these are no results of a suite (\(SavedResults.format)). Write them with: moe-judge eval run SUITE --save FILE"
        )
      }
      return results
    }
  }
}

extension Comparison {
  fileprivate var text: String {
    var text =
      "\(counted(counts.cases, "case")): \(counts.mended) mended, \(counts.broken) broken, \(counts.stillRight) still right, "
      + "\(counts.stillWrong) still wrong\n"
    for entry in broken { text += "  - \(entry.id): expected \(entry.expected), came \(entry.came)\n" }
    for entry in mended { text += "  + \(entry.id): expected \(entry.expected), came \(entry.came)\n" }
    text += verdict + "\n"
    if !unpaired.isEmpty {
      text +=
        "not compared, for only one run has them or their labels changed: \(unpaired.prefix(5).joined(separator: ", "))"
        + (unpaired.count > 5 ? " and \(unpaired.count - 5) more" : "") + "\n"
    }
    return text
  }

  private var verdict: String {
    guard let p else {
      return counts.discordant == 0
        ? "no case came out differently"
        : "cannot decide: \(counted(counts.discordant, "case")) came out differently, and fewer than \(ExactTest.fewest) say nothing"
    }
    let isWorse = counts.broken > counts.mended
    let plan = needed.map { "; to tell such a gain from luck four times in five takes \($0) cases" } ?? ""
    return "luck alone \(isWorse ? "breaks" : "mends") so many with a chance of \(chance(isWorse ? loss ?? p : p)) "
      + "(exact one-sided test of McNemar)\(p <= 0.05 ? "" : plan)"
  }

  private func chance(_ p: Double) -> String {
    p < 0.000_1 ? "less than 0.0001" : "\((p * 10_000).rounded() / 10_000)"
  }

  fileprivate var json: JSONValue {
    [
      "cases": .integer(counts.cases), "mended": .integer(counts.mended), "broken": .integer(counts.broken),
      "still_right": .integer(counts.stillRight), "still_wrong": .integer(counts.stillWrong), "p": .optional(p),
      "p_worse": .optional(loss),
      "cases_needed": .optional(needed),
      "mended_cases": .array(mended.map { JSONValue.string($0.id) }),
      "broken_cases": .array(broken.map { JSONValue.string($0.id) }),
      "not_compared": .array(unpaired.map { JSONValue.string($0) }),
    ]
  }
}
