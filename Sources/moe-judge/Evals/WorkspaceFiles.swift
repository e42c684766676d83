import Evals
import Foundation
import ShippedFiles
import YAMLFiles

/// The files that a loop may change, on disk: read at its begin, written when a change is adopted.
struct WorkspaceFiles: Codable {
  /// Every text that decides, those of shipped files that nothing replaces among them.
  let texts: [String: String]
  /// Those that stood on disk.
  let onDisk: Set<String>

  var workspace: Workspace { Workspace(files: texts) }

  /// Reads personas/, rubrics/ and rubrics/rules/ of the folder it runs in. Shipped rule files are left out: no critic reads them.
  static func read() throws -> WorkspaceFiles {
    let files = TeamFiles()
    var texts: [String: String] = [:]
    for folder in ["personas", "rubrics"] {
      for file in ShippedFiles.files(in: folder) { texts[file.path] = file.text }
    }
    var onDisk: Set<String> = []
    for folder in ["personas", "rubrics", TeamFiles.rulesFolder] {
      let own = try Composition.reading { () throws(FileProblems) in try files.files(in: folder) }
      for file in own {
        texts[file.path] = file.text
        onDisk.insert(file.path)
      }
    }
    texts["personas/routing.yaml"] = nil
    return WorkspaceFiles(texts: texts, onDisk: onDisk)
  }

  /// What a candidate puts in the place of the files on disk.
  func overlay(of candidate: Workspace) -> TeamFiles { TeamFiles(overlay: candidate.changes(from: workspace)) }

  // MARK: Adoption

  /// What stood on disk in the place of changed files; nil for those that are new.
  func before(_ changes: [String: String]) -> [String: String?] {
    Dictionary(
      changes.keys.map { ($0, onDisk.contains($0) ? texts[$0] : nil) }, uniquingKeysWith: { first, _ in first })
  }

  /// Writes the changed files, all or, where somebody changed one of them meanwhile, none. Doing it again changes nothing.
  func adopt(_ changes: [String: String]) throws {
    try requireUntouched(changes)
    for (path, text) in changes.sorted(by: { $0.key < $1.key }) { try Self.write(text, to: path) }
  }

  /// Puts back what stood there before.
  func rollBack(_ changes: [String: String]) throws {
    try requireUntouched(changes)
    for path in changes.keys.sorted() {
      if onDisk.contains(path), let text = texts[path] {
        try Self.write(text, to: path)
      } else if FileManager.default.fileExists(atPath: path) {
        try FileManager.default.removeItem(atPath: path)
      }
    }
  }

  /// Each file has to be as it was before the change, or as it is after it.
  private func requireUntouched(_ changes: [String: String]) throws {
    let before = before(changes)
    for path in changes.keys.sorted() {
      let now = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
      guard now == changes[path] || now == before[path] ?? nil else {
        throw CommandFailure(
          "\(path): it was changed since. Nothing is written; keep your change, or undo it and say this again.")
      }
    }
  }

  static func write(_ text: String, to path: String) throws {
    do {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure("\(path): it cannot be written: \(error.localizedDescription)")
    }
  }
}
