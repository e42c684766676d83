internal import JudgeTypes

/// A place in a statement's text that something else fills.
struct StatementHole {
  enum Place { case value, name, order }
  let expression: Range<Int>
  let place: Place
  /// Where the text behind it goes on.
  let end: Int
}

enum StatementHoles {
  static let speaksSQL = Pattern.fixed(
    #"(?is)\b(?:select\b.{1,400}?\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|call\s+\w+\()|LdapTemplate|DirContext|ldap\.|SearchControls|XPath"#
  )
  private static let statement = Pattern.fixed(
    #"(?is)\A[\s(]*(?:select\b.{1,600}?\bfrom\b|select\s+\S|insert\s+(?:ignore\s+)?into\s+\S|update\s+\S+\s+set\b|delete\s+from\s+\S|replace\s+into\s+\S|merge\s+into\s|truncate\s+table\s|(?:drop|alter|create)\s+(?:table|view|index|user|role|database|schema)\s|with\s+\w+\s+as\s*\(|call\s+\w+\s*\(|exec(?:ute)?\s+\w+\s|from\s+[A-Z]\w+\s+\w+\s+where\b)"#
  )
  private static let fragment = Pattern.fixed(
    #"(?is)\A\s*(?:(?:where|and|or|having|on|set)\s+[\w."`\[\]()]+\s*(?:=|<|>|<=|>=|<>|!=|like\b|ilike\b|in\b|between\b)|order\s+by\b|(?:limit|offset)\s+(?:%|\z|\$|\{))|\A\(\s*[&|]?\s*\(?\w+=\z|\(\w+=(?:%s|\$)"#
  )

  static func readsAsStatement(_ string: Span, in source: Source) -> Bool {
    statement.matches(source.bytes, in: string.content) || fragment.matches(source.bytes, in: string.content)
  }

  static let placeholder = Pattern.fixed(
    #"(?i)place_?holders?|\bmarks\b|question_?marks|\bparams?List\b|\bargs?Idx\b|\bidx\b|\b(?:i|n|argN|argPos|paramIndex|pos)\b\s*(?:\+\s*\d+)?\z|String\.join\("|strings\.Join\((?:place|conds?|clauses|wheres?|conditions|sets?|columns|cols|fields|parts)"#
  )

  // MARK: Places

  private static let compared = Pattern.fixed(
    #"(?is)(?:(?<![<>!])[=<>]|<=|>=|<>|!=|\blike|\bilike|\bin\s*\(|\bbetween|\bvalues\s*\(|\blimit|\boffset|\bvalues\s*\([^()]*,|\bcall\s+\w+\s*\(|\(\w+=)\s*\z"#
  )
  private static let ordered = Pattern.fixed(#"(?is)\border\s+by\s+[\w.,\s]*\z"#)

  private static func place(behind text: ArraySlice<UInt8>) -> StatementHole.Place {
    let bytes = Array(text.suffix(300))
    let quotes = bytes.count { $0 == UInt8(ascii: "'") }
    if quotes % 2 == 1 { return .value }
    if compared.matches(bytes) { return .value }
    return ordered.matches(bytes) ? .order : .name
  }

  // MARK: Holes

  static func holes(of string: Span, in source: Source) -> [StatementHole] {
    if !string.interpolations.isEmpty { return interpolated(string, in: source) + concatenated(string, in: source) }
    let formatted = formatted(string, in: source)
    return formatted.isEmpty ? concatenated(string, in: source) : formatted
  }

  private static let bindingCall = Pattern.fixed(
    #"(?:FromSqlInterpolated|FromSql|ExecuteSqlInterpolated(?:Async)?|ExecuteSql(?:Async)?|SqlQuery(?:<\w+>)?|sql)\s*\(\s*\z"#
  )

  private static func interpolated(_ string: Span, in source: Source) -> [StatementHole] {
    // These calls of C# turn what is interpolated into parameters.
    let before = max(0, string.range.lowerBound - 60)..<string.range.lowerBound
    if source.language == .csharp, bindingCall.matches(source.code, in: before) { return [] }
    return string.interpolations.map { inner in
      let marks = source.bytes[inner.lowerBound - 1] == UInt8(ascii: "$") || source.language == .csharp ? 1 : 2
      let text = source.bytes[string.content.lowerBound..<max(string.content.lowerBound, inner.lowerBound - marks)]
      return StatementHole(expression: inner, place: place(behind: text), end: string.range.upperBound)
    }
  }

  private static let formatCall = Pattern.fixed(
    #"(?:\bfmt\.(?:Sprintf|Fprintf)|\bString\.format|\bstring\.Format|\bMessageFormat\.format|\.AppendFormat|\bf\.Sprintf)\s*\(\s*(?:\w+\s*,\s*|Locale\.\w+\s*,\s*)?\z"#
  )
  private static let formattedCall = Pattern.fixed(#"\A\s*\.(?:formatted|format)\s*\("#)
  private static let verb = Pattern.fixed(#"%(?:\[?\d*\]?\$?)[-+#0 ]*\d*(?:\.\d+)?([a-zA-Z%])|\{(\d+)[^}\n]*\}"#)

  /// `fmt.Sprintf("… %s", x)`, `String.format`, `"…".formatted(x)`.
  private static func formatted(_ string: Span, in source: Source) -> [StatementHole] {
    let before = max(0, string.range.lowerBound - 60)..<string.range.lowerBound
    let rest = string.range.upperBound..<min(source.code.count, string.range.upperBound + 60)
    let arguments: [Range<Int>]
    if formatCall.matches(source.code, in: before) {
      guard let close = enclosing(behind: string.range.upperBound, in: source) else { return [] }
      arguments = source.arguments(in: string.range.upperBound..<close).filter { !$0.isEmpty }
    } else if let match = formattedCall.allMatches(in: source.code, range: rest, limit: 1).first,
      let close = source.closing(of: match.range.upperBound - 1)
    {
      arguments = source.arguments(in: match.range.upperBound..<close)
    } else {
      return []
    }
    var next = 0
    return verb.allMatches(in: source.bytes, range: string.content).compactMap { match in
      var index = next
      if let number = match.groups.count > 1 ? match.groups[1] : nil {
        index = Int(source.string(number)) ?? 0
      } else {
        guard let letter = match.groups.first.flatMap({ $0 }), source.bytes[letter.lowerBound] != UInt8(ascii: "%")
        else {
          return nil
        }
        next += 1
        if "dxXobfegt".utf8.contains(source.bytes[letter.lowerBound]) { return nil }
      }
      guard arguments.indices.contains(index) else { return nil }
      let text = source.bytes[string.content.lowerBound..<match.range.lowerBound]
      // `$%d` and `:%s` number or name a parameter.
      if let last = text.last, "$:@".utf8.contains(last) { return nil }
      return StatementHole(
        expression: arguments[index], place: place(behind: text),
        end: max(string.range.upperBound, arguments[index].upperBound))
    }
  }

  /// The parenthesis that closes the call in which `offset` stands.
  private static func enclosing(behind offset: Int, in source: Source) -> Int? {
    var index = offset
    while index < source.code.count, index - offset < 4_000 {
      if source.code[index] == UInt8(ascii: ")") { return index }
      index = (source.closing(of: index) ?? index) + 1
    }
    return nil
  }

  private static let joint = Pattern.fixed(
    #"\A\s*\+\s*|\A\s*\)\s*(?:;\s*\w+\s*)?\.\s*(?:append|concat|Append|WriteString)\(\s*|\A\s*\)\s*\n\s*\w+\.WriteString\(\s*"#
  )

  /// `"… = '" + x + "'"` and a builder's `.append("… = '").append(x)`.
  private static func concatenated(_ string: Span, in source: Source) -> [StatementHole] {
    var holes: [StatementHole] = []
    var text = Array(source.bytes[string.content])
    var position = string.range.upperBound
    for _ in 0..<60 {
      let rest = position..<min(source.code.count, position + 300)
      guard let match = joint.allMatches(in: source.code, range: rest, limit: 1).first else { break }
      let start = match.range.upperBound
      if let literal = source.span(startingAt: start), literal.kind == .string {
        text += source.bytes[literal.content]
        position = literal.range.upperBound
        continue
      }
      let end = operandEnd(from: start, in: source)
      guard end > start else { break }
      holes.append(StatementHole(expression: start..<end, place: place(behind: text[...]), end: end))
      text.append(UInt8(ascii: "x"))
      position = end
    }
    return holes
  }

  private static func operandEnd(from start: Int, in source: Source) -> Int {
    var index = start
    while index < source.code.count {
      let byte = source.code[index]
      if isWord(byte) || ".?!:".utf8.contains(byte) {
        index += 1
      } else if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "["), let close = source.closing(of: index) {
        index = close + 1
      } else {
        break
      }
    }
    return index
  }

  // MARK: What fills them

  private static let name = Pattern.fixed(#"\A\w+\z"#)

  /// A part of the statement that this function puts together itself: its own literals are judged where they stand.
  static func isBuiltHere(_ expression: Range<Int>, in source: Source) -> Bool {
    guard let made = FlowAddress.definition(of: expression, in: source) else { return false }
    return source.strings(in: made).contains { readsAsStatement($0, in: source) }
  }

  /// A parameter of text that chooses the order: a caller hands it on from somewhere.
  static func isTextParameter(_ expression: Range<Int>, in source: Source) -> Bool {
    let value = source.trimmed(expression)
    guard source.has(name, in: value), let function = source.flow.function(around: value.lowerBound) else {
      return false
    }
    return function.parameters.contains { $0.name == source.string(value) && $0.text.lowercased().contains("string") }
  }
}
