/// Tells SQL's strings and comments from its code, and parts statements.
struct SQLReader {
  private(set) var bare: [UInt8]
  private(set) var code: [UInt8]
  private(set) var parts: [(range: Range<Int>, bodies: [Range<Int>])] = []
  private let bytes: [UInt8]
  private var position = 0
  /// The offset of a comment, string or body that nothing closes.
  private(set) var open: Int?

  init(_ bytes: [UInt8]) {
    (self.bytes, bare, code) = (bytes, bytes, bytes)
  }

  private func at(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  mutating func run() {
    var bodies: [Range<Int>] = []
    var dollars: [(tag: [UInt8], start: Int)] = []
    var start = 0
    var delimiter: [UInt8] = [UInt8(ascii: ";")]
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "-"), at(position + 1) == byte {
        blankLine()
      } else if byte == UInt8(ascii: "#"), isLineStart(position) {
        blankLine()
      } else if byte == UInt8(ascii: "/"), at(position + 1) == UInt8(ascii: "*") {
        blankBlock()
      } else if byte == UInt8(ascii: "'") {
        readString(byte)
      } else if byte == UInt8(ascii: "$"), !(dollars.isEmpty && matches(delimiter)), let tag = dollarTag() {
        if let open = dollars.last, open.tag == tag {
          dollars.removeLast()
          if dollars.isEmpty { bodies.append(open.start..<position) }
        } else {
          dollars.append((tag, position + tag.count))
        }
        position += tag.count
      } else if isLineStart(position), let word = delimiterCommand() {
        parts.append((start..<position, bodies))
        delimiter = word
        blankLine()
        (start, bodies) = (position, [])
      } else if isLineStart(position), isBatchEnd() {
        parts.append((start..<position, bodies))
        blankLine()
        (start, bodies) = (position, [])
      } else if dollars.isEmpty, matches(delimiter) {
        parts.append((start..<position, bodies))
        position += delimiter.count
        (start, bodies) = (position, [])
      } else {
        position += 1
      }
    }
    if let dollar = dollars.first { open = open ?? dollar.start }
    parts.append((start..<bytes.count, bodies))
  }

  /// The parts of a body at its semicolons.
  static func parts(in range: Range<Int>, of code: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where code[index] == UInt8(ascii: ";") {
      parts.append(start..<index)
      start = index + 1
    }
    if start < range.upperBound { parts.append(start..<range.upperBound) }
    return parts
  }

  private func isLineStart(_ offset: Int) -> Bool { offset == 0 || bytes[offset - 1] == UInt8(ascii: "\n") }

  private func matches(_ delimiter: [UInt8]) -> Bool {
    guard position + delimiter.count <= bytes.count else { return false }
    return bytes[position..<(position + delimiter.count)].elementsEqual(delimiter)
  }

  private func lineText() -> String {
    var end = position
    while end < bytes.count, end - position < 200, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  /// `DELIMITER //`.
  private func delimiterCommand() -> [UInt8]? {
    guard bytes[position] | 0x20 == UInt8(ascii: "d") else { return nil }
    let words = lineText().split(whereSeparator: \.isWhitespace)
    guard words.count >= 2, words[0].uppercased() == "DELIMITER" else { return nil }
    return Array(words[1].utf8)
  }

  /// `GO`, or `/` alone on a line.
  private func isBatchEnd() -> Bool {
    guard bytes[position] | 0x20 == UInt8(ascii: "g") || bytes[position] == UInt8(ascii: "/") else { return false }
    let line = lineText().filter { !$0.isWhitespace }
    return line.uppercased() == "GO" || line == "/"
  }

  private func dollarTag() -> [UInt8]? {
    var end = position + 1
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$"), end - position < 64 else { return nil }
    if end > position + 1, (48...57).contains(bytes[position + 1]) { return nil }
    return Array(bytes[position...end])
  }

  private mutating func blankLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank(both: true) }
  }

  private mutating func blankBlock() {
    let start = position
    while position < bytes.count {
      let isEnd = bytes[position] == UInt8(ascii: "*") && at(position + 1) == UInt8(ascii: "/")
      blank(both: true)
      if isEnd {
        blank(both: true)
        return
      }
    }
    open = open ?? start
  }

  private mutating func blank(both: Bool) {
    guard position < bytes.count else { return }
    if bytes[position] != UInt8(ascii: "\n") {
      if both { bare[position] = 0x20 }
      code[position] = 0x20
    }
    position += 1
  }

  private mutating func readString(_ quote: UInt8) {
    let start = position
    position += 1
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\\"), at(position + 1) == quote, at(position + 2) != UInt8(ascii: ";"),
        at(position + 2) != UInt8(ascii: "\n"), at(position + 2) != UInt8(ascii: ")")
      {
        blank(both: false)
      } else if bytes[position] == quote {
        if at(position + 1) != quote {
          position += 1
          return
        }
        blank(both: false)
      }
      blank(both: false)
    }
    open = open ?? start
  }
}
