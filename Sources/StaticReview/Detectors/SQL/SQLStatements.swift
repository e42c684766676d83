internal import JudgeTypes

/// One statement of a SQL file, in byte offsets.
struct SQLStatement: Sendable {
  /// Without the white space and comments around it.
  let range: Range<Int>
  /// With comments blanked, white space folded, in capitals outside of strings.
  let text: String
  /// Whether it stands in the body of a function or procedure, or in a block.
  let isInBody: Bool
  /// The index of the statement that creates the function; nil outside.
  let routine: Int?
}

/// A SQL file parted into statements; strings, quoted names, dollar quotes and comments are told from the rest.
struct SQLScript: Sendable {
  let statements: [SQLStatement]
  let path: String
  /// The file without comments, same length.
  let bare: [UInt8]
  /// The file without comments and without the inside of strings, same length.
  let code: [UInt8]
  let original: [UInt8]
  /// The offset of a comment, string or body that nothing closes.
  let open: Int?

  init(_ source: Source) {
    path = source.reviewedPath
    original = source.bytes
    var reader = SQLReader(source.bytes)
    reader.run()
    (bare, code, open) = (reader.bare, reader.code, reader.open)
    var statements: [SQLStatement] = []
    var open: (index: Int, level: Int)?
    for part in reader.parts {
      Self.append(part.range, bodies: part.bodies, reader, inside: open?.index, into: &statements)
      guard part.bodies.isEmpty else { continue }
      // Without a delimiter of its own a routine goes on to the END that closes it.
      let level =
        Self.opens.allMatches(in: reader.code, range: part.range).count
        - Self.closes.allMatches(in: reader.code, range: part.range).count
      if let current = open {
        open = current.level + level > 0 ? (current.index, current.level + level) : nil
      } else if level > 0, let last = statements.lastIndex(where: { !$0.isInBody }),
        Self.routine.matches(reader.code, in: statements[last].range)
      {
        open = (last, level)
      }
    }
    self.statements = statements
  }

  private static let routine = Pattern.fixed(
    #"(?i)\A\s*(?:CREATE|ALTER)\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:CONSTRAINT\s+)?(?:FUNCTION|PROC(?:EDURE)?|TRIGGER|PACKAGE|EVENT)\b|\A\s*DO\b|\A\s*BEGIN\s+(?!TRAN|WORK|;)\w"#
  )

  private static let opens = Pattern.fixed(#"(?i)\b(?:BEGIN(?!\s+(?:TRAN|WORK))|CASE)\b"#)
  private static let closes = Pattern.fixed(#"(?i)\bEND\b(?!\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b)"#)

  private static func append(
    _ range: Range<Int>, bodies: [Range<Int>], _ reader: SQLReader, inside: Int?, into statements: inout [SQLStatement]
  ) {
    if let inside {
      guard let start = afterKeywords(range, reader.code), let part = trimmed(start..<range.upperBound, reader.bare)
      else { return }
      statements.append(SQLStatement(range: part, text: folded(part, reader), isInBody: true, routine: inside))
      return
    }
    guard let whole = trimmed(range, reader.bare) else { return }
    let isRoutine = routine.matches(reader.code, in: whole)
    let index = statements.count
    statements.append(SQLStatement(range: whole, text: folded(whole, reader), isInBody: false, routine: nil))
    let parts = bodies.isEmpty && isRoutine ? [whole] : bodies
    for body in parts {
      for inner in SQLReader.parts(in: body, of: reader.code) {
        guard let start = afterKeywords(inner, reader.code), let range = trimmed(start..<inner.upperBound, reader.bare)
        else { continue }
        statements.append(SQLStatement(range: range, text: folded(range, reader), isInBody: true, routine: index))
      }
    }
  }

  private static let leading = Pattern.fixed(
    #"(?i)\A(?:\s*(?:CREATE\b[^;]*?\b(?:BEGIN|AS|IS)\b(?:\s+BEGIN\b)?|BEGIN(?!\s+TRAN)(?:\s+(?:ATOMIC|TRY|CATCH))?|THEN|ELSE|LOOP|DECLARE\b(?=\s*\w+\s+\w+\s*;)|END\s+(?:TRY|CATCH)|IF\b[^;]*?\bTHEN\b|ELSE?IF\b[^;]*?\bTHEN\b|FOR\b[^;]*?\bLOOP\b|WHILE\b[^;]*?\b(?:LOOP|DO)\b|EXCEPTION\s+WHEN\b[^;]*?\bTHEN\b|SET\s+NOCOUNT\s+ON)(?=\s|\z))+"#
  )

  /// Behind what only opens a block, such as BEGIN or IF … THEN.
  private static func afterKeywords(_ range: Range<Int>, _ code: [UInt8]) -> Int? {
    leading.allMatches(in: code, range: range, limit: 1).first?.range.upperBound ?? range.lowerBound
  }

  private static func trimmed(_ range: Range<Int>, _ bare: [UInt8]) -> Range<Int>? {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(bare[start]) || bare[start] == UInt8(ascii: ";") { start += 1 }
    while end > start, isBlank(bare[end - 1]) || bare[end - 1] == UInt8(ascii: ";") { end -= 1 }
    return start < end ? start..<end : nil
  }

  /// At most so much of a statement is looked at; the rest is rows of data.
  static let longest = 20_000

  private static func folded(_ range: Range<Int>, _ reader: SQLReader) -> String {
    var text: [UInt8] = []
    var wasBlank = false
    for index in range.prefix(longest) {
      let byte = reader.bare[index]
      if isBlank(byte) {
        if !wasBlank { text.append(0x20) }
        wasBlank = true
        continue
      }
      wasBlank = false
      let isCode = reader.code[index] == byte
      text.append(isCode && (97...122).contains(byte) ? byte - 32 : byte)
    }
    return String(decoding: text, as: UTF8.self)
  }

  func has(_ pattern: Pattern) -> Bool { pattern.matches(code) }
  func text(_ range: Range<Int>) -> String { String(decoding: bare[range], as: UTF8.self) }
}

extension Source {
  var sql: SQLScript { cache.reading("sql") { SQLScript(self) } }
}

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
