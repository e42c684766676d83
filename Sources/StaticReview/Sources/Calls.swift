internal import JudgeTypes

/// A call in the code: its name and its arguments, in byte offsets.
struct Call: Sendable {
  /// The callee, as the pattern that found it matched it.
  let name: Range<Int>
  /// Each argument at the top level, without the white space around it.
  let arguments: [Range<Int>]
  /// From the callee's start to the closing parenthesis.
  let range: Range<Int>
}

extension Source {
  /// Calls whose callee matches `pattern`, which must end at the opening parenthesis.
  func calls(_ pattern: Pattern) -> [Call] {
    pattern.allMatches(in: code).compactMap { match in
      let open = match.range.upperBound - 1
      guard open >= 0, code[open] == UInt8(ascii: "("), let close = closing(of: open) else { return nil }
      return Call(
        name: match.range, arguments: arguments(in: (open + 1)..<close), range: match.range.lowerBound..<(close + 1))
    }
  }

  /// The offset of the bracket that closes the one at `open`; nil when there is none.
  func closing(of open: Int) -> Int? { brackets.closing(of: open) }

  /// What commas part at the top level of `range`, without the white space around it.
  func arguments(in range: Range<Int>) -> [Range<Int>] {
    var arguments: [Range<Int>] = []
    var start = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      if code[index] == UInt8(ascii: ",") {
        arguments.append(trimmed(start..<index))
        start = index + 1
      }
      index = (closing(of: index) ?? index) + 1
    }
    arguments.append(trimmed(start..<range.upperBound))
    return arguments.filter { !$0.isEmpty }
  }

  /// `range` without the white space and comments at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(text[start]) { start += 1 }
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The string literals that lie in `range`.
  func strings(in range: Range<Int>) -> [Span] {
    var strings: [Span] = []
    var index = firstSpan(from: range.lowerBound)
    while index < spans.count, spans[index].range.lowerBound < range.upperBound {
      if spans[index].kind == .string, spans[index].range.upperBound <= range.upperBound {
        strings.append(spans[index])
      }
      index += 1
    }
    return strings
  }

  /// The string or comment that starts at `offset`.
  func span(startingAt offset: Int) -> Span? {
    let index = firstSpan(from: offset)
    return index < spans.count && spans[index].range.lowerBound == offset ? spans[index] : nil
  }

  /// The index of the first span that starts at `offset` or behind it; spans stand in order and never overlap.
  private func firstSpan(from offset: Int) -> Int {
    var (low, high) = (0, spans.count)
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].range.lowerBound < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether `range` holds only string literals, numbers, commas, brackets and plus signs: nothing that can vary.
  func isLiteral(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    let strings = strings(in: range)
    if strings.contains(where: { !$0.interpolations.isEmpty }) { return false }
    while index < range.upperBound {
      if let string = span(startingAt: index), string.kind == .string {
        index = string.range.upperBound
        continue
      }
      let byte = text[index]
      guard isBlank(byte) || "+,()[]{}0123456789.:".utf8.contains(byte) else { return false }
      index += 1
    }
    return true
  }

  /// Where a name last got a value before `offset`: the right-hand side, to the end of its statement.
  func assignment(of name: String, before offset: Int) -> Range<Int>? {
    assignments(of: name, before: offset).last
  }

  /// The type of a name. A comma outside its brackets begins the next parameter, whose default is not this name's.
  private static let annotation =
    #"(?::(?=[^=\n]{1,60}=)(?:[^=\n,()\[\]{}<>]|->|\[(?:[^=\n\[\]]|\[[^=\n\[\]]*\])*+\]|<(?:[^=\n<>]|<[^=\n<>]*>)*+>|\([^=\n()]*\)|\{[^=\n{}]*\})+)?"#

  /// All right-hand sides that a name gets before `offset`, the first included.
  func assignments(of name: String, before offset: Int) -> [Range<Int>] {
    let all = cache.assignments(of: name) {
      // Go declares with `:=`.
      let mark = language == .go ? #"[+:]?=(?!=)\s*"# : #"\+?=(?!=)\s*"#
      guard let pattern = try? Pattern(#"(?<![\w.])\b"# + name + #"\s*"# + Self.annotation + "(?<![=!<>])" + mark)
      else {
        return []
      }
      return pattern.allMatches(in: code, limit: 200).map {
        $0.range.upperBound..<statementEnd(from: $0.range.upperBound)
      }
    }
    return all.filter { $0.lowerBound <= offset }
  }

  /// The end of the statement that goes on at `offset`: a semicolon, or a line end outside brackets that no operator carries over.
  func statementEnd(from offset: Int) -> Int {
    var depth = 0
    var index = offset
    var last: UInt8 = 0
    while index < code.count {
      switch code[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        if depth < 0 { return index }
      case UInt8(ascii: ";") where depth == 0: return index
      case UInt8(ascii: "\n") where depth == 0 && !isInString(index):
        let carriesOver = "+,.&|\\?:=(".utf8.contains(last) || continues(after: index)
        if !carriesOver { return index }
      default: break
      }
      if !isBlank(code[index]) { last = code[index] }
      index += 1
    }
    return code.count
  }

  /// Whether the next line begins with an operator that goes on with this one.
  private func continues(after lineEnd: Int) -> Bool {
    var index = lineEnd + 1
    while index < code.count, isBlank(code[index]) { index += 1 }
    return index < code.count && "+.?:&|".utf8.contains(code[index])
  }

  func isInString(_ offset: Int) -> Bool {
    let index = firstSpan(from: offset + 1) - 1
    guard index >= 0, spans[index].kind == .string, spans[index].content.contains(offset) else { return false }
    return !spans[index].interpolations.contains { $0.contains(offset) }
  }

  /// Whether `pattern` occurs in the text view of `range`.
  func has(_ pattern: Pattern, in range: Range<Int>) -> Bool {
    pattern.matches(text, in: range.clamped(to: 0..<text.count))
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element `isBehind` holds for, and for all that follow it: a search by halves.
  func firstIndexSorted(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension [Call] {
  /// Those that start in `range`, of calls in the order of the file.
  func starting(in range: Range<Int>) -> ArraySlice<Call> {
    let first = firstIndexSorted { $0.range.lowerBound >= range.lowerBound }
    let end = self[first...].firstIndexSorted { $0.range.lowerBound >= range.upperBound }
    return self[first..<end]
  }
}
