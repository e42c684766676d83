import ArgumentParser
import Evals
import Foundation
import JudgeTypes
import LanguageModels
import Provenance
import Reports

extension EvalCommand {
  struct Calibrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure each judge on a suite: its card, and how often it is right by the confidence that it names.",
      discussion: """
        Cards are of a judge's first words, before it hears any other; a card is of one persona on one model by one set of \
        dimensions (rubric_sha256), and of the day. All of the panel's rubrics are judged by, not only those the suite names, since \
        that is what judge will do. Train and dev are measured; the holdout only where --split names it.

        The file that -o writes is what 'calibration:' of moe-judge.yaml names.

        Examples:
          moe-judge eval calibrate evals/artifact-review --repeat 2 -o calibration.json
          moe-judge eval calibrate evals/artifact-review --offline
        """)

    @Argument(help: "The suite's folder, or its name below evals/.", completion: .suites) var suite: String
    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("Write the calibration here, as JSON.", valueName: "file"), completion: .file())
    var output: String?
    @Option(
      name: .customLong("repeat"), parsing: .unconditional,
      help: ArgumentHelp(
        "How often each case is asked, 1 to 20; 2 or more show how often a judge changes its mind.", valueName: "n"))
    var repeats = 1
    @Option(help: "Only this part: train, dev or holdout. Train and dev unless said.") var split: String?
    @Option(
      help: ArgumentHelp(
        "The accuracy, at most 1, below which the panel is to abstain; goes into the file.", valueName: "fraction"))
    var bar = "4/5"
    @Option(help: "The form of the output.") var format: Run.Format = .table
    @OptionGroup(title: "Panel") var panel: PanelOptions

    func validate() throws {
      guard (1...20).contains(repeats) else { throw ValidationError("--repeat takes a number from 1 to 20.") }
      guard let fraction = Fraction(bar), fraction <= .one else {
        throw ValidationError("--bar takes a fraction of at most 1, such as 4/5.")
      }
      guard !panel.curtail else {
        throw ValidationError("--curtail leaves judges unasked, and each is measured here. Leave it out.")
      }
      if panel.offline, output != nil {
        throw ValidationError(
          "-o: a calibration is of models' confidences, and the offline panel names none. Leave -o out for its cards.")
      }
      if panel.offline, repeats > 1 {
        throw ValidationError("--repeat: the offline panel says the same each time. Leave it out.")
      }
    }

    func run() async throws {
      let suite = try NamedSuite.ofPanel(
        suite,
        otherwise: "for which no judge sits that could be measured. Measure the extraction with: "
          + "moe-judge eval run \(quotedForShell(suite))")
      let part = try Run.part(split)
      // Before anything is asked and paid for.
      if let output,
        !FileManager.default.isWritableFile(atPath: URL(fileURLWithPath: output).deletingLastPathComponent().path)
      {
        throw CommandFailure("-o \(output): its folder is not there, or may not be written to.")
      }
      let cases = part.map { suite.cases(in: $0) } ?? suite.cases.filter { suite.split(of: $0.id) != .holdout }
      var parts = try Composition(panel, environment: ProcessInfo.processInfo.environment, measuresAnew: true)
      var readings: [JudgeReading] = []
      var points: [PanelPoint] = []
      var runs: [SuiteResults] = []
      for repetition in 0..<repeats {
        parts.repetition = repetition
        let run = try await SuiteResults(of: cases, by: SuiteRunner(suite: suite, parts: parts, jobs: panel.jobs)) {
          judged in
          let evalCase = judged.result.evalCase
          readings += JudgeReading.readings(of: judged.judgment, on: evalCase, repetition: repetition)
          if let point = PanelPoint(judged.judgment, on: evalCase) { points.append(point) }
        }
        try run.requireAny()
        runs.append(run)
      }
      let measured = MeasuredJudges(
        suite: suite.id, parts: part.map { [$0] } ?? [.train, .dev], cases: cases.count, repeats: repeats,
        measured: Timestamp.rfc3339(Date()), isOffline: parts.isOffline, bar: bar,
        cards: JudgeCards(readings, panel: points),
        hashes: Dictionary(
          parts.seating.personas.map {
            ($0.id, Dimension.sha256(of: $0.everyDimension(in: parts.seating.rubrics)))
          }, uniquingKeysWith: { $1 }))
      Standard.output.write(format == .json ? measured.json.pretty + "\n" : safeLines(measured.text))
      for run in runs { try run.requireAll(within: parts.budget) }
      if let output { try write(measured, to: output) }
    }

    private func write(_ measured: MeasuredJudges, to path: String) throws {
      guard let file = measured.calibration else {
        throw CommandFailure(
          "-o \(path): nothing to write. Of no judge, nor of the panel, were there \(CalibrationBins.leastCases) cases with a "
            + "confidence or a vote by shares. Measure on a larger suite.")
      }
      do {
        try Data((file.pretty + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw CommandFailure("-o \(path): it cannot be written: \(error.localizedDescription)")
      }
    }
  }
}
