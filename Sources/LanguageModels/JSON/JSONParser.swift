import JudgeTypes

/// Reads JSON as RFC 8259 defines it, from any text; nesting is bounded so that no text can exhaust the stack.
struct JSONParser {
  static let depthLimit = 128

  /// UTF-8, since they come from a text: so are the pieces of it between quotes.
  private let bytes: [UInt8]
  private var position: Int

  /// The value that `text` is, with white space around it; nil when it is anything else.
  static func value(of text: some StringProtocol) -> JSON? {
    var parser = JSONParser(Array(text.utf8), at: 0)
    guard let value = parser.value(depth: 0) else { return nil }
    parser.skipSpace()
    return parser.position == parser.bytes.count ? value : nil
  }

  /// The index after the object that begins at `position` of `bytes`; nil where none does.
  static func end(ofObjectIn bytes: [UInt8], at position: Int) -> Int? {
    var parser = JSONParser(bytes, at: position)
    return parser.next == UInt8(ascii: "{") && parser.skipValue(depth: 0) ? parser.position : nil
  }

  private init(_ bytes: [UInt8], at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard count <= bytes.count - position else { return false }
    let matches = word.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + count]) }
    if matches { position += count }
    return matches
  }

  private mutating func value(depth: Int) -> JSON? {
    guard depth < Self.depthLimit else { return nil }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string().map(JSON.string)
    case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return take("null") ? .null : nil
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> JSON? {
    position += 1
    var members: [JSON.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\""), let key = string() else { return nil }
      skipSpace()
      guard take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
      members.append(JSON.Member(key: key, value: value))
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "}")) ? .object(members) : nil
    }
  }

  private mutating func array(depth: Int) -> JSON? {
    position += 1
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    while true {
      guard let value = value(depth: depth + 1) else { return nil }
      elements.append(value)
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "]")) ? .array(elements) : nil
    }
  }

  private mutating func string() -> String? {
    let opening = position
    guard let closing = closingQuote(from: opening + 1) else { return nil }
    position = opening + 1
    skipPlain()
    // Most texts hold no escape and are taken as they stand.
    guard position < closing else {
      position = closing + 1
      return bytes[opening + 1..<closing].withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
    position = opening + 1
    guard let text = unescaped(upTo: closing) else { return nil }
    position = closing + 1
    return String(decoding: text, as: UTF8.self)
  }

  /// The end of the string whose content begins at `start`; nil where it has none or holds a control character.
  private func closingQuote(from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var place = bytes.endOfPlainText(from: start)
      while place < bytes.count, bytes[place] == UInt8(ascii: "\\") {
        place = bytes.endOfPlainText(from: min(place + 2, bytes.count))
      }
      return place < bytes.count && bytes[place] == UInt8(ascii: "\"") ? place : nil
    }
  }

  /// What stands from `position` to `closing` with its escapes read; nil where one is none. An escape is longer than what it
  /// stands for.
  private mutating func unescaped(upTo closing: Int) -> [UInt8]? {
    var isSound = true
    let text = [UInt8](unsafeUninitializedCapacity: closing - position) { text, count in
      while position < closing {
        let start = position
        skipPlain()
        count = text[count...].update(fromContentsOf: bytes[start..<position])
        guard position < closing else { break }
        position += 1
        guard let scalar = escape(), position <= closing else {
          isSound = false
          return
        }
        for byte in UTF8.encode(scalar) ?? .init() {
          text[count] = byte
          count += 1
        }
      }
    }
    return isSound ? text : nil
  }

  /// Goes on to the next byte that is not plainly part of a text: a quote, a backslash, a control character.
  private mutating func skipPlain() {
    position = bytes.withUnsafeBufferPointer { $0.endOfPlainText(from: position) }
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard let byte = next else { return nil }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return codePoint()
    default: return nil
    }
  }

  /// A half of a surrogate pair that stands alone becomes U+FFFD, as most writers of such text meant no harm.
  private mutating func codePoint() -> Unicode.Scalar? {
    guard let first = fourHexDigits() else { return nil }
    guard (0xD800...0xDFFF).contains(first) else { return Unicode.Scalar(first) }
    let start = position
    if first < 0xDC00, take("\\u"), let second = fourHexDigits(), (0xDC00...0xDFFF).contains(second) {
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }
    position = start
    return "\u{FFFD}"
  }

  private mutating func fourHexDigits() -> UInt32? {
    guard bytes.count - position >= 4 else { return nil }
    var value: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    position += 4
    return value
  }

  private mutating func number() -> JSON? {
    let start = position
    _ = take(UInt8(ascii: "-"))
    guard let first = next, isDigit(first) else { return nil }
    if !take(UInt8(ascii: "0")) { skipDigits() }
    if take(UInt8(ascii: ".")), !skipDigits() { return nil }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      if !skipDigits() { return nil }
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  @discardableResult private mutating func skipDigits() -> Bool {
    let start = position
    while let byte = next, isDigit(byte) { position += 1 }
    return position > start
  }
}

// MARK: - Passing over

/// Whether something is JSON, and where it ends, without making anything of it: exactly what the parser would read.
extension JSONParser {
  private mutating func skipValue(depth: Int) -> Bool {
    guard depth < Self.depthLimit else { return false }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return skipObject(depth: depth)
    case UInt8(ascii: "["): return skipArray(depth: depth)
    case UInt8(ascii: "\""): return skipString()
    case UInt8(ascii: "t"): return take("true")
    case UInt8(ascii: "f"): return take("false")
    case UInt8(ascii: "n"): return take("null")
    default: return number() != nil
    }
  }

  private mutating func skipObject(depth: Int) -> Bool {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return true }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\""), skipString() else { return false }
      skipSpace()
      guard take(UInt8(ascii: ":")), skipValue(depth: depth + 1) else { return false }
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "}"))
    }
  }

  private mutating func skipArray(depth: Int) -> Bool {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "]")) { return true }
    while true {
      guard skipValue(depth: depth + 1) else { return false }
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "]"))
    }
  }

  private mutating func skipString() -> Bool {
    position += 1
    while true {
      skipPlain()
      guard let byte = next else { return false }
      position += 1
      if byte == UInt8(ascii: "\"") { return true }
      guard byte == UInt8(ascii: "\\"), escape() != nil else { return false }
    }
  }
}
