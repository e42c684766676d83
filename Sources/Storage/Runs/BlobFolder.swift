import Foundation
import Provenance

/// Bytes under the name of their SHA-256. Any number of processes may store into one at once.
struct BlobFolder: Sendable {
  let path: String

  /// Stores `bytes` unless they are there already: first under a name of its own, then renamed, so that no reader meets
  /// half of them.
  func store(_ bytes: some Collection<UInt8>, durable: Bool) throws(StorageError) -> String {
    let hash = Digest.sha256(bytes)
    let place = "\(path)/\(hash)"
    var status = stat()
    // The size is compared because a power cut may leave a file that was not yet flushed empty.
    if lstat(place, &status) == 0, status.st_size == bytes.count {
      if durable {
        try OpenFile(place, O_RDONLY, action: "open it").sync()
        try syncFolder(path)
      }
      return hash
    }
    let draft = "\(path)/.\(hash.prefix(16))-\(getpid())-\(UInt64.random(in: 0 ... .max)).tmp"
    do throws(StorageError) {
      try write(bytes, to: draft, durable: durable)
      guard rename(draft, place) == 0 else { throw StorageError(place, errno: errno, action: "store it") }
    } catch {
      unlink(draft)
      throw error
    }
    if durable { try syncFolder(path) }
    return hash
  }

  private func write(_ bytes: some Collection<UInt8>, to draft: String, durable: Bool) throws(StorageError) {
    let file = try OpenFile(draft, O_WRONLY | O_CREAT | O_EXCL, action: "create it")
    try file.write(bytes)
    if durable { try file.sync() }
  }

  /// Reads the bytes called `hash` and makes sure that they are those.
  func read(_ hash: String, limit: Int) throws(StorageError) -> [UInt8] {
    guard Digest.isDigest(hash) else { throw StorageError(path, .notADigest(hash)) }
    let place = "\(path)/\(hash)"
    let file: OpenFile
    do { file = try OpenFile(place, O_RDONLY, action: "open it") } catch {
      var status = stat()
      throw lstat(place, &status) != 0 && errno == ENOENT ? StorageError(place, .noSuchBlob) : error
    }
    let size = try file.size()
    guard size <= limit else { throw StorageError(place, .tooLarge(limit: limit)) }
    let bytes = try file.read(upTo: size)
    let actual = Digest.sha256(bytes)
    guard actual == hash else { throw StorageError(place, .alteredBlob(actual: actual)) }
    return bytes
  }

  /// The size of each blob, by its hash.
  func sizes() throws(StorageError) -> [String: Int] {
    var sizes: [String: Int] = [:]
    for name in try namesInFolder(path) where Digest.isDigest(name) {
      var status = stat()
      if lstat("\(path)/\(name)", &status) == 0 { sizes[name] = Int(status.st_size) }
    }
    return sizes
  }
}
