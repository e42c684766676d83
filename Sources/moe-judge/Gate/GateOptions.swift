import ArgumentParser
import Gating
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

  /// - Parameter state: the folder of runs, which a change must not bring.
  func settings(state: StateOption) async throws -> GateSettings {
    let files = try await deciding.teamFiles(diff: nil, configuration: config, naming: [], state: state.path)
    let configuration = try Composition.reading { () throws(FileProblems) in try files.configuration(at: config) }
    return try GateSettings(configuration.gate, failOn: failOn, isAdvisory: advisory, files: files)
  }

  var today: String { day ?? GateSettings.today }
}
