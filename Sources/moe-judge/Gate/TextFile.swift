import Foundation
import Judging

/// A file that is written whole or not at all.
enum TextFile {
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      let cause = (error as? CocoaError)?.underlying as? POSIXError
      let reason = cause.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription
      throw CommandFailure("\(path): cannot be written: \(reason). Check the folder and the disk.", .internalError)
    }
  }
}
