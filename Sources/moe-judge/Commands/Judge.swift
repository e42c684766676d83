import ArgumentParser
import Artifacts
import Foundation
import JudgeTypes
import Provenance
import Reports

struct Judge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge artifacts with a panel.",
    discussion: """
      Each PATH is one artifact; a directory is one artifact of many files, a glob is its files, - is standard input.

      Examples:
        moe-judge judge --offline Dockerfile
        moe-judge judge --offline 'src/**/*.py' --format jsonl
        moe-judge judge --diff main..HEAD -o verdict.json
        git diff | moe-judge judge --offline -
        moe-judge judge --dry-run src
      """)

  @Argument(help: "Files, directories, globs, or - for standard input.") var paths: [String] = []
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
  @OptionGroup(title: "Panel") var panel: PanelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  /// Whatever is wrong with the command itself is said before anybody is asked for a key, and before a run is stored.
  func run() async throws {
    let outputs = try output.outputs()
    let inputs = try await ArtifactInputs(paths: paths, diff: diff, standardInputName: stdinName)
    let parts = try composition()
    guard !dryRun else {
      let plan = try parts.plan(for: try (0..<inputs.count).map(inputs.artifact))
      Standard.output.write(output.format == .table ? safeLines(plan.text) : plan.json.canonical + "\n")
      return
    }
    let run = try JudgeRun(
      parts, jobs: panel.jobs, allowsEmpty: allowEmpty,
      progress: Progress(style: output.progressStyle, total: inputs.count))
    let result = try await run.judge(inputs, streamingTo: outputs.stream)
    try outputs.write(result, reproduce: result.judgments.isEmpty ? nil : reproduce)
    throw ExitStatus(rawValue: Int32(result.exitCode))?.code ?? ExitStatus.internalError.code
  }

  /// Nothing is judged otherwise than was asked: without a usable model a person at a terminal decides, anything else ends.
  private func composition() throws -> Composition {
    let environment = ProcessInfo.processInfo.environment
    do {
      return try Composition(panel, environment: environment)
    } catch let failure as CommandFailure where failure.code == .providers {
      guard Standard.input.isTerminal, Standard.error.isTerminal else { throw failure }
      Standard.error.write("\(failure.message)\nJudge offline instead? [y/N] ")
      guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else { throw failure }
      var offline = panel
      offline.offline = true
      return try Composition(offline, environment: environment)
    }
  }

  /// The command as it was given, for the report.
  private var reproduce: String {
    "moe-judge " + CommandLine.arguments.dropFirst().map(quotedForShell).joined(separator: " ")
  }
}

func quotedForShell(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./:=@,+".unicodeScalars.contains(scalar)
    }
  return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}

/// What is to be judged, read one by one so that memory does not grow with the number.
struct ArtifactInputs: Sendable {
  private enum Input: Sendable {
    case path(String)
    case standardInput(name: String?)
    case artifact(Artifact)
  }

  private let inputs: [Input]
  private let reader = ArtifactReader()
  let root: String?

  var count: Int { inputs.count }

  /// - Throws: `CommandFailure` for nothing to judge, globs without files, and a range that git does not know.
  init(paths: [String], diff: String?, standardInputName: String?) async throws {
    root = nil
    guard !paths.isEmpty || diff != nil else {
      throw CommandFailure("nothing to judge. Name a file, a directory, a glob or -, or give --diff BASE..HEAD.")
    }
    guard paths.isEmpty || diff == nil else { throw CommandFailure("give either paths or --diff, not both.") }
    if let diff {
      do {
        inputs = [.artifact(try await reader.artifact(diff: diff))]
      } catch {
        throw CommandFailure(error)
      }
      return
    }
    do {
      inputs = try reader.expand(paths).map { $0 == "-" ? .standardInput(name: standardInputName) : .path($0) }
    } catch {
      throw CommandFailure(error)
    }
    try requireOne()
  }

  /// Where nothing of what was named is there, no run begins.
  private func requireOne() throws {
    let missing = inputs.compactMap { input -> String? in
      guard case .path(let path) = input, Self.isMissing(path) else { return nil }
      return path
    }
    guard missing.count == inputs.count else { return }
    throw CommandFailure(missing.prefix(20).map { "\(ArtifactError.missing(path: $0))" }.joined(separator: "\n"))
  }

  private static func isMissing(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR)
  }

  /// - Throws: `CommandFailure` when it cannot be read.
  func artifact(_ index: Int) throws -> Artifact {
    do {
      switch inputs[index] {
      case .artifact(let artifact): return artifact
      case .path(let path): return try reader.artifact(at: path).named(asGiven: path)
      case .standardInput(let name):
        return try reader.artifact(standardInput: try reader.bytes(fromDescriptor: 0), name: name)
      }
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension Artifact {
  /// The same artifact with its files' paths as the user can open them from where the command was given.
  func named(asGiven given: String) -> Artifact {
    func full(_ path: String) -> String {
      guard kind == .directory else { return given }
      var folder = given
      while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
      if folder == "." { return path }
      return folder == "/" ? folder + path : folder + "/" + path
    }
    return Artifact(
      path: path, kind: kind,
      files: files.map { file in
        ArtifactFile(
          path: full(file.path), kind: file.kind, language: file.language, content: file.content, sha256: file.sha256,
          changedLines: file.changedLines)
      },
      coverage: coverage.map { $0.named(full($0.path)) }, sha256: sha256)
  }
}
