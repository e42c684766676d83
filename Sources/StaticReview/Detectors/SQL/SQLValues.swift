internal import JudgeTypes

/// Which names in a file's routines cannot carry text of anybody: numbers, dates, and choices among constants.
struct SQLValues {
  private let names: Set<String>

  private static let number = Pattern.fixed(
    #"(?i)[@"]?\b(\w+)"?\s+(?:IN\s+)?(?:CONSTANT\s+)?(?:AS\s+)?(?:INTEGER|INT[248]?|BIGINT|SMALLINT|TINYINT|BOOLEAN|BOOL|BIT|DATE|TIMESTAMPTZ?|DATETIME2?|INTERVAL|UUID|OID|REG(?:CLASS|TYPE|PROC)|NUMERIC|DECIMAL|FLOAT|DOUBLE|REAL)\b"#
  )
  private static let text = Pattern.fixed(
    #"(?i)[@"]?\b(\w+)"?\s+(?:IN\s+)?(?:TEXT|N?VARCHAR2?|N?CHAR|CHARACTER|CITEXT|JSONB?|NAME|SYSNAME|XML|CLOB)\b"#)
  private static let choice = Pattern.fixed(
    #"(?i)@?\b(\w+)(?:\s+(?:TEXT|N?VARCHAR\s*\(\s*\w+\s*\)))?\s*:?=\s*CASE\b((?:(?!\bEND\b)[^;])*)\bEND\s*;"#)
  private static let open = Pattern.fixed(#"(?i)\b(?:THEN|ELSE)\s+(?!N?'|NULL\b|\d)"#)
  private static let assigned = Pattern.fixed(#"(?i)@?\b(\w+)\s*:=\s*(?!CASE\b|N?'[^']*'\s*;)"#)

  init(_ script: SQLScript) {
    let code = script.code
    func all(_ pattern: Pattern) -> Set<String> {
      Set(
        pattern.allMatches(in: code).compactMap {
          $0.group(0).map { String(decoding: code[$0], as: UTF8.self).uppercased() }
        })
    }
    let choices = Self.choice.allMatches(in: code).compactMap { match -> String? in
      guard let name = match.group(0), let cases = match.group(1), !Self.open.matches(code, in: cases) else {
        return nil
      }
      return String(decoding: code[name], as: UTF8.self).uppercased()
    }
    names = all(Self.number).subtracting(all(Self.text)).union(Set(choices).subtracting(all(Self.assigned)))
  }

  private static let counts: Set = [
    "FORMAT", "GREATEST", "LEAST", "ABS", "ROUND", "FLOOR", "COUNT", "LENGTH", "ARRAY_LENGTH", "EXTRACT",
  ]

  func isHarmless(_ name: String) -> Bool { names.contains(name) || Self.counts.contains(name) }

  private static let call = Pattern.fixed(
    #"\b(QUOTE_IDENT|QUOTE_LITERAL|QUOTE_NULLABLE|QUOTENAME|QUOTE|FORMAT) ?\("#)

  /// A statement without what is quoted by functions for that, and whether some `%s` of a format takes free text.
  func reduced(_ statement: String) -> (text: String, isLoose: Bool) {
    var bytes = Array(statement.utf8)
    var isLoose = false
    var done = 0
    for match in Self.call.allMatches(in: bytes) where match.range.lowerBound >= done {
      let inside = match.range.upperBound..<Self.end(of: match.range.upperBound, bytes)
      if let name = match.group(0), bytes[name.lowerBound] == UInt8(ascii: "F") {
        isLoose = isLoose || hasLooseArgument(Self.arguments(of: Array(bytes[inside])))
      }
      for offset in inside { bytes[offset] = 0x20 }
      done = inside.upperBound
    }
    return (String(decoding: bytes, as: UTF8.self), isLoose)
  }

  private static let specifier = Pattern.fixed(#"%%|%(?:(\d+)\$)?-?\d*([sSiIlL])"#)
  private static let constant = Pattern.fixed(
    #"\A(?:N?'[^']*'|-?\d+|NULL|CASE\b.*|(?:QUOTE_\w+|TO_CHAR|NOW)\s*\(.*|.*::REGCLASS)\z"#)
  private static let name = Pattern.fixed(#"\A[@"]?(\w+)"?(?:::\w+)?(?: ?\(.*)?\z"#)

  private func hasLooseArgument(_ arguments: [String]) -> Bool {
    guard let format = arguments.first else { return false }
    let bytes = Array(format.utf8)
    var next = 1
    for match in Self.specifier.allMatches(in: bytes) {
      guard let kind = match.group(1) else { continue }
      let position = match.group(0).flatMap { Int(String(decoding: bytes[$0], as: UTF8.self)) }
      let index = position ?? next
      next = index + 1
      guard bytes[kind.lowerBound] | 0x20 == UInt8(ascii: "s"), index < arguments.count else { continue }
      let argument = Array(arguments[index].utf8)
      if Self.constant.matches(argument) { continue }
      if let found = Self.name.allMatches(in: argument, limit: 1).first?.group(0),
        isHarmless(String(decoding: argument[found], as: UTF8.self))
      {
        continue
      }
      return true
    }
    return false
  }

  /// Where the parenthesis closes that opened before `start`.
  private static func end(of start: Int, _ bytes: [UInt8]) -> Int {
    var level = 1
    var isQuoted = false
    for index in start..<bytes.count {
      if bytes[index] == UInt8(ascii: "'") { isQuoted.toggle() }
      if isQuoted { continue }
      if bytes[index] == UInt8(ascii: "(") { level += 1 }
      if bytes[index] == UInt8(ascii: ")") { level -= 1 }
      if level == 0 { return index }
    }
    return bytes.count
  }

  /// The arguments of a call; a text between dollars is one.
  private static func arguments(of bytes: [UInt8]) -> [String] {
    var parts: [[UInt8]] = [[]]
    var level = 0
    var isQuoted = false
    var isDollared = false
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "'"), !isDollared { isQuoted.toggle() }
      if byte == UInt8(ascii: "$"), !isQuoted, isTag(at: index, bytes) { isDollared.toggle() }
      if !isQuoted, !isDollared {
        if byte == UInt8(ascii: "(") { level += 1 }
        if byte == UInt8(ascii: ")") { level -= 1 }
        if byte == UInt8(ascii: ","), level == 0 {
          parts.append([])
          continue
        }
      }
      parts[parts.count - 1].append(byte)
    }
    return parts.map { part in
      let text = String(decoding: part, as: UTF8.self)
      return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The first dollar of `$q$` or `$$`.
  private static func isTag(at index: Int, _ bytes: [UInt8]) -> Bool {
    var end = index + 1
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else { return false }
    return end == index + 1 || !(48...57).contains(bytes[index + 1])
  }
}
