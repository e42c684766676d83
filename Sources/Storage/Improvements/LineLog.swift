import Foundation
import Synchronization

/// A file of text lines that only grows, for one process at a time: each line is on the disk before anybody acts on it.
public final class LineLog: Sendable {
  public let path: String
  private let file: Mutex<GrowingFile>

  private init(_ path: String, _ file: sending GrowingFile) {
    self.path = path
    self.file = Mutex(file)
  }

  /// Makes a new file, and the folders above it.
  public static func create(at path: String) throws(StorageError) -> LineLog {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
    return LineLog(path, try GrowingFile(creating: path))
  }

  /// Goes on with a file, and gives its lines. One whose write was interrupted is taken away.
  public static func resume(at path: String) throws(StorageError) -> (log: LineLog, lines: [String]) {
    let file = try GrowingFile(opening: path)
    try file.cutIncompleteLine()
    return (LineLog(path, file), try lines(at: path))
  }

  /// The whole lines of a file, for reading alone.
  public static func lines(at path: String) throws(StorageError) -> [String] {
    let file = try OpenFile(path, O_RDONLY, action: "open it")
    _ = try file.size()
    let reader = LineReader(file, limit: RunLibrary.lineLimit)
    var lines: [String] = []
    while let bytes = try reader.next(), reader.isComplete { lines.append(String(decoding: bytes, as: UTF8.self)) }
    return lines
  }

  /// Appends a line; the disk has it on return.
  public func append(_ line: String) throws(StorageError) {
    try file.withLock { file throws(StorageError) in
      try file.append(Array(line.utf8) + [UInt8(ascii: "\n")])
      try file.sync()
    }
  }
}
