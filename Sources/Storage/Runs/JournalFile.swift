internal import Foundation
public import Provenance

/// The journal of a run, open for reading, whether or not it still grows.
public final class JournalFile: Sendable {
  /// How much of it is looked at in one go, in bytes, unless one line is longer.
  private static let piece = 1 << 20

  private let file: OpenFile

  init(_ path: String) throws(StorageError) {
    file = try OpenFile(path, O_RDONLY, action: "open the journal")
    _ = try file.size()
  }

  /// Which file it is: another one of the same name has another.
  public var identity: [UInt64] {
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { return [] }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  /// In bytes, as it is now.
  public func size() throws(StorageError) -> Int { try file.size() }

  /// Takes into a map what was written since; a last line whose write goes on is left for the next time.
  ///
  /// - Parameter limit: how many bytes are looked at, at least as many as one line has; what follows is left for the next time.
  /// - Returns: whether there is more to look at.
  @discardableResult
  public func extend(_ map: inout JournalMap, limit: Int = .max) throws(StorageError) -> Bool {
    let first = map.end
    var wanted = Self.piece
    while map.end - first < limit {
      let bytes = try file.read(wanted, at: map.end)
      let start = map.end
      bytes.withUnsafeBytes { bytes in Self.add(bytes, to: &map) }
      if map.end > start {
        wanted = Self.piece
      } else if bytes.count < wanted {
        return false
      } else {
        guard wanted <= RunLibrary.lineLimit else {
          throw StorageError(file.path, .lineTooLong(line: map.count + 1, limit: RunLibrary.lineLimit))
        }
        wanted *= 2
      }
    }
    return true
  }

  private static func add(_ bytes: UnsafeRawBufferPointer, to map: inout JournalMap) {
    guard let base = bytes.baseAddress else { return }
    var start = 0
    while start < bytes.count, let found = memchr(base + start, 10, bytes.count - start) {
      let end = UnsafeRawPointer(found) - base
      map.add(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      start = end + 1
    }
  }

  /// The bytes of a line, without its line feed.
  public func bytes(of line: JournalMap.Line) throws(StorageError) -> [UInt8] {
    try file.read(line.length, at: line.offset)
  }
}

extension RunLibrary {
  /// The journal of a run; nil where there is none.
  public func journal(of run: RunID) throws(StorageError) -> JournalFile? {
    let path = folder(of: run).journal
    guard access(path, F_OK) == 0 else { return nil }
    return try JournalFile(path)
  }
}
