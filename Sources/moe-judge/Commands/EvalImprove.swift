import ArgumentParser
import Artifacts
import Evals
import Foundation
import JudgeTypes
import Provenance
import Reports
import Storage

extension EvalCommand {
  struct Improve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look for a change of prompts, rules or thresholds that is truly better, and keep only that.",
      discussion: """
        A critic reads what fails on train and proposes edits; they compete on dev; the best one meets the sealed holdout once (ADR-027).
        Files are written only when it is adopted. A loop that was stopped goes on with --resume.

        Examples:
          moe-judge eval improve artifact-review --offline
          moe-judge eval improve artifact-review --critic anthropic/claude-opus-4.5 --budget-usd 20 --pr
          moe-judge eval improve --resume latest
          moe-judge eval improve --rollback latest
        """)

    @Argument(help: "The suite's folder, or its name below evals/.", completion: .suites) var suite: String?
    @Option(help: ArgumentHelp("The most iterations, 1 to 50.", valueName: "n")) var maxIterations = 5
    @Option(
      help: ArgumentHelp("The model that proposes edits; a seat's own unless said.", valueName: "provider/model"))
    var critic: String?
    @Option(
      help: ArgumentHelp(
        "The file that knows what the holdout was used for; ledger.json of the suite unless said, which --pr commits too.",
        valueName: "file"), completion: .file())
    var ledger: String?
    @Option(help: ArgumentHelp("Go on with a loop that was stopped: its id, or latest.", valueName: "loop")) var resume:
      String?
    @Option(help: ArgumentHelp("Take an adopted change back: its id, or latest.", valueName: "loop")) var rollback:
      String?
    @Flag(help: "Commit an adopted change on a new branch instead of writing it here, and print its name.") var pr =
      false
    @Option(help: ArgumentHelp("The branch of --pr; moe-judge/improve-<loop> unless said.", valueName: "name"))
    var branch: String?
    @Flag(help: "Keep files as they are, whatever comes of it; the change is in the loop's folder.") var noApply = false
    @Flag(help: "Say what would be done with how many cases, and stop.") var dryRun = false
    @Option(
      name: [.customShort("o"), .customLong("output")], help: "Write the report to this file, .md or .json; repeatable."
    )
    var output: [String] = []
    @Option(
      help: ArgumentHelp("Also draw F1 per iteration into this file.", valueName: "file.svg"), completion: .file())
    var svg: String?
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The gain sought, in points: cases mended less cases broken.", valueName: "points"))
    var effect = 10
    @Option(help: "The form of the output.") var format: Run.Format = .table
    @OptionGroup(title: "Panel") var panel: PanelOptions

    func validate() throws {
      guard [suite, resume, rollback].compactMap(\.self).count == 1 else {
        throw ValidationError("name a suite, or say --resume LOOP, or --rollback LOOP.")
      }
      if dryRun, suite == nil { throw ValidationError("--dry-run is for a loop that begins: name a suite with it.") }
      guard (1...50).contains(maxIterations) else {
        throw ValidationError("--max-iterations takes a number from 1 to 50.")
      }
      if pr, noApply {
        throw ValidationError("--pr commits the change, and --no-apply keeps it out. Leave one of them out.")
      }
      if panel.offline, critic != nil {
        throw ValidationError("--critic is a model, and --offline asks none. Leave one out.")
      }
      for path in output where !path.hasSuffix(".md") && !path.hasSuffix(".json") {
        throw ValidationError("-o \(path): the report is written as .md or .json.")
      }
    }

    func run() async throws {
      let state = panel.state.path(ProcessInfo.processInfo.environment)
      if let rollback { return try Self.rollBack(rollback, in: state) }
      if let resume { return try await goOn(with: resume, in: state) }
      guard let name = suite else { return }
      let suite = try Self.suite(name)
      let files = try WorkspaceFiles.read()
      let improvement = try improvement(of: suite, files)
      // Before anything is asked and paid for.
      try improvement.requireLedger()
      if dryRun {
        Standard.output.write(safeLines(try plan(for: suite, files, improvement)))
        return
      }
      if pr { try await requireRepository(files) }
      var generator = SystemRandomNumberGenerator()
      let start = try improvement.start(
        id: RunID(at: Date(), using: &generator).description, started: Timestamp.rfc3339(Date()),
        maxIterations: maxIterations, seed: panel.seed ?? 1, mends: mends, breaks: Self.breaks)
      let folder = ImprovementFolder(state: state, id: start.id)
      let arguments = Array(CommandLine.arguments.dropFirst(3))
      let log = try folder.begin(.init(start: start, arguments: arguments, files: files))
      Standard.error.write(
        "moe-judge: loop \(start.id); if it is stopped: \(resumeCommand(start.id))\n")
      try await finish(improvement, start, folder, log, arguments: arguments)
    }

    private static func suite(_ name: String) throws -> EvalSuite {
      try NamedSuite.ofPanel(
        name, otherwise: "which no loop edits. Measure it with: moe-judge eval run \(quotedForShell(name))")
    }

    /// The share of cases that a change of the sought effect breaks; it mends so much more.
    private static let breaks = 0.05
    private var mends: Double { Double(effect) / 100 + Self.breaks }

    private func improvement(of suite: EvalSuite, _ files: WorkspaceFiles) throws -> ImprovementRun {
      try ImprovementRun(
        suite: suite, files: files, panel: panel, criticModel: critic,
        ledgerPath: ledgerPath(of: suite))
    }

    private func ledgerPath(of suite: EvalSuite) -> String { ledger ?? suite.folder + "/" + HoldoutLedger.fileName }

    // MARK: Going on

    private func resumeCommand(_ id: String) -> String {
      "moe-judge eval improve --resume \(id)" + (panel.state.state.map { " --state \(quotedForShell($0))" } ?? "")
    }

    private func goOn(with reference: String, in state: String) async throws {
      let folder = try ImprovementFolder.resolve(reference, in: state)
      let opening = try folder.readOpening()
      guard var begun = try? Improve.parse(opening.arguments), let name = begun.suite else {
        throw CommandFailure(
          "\(folder.id): the options it was begun with are not known to this version. Begin a new loop.")
      }
      begun.output += output
      begun.panel.state = panel.state
      begun.panel.budget = panel.budget.over(begun.panel.budget)
      begun.format = format
      begun.svg = svg ?? begun.svg
      begun.noApply = begun.noApply || noApply
      begun.pr = begun.pr || pr
      begun.branch = branch ?? begun.branch
      let suite = try Self.suite(name)
      guard !folder.isRolledBack else {
        throw CommandFailure("\(folder.id): its change was taken back. Begin a new loop.")
      }
      try await begun.finish(
        try begun.improvement(of: suite, opening.files), opening.start, folder, try folder.goOn(),
        arguments: opening.arguments)
    }

    private func finish(
      _ improvement: ImprovementRun, _ start: LoopStart, _ folder: ImprovementFolder, _ log: LoopFile,
      arguments: [String]
    ) async throws {
      let report: ImprovementReport
      do { report = try await improvement.report(start, log: log) } catch {
        let failure = CommandFailure(error)
        throw CommandFailure(
          "\(failure.message)\nWhat was judged is kept: \(resumeCommand(start.id))", failure.code)
      }
      let command = ImprovementFiles.command(arguments: arguments.map(quotedForShell))
      try write(report, folder, command: command)
      try KeptEvals(state: folder.state).keepOnce(try improvement.history(of: start))
      Standard.output.write(
        format == .json ? try report.json() : report.text(command: command, marks: .ofOutput))
      if report.isAdopted {
        try await adopt(report, improvement.files, folder, ledger: ledgerPath(of: improvement.suite))
      }
    }

    /// The files that the critic may edit.
    private func changeable(_ files: WorkspaceFiles) -> [String] {
      let judged = files.texts.keys.filter { !$0.hasPrefix(TeamFiles.rulesFolder + "/") }.sorted()
      return panel.offline ? judged + [TeamFiles.rulesFolder + "/learned.yaml"] : judged
    }

    private func plan(for suite: EvalSuite, _ files: WorkspaceFiles, _ improvement: ImprovementRun) throws -> String {
      let counts = SuiteSplit.allCases.map { "\(suite.cases(in: $0).count) \($0.rawValue)" }.joined(separator: ", ")
      let holdout = suite.cases(in: .holdout).count
      let alpha = try improvement.nextAlpha
      let power = SampleSize.joint(
        dev: suite.cases(in: .dev).count, holdout: holdout, mend: mends, broken: Self.breaks, alpha: alpha)
      let needed = SampleSize.neededEach(mend: mends, broken: Self.breaks, alpha: alpha)
      let most =
        (suite.cases(in: .train).count + suite.cases(in: .dev).count) * (maxIterations + 1)
        + suite.cases(in: .dev).count + 2 * holdout
      return """
        suite \(suite.id): \(counts)
        at most \(most) cases are judged: baseline and \(maxIterations) iterations on train and dev, the baseline again on dev, both on the holdout
        a gain of \(effect) points (\(effect + 5) % mended, 5 % broken) is adopted in \(Int((power * 100).rounded())) % of loops at the level \(significant(alpha)) that the ledger grants
        four of five loops need \(needed.map { "\($0)" } ?? "more than 2000") cases in dev and in the holdout each
        may be changed: \(changeable(files).joined(separator: ", "))

        """
    }
  }
}

extension Standard {
  /// Says something to the person who runs the command, on standard error.
  static func note(_ text: String) { error.write(safeLines("moe-judge: \(text)\n")) }
}
