/// A word, a code span or a punctuation mark of running text.
public struct Token: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case word, code, punctuation }

  /// As written, without the back ticks of a code span.
  public let text: String
  public let lowercased: String
  public let kind: Kind
  public let style: TextRun.Style
  public let line: Int
  public let hasSpaceBefore: Bool

  package init(_ text: String, _ kind: Kind, style: TextRun.Style, line: Int, hasSpaceBefore: Bool) {
    self.text = text
    lowercased = Self.lowercased(text)
    self.kind = kind
    self.style = style
    self.line = line
    self.hasSpaceBefore = hasSpaceBefore
  }

  /// With a straight apostrophe, so that "don’t" is "don't".
  private static func lowercased(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 && !(0x41...0x5A).contains($0) }) { return text }
    let text = text.lowercased()
    return text.contains("’") ? text.replacing("’", with: "'") : text
  }

  package func `is`(_ word: String) -> Bool { kind != .code && lowercased == word }
  package func isOne(of words: Set<String>) -> Bool { kind != .code && words.contains(lowercased) }
  /// For the few words of a literal, which are compared sooner than a set of them is made.
  package func isOne(of words: [String]) -> Bool { kind != .code && words.contains(lowercased) }
}

/// Running text cut into tokens and sentences.
public struct Prose: Sendable, Hashable {
  public let tokens: [Token]

  public init(_ runs: [TextRun]) {
    var tokens: [Token] = []
    var hasSpace = false
    for run in runs {
      switch run.style {
      case .space: hasSpace = true
      case .code:
        tokens.append(Token(run.text, .code, style: .code, line: run.line, hasSpaceBefore: hasSpace))
        hasSpace = false
      case .plain, .strong, .emphasis:
        Self.cut(run, hasSpace: &hasSpace, into: &tokens)
      }
    }
    self.tokens = Self.joined(tokens)
  }

  public var text: String { Prose.text(of: tokens[...]) }

  /// The tokens as text: code in back ticks, emphasis marks and link targets left out, wrapping undone.
  package static func text(of tokens: ArraySlice<Token>) -> String {
    var text = ""
    for token in tokens {
      if token.hasSpaceBefore, !text.isEmpty { text += " " }
      text += token.kind == .code ? "`\(token.text)`" : token.text
    }
    return text.folded
  }

  private static let marks: Set<Unicode.Scalar> = [
    ".", ",", ";", ":", "!", "?", "(", ")", "[", "]", "{", "}", "\"", "“", "”", "…", "—", "–", "'", "‘",
  ]

  private static func cut(_ run: TextRun, hasSpace: inout Bool, into tokens: inout [Token]) {
    let scalars = run.text.unicodeScalars
    var position = scalars.startIndex
    while position < scalars.endIndex {
      let start = scalars[position...].firstIndex { !$0.isSpace } ?? scalars.endIndex
      if start > position { hasSpace = true }
      let end = scalars[start...].firstIndex(where: \.isSpace) ?? scalars.endIndex
      if start < end {
        for (text, kind) in pieces(of: run.text[start..<end]) {
          tokens.append(Token(text, kind, style: run.style, line: run.line, hasSpaceBefore: hasSpace))
          hasSpace = false
        }
      }
      position = end
    }
  }

  /// Marks at both ends of a chunk are tokens of their own; dashes cut it; everything else stays together.
  private static func pieces(of chunk: Substring) -> [(String, Token.Kind)] {
    if chunk.utf8.allSatisfy({ (0x61...0x7A).contains($0 | 0x20) }) { return [(String(chunk), .word)] }
    if chunk.contains("://") { return [(String(chunk), .code)] }
    if chunk == "-" || chunk == "--" { return [(String(chunk), .punctuation)] }
    let scalars = chunk.unicodeScalars
    let isWord = { (scalar: Unicode.Scalar) in !marks.contains(scalar) }
    let start = scalars.firstIndex(where: isWord) ?? scalars.endIndex
    let end = scalars.lastIndex(where: isWord).map { scalars.index(after: $0) } ?? start
    let marked = { (part: Substring.UnicodeScalarView) in part.map { (String($0), Token.Kind.punctuation) } }
    var middle: [(String, Token.Kind)] = []
    for (index, part) in scalars[start..<end].split(separator: "—", omittingEmptySubsequences: true).enumerated() {
      if index > 0 { middle.append(("—", .punctuation)) }
      middle.append((String(part), .word))
    }
    return marked(scalars[..<start]) + middle + marked(scalars[end...])
  }

  /// Words that markup cut apart (`un*believ*able`) are one again.
  private static func joined(_ tokens: [Token]) -> [Token] {
    var joined: [Token] = []
    for token in tokens {
      if let last = joined.last, token.kind == .word, last.kind == .word, !token.hasSpaceBefore {
        joined[joined.count - 1] = Token(
          last.text + token.text, .word, style: last.style, line: last.line, hasSpaceBefore: last.hasSpaceBefore)
      } else {
        joined.append(token)
      }
    }
    return joined
  }
}
