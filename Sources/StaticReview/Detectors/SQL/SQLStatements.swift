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
