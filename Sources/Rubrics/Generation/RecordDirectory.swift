import Foundation

/// A document that may be a decision record; its text is read when it is asked for, so that a long list of them is small.
public struct RecordDocument: Sendable, Hashable {
  /// As clauses and reports call it.
  public let path: String
  private let source: Source

  private enum Source: Sendable, Hashable {
    case file(String)
    case text(String)
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
  /// Sorted by path, each called by its path below `name`. Hidden files are left out.
  ///
  /// - Throws: `RubricDirectoryError.unreadable` when the directory cannot be listed.
  public static func documents(
    in directory: String, named name: String
  ) throws(RubricDirectoryError) -> [RecordDocument] {
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    guard files.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue,
      files.isReadableFile(atPath: directory), let walk = files.enumerator(atPath: directory)
    else { throw .unreadable(directory) }
    var paths: [String] = []
    while let next = walk.nextObject() {
      guard let path = next as? String else { continue }
      let last = path.split(separator: "/").last.map(String.init) ?? path
      if last.hasPrefix(".") {
        walk.skipDescendants()
      } else if isMarkdown(last), walk.fileAttributes?[.type] as? FileAttributeType != .typeDirectory {
        paths.append(path)
      }
    }
    return paths.sorted().map { path in
      RecordDocument(path: name.isEmpty ? path : "\(name)/\(path)", file: directory + "/" + path)
    }
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
  public var description: String { "\(path): not read: \(reason). The other records were." }
}

/// A directory of records or rubrics that cannot be used.
public enum RubricDirectoryError: Error, Sendable, Hashable, CustomStringConvertible {
  case unreadable(String)
  case unwritable(String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let path): "\(path): no directory that can be read. Name the directory that holds the records."
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason). Check the directory's permissions."
    }
  }
}
