import ArgumentParser
import JudgeTypes
import Provenance
import Reports
import Storage

struct GateCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Would this judgment be let through, by the policy of today?",
    discussion: """
      Nothing is judged anew and nothing stored is changed. Exits 0 where the gate lets it through, 1 where it blocks, 3 where the \
      panel could not decide, or source was not read; what else went wrong when it was judged (4, 5, 70, 130) stays. Without a policy a fail blocks. \
      A run that was judged by the files of a revision is held against the gate of that revision.

      Examples:
        moe-judge gate check latest
        moe-judge gate check 2026                 a run by the beginning of its id
        moe-judge gate check result.json --fail-on conditional
        moe-judge judge src --format json | moe-judge gate check - --config-rev main
        moe-judge gate check latest --day 2027-02-01      what will be let through then, when waivers have expired?
      """)

  @Argument(
    help: ArgumentHelp("A run's id, the beginning of one, latest, a JSON result, or -.", valueName: "run|file"),
    completion: .runs)
  var reference = "latest"
  @OptionGroup(title: "Gate") var gate: GateOptions
  @Flag(help: "Let through what holds nothing to judge.") var allowEmpty = false
  @OptionGroup var state: StateOption
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let outputs = try output.outputs()
    let settings = try await gate.settings(state: state, decided: try state.decidingRevision(of: reference))
    let result = try GatedResult.stored(
      reference, state: state, by: settings.applied(on: gate.today), allowsEmpty: allowEmpty)
    try GateOutput(result).write(to: outputs)
    throw result.exit.code
  }
}

extension StateOption {
  /// The revision whose files decided when a stored run was judged; nil for a file, and where those of the working tree did.
  func decidingRevision(of reference: String) throws -> String? {
    guard !GatedResult.isFile(reference) else { return nil }
    let id = try run(reference)
    // Of a record that cannot be read nothing is said here: it is refused when it is derived.
    guard let first = try? library.lines(of: id).first, let line = try? JSONValue(parsing: first) else { return nil }
    return line["body"]?["config_revision"]?.stringValue
  }
}
