import Foundation
import Judging

/// Standard output and error, written whole; a closed pipe is no error of ours.
struct Standard: Sendable {
  static let input = Standard(descriptor: 0)
  static let output = Standard(descriptor: 1)
  static let error = Standard(descriptor: 2)

  let descriptor: Int32

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// - Returns: false when the other side takes no more, or the disk is full.
  ///
  /// Output that is lost must not look like success: the program says so and ends with 70.
  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { unsafe in Foundation.write(descriptor, unsafe.baseAddress, unsafe.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return failed() }
      bytes = bytes.dropFirst(written)
    }
    return true
  }

  /// A closed pipe is the reader's wish; anything else on standard output is an error that nobody may miss.
  private func failed() -> Bool {
    let reason = String(cString: strerror(errno))
    if errno == EPIPE { return true }
    guard descriptor == 1 else { return false }
    Standard.error.write("moe-judge: standard output takes no more: \(reason). Free the disk or send it elsewhere.\n")
    Foundation.exit(ExitStatus.internalError.rawValue)
  }
}
