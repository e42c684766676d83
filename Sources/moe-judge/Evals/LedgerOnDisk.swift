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
        let lock = try FileLock(at: place("lock"), waiting: true, path)
        defer { lock.release() }
        var ledger = try read()
        try change(&ledger)
        try WorkspaceFiles.write(ledger.text, to: path)
      })
  }

  /// Held by a loop from its begin to its end, so that no two spend the same risk at once; freed when the process ends, however it does.
  ///
  /// - Throws: `CommandFailure` while another loop of this ledger runs.
  func reserve() throws -> FileLock { try FileLock(at: place("loop"), waiting: false, path) }

  private func place(_ kind: String) -> String {
    let whole = URL(fileURLWithPath: path).standardizedFileURL.path
    return "\(NSTemporaryDirectory())/moe-judge-\(getuid())-\(Digest.sha256(whole).prefix(16)).\(kind)"
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

/// A file that one process at a time may hold.
struct FileLock {
  private let descriptor: Int32

  /// - Parameters:
  ///   - waiting: whether to wait for who holds it.
  ///   - ledger: what it is about, for messages.
  init(at path: String, waiting: Bool, _ ledger: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw CommandFailure(
        "\(path): it cannot be locked: \(String(cString: strerror(errno))). Check the folder's permissions.")
    }
    guard flock(descriptor, LOCK_EX | (waiting ? 0 : LOCK_NB)) == 0 else {
      close(descriptor)
      throw CommandFailure("\(ledger): another loop is running on this holdout. Wait until it has ended.")
    }
  }

  func release() { close(descriptor) }
}
