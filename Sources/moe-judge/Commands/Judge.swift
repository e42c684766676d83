import ArgumentParser
import Artifacts
import Evals
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import StaticReview

struct Judge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge artifacts with a panel.",
    discussion: """
      Each PATH is one artifact; a directory is one artifact of many files, a glob is its files, - is standard input.

      Examples:
        moe-judge judge --offline Dockerfile
        moe-judge judge --offline 'src/**/*.py' --format jsonl
        moe-judge judge --diff main..HEAD -o verdict.json -o verdict.sarif -o verdict.junit.xml
        git diff | moe-judge judge --offline -
        moe-judge judge --dry-run src
        moe-judge judge src --budget-usd 0.50
        moe-judge judge --resume latest
        moe-judge judge app.py --record panel.jsonl       keep what the models said ...
        moe-judge judge app.py --replay panel.jsonl       ... and judge by it again, without network and keys
      """)

  @Argument(help: "Files, directories, globs, or - for standard input.", completion: .file()) var paths: [String] = []
  @Option(help: ArgumentHelp("Judge what a git range changes, such as main..HEAD.", valueName: "BASE..HEAD")) var diff:
    String?
  @Option(help: ArgumentHelp("The name of what comes on standard input, to tell its kind.", valueName: "name"))
  var stdinName: String?
  @Flag(
    help:
      "Exit 0 for what holds nothing to judge, such as a change of documents or deletions alone; it stays inconclusive."
  )
  var allowEmpty = false
  @Flag(help: "Say who would be asked and shown what, and about how much; ask nobody, store nothing.") var dryRun =
    false
  @Flag(
    help:
      "Judge offline where no key of any model on the panel is set, as in a job for a fork; every judgment says so."
  )
  var offlineWithoutKeys = false
  @Option(
    help: ArgumentHelp(
      "Go on with a run that was killed or stopped: its id, the beginning of it, or latest. Nothing that was answered is asked again.",
      valueName: "run"), completion: .runs)
  var resume: String?
  @Option(
    help: ArgumentHelp(
      "Show the judges what another tool found, a SARIF 2.1.0 log; repeatable. Offline it joins the findings.",
      valueName: "file.sarif"), completion: .file())
  var evidence: [String] = []
  @OptionGroup var deciding: DecidingOptions
  @OptionGroup(title: "Panel") var panel: PanelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  /// Whatever is wrong with the command itself is said before anybody is asked for a key, and before a run is stored.
  func run() async throws {
    if let resume { return try await goOn(with: resume) }
    let outputs = try output.outputs()
    // Git takes as long as reading the files that decide, so both are done at once.
    async let revision = CheckedOut.at(".").map { GitRevision(commit: $0.commit, isDirty: $0.isDirty) }
    let files = try await teamFiles()
    let inputs = try await ArtifactInputs(paths: paths, diff: diff, standardInputName: stdinName, files: files)
    var parts = try composition(files)
    if diff != nil { try parts.gate.requireRoot(forChangeIn: ".") }
    parts.suppressions = try await baseSuppressions(files)
    guard !dryRun else {
      let plan = try parts.plan(for: try (0..<inputs.count).map(inputs.artifact))
      parts.evidence.report()
      Standard.output.write(output.format == .table ? safeLines(plan.text) : plan.json.canonical + "\n")
      return
    }
    let run = try await JudgeRun.begin(
      parts, inputs, arguments: Self.wordsGiven, jobs: panel.jobs, seed: panel.seed, revision: await revision,
      allowsEmpty: allowEmpty,
      progress: Progress(style: output.progressStyle, total: inputs.count))
    try await finish(run, outputs, parts, isResumed: false)
  }

  private func finish(_ run: JudgeRun, _ outputs: Outputs, _ parts: Composition, isResumed: Bool) async throws {
    let writer = ResultWriter(outputs, banners: parts.seating.banners, started: run.opening.started)
    var unread = UnreadArtifacts(isOffline: parts.isOffline)
    let result = try await run.judgeOnRecord(parts) { judgment in
      try writer.add(judgment)
      unread.add(judgment)
    }
    // A run that is gone on with does not see again what was judged before.
    if !isResumed { parts.evidence.report() }
    try writer.finish(result, reproduce: result.tally.judged == 0 || isResumed ? nil : reproduce(parts.files))
    if let advice = unread.advice { Standard.note(advice) }
    throw ExitStatus(rawValue: Int32(result.exitCode))?.code ?? ExitStatus.internalError.code
  }

  /// Goes on with a run that was stopped: by the command that began it, or by this one where it names artifacts.
  private func goOn(with reference: String) async throws {
    guard !dryRun else {
      throw CommandFailure("--dry-run tells of a new run, and --resume goes on with an old one. Leave one of them out.")
    }
    let stopped = try StoppedRun(reference, state: panel.state.path)
    let isNamed = !paths.isEmpty || diff != nil
    var command = isNamed ? self : try stopped.command(resumedBy: self)
    // A branch may have moved since, and the run goes on by the commit that it began with.
    if !isNamed, let revision = stopped.soFar.opening.configRevision { command.deciding.configRev = revision }
    let files = try await command.teamFiles()
    let inputs =
      isNamed || command.diff != nil
      ? try await ArtifactInputs(
        paths: command.paths, diff: command.diff, standardInputName: command.stdinName, files: files)
      : try ArtifactInputs(resuming: stopped.names, files: files)
    let outputs = try output.outputs()
    var parts = try command.composition(files, goingOn: stopped.entries)
    parts.suppressions = try await command.baseSuppressions(files)
    let run = try JudgeRun.resume(
      stopped, parts, inputs, jobs: command.panel.jobs,
      progress: Progress(style: output.progressStyle, total: inputs.count))
    try await command.finish(run, outputs, parts, isResumed: true)
  }

  func teamFiles() async throws -> TeamFiles {
    try await deciding.teamFiles(
      diff: diff, configuration: panel.config, naming: [panel.adrDir].compactMap(\.self),
      state: panel.state.path(ProcessInfo.processInfo.environment))
  }

  /// What of the artifacts' own comments may leave findings out: where a revision decides, nothing that came after it.
  func baseSuppressions(_ files: TeamFiles) async throws -> BaseSuppressions? {
    guard let commit = files.commit else { return nil }
    // The files of a change are named from the root already.
    let isChange = diff != nil
    do {
      let marked = try await MarkedLine.all(holding: BaseSuppressions.mark, at: commit)
      return BaseSuppressions(marked.map { ($0.path, $0.text, $0.below) }) { path in
        isChange ? path : files.source.place(of: path)
      }
    } catch {
      throw CommandFailure("--config-rev: \(error)")
    }
  }

  /// The words after `judge`, as they were given.
  private static var wordsGiven: [String] {
    Array(CommandLine.arguments.drop { $0 != configuration.commandName ?? "judge" }.dropFirst())
  }

  /// Nothing is judged otherwise than was asked: without a usable model a person at a terminal decides, anything else ends.
  func composition(_ files: TeamFiles, goingOn journalled: [Journal.Entry]? = nil) throws -> Composition {
    let environment = ProcessInfo.processInfo.environment
    do {
      return try Composition(panel, environment: environment, evidence: evidence, goingOn: journalled, files: files)
    } catch let failure as CommandFailure where failure.code == .providers {
      if offlineWithoutKeys, failure.cause == .noKeyIsSet {
        return try Composition(
          panel.asked(offline: true), environment: environment, evidence: evidence,
          banners: [OfflineFallback.banner], goingOn: journalled, files: files)
      }
      guard Standard.input.isTerminal, Standard.error.isTerminal else { throw failure }
      Standard.error.write("\(failure.message)\nJudge offline instead? [y/N] ")
      guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else { throw failure }
      return try Composition(
        panel.asked(offline: true), environment: environment, evidence: evidence, files: files)
    }
  }

  /// The command as it was given, for the report.
  private func reproduce(_ files: TeamFiles) -> String {
    // What CI made the base is named, so that it decides elsewhere too.
    let base = deciding.configRev == nil ? files.commit.map { ["--config-rev", $0] } ?? [] : []
    return "moe-judge " + (CommandLine.arguments.dropFirst() + base).map(quotedForShell).joined(separator: " ")
  }
}
