internal import JudgeTypes

/// What is assigned to which name.
enum FlowValues {
  /// Each name with what it is given, in the order of the text.
  static func all(in source: Source) -> [(name: String, value: Range<Int>)] {
    let found =
      source.language == .go
      ? assignments(go, in: source) + declarations(in: source) + filled(in: source)
      : assignments(braced, in: source) + loops(in: source)
    return (found + additions(in: source)).sorted { $0.value.lowerBound < $1.value.lowerBound }
  }

  /// The byte before a value: `=`, or `(` and `.` for what is added to a builder.
  static func mark(before value: Range<Int>, in source: Source) -> UInt8 {
    var index = value.lowerBound - 1
    while index > 0, isBlank(source.code[index]) { index -= 1 }
    if index > 0, source.code[index] == UInt8(ascii: "="), source.code[index - 1] == UInt8(ascii: "+") {
      return UInt8(ascii: "+")
    }
    return index >= 0 ? source.code[index] : 0
  }

  private static let go = Pattern.fixed(#"(?<![\w.])((?:\w+[ \t]*,[ \t]*)*\w+)[ \t]*[:+]?=(?!=)[ \t]*"#)
  private static let declared = Pattern.fixed(#"\b(?:var|const)[ \t]+(\w+)[ \t]+[\w.\[\]*]+[ \t]*=(?!=)[ \t]*"#)
  private static let braced = Pattern.fixed(#"(?<!\w)(\w+)[ \t]*(?::[ \t]*[\w<>?, .]{1,60})?[ \t\r\n]*\+?=(?![=>])\s*"#)
  private static let fill = Pattern.fixed(
    #"(?m)^[^\n]*\b(?:Decode|Bind\w*|ShouldBind\w*|BodyParser|QueryParser|ReqHeaderParser|ParamsParser|Unmarshal|readJSON|ReadJSON|decodeJSON|DecodeJSON)\([^\n]*?&(\w+)\b[^\n]*"#
  )
  private static let loop = Pattern.fixed(
    #"\bfor(?:each)?\s*\(\s*(?:final\s+)?(?:[\w<>\[\], ?.]+\s+)?(\w+)\s*(?::|\bin\b)\s*"#)
  private static let add = Pattern.fixed(#"(?<![\w.])(\w+)\.(?:append|Append\w*|WriteString|add|Add|addAll)\("#)
  private static let word = Pattern.fixed(#"\w+"#)

  private static func assignments(_ pattern: Pattern, in source: Source) -> [(String, Range<Int>)] {
    pattern.allMatches(in: source.code).flatMap { match -> [(String, Range<Int>)] in
      guard let names = match.groups[0] else { return [] }
      let start = match.range.upperBound
      let value = start..<(source.language == .go ? goEnd(from: start, in: source) : source.statementEnd(from: start))
      return word.allMatches(in: source.code, range: names).map { (source.string($0.range), value) }
    }
  }

  private static func declarations(in source: Source) -> [(String, Range<Int>)] {
    declared.allMatches(in: source.code).compactMap { match in
      match.groups[0].map {
        (source.string($0), match.range.upperBound..<goEnd(from: match.range.upperBound, in: source))
      }
    }
  }

  /// `json.NewDecoder(r.Body).Decode(&input)`: what stands on the line is what `input` is made of.
  private static func filled(in source: Source) -> [(String, Range<Int>)] {
    fill.allMatches(in: source.code).compactMap { match in
      match.groups[0].map { (source.string($0), source.trimmed(match.range.lowerBound..<$0.lowerBound)) }
    }
  }

  private static func loops(in source: Source) -> [(String, Range<Int>)] {
    loop.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups[0] else { return nil }
      var end = match.range.upperBound
      while end < source.code.count, source.code[end] != UInt8(ascii: ")"), source.code[end] != UInt8(ascii: "\n") {
        end = (source.closing(of: end) ?? end) + 1
      }
      return (source.string(name), match.range.upperBound..<min(end, source.code.count))
    }
  }

  private static func additions(in source: Source) -> [(String, Range<Int>)] {
    add.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups[0], let close = source.closing(of: match.range.upperBound - 1) else { return nil }
      return (source.string(name), match.range.upperBound..<close)
    }
  }

  /// The end of Go's right-hand side: the line's, or the block's that it is the head of.
  private static func goEnd(from start: Int, in source: Source) -> Int {
    var index = start
    var last: UInt8 = 0
    while index < source.code.count {
      let byte = source.code[index]
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): index = source.closing(of: index) ?? index
      case UInt8(ascii: "{"):
        if last == 0 || isBlank(last) { return index }
        index = source.closing(of: index) ?? index
      case UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: ";"): return index
      case UInt8(ascii: "\n"):
        var before = index
        while before > start, isBlank(source.code[before - 1]) { before -= 1 }
        guard before > start, "+,.&|(".utf8.contains(source.code[before - 1]) || source.isInString(index) else {
          return index
        }
      default: break
      }
      last = byte
      index += 1
    }
    return source.code.count
  }
}
