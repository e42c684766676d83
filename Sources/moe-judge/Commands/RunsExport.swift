import ArgumentParser
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage
import StoredRuns

struct RunsExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a stored run's result in any form, such as SARIF.",
    discussion: """
      What is written follows from the run's record, as with runs show; of a run whose bytes are pruned it is what the journal says.

      Examples:
        moe-judge runs export latest -o verdict.sarif
        moe-judge runs export 20261121T0240 -o verdict.junit.xml -o verdict.gitlab.json
        moe-judge runs export latest --format github
      """)
  @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run")) var reference: String
  @Option(help: "Write this form to standard output.") var format: ResultForm.Name?
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write to this file; the form by its extension (\(ResultForm.Name.extensions)); repeatable.", valueName: "file"))
  var output: [String] = []
  @OptionGroup var state: StateOption

  func validate() throws {
    guard format != nil || !output.isEmpty else {
      throw ValidationError("say where it goes: -o FILE, or --format FORM for standard output.")
    }
  }

  func run() throws {
    try state.write(
      reference,
      to: Outputs(format: format, files: try OutputOptions.files(output), isColoured: false, isVerbose: true))
  }
}

extension StateOption {
  /// Writes a stored run's result, derived anew from its record; of a pruned one what its journal says.
  ///
  /// - Parameter reference: the run's id, the beginning of it, or `latest`.
  /// - Throws: `CommandFailure` where there is no such run, or its record does not hold, after what could be shown of it.
  func write(_ reference: String, to outputs: Outputs) throws {
    let id = try run(reference)
    if let pruned = try pruned(id) { return try pruned.write(to: outputs) }
    let (_, verification) = try verification(of: id)
    let result = verification.result(of: id, adding: verification.caveats(of: id))
    let writer = ResultWriter(outputs, banners: result.banners, started: result.started)
    for judgment in result.judgments { try writer.add(judgment) }
    try writer.finish(result, reproduce: nil)
    try verification.requireHolding(id)
  }
}
