import Foundation

/// A small file of lines that several processes may add to at once, such as what people said of findings.
///
/// A line is written whole, in one write, behind a lock that waits for its turn; a line that a killed process left torn stays
/// alone on its line and spoils no other.
public struct LineFile: Sendable {
  public let path: String
  /// The longest line that is read, in bytes.
  private static let limit = 4 << 20

  /// How long a lock of another process is waited for; nil for as long as it takes.
  private let patience: Duration?

  /// - Parameter patience: how long the lock of another process is waited for; nil for as long as it takes.
  public init(path: String, patience: Duration? = nil) {
    self.path = path
    self.patience = patience
  }

  public struct Content: Sendable, Hashable {
    /// Those that ended with a line feed, without it.
    public let lines: [String]
    /// Whether a write was interrupted after the last of them.
    public let isTorn: Bool
  }

  /// Nothing where the file is not there.
  public func content() throws(StorageError) -> Content {
    do { return try Self.content(of: try OpenFile(path, O_RDONLY, action: "open it")) } catch {
      var status = stat()
      guard lstat(path, &status) == 0 || errno != ENOENT else { return Content(lines: [], isTorn: false) }
      throw error
    }
  }

  /// Reads what is there and appends the line that `line` makes of it, while no other process adds one; on the disk when it returns.
  ///
  /// What `line` throws leaves the file as it is. It throws `locked` where patience ended first. Should the write fail, the file is what it was before.
  public func append(_ line: (Content) throws -> String) throws {
    let file = try OpenFile(path, O_RDWR | O_CREAT | O_APPEND, action: "open it")
    let size = try file.size()
    try file.waitForLock(patience)
    let content = try Self.content(of: file)
    let text = try line(content)
    let start = try file.size()
    do {
      try file.write(Array(((content.isTorn ? "\n" : "") + text + "\n").utf8))
      try file.sync()
    } catch {
      try file.truncate(to: start)
      throw error
    }
    if size == 0 { try syncFolder(folder) }
  }

  /// Appends a line without looking at those that are there; on the disk when it returns.
  public func add(_ line: String) throws(StorageError) {
    let file = try OpenFile(path, O_RDWR | O_CREAT | O_APPEND, action: "open it")
    try file.waitForLock(patience)
    let size = try file.size()
    let isTorn = size > 0 ? try file.read(1, at: size - 1) != [UInt8(ascii: "\n")] : false
    do throws(StorageError) {
      try file.write(Array(((isTorn ? "\n" : "") + line + "\n").utf8))
      try file.sync()
    } catch {
      try file.truncate(to: size)
      throw error
    }
    if size == 0 { try syncFolder(folder) }
  }

  private var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

  private static func content(of file: OpenFile) throws(StorageError) -> Content {
    _ = try file.size()
    let reader = LineReader(file, limit: limit)
    var lines: [String] = []
    var isTorn = false
    while let bytes = try reader.next() {
      if reader.isComplete { lines.append(String(decoding: bytes, as: UTF8.self)) } else { isTorn = true }
    }
    return Content(lines: lines, isTorn: isTorn)
  }
}
