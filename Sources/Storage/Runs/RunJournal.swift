public import Foundation
public import JudgeTypes
public import Provenance

/// The journal of one run while it is written: the only one who appends to its chain and its file.
public actor RunJournal {
  public nonisolated let folder: RunFolder
  private let now: @Sendable () -> Date
  private var chain: Chain
  /// Nil once it is closed or suspended.
  private var file: JournalFile?
  private var areNamesDurable = false

  private init(_ folder: RunFolder, file: sending JournalFile, chain: Chain, now: @escaping @Sendable () -> Date) {
    self.folder = folder
    self.file = file
    self.chain = chain
    self.now = now
  }

  /// Makes the folder of a new run and its empty journal. Throws `runExists` where there is one, whoever made it.
  public static func create(
    _ folder: RunFolder, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(StorageError) -> RunJournal {
    try makeFolder(folder.blobs)
    return RunJournal(folder, file: try JournalFile(creating: folder.journal), chain: Chain(), now: now)
  }

  /// Goes on with a run that was killed or suspended, and gives what it had journalled. A line whose write was interrupted
  /// is taken away.
  ///
  /// Throws `closed` for a run that came to its end, `inUse` for one that is still written, `tampered` where the chain
  /// does not hold.
  public static func resume(
    _ folder: RunFolder, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(StorageError) -> (journal: RunJournal, entries: [Journal.Entry]) {
    let file = try JournalFile(opening: folder.journal)
    try file.cutIncompleteLine()
    let report = Chain.check(lines: try RunLibrary(state: folder.state).lines(of: folder.run))
    if let fault = report.fault {
      throw StorageError(folder.journal, .tampered(reason: fault.errorDescription ?? ""))
    }
    guard report.ending != .closed else { throw StorageError(folder.journal, .closed) }
    guard report.ending == .open, let chain = try? Chain(resuming: report) else {
      throw StorageError(folder.journal, .tampered(reason: "line \(report.entries.count + 1) is not complete."))
    }
    try makeFolder(folder.blobs)
    return (RunJournal(folder, file: file, chain: chain, now: now), report.entries)
  }

  /// The hash of the last line and the number of entries.
  public var end: ChainHead { chain.end }

  /// Appends one entry and gives the hash of its line. `durable`: the disk has it, and every entry before it, on return.
  @discardableResult
  public func append(kind: String, body: JSONValue, durable: Bool = false) throws(StorageError) -> String {
    try appendAll([(kind, body)], durable: durable)
  }

  /// Appends entries in one write and gives the hash of the last line; the head as it was for none.
  ///
  /// Should it fail, none of them is in the journal.
  @discardableResult
  public func appendAll(
    _ entries: [(kind: String, body: JSONValue)], durable: Bool = false
  ) throws(StorageError) -> String {
    let file = try openFile()
    let time = Timestamp.rfc3339(now())
    var longer = chain
    let lines = entries.map { longer.append(kind: $0.kind, body: $0.body, time: time).line }
    try write(lines, leadingTo: longer, in: file, durable: durable)
    return chain.head
  }

  /// Stores bytes beside the journal and gives their SHA-256, under which they are read again.
  ///
  /// Needs nothing of the actor, so that many can store at once. Not flushed to the disk unless `durable`.
  @discardableResult
  public nonisolated func storeBlob(
    _ bytes: some Collection<UInt8>, durable: Bool = false
  ) throws(StorageError) -> String {
    try BlobFolder(path: folder.blobs).store(bytes, durable: durable)
  }

  /// Writes the closing entry, flushes everything to the disk and ends the journal.
  @discardableResult
  public func close() throws(StorageError) -> ChainHead {
    let file = try openFile()
    var longer = chain
    let line = longer.close(time: Timestamp.rfc3339(now())).line
    try write([line], leadingTo: longer, in: file, durable: true)
    self.file = nil
    return chain.end
  }

  /// Flushes everything to the disk and lets go of the journal without closing it, so that the run can be resumed.
  @discardableResult
  public func suspend() throws(StorageError) -> ChainHead {
    let file = try openFile()
    try file.sync()
    self.file = nil
    return chain.end
  }

  private func openFile() throws(StorageError) -> JournalFile {
    guard let file else { throw StorageError(folder.journal, .closed) }
    return file
  }

  private func write(
    _ lines: [String], leadingTo longer: Chain, in file: JournalFile, durable: Bool
  ) throws(StorageError) {
    try file.append(lines, durable: durable)
    chain = longer
    if durable, !areNamesDurable {
      // The file's own name must survive a power cut too, as must its folder's.
      for path in [folder.path, RunFolder.runs(in: folder.state)] { try syncFolder(path) }
      areNamesDurable = true
    }
  }
}
