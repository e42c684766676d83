import Foundation
public import Provenance

/// The runs that are stored in a state folder, for reading.
public struct RunLibrary: Sendable {
  /// The longest line of a journal that is read, in bytes.
  public static let lineLimit = 64 << 20
  /// The largest blob that is read, in bytes.
  public static let blobLimit = 512 << 20

  /// More than a closing line can have, in bytes.
  private static let closingLineLimit = 1_024

  /// The state folder, by default `.moe-judge`.
  public let state: String

  public init(state: String) { self.state = state }

  public func folder(of run: RunID) -> RunFolder { RunFolder(state: state, run: run) }

  /// All runs that have a journal, newest first; none where the state folder does not exist yet.
  public func runs() throws(StorageError) -> [RunID] {
    let runs = try namesInFolder(RunFolder.runs(in: state)).compactMap(RunID.init).filter(hasJournal)
    return runs.sorted(by: >)
  }

  /// The run that `reference` means: `latest`, an id, or the beginning of exactly one id.
  public func resolve(_ reference: String) throws(StorageError) -> RunID {
    if let run = RunID(reference), hasJournal(run) { return run }
    let runs = try runs()
    let path = RunFolder.runs(in: state)
    if reference == "latest" {
      guard let newest = runs.first else { throw StorageError(path, .noRuns) }
      return newest
    }
    let matching = reference.isEmpty ? [] : runs.filter { $0.description.hasPrefix(reference) }
    guard let run = matching.first else {
      let newest = runs.prefix(5).map(\.description)
      throw StorageError(path, .noSuchRun(reference: String(reference.prefix(80)), candidates: newest))
    }
    guard matching.count == 1 else {
      throw StorageError(path, .ambiguousRun(reference: reference, candidates: matching.map(\.description)))
    }
    return run
  }

  /// The lines of a run's journal without their line feeds; the last one may be incomplete.
  public func lines(of run: RunID) throws(StorageError) -> [String] {
    var lines: [String] = []
    try forEachLine(of: run) { line throws(StorageError) in lines.append(line) }
    return lines
  }

  /// Hands over the lines of a run's journal one by one, so that a long journal never stands in memory whole.
  public func forEachLine(
    of run: RunID, limit: Int = lineLimit, _ body: (String) throws(StorageError) -> Void
  ) throws(StorageError) {
    let path = folder(of: run).journal
    let file = try OpenFile(path, O_RDONLY, action: "open the journal")
    _ = try file.size()
    let reader = LineReader(file, limit: limit)
    while let bytes = try reader.next() {
      if let line = String(validating: bytes, as: UTF8.self) {
        try body(line)
      } else if reader.isComplete {
        throw StorageError(path, .notUTF8(line: reader.count))
      } else {
        // An interrupted write may end inside a character.
        try body(String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  /// Whether the journal's last line is its closing one. Reads no more than the end of it.
  public func isClosed(_ run: RunID) throws(StorageError) -> Bool {
    let file = try OpenFile(folder(of: run).journal, O_RDONLY, action: "open the journal")
    let size = try file.size()
    var end = try file.read(Self.closingLineLimit, at: max(0, size - Self.closingLineLimit))
    guard end.popLast() == UInt8(ascii: "\n") else { return false }
    let start = end.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = String(decoding: end[start...], as: UTF8.self)
    return (try? Journal.Entry(line: line))?.isClosing ?? false
  }

  /// Whether another process, or another part of this one, writes the run's journal at this moment.
  public func isUnderWay(_ run: RunID) -> Bool {
    guard let file = try? OpenFile(folder(of: run).journal, O_RDONLY, action: "open the journal") else { return false }
    return file.isLocked
  }

  /// The newest run that did not come to its end; nil where all did.
  public func newestUnfinished() throws(StorageError) -> RunID? {
    for run in try runs() where try !isClosed(run) { return run }
    return nil
  }

  /// The bytes that a run stored, as they are now.
  public func blobs(of run: RunID) -> RunBlobs { RunBlobs(folder: folder(of: run).blobs) }

  private func hasJournal(_ run: RunID) -> Bool { access(folder(of: run).journal, F_OK) == 0 }
}
