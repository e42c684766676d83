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

  init(_ text: String, _ kind: Kind, style: TextRun.Style, line: Int, hasSpaceBefore: Bool) {
    self.text = text
    lowercased = text.lowercased().replacing("’", with: "'")
    self.kind = kind
    self.style = style
    self.line = line
    self.hasSpaceBefore = hasSpaceBefore
  }

  func `is`(_ word: String) -> Bool { kind != .code && lowercased == word }
  func isOne(of words: Set<String>) -> Bool { kind != .code && words.contains(lowercased) }
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
  static func text(of tokens: ArraySlice<Token>) -> String {
    var text = ""
    for token in tokens {
      if token.hasSpaceBefore, !text.isEmpty { text += " " }
      text += token.kind == .code ? "`\(token.text)`" : token.text
    }
    return text.folded
  }

  private static let marks: Set<Character> = [
    ".", ",", ";", ":", "!", "?", "(", ")", "[", "]", "{", "}", "\"", "“", "”", "…", "—", "–", "'", "‘",
  ]

  private static func cut(_ run: TextRun, hasSpace: inout Bool, into tokens: inout [Token]) {
    if run.text.first?.isWhitespace == true { hasSpace = true }
    for chunk in run.text.split(whereSeparator: \.isWhitespace) {
      if chunk.startIndex > run.text.startIndex { hasSpace = true }
      for (text, kind) in pieces(of: chunk) {
        tokens.append(Token(text, kind, style: run.style, line: run.line, hasSpaceBefore: hasSpace))
        hasSpace = false
      }
    }
    if run.text.last?.isWhitespace == true { hasSpace = true }
  }

  /// Marks at both ends of a chunk are tokens of their own; dashes cut it; everything else stays together.
  private static func pieces(of chunk: Substring) -> [(String, Token.Kind)] {
    if chunk.contains("://") { return [(String(chunk), .code)] }
    if chunk == "-" || chunk == "--" { return [(String(chunk), .punctuation)] }
    var head: [(String, Token.Kind)] = []
    var tail: [(String, Token.Kind)] = []
    var rest = chunk
    while let first = rest.first, marks.contains(first) {
      head.append((String(first), .punctuation))
      rest = rest.dropFirst()
    }
    while let last = rest.last, marks.contains(last) {
      tail.append((String(last), .punctuation))
      rest = rest.dropLast()
    }
    var middle: [(String, Token.Kind)] = []
    for (index, part) in rest.split(separator: "—", omittingEmptySubsequences: true).enumerated() {
      if index > 0 { middle.append(("—", .punctuation)) }
      middle.append((String(part), .word))
    }
    return head + middle + tail.reversed()
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
