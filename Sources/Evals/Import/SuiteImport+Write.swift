internal import Foundation
internal import JudgeTypes
public import YAMLFiles

extension SuiteImport {
  /// Writes the files and reads the suite again.
  ///
  /// - Returns: the suite with its new cases.
  /// - Throws: `FileProblems` where a file cannot be written, or the suite does not read back with every case; then all is as it was.
  public func write() throws(FileProblems) -> EvalSuite {
    var undo = Undo()
    do throws(FileProblems) {
      for file in files { try put(file, into: &undo) }
      for file in texts { try put(file, into: &undo) }
      let suite = try SuiteFile.suite(in: folder)
      let known = Set(suite.cases.map(\.id.rawValue))
      guard cases.allSatisfy({ known.contains($0.id) }) else {
        throw FileProblems([
          FileProblem(
            path: folder + "/suite.yaml", key: "cases",
            message:
              "after the import it does not name \(Self.caseFile). Add it by hand, with an empty file, and import again."
          )
        ])
      }
      return suite
    } catch {
      undo.all()
      throw error
    }
  }

  private func put(_ file: File, into undo: inout Undo) throws(FileProblems) {
    let place = folder + "/" + file.path
    do {
      try undo.makeFolder((place as NSString).deletingLastPathComponent)
      let data =
        switch file.content {
        case .text(let text): Data(text.utf8)
        case .copy(let source): try Data(contentsOf: URL(fileURLWithPath: source))
        }
      undo.willWrite(place)
      try data.write(to: URL(fileURLWithPath: place), options: .atomic)
    } catch {
      throw FileProblems([FileProblem(path: place, message: "cannot be written: \(error.localizedDescription)")])
    }
  }
}

/// What has to be done so that nothing was done.
private struct Undo {
  private var steps: [() -> Void] = []

  /// Makes the folder and those above it, and remembers which were not there.
  mutating func makeFolder(_ path: String) throws {
    let manager = FileManager.default
    guard !path.isEmpty, !manager.fileExists(atPath: path) else { return }
    try makeFolder((path as NSString).deletingLastPathComponent)
    try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
    // Only while nobody else has put anything there.
    steps.append { rmdir(path) }
  }

  mutating func willWrite(_ path: String) {
    if let before = FileManager.default.contents(atPath: path) {
      steps.append { try? before.write(to: URL(fileURLWithPath: path), options: .atomic) }
    } else {
      steps.append { try? FileManager.default.removeItem(atPath: path) }
    }
  }

  func all() { for step in steps.reversed() { step() } }
}
