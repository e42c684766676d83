import Foundation
import Judging

/// Text that waits for what must stand before it; beyond a size it waits in a file without a name.
final class Spool {
  private static let memoryLimit = 1 << 20

  private var memory: [UInt8] = []
  private var file: FileHandle?

  /// - Throws: `CommandFailure` where there is no place for it.
  func append(_ text: String) throws {
    memory += text.utf8
    if memory.count > Self.memoryLimit { try flush() }
  }

  /// Hands everything over in pieces, in order.
  func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
    if let file {
      try flush()
      try file.seek(toOffset: 0)
      while let piece = try file.read(upToCount: Self.memoryLimit), !piece.isEmpty { try body([UInt8](piece)) }
    } else {
      try body(memory)
    }
  }

  private func flush() throws {
    do {
      let file = try file ?? Self.nameless()
      self.file = file
      try file.write(contentsOf: memory)
    } catch {
      throw CommandFailure(
        "the result finds no room in \(NSTemporaryDirectory()): \(error.localizedDescription). "
          + "Free some space or set TMPDIR; what was judged is in the run's record.", .internalError)
    }
    memory.removeAll(keepingCapacity: true)
  }

  /// An open file that goes away with the program, however it ends.
  private static func nameless() throws -> FileHandle {
    var template = Array((NSTemporaryDirectory() + "/moe-judge-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    unlink(template)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
