import Evals
import Foundation
import Provenance

/// The ledger of a suite's holdout: a file that one process at a time changes.
struct LedgerOnDisk {
  let path: String

  /// As the loop reads and changes it.
  var file: ImprovementLoop.LedgerFile {
    ImprovementLoop.LedgerFile(
      read: read,
      update: { change in
        let place = URL(fileURLWithPath: path).standardizedFileURL.path
        let lock = try FileLock(
          at: "\(NSTemporaryDirectory())/moe-judge-\(getuid())-\(Digest.sha256(place).prefix(16)).lock")
        defer { lock.release() }
        var ledger = try read()
        try change(&ledger)
        try WorkspaceFiles.write(ledger.text, to: path)
      })
  }

  /// The ledger as it stands; an unused one where there is no file.
  ///
  /// - Throws: `LedgerError` for a file that is none.
  func read() throws -> HoldoutLedger {
    guard FileManager.default.fileExists(atPath: path) else { return HoldoutLedger() }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure("\(path): it cannot be read. Check its permissions.")
    }
    return try HoldoutLedger(text: String(decoding: data, as: UTF8.self))
  }
}

/// A file that one process at a time may hold; whoever comes later waits.
private struct FileLock {
  private let descriptor: Int32

  init(at path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
      throw CommandFailure(
        "\(path): it cannot be locked: \(String(cString: strerror(errno))). Check the folder's permissions.")
    }
  }

  func release() { close(descriptor) }
}
