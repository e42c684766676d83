internal import JudgeTypes

/// A function, or a function-like block: what declares it and what it does.
struct Block: Sendable {
  /// From the declaration's start to the end of the body.
  let range: Range<Int>
  let body: Range<Int>
}

extension Source {
  /// The body of what is declared at `match`: by indentation in Python, to its `end` in Ruby, by braces elsewhere.
  func block(declaredAt match: Range<Int>) -> Block? {
    switch language {
    case .python: indentedBlock(from: match)
    case .ruby: endedBlock(from: match)
    default: bracedBlock(from: match)
    }
  }

  /// The block of the first `{` after the declaration, if no statement ends before it.
  private func bracedBlock(from match: Range<Int>) -> Block? {
    var index = match.upperBound
    if index > 0, "{(".utf8.contains(code[index - 1]) { index -= 1 }
    // What stands between a declaration and its body, brackets aside, is short.
    for _ in 0..<2_000 where index < code.count {
      switch code[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["):
        guard let close = closing(of: index) else { return nil }
        index = close
      case UInt8(ascii: "{"):
        guard let close = closing(of: index) else { return nil }
        if isEmptyType(index..<close) {
          index = close
          break
        }
        return Block(range: match.lowerBound..<(close + 1), body: (index + 1)..<close)
      case UInt8(ascii: "=") where isExpressionBody(index):
        let end = statementEnd(from: index + 1)
        return Block(range: match.lowerBound..<end, body: min(index + (language == .csharp ? 2 : 1), end)..<end)
      case UInt8(ascii: ";"), UInt8(ascii: "}"): return nil
      default: break
      }
      index += 1
    }
    return nil
  }

  private static let typeBefore = Pattern.fixed(#"(?:interface|struct)[ \t]?\z"#)

  /// Go's `interface{}` and `struct{}` in a declaration are types, not its body.
  private func isEmptyType(_ braces: Range<Int>) -> Bool {
    language == .go && braces.count == 1
      && Self.typeBefore.matches(code, in: max(0, braces.lowerBound - 10)..<braces.lowerBound)
  }

  /// Kotlin's `fun f() = expression` and C#'s `int F() => expression;`.
  private func isExpressionBody(_ index: Int) -> Bool {
    let isArrow = index + 1 < code.count && code[index + 1] == UInt8(ascii: ">")
    return language == .kotlin && !isArrow || language == .csharp && isArrow
  }

  /// The lines after the declaration's colon that are indented deeper than it; or the rest of its line.
  private func indentedBlock(from match: Range<Int>) -> Block? {
    guard let colon = colon(endingHeaderFrom: match.lowerBound) else { return nil }
    let header = line(at: match.lowerBound)
    let own = indentation(ofLine: header)
    let colonLine = line(at: colon)
    let rest = trimmed((colon + 1)..<range(ofLines: colonLine...colonLine).upperBound)
    if !rest.isEmpty { return Block(range: match.lowerBound..<rest.upperBound, body: rest) }
    var last = colonLine
    var current = colonLine + 1
    while current <= lastLine {
      let bytes = range(ofLines: current...current)
      let isEmpty = trimmed(bytes).isEmpty
      if !isEmpty, indentation(ofLine: current) <= own, !isInString(bytes.lowerBound) { break }
      if !isEmpty { last = current }
      current += 1
    }
    guard last > colonLine else { return nil }
    let body = range(ofLines: (colonLine + 1)...last)
    return Block(range: match.lowerBound..<body.upperBound, body: body)
  }

  private func colon(endingHeaderFrom start: Int) -> Int? {
    var index = start
    while index < code.count {
      // Outside brackets a header ends with its line.
      if code[index] == UInt8(ascii: ":") { return index }
      if code[index] == UInt8(ascii: "\n") { return nil }
      index = (closing(of: index) ?? index) + 1
    }
    return nil
  }

  /// The number of blanks before the first byte of code or comment; a tab counts as eight.
  func indentation(ofLine line: Int) -> Int {
    var width = 0
    for index in range(ofLines: line...line) {
      switch bytes[index] {
      case UInt8(ascii: " "): width += 1
      case UInt8(ascii: "\t"): width += 8
      default: return width
      }
    }
    return width
  }

  /// The innermost function around `offset`, as its declaration and body.
  func function(around offset: Int) -> Block? {
    functions.filter { $0.range.contains(offset) }.max { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// Every function of the file.
  var functions: [Block] {
    cache.functions {
      guard let declaration = Self.functionDeclarations[language] else { return [] }
      return declaration.allMatches(in: code).compactMap { block(declaredAt: $0.range) }
    }
  }

  private static let functionDeclarations: [SourceLanguage: Pattern] = [
    .python: .fixed(#"(?m)^[ \t]*(?:async[ \t]+)?def[ \t]+\w+"#),
    .javascript: script, .typescript: script,
    .swift: .fixed(#"\b(?:func[ \t]+[\w`]+|init)[^{}\n]*\("#),
    .go: .fixed(
      #"(?m)^func[ \t]*(?:\([^()\n]*\)[ \t]*)?\w+(?:\[[^\]\n]*\])?\(|\bfunc\((?=\w+ http\.ResponseWriter\b|\w+ (?:\*?gin\.Context|echo\.Context|\*fiber\.Ctx)\b)"#
    ),
    .php: .fixed(#"\bfunction\b\s*&?\s*\w*\s*\("#),
    .ruby: .fixed(
      #"(?m)^[ \t]*(?:(?:private|protected|public|module_function|memoize)[ \t]+)?def[ \t]+(?:self\.)?\w+[?!=]?|^[ \t]*(?:get|post|put|patch|delete)[ \t(]+['"/][^\n]*\bdo\b"#
    ),
    .java: .fixed(
      #"(?m)^(?:[ \t]+|(?=(?:public|private|protected)\b))(?:@\w+(?:\([^()\n]*\))?[ \t]+)*(?:(?:public|private|protected|static|final|synchronized|default|abstract)[ \t]+)*(?:<[^;{}()\n]{1,80}>[ \t]+)?(?!(?:record|return|new|throw|else|case|assert|yield|package|import)\b)(?:[\w.]+(?:<[^;{}()=\n]{0,120}>)?(?:\[\])*[ \t]+\w+|(?<=public |private |protected )[A-Z]\w*)[ \t]*\("#
    ),
    .kotlin: .fixed(#"\bfun[ \t]+(?:<[^>\n]*>[ \t]*)?(?:[\w.<>?, ]+\.)?(?:\w+|`[^`\n]+`)[ \t]*\("#),
    .csharp: .fixed(
      #"(?m)^[ \t]+(?:(?:public|private|protected|internal|static|async|virtual|override|sealed|partial|unsafe|new)[ \t]+)+[\w.<>\[\], ?]*?[ \t]*\b\w+(?:<[\w, ]+>)?[ \t]*\("#
    ),
  ]

  private static let script: Pattern = .fixed(
    #"(?m)\bfunction\b[^({]*\(|^[ \t]*(?:(?:public|private|protected|static|async|get|set)[ \t]+)*(?!if\b|for\b|while\b|switch\b|catch\b|return\b)\w+[ \t]*\([^;{}]*\)[ \t]*(?::[ \t]*[\w<>\[\]|., {}]+)?[ \t]*\{|\([^()]*\)[ \t]*(?::[ \t]*[\w<>\[\]|. ]+)?[ \t]*=>[ \t]*\{"#
  )
}
