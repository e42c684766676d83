import Artifacts
import Foundation
import JudgeTypes
import Provenance
import YAMLFiles

/// What is to be judged, read one by one so that memory does not grow with the number.
struct ArtifactInputs: Sendable {
  private enum Input: Sendable {
    case path(String)
    case standardInput(name: String?)
    case artifact(Artifact)
    /// Of a run that is gone on with: what came on standard input then.
    case gone
  }

  private let inputs: [Input]
  private let reader: ArtifactReader
  let root: String?

  var count: Int { inputs.count }

  /// - Throws: `CommandFailure` for nothing to judge, globs without files, and a range that git does not know.
  init(
    paths: [String], diff: String?, standardInputName: String?, files: TeamFiles = TeamFiles()
  ) async throws {
    root = nil
    reader = try Self.reader(isChange: diff != nil, files)
    guard !paths.isEmpty || diff != nil else {
      throw CommandFailure("nothing to judge. Name a file, a directory, a glob or -, or give --diff BASE..HEAD.")
    }
    guard paths.isEmpty || diff == nil else { throw CommandFailure("give either paths or --diff, not both.") }
    if let diff {
      do {
        inputs = [.artifact(try await reader.artifact(diff: diff, ignoringBy: files.commit))]
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

  /// One text that stands in no file.
  ///
  /// - Parameter name: what it would be called as a file, which tells its kind.
  /// - Throws: `CommandFailure` for a text that is too long to be judged.
  init(text: String, name: String?, files: TeamFiles) throws {
    root = nil
    reader = try Self.reader(isChange: false, files)
    do { inputs = [.artifact(try reader.artifact(standardInput: text, name: name))] } catch {
      throw CommandFailure(error)
    }
  }

  /// The artifacts of a run that is gone on with, by the names under which it was begun.
  init(resuming names: [String], files: TeamFiles) throws {
    root = nil
    reader = try Self.reader(isChange: false, files)
    inputs = names.map { $0 == Self.standardInputName ? .gone : .path($0) }
  }

  /// A change is read by the ignore file of its base revision, so that it cannot leave itself out.
  private static func reader(isChange: Bool, _ files: TeamFiles) throws -> ArtifactReader {
    let rules = try Composition.reading { () throws(FileProblems) in try files.ignoreRules() }
    return ArtifactReader(ignoreRules: isChange ? nil : rules)
  }

  private static let standardInputName = "-"

  /// The names of all, in order.
  var names: JSONValue { .texts(inputs.indices.map(name)) }

  func name(_ index: Int) -> String {
    switch inputs[index] {
    case .path(let path): path
    case .standardInput, .gone: Self.standardInputName
    case .artifact(let artifact): artifact.path
    }
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
      case .gone: throw CommandFailure("what came on standard input is gone. Judge it anew.")
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
