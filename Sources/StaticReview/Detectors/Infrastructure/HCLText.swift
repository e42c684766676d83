internal import YAMLFiles

// MARK: Texts, and what is stepped over

extension HCLParser {
  /// The text between quotation marks, with what it inserts as `${...}`.
  mutating func quoted() -> String {
    advance()
    let start = index
    var hasEscapes = false
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        advance()
      } else if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%"), peek() == UInt8(ascii: "{") {
        advance()
        skipBrackets()
        continue
      }
      advance()
    }
    let value = text(start..<min(index, bytes.count))
    _ = take(UInt8(ascii: "\""))
    return hasEscapes ? value.replacing("\\\"", with: "\"").replacing("\\n", with: "\n") : value
  }

  /// From an opening bracket past the one that closes it; strings on the way are whole.
  mutating func skipBrackets() {
    var depth = 0
    while let byte = current {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        if depth <= 0 {
          advance()
          return
        }
      case UInt8(ascii: "\""):
        skipQuoted()
        continue
      default: break
      }
      advance()
    }
  }

  /// A string inside what is stepped over; strings in its insertions are not told apart from it, which only ends it early.
  private mutating func skipQuoted() {
    advance()
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\\") { advance() }
      advance()
    }
    _ = take(UInt8(ascii: "\""))
  }

  /// To the end of an expression that is not read further.
  mutating func skipExpression(endsAtLine: Bool) {
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\n") where endsAtLine: return
      case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): return
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): skipBrackets()
      case UInt8(ascii: "\""): skipQuoted()
      case UInt8(ascii: "#"): skipLine()
      default: advance()
      }
    }
  }

  /// `<<EOF` to the line that holds only the word; its line is that of its first line of text.
  mutating func heredoc() -> YAMLValue? {
    let start = index
    advance()
    advance()
    _ = take(UInt8(ascii: "-"))
    let mark = word()
    guard !mark.isEmpty else {
      index = start
      return nil
    }
    skipLine()
    advance()
    let (first, firstLine) = (index, line)
    var end = index
    while current != nil {
      let lineStart = index
      skipLine()
      let content = text(lineStart..<index).filter { !$0.isWhitespace }
      if content == mark {
        end = lineStart
        break
      }
      advance()
      end = index
    }
    let value = text(first..<max(first, end))
    return YAMLValue(.string(value), line: firstLine, column: 1, text: value)
  }
}
