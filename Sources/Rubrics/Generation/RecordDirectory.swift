import Foundation
import Markdown

/// A document that may be a decision record; its text is read when it is asked for, so that a long list of them is small.
public struct RecordDocument: Sendable, Hashable {
  /// As clauses and reports call it.
  public let path: String
  private let source: Source

  private enum Source: Sendable, Hashable {
    case file(String)
    case text(String)
    case nothing(reason: String)
  }

  /// The document in `file`, called `path`.
  public init(path: String, file: String) {
    self.path = path
    source = .file(file)
  }

  public init(path: String, text: String) {
    self.path = path
    source = .text(text)
  }

  /// A place where documents may be and none can be read.
  public init(path: String, unreadable reason: String) {
    self.path = path
    source = .nothing(reason: reason)
  }

  /// The same document, called `path`.
  public func renamed(_ path: String) -> RecordDocument { RecordDocument(path: path, source: source) }

  private init(path: String, source: Source) {
    self.path = path
    self.source = source
  }

  /// The text, or why it cannot be read: no regular file, too large, not UTF-8. Links are not followed.
  public func read() -> Result<String, UnreadableRecord> {
    switch source {
    case .text(let text): .success(text)
    case .file(let file): read(file)
    case .nothing(let reason): .failure(UnreadableRecord(path: path, reason: reason))
    }
  }

  private func read(_ file: String) -> Result<String, UnreadableRecord> {
    func failure(_ reason: String) -> Result<String, UnreadableRecord> {
      .failure(UnreadableRecord(path: path, reason: reason))
    }
    guard let facts = try? FileManager.default.attributesOfItem(atPath: file) else {
      return failure("it cannot be opened")
    }
    guard facts[.type] as? FileAttributeType == .typeRegular else { return failure("it is no regular file") }
    if let size = facts[.size] as? Int, size > MarkdownLimits.bytes {
      return failure(MarkdownRefusal.tooLarge(bytes: size).description)
    }
    guard let data = FileManager.default.contents(atPath: file) else { return failure("it cannot be opened") }
    guard let text = String(validating: data, as: UTF8.self) else { return failure("it is not UTF-8 text") }
    return .success(text)
  }
}

/// The Markdown files of a directory of decision records.
public enum RecordDirectory {
  /// Sorted by path, each called by its path below `name`. Hidden files are left out; a folder that cannot be listed and
  /// a link to a folder are documents that cannot be read.
  ///
  /// - Throws: `RubricDirectoryError.unreadable` when the directory cannot be listed.
  public static func documents(
    in directory: String, named name: String
  ) throws(RubricDirectoryError) -> [RecordDocument] {
    guard let first = names(in: directory) else { throw .unreadable(directory) }
    var found: [RecordDocument] = []
    var pending = first.map { "/" + $0 }
    while let path = pending.popLast() {
      let document = name.isEmpty ? String(path.dropFirst()) : name + path
      let file = directory + path
      switch kind(of: file) {
      case .folder:
        if let names = names(in: file) {
          pending += names.map { "\(path)/\($0)" }
        } else {
          found.append(RecordDocument(path: document, unreadable: "it is a folder that cannot be listed"))
        }
      case .linkedFolder:
        found.append(
          RecordDocument(path: document, unreadable: "it is a link to a folder; put the folder itself there"))
      case .other where isMarkdown(path): found.append(RecordDocument(path: document, file: file))
      case .other: break
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  /// The same of a directory that is not on the disk.
  ///
  /// - Parameter texts: of files by their paths below the directory; those that are no documents are left out.
  public static func documents(of texts: [String: String], named name: String) -> [RecordDocument] {
    texts.filter { holds($0.key) }
      .map { RecordDocument(path: name.isEmpty ? $0.key : "\(name)/\($0.key)", text: $0.value) }
      .sorted { $0.path < $1.path }
  }

  /// Whether a file at `path` below a directory of records is one of its documents: Markdown, and nothing on the way hidden.
  public static func holds(_ path: String) -> Bool {
    isMarkdown(path) && !isHidden(path)
  }

  /// Whether anything on the way to `path` is hidden, and so left out.
  public static func isHidden(_ path: String) -> Bool { path.split(separator: "/").contains { $0.hasPrefix(".") } }

  /// How clauses call what is at `path`, however it is spelled: by its way from `root`, the working directory if nil, and
  /// in full where an absolute path lies elsewhere. The root itself has the empty name.
  public static func name(of path: String, from root: String? = nil) -> String {
    let base = parts(absolute(root ?? "."))
    guard path.hasPrefix("/") else { return way(from: base, to: parts(absolute(path))) }
    let physical = parts(resolved(path))
    for (base, place) in [
      (base, parts(path)), (base, physical), (parts(resolved("/" + base.joined(separator: "/"))), physical),
    ]
    where place.starts(with: base) {
      return way(from: base, to: place)
    }
    return "/" + parts(path).joined(separator: "/")
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  private static func way(from base: [Substring], to path: [Substring]) -> String {
    let shared = zip(base, path).prefix { $0 == $1 }.count
    return (base.dropFirst(shared).map { _ in ".." } + path.dropFirst(shared)).joined(separator: "/")
  }

  /// The folders of an absolute path, without empty ones, "." and "..".
  private static func parts(_ path: String) -> [Substring] {
    path.split(separator: "/").reduce(into: []) { parts, part in
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
  }

  private static func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  /// What is not hidden in a folder; nil when it cannot be listed.
  private static func names(in folder: String) -> [String]? {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
    return names.filter { !$0.hasPrefix(".") }
  }

  private enum Kind { case folder, linkedFolder, other }

  private static func kind(of file: String) -> Kind {
    var status = stat()
    guard lstat(file, &status) == 0 else { return .other }
    if status.st_mode & S_IFMT == S_IFDIR { return .folder }
    guard status.st_mode & S_IFMT == S_IFLNK, stat(file, &status) == 0 else { return .other }
    return status.st_mode & S_IFMT == S_IFDIR ? .linkedFolder : .other
  }

  private static func isMarkdown(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".md") || name.hasSuffix(".markdown")
  }
}

/// A record that gave no rubric because it could not be read.
public struct UnreadableRecord: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let reason: String
  public var description: String { "\(path): not read: \(reason)" }
}
