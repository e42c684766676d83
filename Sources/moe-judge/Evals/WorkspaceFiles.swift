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
      try requireNoLink(at: folder)
      let own = try Composition.reading { () throws(FileProblems) in try files.files(in: folder) }
      for file in own {
        try requireNoLink(at: file.path)
        texts[file.path] = file.text
        onDisk.insert(file.path)
      }
    }
    texts["personas/routing.yaml"] = nil
    return WorkspaceFiles(texts: texts, onDisk: onDisk)
  }

  /// What a candidate puts in the place of the files on disk. Those that stood there at the begin are laid over too, so that a change of
  /// the disk meanwhile changes no measurement.
  func overlay(of candidate: Workspace) -> TeamFiles {
    let standing = texts.filter { onDisk.contains($0.key) }
    return TeamFiles(overlay: standing.merging(candidate.changes(from: workspace)) { _, changed in changed })
  }

  /// - Throws: `CommandFailure` where the files on disk are other ones than these.
  func requireUnchanged() throws {
    let now = try Self.read()
    let paths = Set(now.texts.keys).union(texts.keys).filter { now.texts[$0] != texts[$0] }.sorted()
    guard let first = paths.first else { return }
    throw CommandFailure(
      "\(first): it is not what it was when the loop began. Put it back as it was and go on with --resume, or begin a new loop."
    )
  }

  /// What is written would replace the link, or land elsewhere.
  private static func requireNoLink(at path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return }
    throw CommandFailure(
      "\(path): it is a link, and a loop writes no files through links. Put the files themselves there.")
  }

  // MARK: Adoption

  /// What stood on disk in the place of changed files; nil for those that are new.
  func before(_ changes: [String: String]) -> [String: String?] {
    Dictionary(
      changes.keys.map { ($0, onDisk.contains($0) ? texts[$0] : nil) }, uniquingKeysWith: { first, _ in first })
  }

  /// Writes the changed files, all or, where somebody changed one of them meanwhile, none. Doing it again changes nothing.
  func adopt(_ changes: [String: String]) throws {
    try requireUntouched(changes)
    try Self.writeAll(changes)
  }

  /// Whether the change stands on disk.
  func isAdopted(_ changes: [String: String]) -> Bool {
    changes.allSatisfy { path, text in
      FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) == text } ?? false
    }
  }

  /// Puts back what stood there before.
  func rollBack(_ changes: [String: String]) throws {
    try requireUntouched(changes)
    try Self.writeAll(changes.keys.reduce(into: [:]) { $0[$1] = onDisk.contains($1) ? texts[$1] : nil })
    for path in changes.keys where !onDisk.contains(path) { try? FileManager.default.removeItem(atPath: path) }
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

  /// Writes every file or none: all drafts are on the disk before the first takes its place.
  private static func writeAll(_ texts: [String: String]) throws {
    let drafts = texts.mapValues { _ in ".moe-judge-draft-\(getpid())" }
    func draft(_ path: String) -> String { path + (drafts[path] ?? "") }
    do {
      for (path, text) in texts.sorted(by: { $0.key < $1.key }) { try write(text, to: draft(path)) }
    } catch {
      for path in texts.keys { try? FileManager.default.removeItem(atPath: draft(path)) }
      throw CommandFailure("\(CommandFailure(error).message) No file was changed.")
    }
    for path in texts.keys.sorted() {
      guard rename(draft(path), path) == 0 else {
        throw CommandFailure(
          "\(path): it cannot be put in its place: \(String(cString: strerror(errno))). Say the same again.")
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
