// How strings and numbers are read.

import JudgeTypes

extension JSONParser {
  /// Reads the string that opens at `index`.
  mutating func string() throws(JSONError) -> String {
    let opening = index
    index += 1
    let start = index
    skipPlainText()
    guard next != UInt8(ascii: "\"") else {
      index += 1
      return try text(bytes[start..<index - 1], openedAt: opening)
    }
    var content = Array(bytes[start..<index])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return try text(content[...], openedAt: opening)
      case UInt8(ascii: "\\"): try escape(into: &content)
      case 0..<0x20: throw error(.controlCharacter)
      default:
        let run = index
        skipPlainText()
        content += bytes[run..<index]
      }
    }
    throw error(.unexpectedEnd)
  }

  private mutating func skipPlainText() {
    index = bytes.withUnsafeBufferPointer { $0.endOfPlainText(from: index) }
  }

  private func text(_ content: ArraySlice<UInt8>, openedAt offset: Int) throws(JSONError) -> String {
    if isUTF8 { return content.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw JSONError(offset: offset, problem: .invalidUTF8)
    }
    return text
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
    let start = index
    index += 1
    guard let letter = next else { throw error(.unexpectedEnd) }
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"): content += Array(String(try unicodeEscape(startedAt: start)).utf8)
    default: throw JSONError(offset: start, problem: .invalidEscape)
    }
  }

  private mutating func unicodeEscape(startedAt start: Int) throws(JSONError) -> Character {
    let first = try fourHexadecimalDigits(startedAt: start)
    if let scalar = UnicodeScalar(first) { return Character(scalar) }
    guard first < 0xDC00 else { throw JSONError(offset: start, problem: .loneSurrogate) }
    for byte in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
      guard let found = next else { throw error(.unexpectedEnd) }
      guard found == byte else { throw JSONError(offset: start, problem: .loneSurrogate) }
      index += 1
    }
    let second = try fourHexadecimalDigits(startedAt: start)
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = UnicodeScalar(0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) - 0xDC00)
    else { throw JSONError(offset: start, problem: .loneSurrogate) }
    return Character(scalar)
  }

  private mutating func fourHexadecimalDigits(startedAt start: Int) throws(JSONError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw error(.unexpectedEnd) }
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw JSONError(offset: start, problem: .invalidEscape)
      }
      value = value << 4 | UInt16(digit)
      index += 1
    }
    return value
  }

  /// Reads the number at `index`: an integer where its value is one that a double holds exactly.
  mutating func number() throws(JSONError) -> JSONValue {
    let start = index
    if next == UInt8(ascii: "-") { index += 1 }
    let isZero = next == UInt8(ascii: "0")
    let whole = try digits()
    guard !isZero || whole == 1 else { throw JSONError(offset: start, problem: .invalidNumber) }
    var isPlain = true
    if next == UInt8(ascii: ".") {
      isPlain = false
      index += 1
      _ = try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isPlain = false
      index += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
      _ = try digits()
    }
    let literal = String(decoding: bytes[start..<index], as: UTF8.self)
    if isPlain, whole <= 15, let value = Int(literal) { return .integer(value) }
    guard let value = Double(literal) else { throw JSONError(offset: start, problem: .invalidNumber) }
    guard value.isFinite else { throw JSONError(offset: start, problem: .numberTooLarge) }
    return JSONValue.normalized(value)
  }

  private mutating func digits() throws(JSONError) -> Int {
    let start = index
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    guard index > start else { throw error(next == nil ? .unexpectedEnd : .invalidNumber) }
    return index - start
  }
}

extension JSONValue {
  /// An integer where `value` is whole and every whole number up to it has a double of its own.
  static func normalized(_ value: Double) -> JSONValue {
    guard value.magnitude <= 0x1p53, let whole = Int(exactly: value) else { return .number(value) }
    return .integer(whole)
  }
}
