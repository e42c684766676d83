import ArgumentParser
import Foundation
import Gating
import JudgeTypes
import Reports

struct GateBaseline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Write what a judgment blocks today as known, so that only new faults block.",
    discussion: """
      Commit the file: in CI it is read from the base revision. What is waived is left out, since a waiver has a day on which it \
      ends. What was mended since is known no more, unless --add is said. What is known of files that this run did not judge stays, as \
      long as they are there.

      Examples:
        moe-judge judge --offline 'src/**/*'; moe-judge gate baseline latest
        moe-judge gate baseline latest --add           keep what is known, add what is new
        moe-judge gate baseline latest --dry-run
      """)

  @Argument(
    help: ArgumentHelp("A run's id, the beginning of one, latest, a JSON result, or -.", valueName: "run|file"),
    completion: .runs)
  var reference = "latest"
  @Flag(help: "Keep what the file knows already, though it is not in this judgment.") var add = false
  @Flag(help: "Say what would be known; write nothing.") var dryRun = false
  @OptionGroup(title: "Gate") var gate: GateOptions
  @OptionGroup var state: StateOption

  func run() async throws {
    let settings = try await gate.settings(state: state)
    let result = try GatedResult.stored(
      reference, state: state, by: settings.applied(on: gate.today), allowsEmpty: true)
    let found = Baseline(of: result.decisions)
    let old = settings.baseline
    let others = old.outside(of: result.judgedPaths).entries.filter { FileManager.default.fileExists(atPath: $0.path) }
    // Of a change most lines were not looked at.
    let kept = add || result.isOfChange ? old : Baseline(entries: others)
    let new = kept.joined(with: found)
    let nameless = result.decisions.flatMap(\.reasons).filter { $0.kind == .outcome && $0.isBlocking }
    for reason in nameless {
      Standard.error.write(
        safeLines("\(reason.path): \(reason.message); no finding accounts for it, and it stays blocked\n"))
    }
    if !dryRun { try TextFile.write(new.text, to: settings.baselinePath) }
    let (added, gone) = (new.beyond(old), old.forgotten(by: new))
    let lines =
      added.map { "known: \($0.message) [\($0.fingerprint)]" }
      + gone.map { "known no more: \($0.message) [\($0.fingerprint)]" }
      + [
        "\(dryRun ? "would write " : "")\(settings.baselinePath): \(counted(new.entries.count, "known fault"))"
          + ", \(added.count) of them new to it, \(gone.count) taken out"
      ]
    Standard.output.write(safeLines(lines.joined(separator: "\n")) + "\n")
  }
}
