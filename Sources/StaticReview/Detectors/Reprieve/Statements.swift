internal import JudgeTypes

/// Text that only looks like a statement of a database, and parts of one that cannot be parameters.
enum Statements {
  @Sendable static func isRight(_ hit: Hit, in source: Source) -> Bool {
    let strings = source.strings(in: source.range(ofLines: hit.lines))
    guard let first = strings.first ?? source.string(around: source.range(ofLines: hit.lines).lowerBound) else {
      return false
    }
    // On a line with several texts one that is told to people says nothing of the others.
    let isTold = strings.count <= 1 || strings.allSatisfy { isMessage($0, in: source) }
    return isTold && isMessage(first, in: source)
      || takesOnlyNumbers(strings.isEmpty ? [first] : strings, hit, in: source)
      || hasOnlyNames(strings.isEmpty ? [first] : strings, hit, in: source)
  }

  // MARK: Messages

  private static let message = Pattern.fixed(
    #"(?:\b(?:raise|throw)\s+(?:new\s+)?[\w.]+|\bwarnings?\.warn|\b\w*(?:Error|Exception|Warning)|\blog(?:ger|ging)?\.\w+|\bfatalError|\bprecondition(?:Failure)?)\s*\z"#
  )
  private static let described = Pattern.fixed(
    #"["'](?:description|help|message|title|label|detail|summary|hint)["']\s*:\s*[fFrR]?\z"#)
  private static let program = Pattern.fixed(#"\A\s*(?:from\s+[\w.]+\s+import\s|import\s+[\w.]+\s*;)"#)

  /// Whether it is told to people: an argument of an error or a warning, a description, or a program in another language.
  private static func isMessage(_ string: Span, in source: Source) -> Bool {
    let start = startOfGroup(string, in: source)
    if described.matches(source.text, in: max(0, start - 40)..<start) { return true }
    if let first = source.span(startingAt: start), program.matches(source.bytes, in: first.content) { return true }
    var offset = start
    for _ in 0..<3 {
      guard let open = source.openParenthesis(before: offset) else { return false }
      if message.matches(source.code, in: max(0, open - 80)..<open) { return true }
      // Only brackets that merely group, and the pieces of one text, are looked through.
      guard let before = source.lastShown(before: open), !isWord(source.code[before]) else { return false }
      offset = open
    }
    return false
  }

  /// The offset of the first of the literals that stand side by side and make one text.
  private static func startOfGroup(_ string: Span, in source: Source) -> Int {
    var start = string.range.lowerBound
    for _ in 0..<60 {
      guard let before = source.lastShown(before: start), let earlier = source.string(endingAt: before + 1) else {
        break
      }
      start = earlier.range.lowerBound
    }
    return start
  }

  // MARK: Names

  /// What names a table or column, already quoted, or is a number or a time that was made here.
  private static let name = Pattern.fixed(
    #"(?i)quot(?:ed?|ing)_?\w*(?:identifier|name|table|column)|quote_?(?:table|column)?_?(?:name|ident\w*)?\s*\(|_?quote_?ident\w*|escaped_?identifier|_meta\.db_table|__tablename__|\.(?:quoted_)?table_?name\b|\.base_class\b|\bsql\.Identifier"#
  )
  private static let number = Pattern.fixed(
    #"\A\s*(?:(?:max|min)\s*\(\s*[\d._]+\s*,\s*)?(?:int|float|len|round|ceil|floor|abs|math\.\w+|Int|Double|utcnow|datetime\.\w+|time\.time)\s*(\((?:[^()]|(?1))*\))\s*\)?\s*\z"#
  )
  private static let bare = Pattern.fixed(#"\A\w+\z"#)
  private static let operand = Pattern.fixed(#"\A\s*\)?\s*%\s*\(?\s*([\w.]+(?:\([\w., ]*\))?)\s*[,)]?"#)

  private static let joined = Pattern.fixed(#"\A\s*\+\s*[\w(]"#)

  private static func hasOnlyNames(_ strings: [Span], _ hit: Hit, in source: Source) -> Bool {
    let lines = source.range(ofLines: hit.lines)
    var values = strings.flatMap(\.interpolations).filter { $0.overlaps(lines) }
    if values.isEmpty, let last = strings.last {
      let rest = last.range.upperBound..<min(source.text.count, last.range.upperBound + 160)
      values = operand.allMatches(in: source.text, range: rest, limit: 1).compactMap { $0.groups[0] }
    }
    let isJoined = strings.contains {
      joined.matches(source.code, in: $0.range.upperBound..<min(source.code.count, $0.range.upperBound + 40))
    }
    return !values.isEmpty && !isJoined && values.allSatisfy { isName(source.trimmed($0), in: source) }
  }

  private static let placeholder = Pattern.fixed(#"%(?:\(\w+\))?[-+ 0#]*\d*(?:\.\d+)?([a-zA-Z])"#)
  private static let formats = Pattern.fixed(#"\A\s*\)?\s*%[^=]|\A\s*,"#)

  /// `"… WHERE id = %d" % id`: what is no number is refused before it gets into the statement.
  private static func takesOnlyNumbers(_ strings: [Span], _ hit: Hit, in source: Source) -> Bool {
    let end = { (string: Span) in string.range.upperBound..<min(source.code.count, string.range.upperBound + 40) }
    guard strings.allSatisfy({ $0.interpolations.isEmpty && !joined.matches(source.code, in: end($0)) }),
      let last = strings.last, formats.matches(source.code, in: end(last))
    else { return false }
    let kinds = strings.flatMap { string in
      placeholder.allMatches(in: source.bytes, range: string.content, limit: 40).compactMap { $0.group(0) }
    }
    return !kinds.isEmpty && kinds.allSatisfy { "difeEgGxXuo".utf8.contains(source.bytes[$0.lowerBound]) }
  }

  private static func isName(_ value: Range<Int>, in source: Source) -> Bool {
    if source.has(name, in: value) || source.has(number, in: value) { return true }
    guard source.has(bare, in: value),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound)
    else { return false }
    let isHere = source.function(around: value.lowerBound).map { $0.range.contains(origin.lowerBound) } ?? true
    return isHere && (source.has(name, in: origin) || source.has(number, in: origin))
  }
}

extension Source {
  /// The literal in which `offset` lies.
  func string(around offset: Int) -> Span? {
    spans.last { $0.kind == .string && $0.range.lowerBound <= offset && $0.range.upperBound > offset }
  }

  /// The literal that ends at `offset`.
  func string(endingAt offset: Int) -> Span? {
    spans.last { $0.kind == .string && $0.range.upperBound == offset }
  }

  /// The parenthesis that stands open before `offset`, near by.
  func openParenthesis(before offset: Int) -> Int? {
    var depth = 0
    for index in stride(from: offset - 1, through: max(0, offset - 3_000), by: -1) {
      switch code[index] {
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth += 1
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        if depth == 0 { return code[index] == UInt8(ascii: "(") ? index : nil }
        depth -= 1
      default: break
      }
    }
    return nil
  }
}
