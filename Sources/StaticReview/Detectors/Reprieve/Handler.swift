internal import JudgeTypes

/// A handler of errors that a hit names: what it takes, what it does, and what was tried before it.
struct Handler: Sendable {
  /// From `catch` or `except` to the end of its block.
  let range: Range<Int>
  /// The errors that it takes, empty where it takes all.
  let clause: Range<Int>
  let body: Range<Int>
  /// What the `try` or `do` holds.
  let attempt: Range<Int>
  /// The offset of the `try` or `do`.
  let start: Int
}

extension Source {
  private static let handlerWord = Pattern.fixed(
    #"(?m)^[ \t]*except\b([^:\n]*):|\bcatch\b\s*(?:\(([^()]*)\)|([^{}\n]*?))\s*\{"#)

  /// The handler that begins on the first of `lines`; nil where none does.
  func handler(on lines: ClosedRange<Int>) -> Handler? {
    let range = range(ofLines: lines)
    guard let match = Self.handlerWord.allMatches(in: code, range: range, limit: 1).first,
      line(at: trimmed(match.range).lowerBound) == lines.lowerBound, let block = block(declaredAt: match.range)
    else { return nil }
    let clause = match.groups.compactMap(\.self).first ?? match.range.upperBound..<match.range.upperBound
    let keyword = trimmed(match.range).lowerBound
    let tried = language == .python ? indentedAttempt(before: keyword) : bracedAttempt(before: keyword)
    return Handler(
      range: keyword..<block.range.upperBound, clause: clause, body: block.body,
      attempt: tried?.body ?? keyword..<keyword, start: tried?.start ?? keyword)
  }

  private static let tryWord = Pattern.fixed(#"\A[ \t]*try\b"#)

  private func indentedAttempt(before keyword: Int) -> (start: Int, body: Range<Int>)? {
    let own = line(at: keyword)
    let depth = indentation(ofLine: own)
    var current = own - 1
    var firstHandler = own
    while current >= firstLine {
      let bytes = self.range(ofLines: current...current)
      let shown = trimmed(bytes)
      if !shown.isEmpty, indentation(ofLine: current) <= depth {
        if Self.tryWord.matches(code, in: bytes) {
          let body = self.range(ofLines: current...(firstHandler - 1))
          return (shown.lowerBound, min(shown.lowerBound + 4, body.upperBound)..<body.upperBound)
        }
        guard indentation(ofLine: current) == depth, Self.clauseWord.matches(code, in: bytes) else { return nil }
        firstHandler = current
      }
      current -= 1
    }
    return nil
  }

  private static let clauseWord = Pattern.fixed(#"\A[ \t]*(?:except|else)\b"#)
  private static let attemptWord = Pattern.fixed(#"\b(?:try|do)\b"#)
  private static let sibling = Pattern.fixed(#"\bcatch\b"#)

  /// The block before `keyword`, other handlers of the same `try` passed over.
  private func bracedAttempt(before keyword: Int) -> (start: Int, body: Range<Int>)? {
    var offset = keyword
    for _ in 0..<20 {
      guard let close = lastShown(before: offset), code[close] == UInt8(ascii: "}"), let open = opening(of: close)
      else { return nil }
      let header = statementStart(before: open)..<open
      guard let earlier = Self.sibling.allMatches(in: code, range: header, limit: 1).first else {
        let word = Self.attemptWord.allMatches(in: code, range: header).last?.range.lowerBound
        return (word ?? trimmed(header).lowerBound, (open + 1)..<close)
      }
      offset = earlier.range.lowerBound
    }
    return nil
  }

  /// The offset of the last byte of code before `offset` that is no white space.
  func lastShown(before offset: Int) -> Int? {
    var index = offset - 1
    while index >= 0, isBlank(code[index]) { index -= 1 }
    return index >= 0 ? index : nil
  }

  /// The offset of the brace that opens what the one at `close` ends.
  func opening(of close: Int) -> Int? {
    var depth = 0
    var index = close
    while index >= 0 {
      if code[index] == UInt8(ascii: "}") { depth += 1 }
      if code[index] == UInt8(ascii: "{") {
        depth -= 1
        if depth == 0 { return index }
      }
      index -= 1
    }
    return nil
  }

  /// The offset of the innermost brace that stands open at `offset`.
  func openBrace(around offset: Int) -> Int? {
    var depth = 0
    var index = offset - 1
    while index >= 0 {
      if code[index] == UInt8(ascii: "}") { depth += 1 }
      if code[index] == UInt8(ascii: "{") {
        if depth == 0 { return index }
        depth -= 1
      }
      index -= 1
    }
    return nil
  }

  /// Behind the last semicolon, brace or line that ends a statement before `offset`.
  func statementStart(before offset: Int) -> Int {
    var index = offset - 1
    var depth = 0
    while index >= 0 {
      switch code[index] {
      case UInt8(ascii: ")"): depth += 1
      case UInt8(ascii: "("): depth -= 1
      case UInt8(ascii: ";") where depth == 0, UInt8(ascii: "{") where depth == 0, UInt8(ascii: "}") where depth == 0:
        return index + 1
      default: break
      }
      index -= 1
    }
    return 0
  }

  /// What the comments in `range` say, one after the other.
  func comments(in range: Range<Int>) -> [UInt8] {
    var said: [UInt8] = []
    let first = spans.firstIndexSorted { $0.range.upperBound > range.lowerBound }
    for span in spans[first...].prefix(while: { $0.range.lowerBound < range.upperBound })
    where span.kind == .comment && span.range.overlaps(range) {
      said += bytes[span.range] + [UInt8(ascii: "\n")]
    }
    return said
  }

  /// The comments on the lines directly above `line`.
  func comments(above line: Int) -> [UInt8] {
    var first = line
    while first > firstLine, line - first < 12 {
      let bytes = range(ofLines: (first - 1)...(first - 1))
      guard trimmed(bytes).isEmpty, self.bytes[bytes].contains(where: { !isBlank($0) }) else { break }
      first -= 1
    }
    return first < line ? comments(in: range(ofLines: first...(line - 1))) : []
  }
}
