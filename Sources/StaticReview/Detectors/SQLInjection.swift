internal import JudgeTypes

/// SQL put together from values: interpolated, formatted or concatenated strings that read as statements.
enum SQLInjection {
  static let detector = Detector.file("sql_injection") { source, rule in
    guard !source.isTest else { return [] }
    let strings = source.spans.filter { $0.kind == .string }
    // Asked once: each string would otherwise search the whole file.
    let isAboutSQL =
      speaksSQL.matches(source.text) && (source.language != .python || asksDatabase.matches(source.code))
    return strings.compactMap { string in
      guard readsAsSQL(string, in: source, isAboutSQL: isAboutSQL), !isSafeContext(string, in: source),
        let dynamic = dynamicPart(of: string, in: source)
      else { return nil }
      let isFromRequest = Trust.comesFromRequest(dynamic.expression, in: source)
      return Hit(rule, in: source.path, lines: dynamic.lines, severity: isFromRequest ? .critical : nil)
    }
  }

  private static let statement = Pattern.fixed(
    #"(?is)\A[\s(]*(?:select\b.{1,400}?\bfrom\b|insert\s+into\s+\S|update\s+\S+\s+set\b|delete\s+from\s+\S|replace\s+into\s+\S|merge\s+into\s|truncate\s+table\s|(?:drop|alter|create)\s+(?:table|view|index|user|role|database|schema)\s|with\s+\w+\s+as\s*\(|copy\s+\S+\s+(?:from|to)\s|grant\s+\S+.{0,80}?\bto\b|from\s+\w+.{0,200}?\bwhere\b)"#
  )
  /// A piece of a statement that is put together in parts.
  private static let fragment = Pattern.fixed(
    #"(?is)\A\s*(?:(?:where|and|or|having|on)\s+[\w."]+\s*(?:(?:=|<|>|<=|>=|<>|!=)\s*['(%$?:{]?|(?:like|ilike|in|between|is)\b\s*['(%$?]?)|order\s+by\s|group\s+by\s|(?:limit|offset)\s+(?:[%$?:{(\\]|\d|\z))"#
  )
  private static let select = Pattern.fixed(#"(?is)\A[\s(]*select\s+\S"#)

  private static func readsAsSQL(_ string: Span, in source: Source, isAboutSQL: Bool) -> Bool {
    statement.matches(source.bytes, in: string.content) || fragment.matches(source.bytes, in: string.content)
      || select.matches(source.bytes, in: string.content) && followedBySQL(string, in: source)
      || isAboutSQL && (comparesToQuoted(string, in: source) || procedureCall.matches(source.bytes, in: string.content))
      || isPartOfQuery(string, in: source)
  }

  private static let speaksSQL = Pattern.fixed(
    #"(?-i:\bSELECT\b|\bWHERE\b|\bINSERT INTO\b)|(?i)\bselect\b[^\n]{1,300}?\bfrom\b|\bselect\b\s*\n|\bwhere\b\s+[\w."]+\s*(?:[=<>]|\blike|\bin\b|\bis\b)|["'`\s]where\s["'`]|\.raw\(|createQueryBuilder|\bcursor\b|\.execute\w*\("#
  )
  /// Without such a call what looks like a condition in Python is the text of an object.
  private static let asksDatabase = Pattern.fixed(
    #"(?i)execute|\.raw\(|cursor|\btext\(|\.extra\(|RawSQL|read_sql|fetch(?:all|one|val|row)?\(|\.query\(|\w*sql\w*\s*(?:\+?=|\()|\bdb\b|\bconn"#
  )
  private static let procedureCall = Pattern.fixed(#"(?i)\A\s*(?:call|exec(?:ute)?)\s+\w[\w.]*\s*\(?"#)
  private static let quotedOperand = Pattern.fixed(
    #"(?i)[\w)"\]]\s*(?:\blike|\bilike|=|<>|!=|\bin\s*\()\s*(?:\w+\()?'%?[^'=<>]{0,20}\z"#)
  private static let formatted = Pattern.fixed(
    #"(?i)[\w)"\]]\s*(?:\blike|\bilike|=|<>|!=|\bin\s*\()\s*(?:\w+\()?'%?(?:\{\w*\}|%s)"#)
  private static let markup = Pattern.fixed(#"<\w|://|\{\s*$|\[[\w-]+[\^$*~|]?="#)

  /// `lower(name) LIKE '` and then a value: the quotes show that it is meant to be SQL.
  private static func comparesToQuoted(_ string: Span, in source: Source) -> Bool {
    guard source.bytes[string.range.lowerBound..<string.content.lowerBound].last != UInt8(ascii: "'"),
      !markup.matches(source.bytes, in: string.content)
    else { return false }
    let ends =
      string.interpolations.isEmpty
      ? [string.content.upperBound] : string.interpolations.map { beginning(of: $0, in: source) }
    if formatted.matches(source.bytes, in: string.content) { return true }
    return ends.contains { quotedOperand.matches(source.bytes, in: string.content.lowerBound..<$0) }
  }

  /// Where the marks of an interpolation begin: before `{`, `${` or `\(`.
  private static func beginning(of inner: Range<Int>, in source: Source) -> Int {
    var index = inner.lowerBound - 1
    if index > 0, "$\\".utf8.contains(source.bytes[index - 1]) { index -= 1 }
    return index
  }

  private static let queryCall = Pattern.fixed(
    #"(?:\.(?:raw|whereRaw|andWhere|orWhere|havingRaw|orderByRaw|selectRaw|joinRaw|fromRaw|groupByRaw|queryRawUnsafe|executeRawUnsafe|\$queryRawUnsafe|\$executeRawUnsafe|unsafe|extra)|\btext|\bRawSQL|\bliteral_column)\s*(?:<[^>]*>)?\(\s*f?\z"#
  )
  private static let operators = Pattern.fixed(
    #"(?i)[=<>]|\b(?:like|in|between|is|and|or|asc|desc|select|from)\b|\w\("#)

  /// An argument of a call that takes SQL as it is.
  private static func isPartOfQuery(_ string: Span, in source: Source) -> Bool {
    let near = max(0, string.range.lowerBound - 60)..<string.range.lowerBound
    return queryCall.matches(source.code, in: near) && operators.matches(source.bytes, in: string.content)
  }

  private static let fromClause = Pattern.fixed(#"(?is)\bfrom\s"#)

  /// `"select a, b " + "from t where x = " + value`: the rest of the statement stands in the next literals.
  private static func followedBySQL(_ string: Span, in source: Source) -> Bool {
    let end = source.statementEnd(from: string.range.upperBound)
    return fromClause.matches(source.bytes, in: string.range.upperBound..<max(end, string.range.upperBound))
  }

  /// What goes to people rather than to a database: a log line, an error, a text by its name.
  private static let messageCall = Pattern.fixed(
    #"(?:\b(?:log|logger|logging|console|LOG|print|fatalError|warn|info|debug|error|exception|describe|it|test|fmt\.Errorf|NSLog)\b[\w.]*\s*\(|\b(?:raise|throw)\s+(?:new\s+)?[\w.]+\(|\w*(?:Error|Exception)\()(?:(?!\b(?:execute\w*|query\w*|raw|prepare|all|one|run|exec)\s*\()[^\n;]){0,40}\z|\b(?:summary|help|description|title|label|message|detail|reason|msg|text)\s*[:=]\s*\z"#
  )
  private static let tag = Pattern.fixed(
    #"(?:\b[\w.]*(?:sql|SQL|queryRaw|executeRaw)|\bliteral:\s*|\bsql\.)\s*(?:<[^>]*>)?\s*\z"#)
  /// PostgresNIO and GRDB's literals turn interpolations into parameters.
  private static let bindingQuery = Pattern.fixed(
    #"(?:\.query\(|PostgresQuery\s*=|:\s*PostgresQuery\s*=|SQLRequest(?:<\w+>)?\(\s*(?:literal:)?|literal:|:\s*SQL\s*=|\bSQL\()\s*\z"#
  )
  private static let appended = Pattern.fixed(#"\b(\w+)\s*\+=\s*\z"#)

  /// `query += "…"` where `query` was declared as a statement that binds what is interpolated.
  private static func isAppendedToBindingQuery(_ near: Range<Int>, in source: Source) -> Bool {
    guard let name = appended.allMatches(in: source.code, range: near, limit: 1).first?.groups.first.flatMap({ $0 }),
      let declaration = try? Pattern(#"\b"# + source.string(name) + #"\s*:\s*(?:SQL|PostgresQuery|SQLQueryString)\b"#)
    else { return false }
    return declaration.matches(source.code)
  }

  private static let rawInterpolation = Pattern.fixed(#"\\\((?:raw|unsafeRaw|unescaped):"#)
  private static let rawTag = Pattern.fixed(#"(?:Unsafe|\.raw)\s*\z"#)

  /// A message that only speaks of SQL, or a tagged template that binds its values.
  private static func isSafeContext(_ string: Span, in source: Source) -> Bool {
    let lineStart = source.lineStart(of: string.range.lowerBound)
    let before = max(lineStart, string.range.lowerBound - 300)..<string.range.lowerBound
    if messageCall.matches(source.code, in: before) { return true }
    let near = max(0, string.range.lowerBound - 40)..<string.range.lowerBound
    if source.language == .swift,
      bindingQuery.matches(source.code, in: near) || isAppendedToBindingQuery(near, in: source)
    {
      return !rawInterpolation.matches(source.bytes, in: string.content)
    }
    return tag.matches(source.code, in: near) && !rawTag.matches(source.code, in: near)
      && (source.language != .python && source.bytes[string.range.lowerBound] == UInt8(ascii: "`")
        || source.language == .swift)
  }

  /// What can vary in the statement, and its lines; nil when nothing can that matters.
  private static func dynamicPart(
    of string: Span, in source: Source
  ) -> (lines: ClosedRange<Int>, expression: Range<Int>)? {
    let unsafe = string.interpolations.filter {
      !isPositional($0, in: source)
        && !Trust.isTrusted($0, in: source, at: string.range.lowerBound, isQuoted: isQuoted($0, in: source))
    }
    if let first = unsafe.first, let last = unsafe.last {
      return (source.lines(of: first.lowerBound..<last.upperBound), first)
    }
    let isOperandQuoted = opensQuote.matches(source.bytes, in: string.content)
    return operands(after: string, in: source)
      .first { !Trust.isTrusted($0, in: source, at: string.range.lowerBound, isQuoted: isOperandQuoted) }
      .map { (source.lines(of: string.range.lowerBound..<$0.upperBound), $0) }
  }

  /// The statement's own quote before what is put into it: at the end of the literal, or around a mark of a format.
  private static let opensQuote = Pattern.fixed(#"'%?\z|'%?(?:%s|\{\w*\})%?'"#)

  private static func isQuoted(_ inner: Range<Int>, in source: Source) -> Bool {
    var index = beginning(of: inner, in: source) - 1
    while index >= 0, source.bytes[index] == UInt8(ascii: "%") { index -= 1 }
    return index >= 0 && source.bytes[index] == UInt8(ascii: "'")
  }

  /// `$${index}` and `$\(index)` number a parameter; `:\(name)` and `?` do too.
  static func isPositional(_ inner: Range<Int>, in source: Source) -> Bool {
    var index = inner.lowerBound - 1
    while index >= 0, "{(\\".utf8.contains(source.bytes[index]) { index -= 1 }
    guard index >= 1, source.bytes[index] == UInt8(ascii: "$") else {
      return index >= 0 && source.bytes[index] == UInt8(ascii: ":")
    }
    // In a template literal the interpolation's own dollar comes first: `$${`.
    return source.bytes[inner.lowerBound - 1] != UInt8(ascii: "{") || source.bytes[index - 1] == UInt8(ascii: "$")
  }

  private static let format = Pattern.fixed(#"\A\s*\)*\s*\.format\s*\("#)
  private static let percent = Pattern.fixed(#"\A\s*%\s*(?=[\w({"'])"#)
  private static let plus = Pattern.fixed(#"\A\s*\+\s*"#)

  /// What is formatted or concatenated into the string after it: `% x`, `.format(x)`, `+ x`.
  private static func operands(after string: Span, in source: Source) -> [Range<Int>] {
    let rest = string.range.upperBound..<min(source.code.count, string.range.upperBound + 2_000)
    if let match = format.allMatches(in: source.code, range: rest, limit: 1).first {
      let open = match.range.upperBound - 1
      return source.closing(of: open).map { [source.trimmed((open + 1)..<$0)] } ?? []
    }
    if source.language == .python, let match = percent.allMatches(in: source.code, range: rest, limit: 1).first {
      return [source.trimmed(match.range.upperBound..<source.statementEnd(from: match.range.upperBound))]
    }
    var operands: [Range<Int>] = []
    var position = string.range.upperBound
    while let match = plus.allMatches(
      in: source.code, range: position..<min(source.code.count, position + 200), limit: 1
    ).first {
      let end = operandEnd(from: match.range.upperBound, in: source)
      guard end > match.range.upperBound else { break }
      operands.append(match.range.upperBound..<end)
      position = end
    }
    return operands
  }

  private static let conjunction = Pattern.fixed(#"(?i)\A\s*(?:and|or)\s*\z"#)
  private static let join = Pattern.fixed(#"\A\.join\s*\("#)

  /// The end of one operand of a concatenation: a literal, or a name with its calls and subscripts.
  private static func operandEnd(from start: Int, in source: Source) -> Int {
    // `", ".join(names)` is one operand, not the literal alone; conditions are judged where each is put together.
    let literal = source.span(startingAt: start)
    var index = literal?.range.upperBound ?? start
    if let literal,
      conjunction.matches(source.bytes, in: literal.content) || !source.has(join, in: index..<source.code.count)
    {
      return index
    }
    while index < source.code.count {
      let byte = source.code[index]
      if isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!") {
        index += 1
      } else if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "["), let close = source.closing(of: index) {
        index = close + 1
      } else {
        break
      }
    }
    return index
  }
}
