import Artifacts
import Evals
import Foundation
import JudgeTypes
import Provenance
import YAMLFiles

/// Puts the case of an artifact's findings into a suite: the artifact, the line of the case, the mention in suite.yaml.
///
/// The suite is read back afterwards; where it does not read as before with this case, all of it is undone.
struct FindingCaseWriter {
  let suite: EvalSuite
  private let undo = Undo()

  init(suite: EvalSuite) { self.suite = suite }

  /// Where an artifact of findings stands, relative to the suite's folder: below a folder of its own, by the path it was judged
  /// under, since names and folders tell what a file is.
  static func place(of path: String, key: String) -> String {
    // A path from the root names the machine.
    let name = path.hasPrefix("/") ? (path as NSString).lastPathComponent : path
    let parts = name.split(separator: "/").filter { $0 != "." && $0 != ".." }
    return "artifacts/findings/\(key)/"
      + (parts.isEmpty || name == "-" ? "standard-input" : parts.joined(separator: "/"))
  }

  /// The same for the same artifact: twelve digits over its path and its hash.
  static func key(path: String, sha256: String) -> String { String(Digest.sha256("\(path)\n\(sha256)").prefix(12)) }

  /// - Parameter file: the artifact as the run stored it.
  func write(_ findingCase: FindingCase, of file: StoredFile) throws {
    try requireNoOther(findingCase, of: file)
    do {
      try writeAll(findingCase, file)
      try readBack(findingCase, file)
    } catch {
      takeBack()
      throw CommandFailure(error)
    }
  }

  /// The suite as it was before.
  func takeBack() { undo.run() }

  private func path(_ name: String) -> String { suite.folder + "/" + name }

  private func writeAll(_ findingCase: FindingCase, _ file: StoredFile) throws {
    let artifact = path(findingCase.artifact)
    if let there = FileManager.default.contents(atPath: artifact) {
      guard there == Data(file.bytes) else {
        throw CommandFailure("\(artifact): another file stands there. Move it away, and say the word again.")
      }
    } else {
      try undo.write(Data(file.bytes), to: artifact)
    }
    let cases = path(FindingCase.file)
    let text = FileManager.default.contents(atPath: cases).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let extended = try findingCase.added(to: text) else { throw foreign(findingCase.id) }
    try undo.write(Data(extended.utf8), to: cases)
    try mention()
  }

  private func mention() throws {
    let path = path("suite.yaml")
    let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    guard try !SuiteFile.names(caseFile: FindingCase.file, in: text, path: path) else { return }
    guard let edited = SuiteFile.adding(caseFile: FindingCase.file, to: text) else {
      throw CommandFailure(
        "\(path): its list of cases is written in a way that is not edited here. Add '- \(FindingCase.file)' to it with an empty "
          + "file of that name, and say the word again.")
    }
    try undo.write(Data(edited.utf8), to: path)
  }

  private func readBack(_ findingCase: FindingCase, _ file: StoredFile) throws {
    let after = try Composition.reading { () throws(FileProblems) in try SuiteFile.suite(in: suite.folder) }
    let before = suite.cases.filter { $0.id != findingCase.id }
    guard after.cases.filter({ $0.id != findingCase.id }) == before,
      after.cases.first(where: { $0.id == findingCase.id }) == findingCase.evalCase
    else {
      throw CommandFailure(
        "\(path("suite.yaml")): with the new case the suite does not read as before, so it is left as it was. Add the case by hand."
      )
    }
    let artifact = try ArtifactReader().artifact(at: path(findingCase.artifact))
    guard artifact.kind == findingCase.kind else {
      throw CommandFailure(
        "\(file.path): it was judged as \(findingCase.kind.rawValue), and as a file of the suite it reads as "
          + "\(artifact.kind.rawValue). Write the case by hand, with a file name that says what it is.")
    }
  }

  // MARK: Cases of another origin

  private func requireNoOther(_ findingCase: FindingCase, of file: StoredFile) throws {
    if let same = suite.cases.first(where: { $0.id == findingCase.id }),
      !same.source.hasPrefix(FindingCase.sourceMark)
    {
      throw foreign(findingCase.id)
    }
    let labelled = suite.cases.first { other in
      guard other.id != findingCase.id, !other.source.hasPrefix(FindingCase.sourceMark) else { return false }
      var status = stat()
      let place = path(other.artifact)
      guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == file.bytes.count
      else { return false }
      return FileManager.default.contents(atPath: place) == Data(file.bytes)
    }
    if let labelled {
      throw CommandFailure(
        "\(file.path): this file is the case '\(labelled.id)' of the suite \(suite.id) already, labelled by another. Mend that case "
          + "by hand if its labels are wrong, or leave --case out.")
    }
  }

  private func foreign(_ id: EvalCase.ID) -> CommandFailure {
    CommandFailure(
      "the suite \(suite.id) has a case '\(id)' that did not come from a finding; it is not overwritten. Rename it, and say the "
        + "word again.")
  }
}

/// Files that were written, each with what stood there before.
private final class Undo {
  private var before: [(path: String, content: Data?)] = []

  /// Writes all of it or nothing.
  func write(_ data: Data, to path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      before.append((path, FileManager.default.contents(atPath: path)))
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure("\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  func run() {
    for (path, content) in before.reversed() {
      if let content {
        try? content.write(to: URL(fileURLWithPath: path), options: .atomic)
      } else {
        removeWithEmptyFolders(path)
      }
    }
    before = []
  }

  /// The file, and the folders above it that hold nothing else.
  private func removeWithEmptyFolders(_ path: String) {
    unlink(path)
    var folder = (path as NSString).deletingLastPathComponent
    while !folder.isEmpty, rmdir(folder) == 0 { folder = (folder as NSString).deletingLastPathComponent }
  }
}
