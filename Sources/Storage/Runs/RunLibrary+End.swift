import Foundation
public import Provenance

/// How a run's journal ends, by a look at its end alone.
public enum JournalEnd: Sendable, Hashable {
  /// The closing line stands last, counts what it should, and holds the hash of the line before it where that line is short enough.
  ///
  /// - Parameter outcome: the run's, as the line before says it; nil where that does not, or is too long to be looked at.
  case closed(outcome: String?)
  /// Without a closing line, as a run does that is under way or was stopped.
  case open
  /// The folder or the journal is gone.
  case missing
  /// The last lines do not belong together.
  case altered
}

extension RunLibrary {
  /// How much of a journal's end is looked at, in bytes.
  static let endLimit = 64 << 10

  /// Looks at the end of a run's journal. That it holds says nothing of what stands before.
  public func end(of run: RunID) throws(StorageError) -> JournalEnd {
    let file: OpenFile
    do { file = try OpenFile(folder(of: run).journal, O_RDONLY, action: "open the journal") } catch {
      if access(folder(of: run).journal, F_OK) != 0, errno == ENOENT || errno == ENOTDIR { return .missing }
      throw error
    }
    let size = try file.size()
    let start = max(0, size - Self.endLimit)
    var bytes = try file.read(Self.endLimit, at: start)
    guard bytes.popLast() == UInt8(ascii: "\n") else { return .open }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let last = lines.last else { return .open }
    guard let entry = try? Journal.Entry(line: String(decoding: last, as: UTF8.self)) else { return .altered }
    guard entry.isClosing else { return .open }
    guard entry.body == ["entries": .integer(entry.sequence)] else { return .altered }
    // What comes first of these bytes may be the rest of a line.
    guard let before = lines.dropLast().last, lines.count > 2 || start == 0 else {
      return .closed(outcome: nil)
    }
    guard Digest.sha256(Array(before)) == entry.previous else { return .altered }
    let result = try? Journal.Entry(line: String(decoding: before, as: UTF8.self))
    return .closed(outcome: result?.kind == "result" ? result?.body["outcome"]?.stringValue : nil)
  }
}
