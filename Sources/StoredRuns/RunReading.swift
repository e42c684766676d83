internal import JudgeTypes
public import Judging
public import Provenance
public import Storage

/// A stored run, opened to read single things of it: its first and last words, one judgment. Nothing of it is derived by that.
public struct RunReading: Sendable {
  public enum Progress: String, Sendable, Hashable {
    /// The journal has its closing line.
    case ended
    /// Somebody writes it at this moment.
    case underWay
    /// It has no closing line, and nobody writes it.
    case stopped
  }

  public let run: RunID
  public let progress: Progress
  public let isPruned: Bool
  /// How its files stood before it was read.
  public let stamp: RunStamp
  public let map: JournalMap
  /// In bytes, as far as it is mapped.
  public let journalSize: Int
  public let journal: JournalFile
  public let blobs: RunBlobs
  /// What it said first; nil where that cannot be read.
  public let opening: RunOpening?
  /// Of the `result` line; nil where it is not there yet.
  public let ending: JSONValue?

  /// - Parameters:
  ///   - stamp: how its files stand.
  ///   - earlier: the same run as it was read before, of which no line is looked at again.
  /// - Returns: nil where there is no such run.
  /// - Throws: `StorageError` where the journal cannot be read.
  init?(
    _ run: RunID, in library: RunLibrary, stamp: RunStamp, after earlier: RunReading? = nil
  ) throws(StorageError) {
    var open = earlier?.journal
    if open == nil { open = try library.journal(of: run) }
    guard let journal = open else { return nil }
    var map = earlier?.map ?? JournalMap()
    try journal.extend(&map)
    self.run = run
    self.stamp = stamp
    self.journal = journal
    self.map = map
    journalSize = try journal.size()
    isPruned = library.isPruned(run)
    blobs = earlier?.blobs ?? library.blobs(of: run)
    progress = map.isClosed ? .ended : library.isUnderWay(run) ? .underWay : .stopped
    let first = earlier?.opening == nil ? try Self.body(of: map.line(1), in: journal) : nil
    opening = earlier?.opening ?? first.flatMap { try? RunOpening(json: $0) }
    ending = try Self.body(of: map.last(of: .result), in: journal)
  }

  private static func body(of line: JournalMap.Line?, in journal: JournalFile) throws(StorageError) -> JSONValue? {
    guard let line else { return nil }
    let bytes = try journal.bytes(of: line)
    return (try? JSONValue(parsing: bytes))?["body"]
  }

  /// The body of a line as it stands there; nil where it is no JSON.
  public func body(of line: JournalMap.Line) throws(StorageError) -> JSONValue? {
    try Self.body(of: line, in: journal)
  }

  /// The judgments that the journal holds, in the order in which they were made.
  public var judgmentLines: [JournalMap.Line] { map.lines { kind, _ in kind == .judgment } }

  /// A judgment as its line says it; nil where there is none yet.
  public func recorded(_ ordinal: Int) throws(StorageError) -> RecordedJudgment? {
    guard let line = map.lines(where: { $0 == .judgment && $1 == ordinal }).first else { return nil }
    return try body(of: line).map(RecordedJudgment.init)
  }

  /// The hash of the last line that is there.
  public var head: String {
    get throws(StorageError) {
      guard let line = map.line(map.count) else { return Journal.origin }
      return Digest.sha256(try journal.bytes(of: line))
    }
  }
}
