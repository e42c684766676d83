import JudgeTypes

/// A JSON value that keeps the order of keys and the digits of numbers as they were written.
///
/// Order matters here: models write the fields of an answer in the order of its schema.
indirect enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The digits as they stand in the text.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])
  /// JSON text that is written as it stands, such as a schema that every call of a seat sends.
  case verbatim(String)

  struct Member: Sendable, Hashable {
    let key: String
    let value: JSON
  }

  static func integer(_ value: Int) -> JSON { .number(String(value)) }

  /// Null for a number that JSON cannot hold.
  static func decimal(_ value: Double) -> JSON { value.isFinite ? .number("\(value)") : .null }

  /// The last value under `key`; nil when this is no object or has no such key.
  subscript(_ key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var elements: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  var isObject: Bool {
    if case .object = self { true } else { false }
  }

  /// A count: never negative, and no more than can be counted with; nil when this is no whole number.
  var count: Int? {
    guard case .number(let digits) = self else { return nil }
    return (Int(digits) ?? Double(digits).flatMap { Int(exactly: $0.rounded()) })?.asCount
  }

  /// Without white space, with control characters escaped.
  var text: String { String(decoding: utf8, as: UTF8.self) }

  /// `text` in UTF-8.
  var utf8: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += value ? "true".utf8 : "false".utf8
    case .number(let digits), .verbatim(let digits): bytes += digits.utf8
    case .string(let value): Self.write(value, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Copies what needs no escape in one piece: prompts are long and hold little that does.
  private static func write(_ value: String, to bytes: inout [UInt8]) {
    var value = value
    bytes.append(UInt8(ascii: "\""))
    value.withUTF8 { content in
      var start = 0
      while true {
        let end = content.endOfPlainText(from: start)
        bytes += UnsafeBufferPointer(rebasing: content[start..<end])
        guard end < content.count else { break }
        bytes += escape(content[end]).utf8
        start = end + 1
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case UInt8(ascii: "\n"): return "\\n"
    case UInt8(ascii: "\r"): return "\\r"
    case UInt8(ascii: "\t"): return "\\t"
    default:
      let digits = String(byte, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  init(stringLiteral value: String) { self = .string(value) }
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
}
