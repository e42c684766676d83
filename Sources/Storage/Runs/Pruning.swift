public import Foundation
public import Provenance

/// What stands in the place of a run's blobs once they are pruned: which bytes there were, and when they went.
public struct Tombstone: Sendable, Hashable {
  /// RFC 3339, in UTC.
  public let time: String
  /// The size in bytes of each blob, by its SHA-256.
  public let blobs: [String: Int]

  public init(time: String, blobs: [String: Int]) {
    self.time = time
    self.blobs = blobs
  }

  fileprivate var json: JSONValue {
    ["blobs": .object(JSONObject(blobs.mapValues { .integer($0) })), "pruned": .string(time)]
  }

  /// Nil for anything but what `json` gives.
  fileprivate init?(_ json: JSONValue) {
    guard let time = json["pruned"]?.stringValue, let members = json["blobs"]?.objectValue else { return nil }
    let sizes = members.compactMap { hash, size in size.intValue.map { (hash, $0) } }
    self.init(time: time, blobs: Dictionary(sizes, uniquingKeysWith: { first, _ in first }))
  }
}

extension RunLibrary {
  /// Removes the bytes that a run stored and leaves its journal, whose chain still holds, with a tombstone beside it.
  ///
  /// Pruning again adds to the tombstone. Throws `inUse` for a run that is being written, `unfinished` for one that did not
  /// come to its end.
  @discardableResult
  public func prune(_ run: RunID, at time: Date) throws(StorageError) -> Tombstone {
    let folder = folder(of: run)
    let journal = try GrowingFile(opening: folder.journal)
    defer { withExtendedLifetime(journal) {} }
    guard try isClosed(run) else { throw StorageError(folder.journal, .unfinished) }
    let stored = blobs(of: run)
    let blobs = try stored.sizes()
    let before = try tombstone(of: run)?.blobs ?? [:]
    let stone = Tombstone(time: Timestamp.rfc3339(time), blobs: before.merging(blobs) { _, new in new })
    // The stone comes first: killed half-way, what is still there is found and removed the next time.
    try replaceFile(folder.tombstone, with: Array((stone.json.canonical + "\n").utf8))
    try syncFolder(folder.path)
    let files = try stored.looseNames().map { "\(folder.blobs)/\($0)" } + [BlobPack.path(in: folder.blobs)]
    for file in files where unlink(file) != 0 && errno != ENOENT {
      throw StorageError(file, errno: errno, action: "remove it")
    }
    return stone
  }

  /// The bytes on the disk that pruning would free; 0 where nothing is left to be pruned.
  public func prunableBytes(of run: RunID) throws(StorageError) -> Int {
    let folder = folder(of: run).blobs
    var bytes = 0
    for name in try namesInFolder(folder) {
      var status = stat()
      if lstat("\(folder)/\(name)", &status) == 0 { bytes += Int(status.st_size) }
    }
    return bytes
  }

  /// Whether a tombstone stands beside the run's journal, without reading it.
  public func isPruned(_ run: RunID) -> Bool { access(folder(of: run).tombstone, F_OK) == 0 }

  /// What was pruned of a run; nil when nothing was.
  public func tombstone(of run: RunID) throws(StorageError) -> Tombstone? {
    guard isPruned(run) else { return nil }
    let path = folder(of: run).tombstone
    let file = try OpenFile(path, O_RDONLY, action: "open it")
    let size = try file.size()
    guard size <= Self.lineLimit else { throw StorageError(path, .tooLarge(limit: Self.lineLimit)) }
    let json = try? JSONValue(parsing: try file.read(upTo: size))
    guard let stone = json.flatMap(Tombstone.init) else {
      throw StorageError(path, .failed(action: "read it", reason: "it is not a tombstone of pruned blobs"))
    }
    return stone
  }
}

extension RunFolder {
  var tombstone: String { "\(path)/pruned.json" }
}

/// Writes a file whole or not at all.
private func replaceFile(_ path: String, with bytes: [UInt8]) throws(StorageError) {
  let draft = "\(path).\(getpid())-\(UInt64.random(in: 0 ... .max)).tmp"
  do throws(StorageError) {
    let file = try OpenFile(draft, O_WRONLY | O_CREAT | O_EXCL, action: "create it")
    try file.write(bytes)
    try file.sync()
    guard rename(draft, path) == 0 else { throw StorageError(path, errno: errno, action: "replace it") }
  } catch {
    unlink(draft)
    throw error
  }
}
