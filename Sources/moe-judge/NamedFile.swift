import Foundation
import Reports

/// A small file that an option names.
enum NamedFile {
  /// In bytes.
  static let limit = 64 << 20

  /// - Parameters:
  ///   - what: it is, for messages, such as "the attestation".
  ///   - advice: what to do where there is none.
  static func bytes(at path: String, _ what: String, advice: String, limit: Int = limit) throws -> [UInt8] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = errno == ENOENT ? "there is no such file" : String(cString: strerror(errno))
      throw CommandFailure("\(path): \(what) cannot be read: \(reason). \(advice)")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CommandFailure("\(path): \(what) is to be a regular file, and this is none. \(advice)")
    }
    guard Int(status.st_size) <= limit else {
      throw CommandFailure("\(path): it is larger than \(shownSize(limit)), so it is not \(what). \(advice)")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure("\(path): \(what) cannot be read. Check who may read it.")
    }
    return [UInt8](data)
  }
}

/// A text that an option names, which may come on standard input.
enum NamedText {
  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - limit: of what is taken from standard input, in bytes.
  static func text(at path: String, _ what: String, advice: String, limit: Int = 16 << 20) throws -> String {
    guard path != "-" else {
      guard !Standard.input.isTerminal else { throw CommandFailure("\(what) is to come on standard input. \(advice)") }
      return String(decoding: try FileHandle.standardInput.read(upToCount: limit) ?? Data(), as: UTF8.self)
    }
    return String(decoding: try NamedFile.bytes(at: path, what, advice: advice, limit: limit), as: UTF8.self)
  }
}

/// A file that holds a key.
enum KeyFile {
  /// - Parameter path: `-` for standard input.
  static func text(at path: String, _ what: String, advice: String) throws -> String {
    try NamedText.text(at: path, what, advice: advice, limit: 1 << 20)
  }

  /// What is to be said of a private key that others of this machine may read; nil where none may.
  static func warning(of path: String) -> String? {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
    return
      "\(path): others of this machine may read this private key. Keep it to yourself: chmod 600 \(quotedForShell(path))"
  }
}
