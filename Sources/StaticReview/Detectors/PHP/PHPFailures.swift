internal import JudgeTypes

/// Failures of PHP that are told in passing, while the script goes on and writes what is not so.
enum PHPFailures {
  static let detector = Detector.file("php_failures") { source, rule in
    guard source.language == .php, !source.isTest else { return [] }
    return UnreadResults.hits(in: source, rule) + told(in: source, rule)
  }

  private static func told(in source: Source, _ rule: Rule) -> [Hit] {
    tried.allMatches(in: source.code).compactMap { match in
      guard let failing = failingBranch(match, in: source), !source.has(leaves, in: failing.body),
        let end = enclosingEnd(from: failing.end, in: source), writesNext(failing.end..<end, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: failing.range),
        message: "the file is not there, and the record of it is written all the same")
    }
  }

  private static let tried = Pattern.fixed(
    #"\bif\s*(\()\s*(!\s*)?\(?\s*@?\s*(?:move_uploaded_file|copy|rename|file_put_contents)\s*\("#)
  private static let leaves = Pattern.fixed(
    #"(?i)\b(?:exit|die|return|throw|continue|break|goto|abort|wp_die|wp_send_json\w*)\b|header\s*\(\s*['"]Location|\brespond\w*\(|->redirect"#
  )
  private static let otherwise = Pattern.fixed(#"\A\s*else\s*\{"#)
  private static let otherwiseIf = Pattern.fixed(#"\A\s*else\s*if\b"#)

  private struct Branch {
    let range: Range<Int>
    let body: Range<Int>
    /// Where the whole `if` ends.
    let end: Int
  }

  private static func failingBranch(_ match: Pattern.Match, in source: Source) -> Branch? {
    guard let open = match.groups[0]?.lowerBound, let close = source.closing(of: open),
      let brace = next(after: close + 1, in: source), let end = source.closing(of: brace)
    else { return nil }
    let rest = (end + 1)..<min(source.code.count, end + 200)
    if match.groups.count > 1, match.groups[1] != nil {
      guard !source.has(anyElse, in: rest) else { return nil }
      return Branch(range: match.range.lowerBound..<(end + 1), body: (brace + 1)..<end, end: end + 1)
    }
    guard !source.has(otherwiseIf, in: rest),
      let other = otherwise.allMatches(in: source.code, range: rest, limit: 1).first,
      let last = source.closing(of: other.range.upperBound - 1)
    else { return nil }
    return Branch(
      range: source.trimmed(other.range).lowerBound..<(last + 1), body: other.range.upperBound..<last, end: last + 1)
  }

  private static let anyElse = Pattern.fixed(#"\A\s*else"#)

  private static func next(after offset: Int, in source: Source) -> Int? {
    var index = offset
    while index < source.code.count, isBlank(source.code[index]) { index += 1 }
    return index < source.code.count && source.code[index] == UInt8(ascii: "{") ? index : nil
  }

  /// The end of the block that goes on at `offset`.
  private static func enclosingEnd(from offset: Int, in source: Source) -> Int? {
    var index = offset
    while index < source.code.count {
      if source.code[index] == UInt8(ascii: "}") { return index }
      index = (source.closing(of: index) ?? index) + 1
    }
    return source.code.count
  }

  private static let write = Pattern.fixed(
    #"(?:->(?:execute|save|insert|exec)|\bmysqli_query|->query|::create|\bmysqli_stmt_execute)\s*\("#)
  private static let changes = Pattern.fixed(
    #"(?i)\binsert\s+into\b|\bupdate\s+\S+\s+set\b|->save\(|::create\(|->insert\("#)
  private static let asks = Pattern.fixed(
    #"(?i)\bif\s*\([^{]*(?:error|err\b|ok\b|success|valid|uploaded|empty|isset|code)"#)

  /// Whether a record is written on the way that follows, in no branch of its own.
  private static func writesNext(_ rest: Range<Int>, in source: Source) -> Bool {
    guard source.has(changes, in: rest),
      let first = write.allMatches(in: source.code, range: rest).first(where: {
        depth(of: $0.range.lowerBound, from: rest.lowerBound, in: source) == 0
      })
    else { return false }
    return !source.has(asks, in: rest.lowerBound..<max(rest.lowerBound, source.lineStart(of: first.range.lowerBound)))
      && !source.has(leavesAtOnce, in: rest.lowerBound..<first.range.lowerBound)
  }

  private static let leavesAtOnce = Pattern.fixed(#"(?m)^\s*(?:exit|die|return)\b"#)

  /// How many braces are open at `offset`; the condition of an `if` counts as none.
  private static func depth(of offset: Int, from start: Int, in source: Source) -> Int {
    var depth = 0
    for index in start..<offset {
      if source.code[index] == UInt8(ascii: "{") { depth += 1 }
      if source.code[index] == UInt8(ascii: "}") { depth -= 1 }
    }
    return depth
  }
}
