import Foundation

/// A file of lines that only grows, by whole lines.
final class JournalFile {
  private let file: OpenFile
  private var size: Int
  /// Set once the end of the file is in doubt; nothing is appended from then on.
  private var failure: StorageError?

  /// Creates the file, which must not be there yet.
  init(creating path: String) throws(StorageError) {
    do { file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, action: "create the journal") } catch {
      var status = stat()
      throw lstat(path, &status) == 0 ? StorageError(path, .runExists) : error
    }
    size = 0
    try file.lock()
  }

  /// Opens a file that is there, for this process alone.
  init(opening path: String) throws(StorageError) {
    file = try OpenFile(path, O_RDWR | O_APPEND, action: "open the journal")
    try file.lock()
    size = try file.size()
  }

  /// Takes back what follows the last line feed: a write that was interrupted.
  func cutIncompleteLine() throws(StorageError) {
    let lines = LineReader(file, limit: RunLibrary.lineLimit)
    while try lines.next() != nil {}
    guard lines.completeBytes < size else { return }
    try file.truncate(to: lines.completeBytes)
    size = lines.completeBytes
  }

  /// Appends `lines`, each with its line feed, in one write. Should it fail, the file is what it was before.
  func append(_ lines: some Sequence<String>, durable: Bool) throws(StorageError) {
    if let failure { throw StorageError(file.path, .broken(reason: failure.problemInShort)) }
    var bytes: [UInt8] = []
    for line in lines {
      bytes.append(contentsOf: line.utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
    do throws(StorageError) {
      try file.write(bytes)
      if durable { try sync() }
    } catch {
      do { try file.truncate(to: size) } catch let second { failure = second }
      throw error
    }
    size += bytes.count
  }

  /// Flushes to the disk. After a failure nobody can say what the disk holds, so the file is given up.
  func sync() throws(StorageError) {
    do { try file.sync() } catch {
      failure = error
      throw error
    }
  }
}

extension StorageError {
  fileprivate var problemInShort: String {
    switch problem {
    case .diskFull: "disk full"
    case .failed(_, let reason): reason
    default: "not permitted"
    }
  }
}
