public import Foundation
public import JudgeTypes
public import Provenance
import Synchronization

/// The journal of one run while it is written, and the bytes beside it: the only one who appends to its chain and its files.
///
/// Many append at once. What comes while the disk is busy is written together, in one go and with one wait for the disk, so
/// that the number of waits follows the disk and not the number of calls.
public final class RunJournal: Sendable {
  private struct State {
    var chain: Chain
    var stored: RecentBlobs
    var next = RunWrite()
    var isWriting = false
    /// Set by the first write that failed: the chain has gone on past what the disk holds, so nothing may follow.
    var failure: StorageError?
    var isClosed = false
  }

  /// The bytes that may wait to be written, by those who need not wait for the disk.
  private static let waitingLimit = 1 << 18

  public let folder: RunFolder
  private let now: @Sendable () -> Date
  private let files: RunFiles
  private let state: Mutex<State>

  private init(
    _ folder: RunFolder, files: RunFiles, chain: Chain, stored: RecentBlobs, now: @escaping @Sendable () -> Date
  ) {
    self.folder = folder
    self.files = files
    self.now = now
    state = Mutex(State(chain: chain, stored: stored))
  }

  /// Makes the folder of a new run and its empty journal. Throws `runExists` where there is one, whoever made it.
  public static func create(
    _ folder: RunFolder, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(StorageError) -> RunJournal {
    try makeStateFolder(folder.state)
    try makeFolder(folder.blobs)
    let journal = try GrowingFile(creating: folder.journal)
    let pack = try GrowingFile(creating: BlobPack.path(in: folder.blobs))
    return RunJournal(
      folder, files: RunFiles(folder, journal: journal, pack: pack), chain: Chain(), stored: RecentBlobs(), now: now)
  }

  /// Goes on with a run that was killed or suspended, and gives what it had journalled. A line whose write was interrupted
  /// is taken away.
  ///
  /// Throws `closed` for a run that came to its end, `inUse` for one that is still written, `tampered` where the chain
  /// does not hold.
  public static func resume(
    _ folder: RunFolder, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(StorageError) -> (journal: RunJournal, entries: [Journal.Entry]) {
    let journal = try GrowingFile(opening: folder.journal)
    try journal.cutIncompleteLine()
    let report = Chain.check(lines: try RunLibrary(state: folder.state).lines(of: folder.run))
    if let fault = report.fault {
      throw StorageError(folder.journal, .tampered(reason: fault.errorDescription ?? ""))
    }
    guard report.ending != .closed else { throw StorageError(folder.journal, .closed) }
    guard report.ending == .open, let chain = try? Chain(resuming: report) else {
      throw StorageError(folder.journal, .tampered(reason: "line \(report.entries.count + 1) is not complete."))
    }
    let (pack, stored) = try openPack(folder)
    let files = RunFiles(folder, journal: journal, pack: pack)
    return (RunJournal(folder, files: files, chain: chain, stored: stored, now: now), report.entries)
  }

  /// The run may have been killed before it had a pack.
  private static func openPack(_ folder: RunFolder) throws(StorageError) -> (GrowingFile, RecentBlobs) {
    try makeFolder(folder.blobs)
    let path = BlobPack.path(in: folder.blobs)
    guard access(path, F_OK) == 0 else { return (try GrowingFile(creating: path), RecentBlobs()) }
    let pack = try GrowingFile(opening: path)
    let contents = try pack.cutIncompleteBlob()
    var stored = RecentBlobs()
    for place in contents.places.sorted(by: { $0.value.lowerBound < $1.value.lowerBound }) { stored.insert(place.key) }
    return (pack, stored)
  }

  /// The hash of the last line and the number of entries, written or about to be.
  public var end: ChainHead { state.withLock { $0.chain.end } }

  /// Stores bytes beside the journal and gives their SHA-256, under which they are read again.
  ///
  /// They are on the disk before any line that is appended after them.
  @discardableResult
  public func storeBlob(_ bytes: some Collection<UInt8>) throws(StorageError) -> String {
    guard bytes.count <= BlobPack.sizeLimit else {
      throw StorageError(folder.blobs, .tooLarge(limit: BlobPack.sizeLimit))
    }
    let hash = Digest.sha256(bytes)
    try state.withLock { state throws(StorageError) in
      try check(state)
      if state.stored.insert(hash) { BlobPack.append(bytes, hash: hash, to: &state.next.blobs) }
    }
    return hash
  }

  /// Appends one entry and gives the hash of its line. `durable`: the disk has it, and every entry before it, on return.
  @discardableResult
  public func append(kind: String, body: JSONValue, durable: Bool = false) async throws -> String {
    let time = Timestamp.rfc3339(now())
    let draft = Journal.Draft(kind: kind, body: body, time: time)
    return try await add(waiting: durable) { chain in chain.append(draft) }
  }

  /// Writes the closing entry, flushes everything to the disk and ends the journal.
  @discardableResult
  public func close() async throws -> ChainHead {
    let time = Timestamp.rfc3339(now())
    _ = try await add(waiting: true, isLast: true) { chain in
      let (line, hash) = chain.close(time: time)
      return (Array(line.utf8), hash)
    }
    await files.close()
    return end
  }

  /// Flushes everything to the disk and lets go of the journal without closing it, so that the run can be resumed.
  @discardableResult
  public func suspend() async throws -> ChainHead {
    _ = try await add(waiting: true, isLast: true) { _ in nil }
    await files.close()
    return end
  }

  private func check(_ state: borrowing State) throws(StorageError) {
    if let failure = state.failure { throw StorageError(folder.journal, .broken(reason: failure.problemInShort)) }
    if state.isClosed { throw StorageError(folder.journal, .closed) }
  }

  /// Puts the next line into the chain, has it written, and waits for the disk where that is asked.
  private func add(
    waiting: Bool, isLast: Bool = false, _ line: (inout Chain) -> (line: [UInt8], hash: String)?
  ) async throws -> String {
    var hash = ""
    var mustWait = waiting
    try state.withLock { state throws(StorageError) in
      try check(state)
      if let new = line(&state.chain) {
        state.next.lines += new.line
        state.next.lines.append(UInt8(ascii: "\n"))
      }
      hash = state.chain.head
      state.isClosed = isLast
      if waiting { state.next.isDurable = true }
      mustWait = waiting || state.next.count > Self.waitingLimit
    }
    if mustWait { try await written() }
    return hash
  }

  /// Waits until all that was appended so far is written, and flushed where somebody asked for that.
  private func written() async throws {
    try await withCheckedThrowingContinuation { continuation in
      let failure: StorageError? = state.withLock { state in
        if state.failure == nil { state.next.waiting.append(continuation) }
        return state.failure
      }
      if let failure { continuation.resume(throwing: failure) } else { writeNext() }
    }
  }

  /// Hands what waits to the files, unless they are busy: then the end of that write does it.
  private func writeNext() {
    let write: RunWrite? = state.withLock { state in
      guard !state.isWriting, !state.next.waiting.isEmpty else { return nil }
      state.isWriting = true
      defer { state.next = RunWrite() }
      return state.next
    }
    guard let write else { return }
    files.write(write) { [self] result in
      let stranded: [CheckedContinuation<Void, any Error>] = state.withLock { state in
        state.isWriting = false
        guard case .failure(let error) = result else { return [] }
        state.failure = error
        defer { state.next = RunWrite() }
        return state.next.waiting
      }
      for continuation in write.waiting + stranded { continuation.resume(with: result.mapError { $0 }) }
      writeNext()
    }
  }
}

/// The blobs that were stored last. One that is not among them may be stored a second time, which costs room and nothing else;
/// so the memory of a run of a hundred thousand answers does not grow with them.
private struct RecentBlobs {
  private static let limit = 4_096

  private var keys: Set<Key> = []
  private var inOrder: [Key] = []
  private var oldest = 0

  /// False when it is there already.
  @discardableResult
  mutating func insert(_ hash: String) -> Bool {
    guard let key = Key(hash), keys.insert(key).inserted else { return false }
    if inOrder.count < Self.limit {
      inOrder.append(key)
    } else {
      keys.remove(inOrder[oldest])
      inOrder[oldest] = key
      oldest = (oldest + 1) % Self.limit
    }
    return true
  }

  /// Half of a digest, which tells blobs apart as surely and takes a quarter of the room.
  private struct Key: Hashable {
    let high: UInt64
    let low: UInt64

    init?(_ hash: String) {
      guard let high = UInt64(hash.prefix(16), radix: 16), let low = UInt64(hash.dropFirst(16).prefix(16), radix: 16)
      else { return nil }
      (self.high, self.low) = (high, low)
    }
  }
}
