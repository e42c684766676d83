import Foundation
import JudgeTypes

extension RubricGenerator {
  /// What writing changed in the output directory.
  public struct Changes: Sendable, Hashable {
    /// File names, sorted.
    public let written: [String]
    public let unchanged: [String]
    /// Generated files whose record is gone.
    public let removed: [String]
  }

  /// The rubrics of `directory`, written nowhere. `name` is how clauses call the directory.
  ///
  /// - Throws: `RubricDirectoryError` when the directory cannot be read.
  public func generate(directory: String, named name: String) throws(RubricDirectoryError) -> RubricGeneration {
    generate(from: try RecordDirectory.documents(in: directory, named: name))
  }

  /// Generates the rubrics of `directory` into `output`, which is made when it is missing.
  ///
  /// Each file is written whole or not at all, and only when it changes. Generated files that are no longer wanted are
  /// removed; files without the generated mark are never touched. `name` is how clauses call the directory.
  ///
  /// - Throws: `RubricDirectoryError` when a directory cannot be read or written; a bad record is reported and passed over.
  public func generate(
    directory: String, named name: String, output: String
  ) throws(RubricDirectoryError) -> (generation: RubricGeneration, changes: Changes) {
    let generation = try generate(directory: directory, named: name)
    return (generation, try GeneratedDirectory(path: output).replace(with: generation.files))
  }
}

/// The directory of generated rubrics.
struct GeneratedDirectory {
  let path: String

  func replace(with files: [String: String]) throws(RubricDirectoryError) -> RubricGenerator.Changes {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      var written: [String] = []
      var unchanged: [String] = []
      for (name, text) in files.sorted(by: { $0.key < $1.key }) {
        if try write(text, to: name) { written.append(name) } else { unchanged.append(name) }
      }
      return RubricGenerator.Changes(
        written: written, unchanged: unchanged, removed: try removeStale(keeping: Set(files.keys)))
    } catch let error as RubricDirectoryError {
      throw error
    } catch {
      throw .unwritable(path, reason: error.localizedDescription)
    }
  }

  /// Whether the file changed. A file of that name that people wrote is not overwritten.
  private func write(_ text: String, to name: String) throws -> Bool {
    let file = path + "/" + name
    if let old = FileManager.default.contents(atPath: file) {
      if old == Data(text.utf8) { return false }
      guard isGenerated(old) else {
        throw RubricDirectoryError.unwritable(file, reason: "a file that was not generated has this name")
      }
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    return true
  }

  private func removeStale(keeping names: Set<String>) throws -> [String] {
    var removed: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
      guard name.hasSuffix(".yaml"), !names.contains(name),
        let data = FileManager.default.contents(atPath: path + "/" + name), isGenerated(data)
      else { continue }
      try FileManager.default.removeItem(atPath: path + "/" + name)
      removed.append(name)
    }
    return removed
  }

  private func isGenerated(_ data: Data) -> Bool { data.starts(with: Data("# \(Rubric.generatedMark)".utf8)) }
}
