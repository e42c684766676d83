import ArgumentParser
import Foundation
import Judging
import Provenance
import Reports
import SkillHealth

struct SkillsPreflight: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preflight", abstract: "Check that what a skill needs is there, before its first step.",
    discussion: """
      Reads '## Pre-flight Checklist', '## Required Context' and '## Required Tools', and looks for the files, environment \
      variables, tools and outputs of other skills that they name. What no machine can tell is a warning. Nothing that a skill file \
      says is run. Exits 0 when all is there, 1 when something is missing, 2 when a file cannot be read.

      With --hook it follows the convention of coding agents: 2 and the reasons on standard error stop the skill, 0 lets it go; a \
      skill file that cannot be read lets it go. Without a path it looks for the skill that the event on standard input names.

      Examples:
        moe-judge skills preflight skills/release/SKILL.md
        moe-judge skills preflight skills --root . --format json
        moe-judge skills preflight --hook < event.json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Argument(
    help: ArgumentHelp("Skill files, folders of one, or folders of skills.", valueName: "path"), completion: .file())
  var paths: [String] = []
  @Option(
    help: ArgumentHelp("The folder that paths in skill files are relative to.", valueName: "directory"),
    completion: .directory)
  var root = "."
  @Option(help: "The form of the output.") var format: Format = .table
  @Flag(help: "Answer as a hook of a coding agent.") var hook = false

  func validate() throws {
    if paths.isEmpty, !hook { throw ValidationError("Name a skill file, such as skills/release/SKILL.md.") }
  }

  func run() async throws {
    guard !hook else { return try await answerHook() }
    try requireRoot()
    let round = await PreflightRound(root: root, environment: ProcessInfo.processInfo.environment).check(paths)
    switch format {
    case .json: Standard.output.write(round.json.pretty + "\n")
    case .table: Standard.output.write(safeLines(round.text))
    }
    for error in round.errors { Standard.error.write(safeLines("moe-judge: \(error)\n")) }
    if round.exitStatus != .pass { throw round.exitStatus.code }
  }

  private func requireRoot() throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
      throw CommandFailure("--root \(root): there is no such folder. Name the one that the skill works in.")
    }
  }

  /// Stops the caller for what is missing, and for nothing else.
  private func answerHook() async throws {
    let environment = ProcessInfo.processInfo.environment
    let event = HookInput.event()
    let named = paths.isEmpty ? event.flatMap { Self.skillFile(of: $0, environment) }.map { [$0] } ?? [] : paths
    guard !named.isEmpty else { return }
    let folder = root == "." ? event?.workingFolder ?? root : root
    let round = await PreflightRound(root: folder, environment: environment).check(named)
    for error in round.errors { Standard.error.write(safeLines("moe-judge: let go: \(error)\n")) }
    guard round.results.contains(where: { !$0.isValid }) else { return }
    Standard.error.write(safeLines(round.reasons))
    throw ExitCode(2)
  }

  private static func skillFile(of event: HookEvent, _ environment: [String: String]) -> String? {
    guard let name = event.tool?.skill else { return nil }
    return SkillInUse.file(of: name, below: HookInput.roots(of: event, environment))
  }
}
