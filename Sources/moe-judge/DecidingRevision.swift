import ArgumentParser
import Artifacts
import Foundation
import Gating
import Rubrics
import YAMLFiles

/// Whose word decides: files of the working tree, or those of a revision that the author of a change cannot have written.
enum DecidingRevision: Equatable {
  case workingTree
  /// As in `workingTree`, in CI, where nobody said what the change is held against.
  case treeUnderJudgment
  case revision(String)

  /// --config-rev wins; in CI it is BASE of --diff; else the working tree.
  ///
  /// - Throws: `CommandFailure` for a --diff that is no range.
  init(configRev: String?, diff: String?, environment: [String: String]) throws {
    if let configRev {
      self = .revision(configRev)
    } else if !Self.isCI(environment) {
      self = .workingTree
    } else if let diff {
      do { self = .revision(try ChangeBase.revision(of: diff)) } catch { throw CommandFailure(error) }
    } else {
      self = .treeUnderJudgment
    }
  }

  /// `CI`, or what systems set that do not set it.
  static func isCI(_ environment: [String: String]) -> Bool {
    let others = ["TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "BITBUCKET_BUILD_NUMBER", "CODEBUILD_BUILD_ID"]
    let said = [environment["CI"]] + (environment["CI"] == nil ? others.map { environment[$0] } : [])
    return said.contains { $0.map { !$0.isEmpty && $0 != "false" } ?? false }
  }

  /// The team's files, as they decide.
  ///
  /// - Parameters:
  ///   - paths: files and folders of records that options name, besides those that the configuration names.
  ///   - state: the folder of runs and kept answers.
  /// - Throws: `CommandFailure` where git does not know the revision, and where something of `state` came after it.
  func teamFiles(
    configuration: String? = nil, naming paths: [String] = [], state: String? = nil
  ) async throws -> TeamFiles {
    switch self {
    case .workingTree: return TeamFiles()
    case .treeUnderJudgment:
      guard CheckedOut.isInRepository(".") else { return TeamFiles() }
      Standard.note(Self.note)
      do {
        if let state, let brought = try await TrackedFiles.first(below: state) { throw Self.foreignState(brought) }
      } catch let error as ArtifactError {
        throw CommandFailure(error)
      }
      return TeamFiles()
    case .revision(let revision):
      do {
        var files = try await RevisionFiles(at: revision)
        try await files.loadDeciding(configuration: configuration ?? Configuration.fileName, naming: paths)
        if let state, let brought = try await files.trackedSince(below: state) { throw Self.foreignState(brought) }
        return TeamFiles(source: .revision(files))
      } catch let failure as CommandFailure {
        throw failure
      } catch {
        throw CommandFailure("--config-rev: \(error)")
      }
    }
  }

  private static func foreignState(_ path: String) -> CommandFailure {
    CommandFailure(
      "\(path): git tracks this file of the folder of runs and kept answers, so that a change could bring its own verdict. "
        + "Take it out of git (git rm --cached), or name another folder with --state.")
  }

  private static let note =
    "the files that decide (moe-judge.yaml, personas, rubrics and others) are read from the tree under judgment; where it is a "
    + "change, name what it is held against: --config-rev REVISION, or --diff BASE..HEAD"
}

extension RevisionFiles {
  /// Loads all that may decide: what stands at fixed places, and every file that the configuration or the index of the
  /// generated rubrics names.
  fileprivate mutating func loadDeciding(configuration: String, naming paths: [String]) async throws {
    let fixed = [configuration, IgnoreRules.fileName, Baseline.fileName, WaiverFile.fileName]
    try await load(fixed + all(in: "personas") + all(in: "rubrics"))
    var named: [String] = []
    var folders = paths
    let team = TeamFiles(source: .revision(self))
    // A file that does not fit is said where it is read.
    if let text = try? team.text(at: configuration), let value = try? YAMLFile.value(of: text, path: configuration) {
      named += value.texts
      folders += value["adr_dir"]?.string.map { [$0] } ?? []
    }
    if let text = try? team.text(at: "\(StaleRubrics.directory)/\(GeneratedIndex.fileName)") {
      let index = GeneratedIndex(yaml: text)
      folders.append(index?.directory ?? RecordOptions.directory)
      named += index?.entries.map(\.source) ?? []
    }
    try await load(named + folders + folders.flatMap(records))
  }

  /// What cannot be listed is said where it is read.
  private func all(in folder: String) -> [String] {
    ((try? files(below: folder)) ?? []).map { "\(folder)/\($0)" }
  }

  private func records(in folder: String) -> [String] {
    ((try? files(below: folder)) ?? []).filter(RecordDirectory.holds).map { "\(folder)/\($0)" }
  }
}

extension YAMLValue {
  /// Every text in it, each of which may be the path of a file.
  fileprivate var texts: [String] {
    switch content {
    case .string(let text): [text]
    case .list(let values): values.flatMap(\.texts)
    case .map(let entries): entries.flatMap(\.value.texts)
    case .null, .boolean, .integer, .number: []
    }
  }
}

/// Which revision's files decide, as options say it.
struct DecidingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read everything that decides, and which suppression comments count, from this revision; BASE of --diff where CI is set.",
      valueName: "revision"))
  var configRev: String?

  /// The team's files, as they decide.
  ///
  /// - Parameters:
  ///   - diff: the range under judgment; nil where it is none.
  ///   - configuration: the file instead of moe-judge.yaml.
  ///   - paths: files and folders of records that other options name.
  ///   - state: the folder of runs and kept answers, of which nothing may come with a change; nil where it is not used.
  func teamFiles(
    diff: String? = nil, configuration: String? = nil, naming paths: [String] = [], state: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws -> TeamFiles {
    try await DecidingRevision(configRev: configRev, diff: diff, environment: environment)
      .teamFiles(configuration: configuration, naming: paths, state: state)
  }
}
