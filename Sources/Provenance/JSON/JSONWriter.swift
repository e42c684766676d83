internal import JudgeTypes

extension JSONValue {
  /// The one form of this value that RFC 8785 (JSON Canonicalization Scheme) defines: no white space, keys sorted by
  /// UTF-16 code units, numbers as ECMAScript writes doubles.
  public var canonical: String { String(decoding: canonicalBytes, as: UTF8.self) }

  /// `canonical` in UTF-8.
  public var canonicalBytes: [UInt8] {
    var writer = JSONWriter()
    writer.write(self)
    return writer.bytes
  }

  /// The value for people: two spaces a level, keys in the canonical order; no line feed at the end.
  public var pretty: String {
    var writer = JSONWriter(isPretty: true)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Writes values into bytes; a journal line and its body share one of these.
struct JSONWriter {
  var bytes: [UInt8]
  private let isPretty: Bool
  private var level = 0

  init(after bytes: [UInt8] = [], isPretty: Bool = false) {
    self.bytes = bytes
    self.isPretty = isPretty
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): write(value)
    case .number(let value): write(value)
    case .string(let value): write(value)
    case .array(let value): write(value)
    case .object(let value): write(value)
    }
  }

  private mutating func write(_ elements: [JSONValue]) {
    bytes.append(UInt8(ascii: "["))
    for (position, element) in elements.enumerated() {
      separate(position)
      write(element)
    }
    end(with: UInt8(ascii: "]"), isEmpty: elements.isEmpty)
  }

  private mutating func write(_ members: JSONObject) {
    bytes.append(UInt8(ascii: "{"))
    for (position, member) in members.enumerated() {
      separate(position)
      write(member.key)
      append(isPretty ? ": " : ":")
      write(member.value)
    }
    end(with: UInt8(ascii: "}"), isEmpty: members.isEmpty)
  }

  private mutating func separate(_ position: Int) {
    if position > 0 { bytes.append(UInt8(ascii: ",")) } else { level += 1 }
    breakLine()
  }

  private mutating func end(with bracket: UInt8, isEmpty: Bool) {
    if !isEmpty {
      level -= 1
      breakLine()
    }
    bytes.append(bracket)
  }

  private mutating func breakLine() {
    guard isPretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * level)
  }

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}

// MARK: - Strings

extension JSONWriter {
  mutating func write(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { content in
      var start = 0
      while true {
        let end = content.endOfPlainText(from: start)
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[start..<end]))
        guard end < content.count else { break }
        escape(content[end])
        start = end + 1
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0A: append("\\n")
    case 0x0C: append("\\f")
    case 0x0D: append("\\r")
    default:
      append("\\u00")
      bytes.append(Digest.hexadecimalDigit(byte >> 4))
      bytes.append(Digest.hexadecimalDigit(byte & 15))
    }
  }
}
