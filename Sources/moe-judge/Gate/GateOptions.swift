import ArgumentParser
import Gating
import JudgeTypes
import YAMLFiles

/// By which policy a stored judgment is held against the gate.
struct GateOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration file instead of moe-judge.yaml.", valueName: "file")) var config:
    String?
  @OptionGroup var deciding: DecidingOptions
  @Option(help: ArgumentHelp("The mildest outcome that exits 1: fail or conditional.", valueName: "outcome"))
  var failOn: PanelOptions.FailOn?
  @Flag(help: "Say what the gate would block, and let everything pass.") var advisory = false
  @Option(
    help: ArgumentHelp("By which day waivers have expired, in UTC; today unless said.", valueName: "YYYY-MM-DD"))
  var day: String?

  func validate() throws {
    if let day, !WaiverFile.isDay(day) { throw ValidationError("--day takes a day such as 2027-01-31.") }
  }

  /// - Parameters:
  ///   - state: the folder of runs, which a change must not bring.
  ///   - decided: the revision whose files decided when the run was judged; nil where those of the working tree did.
  func settings(state: StateOption, decided: String? = nil) async throws -> GateSettings {
    var deciding = deciding
    deciding.configRev = deciding.configRev ?? decided
    let files = try await deciding.teamFiles(diff: nil, configuration: config, naming: [], state: state.path)
    let configuration = try Composition.reading { () throws(FileProblems) in try files.configuration(at: config) }
    let settings = try GateSettings(configuration.gate, failOn: failOn, isAdvisory: advisory, files: files)
    // Rubrics that are generated at each run are not at hand here.
    if configuration.adrDirectory == nil { try settings.requireKnown(try files.dimensions()) }
    return settings
  }

  var today: String { day ?? GateSettings.today }
}

extension TeamFiles {
  /// Every dimension of a persona or a rubric.
  func dimensions() throws -> Set<JudgeTypes.Dimension.ID> {
    try Composition.reading { () throws(FileProblems) in
      Set(try personas().flatMap(\.dimensions).map(\.id) + rubrics().flatMap(\.dimensions).map(\.id))
    }
  }
}
