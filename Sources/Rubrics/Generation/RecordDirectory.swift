import Foundation

/// The Markdown files of a directory of decision records.
struct RecordDirectory {
  struct Document: Sendable {
    /// Relative to the root, with `/` between parts.
    let path: String
    /// The text, or why it could not be read.
    let text: Result<String, UnreadableRecord>
  }

  /// Sorted by path. Hidden files are left out; links and everything else that is no regular file cannot be read.
  ///
  /// - Throws: `RubricDirectoryError.unreadable` when the directory cannot be listed.
  static func documents(in directory: String, named name: String) throws(RubricDirectoryError) -> [Document] {
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    guard files.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue,
      let walk = files.enumerator(atPath: directory)
    else { throw .unreadable(directory) }
    var paths: [String] = []
    while let next = walk.nextObject() {
      guard let path = next as? String else { continue }
      let last = path.split(separator: "/").last.map(String.init) ?? path
      if last.hasPrefix(".") {
        walk.skipDescendants()
      } else if last.lowercased().hasSuffix(".md") || last.lowercased().hasSuffix(".markdown") {
        paths.append(path)
      }
    }
    return paths.sorted().compactMap { path in
      document(at: directory + "/" + path, path: name.isEmpty ? path : "\(name)/\(path)")
    }
  }

  private static func document(at file: String, path: String) -> Document? {
    guard let facts = try? FileManager.default.attributesOfItem(atPath: file) else {
      return Document(path: path, text: .failure(UnreadableRecord(path: path, reason: "it cannot be opened")))
    }
    if facts[.type] as? FileAttributeType == .typeDirectory { return nil }
    guard facts[.type] as? FileAttributeType == .typeRegular else {
      return Document(path: path, text: .failure(UnreadableRecord(path: path, reason: "it is no regular file")))
    }
    if let size = facts[.size] as? Int, size > MarkdownLimits.bytes {
      let reason = MarkdownRefusal.tooLarge(bytes: size).description
      return Document(path: path, text: .failure(UnreadableRecord(path: path, reason: reason)))
    }
    guard let data = FileManager.default.contents(atPath: file) else {
      return Document(path: path, text: .failure(UnreadableRecord(path: path, reason: "it cannot be opened")))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      return Document(path: path, text: .failure(UnreadableRecord(path: path, reason: "it is not UTF-8 text")))
    }
    return Document(path: path, text: .success(text))
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
