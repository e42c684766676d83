import JudgeTypes

/// What the bytes of a file are.
enum DecodedText: Equatable {
  case text(String)
  case binary(reason: String)
  case notUTF8(line: Int)
  case utf16

  /// Text is UTF-8, with or without a byte order mark, and free of NUL in its first 8 KiB.
  init(_ bytes: [UInt8]) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      self = .utf16
    } else if let reason = Self.binaryReason(bytes.prefix(8192)) {
      self = .binary(reason: reason)
    } else if let text = Self.decoded(bytes) {
      self = .text(text)
    } else {
      self = .notUTF8(line: Self.firstInvalidLine(bytes))
    }
  }

  /// Nil unless it is text.
  var text: String? { if case .text(let text) = self { text } else { nil } }

  private static func decoded(_ bytes: [UInt8]) -> String? {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    return hasMark ? String(validating: bytes.dropFirst(3), as: UTF8.self) : String(validating: bytes, as: UTF8.self)
  }

  private static func binaryReason(_ sample: ArraySlice<UInt8>) -> String? {
    var controls = 0
    for byte in sample where byte < 0x20 || byte == 0x7F {
      switch byte {
      case 0: return "it holds NUL bytes"
      case 0x08...0x0D, 0x1B: continue  // white space, backspace and the escape of terminal colours
      default: controls += 1
      }
    }
    return controls * 10 > sample.count ? "it is full of control characters" : nil
  }

  private static func firstInvalidLine(_ bytes: [UInt8]) -> Int {
    var line = 1
    for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return line
  }

  /// Why it cannot be judged, as coverage says it; nil for text.
  var skipped: (cause: FileCoverage.Cause, reason: String)? {
    switch self {
    case .text: nil
    case .binary(let reason): (.binary, "binary: \(reason)")
    case .notUTF8(let line): (.encoding, "not UTF-8 (line \(line))")
    case .utf16: (.encoding, "UTF-16, not UTF-8")
    }
  }

  func text(of path: String) throws(ArtifactError) -> String {
    switch self {
    case .text(let text): return text
    case .binary(let reason): throw .binary(path: path, reason: reason)
    case .notUTF8(let line): throw .notUTF8(path: path, line: line)
    case .utf16: throw .utf16(path: path)
    }
  }
}
