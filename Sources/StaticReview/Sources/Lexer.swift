internal import JudgeTypes

/// A comment, string literal or stretch of markup in a source text, in byte offsets.
struct Span: Sendable {
  /// `markup` is what stands outside of PHP's tags.
  enum Kind: Sendable { case comment, string, regex, markup }

  let kind: Kind
  /// With its delimiters and, for a string, its prefix.
  let range: Range<Int>
  /// Without them.
  let content: Range<Int>
  /// The expressions inside a string, without their braces.
  let interpolations: [Range<Int>]
}

/// Tells comments and strings from code.
struct Lexer {
  private let bytes: [UInt8]
  private let grammar: LexicalGrammar
  private let strings: [(form: LexicalGrammar.StringForm, opening: [UInt8], closing: [UInt8])]
  private let lineComments: [[UInt8]]
  private let blockComments: [(opening: [UInt8], closing: [UInt8])]
  /// Whether a byte can open a comment, a string or a regular expression; most of a file is passed over by this alone.
  private let opens: [Bool]
  private var position = 0
  private var spans: [Span] = []
  /// The last byte of code that is not white space, to tell a division from a regular expression.
  private var lastCode: UInt8 = 0
  private var lastCodeEnd = 0
  /// Bytes that may still be read in search of the ends of interpolations, so that many without an end cost no more.
  private var interpolationBudget = 20_000_000
  private var isCut = false
  /// Where a comment or a string over several lines opens that nothing closes.
  private var open: Int?
  /// By the form of a string, how far a search for its end came without finding one; what opens before need not search again.
  private var endless: [String: Int] = [:]

  static let longestInterpolation = 20_000

  /// What a file is made of besides code.
  struct Reading {
    /// In their order.
    let spans: [Span]
    /// Whether an interpolation was too long to be told as one.
    var isCut = false
    /// The offset of a comment or a string over several lines that nothing closes.
    var open: Int?
  }

  static func read(_ bytes: [UInt8], grammar: LexicalGrammar) -> Reading {
    var lexer = Lexer(bytes, grammar)
    let spans = lexer.run()
    return Reading(spans: spans, isCut: lexer.isCut, open: lexer.open)
  }

  /// The same in a file of `language`; PHP and Ruby need more than a table says.
  static func read(_ bytes: [UInt8], language: SourceLanguage) -> Reading {
    switch language {
    case .php: Reading(spans: PHPLexer.spans(of: bytes))
    case .ruby: Reading(spans: RubyLexer.spans(of: bytes))
    default: read(bytes, grammar: .of(language))
    }
  }

  private init(_ bytes: [UInt8], _ grammar: LexicalGrammar) {
    self.bytes = bytes
    self.grammar = grammar
    strings = grammar.strings.map { ($0, Array($0.opening.utf8), Array($0.closing.utf8)) }
    lineComments = grammar.lineComments.map { Array($0.utf8) }
    blockComments = grammar.blockComments.map { (Array($0.opening.utf8), Array($0.closing.utf8)) }
    var opens = [Bool](repeating: false, count: 256)
    let openings = grammar.lineComments + grammar.blockComments.map(\.opening) + grammar.strings.map(\.opening)
    for first in openings.compactMap(\.utf8.first) { opens[Int(first)] = true }
    if grammar.hasRegexLiterals { opens[Int(UInt8(ascii: "/"))] = true }
    self.opens = opens
  }

  private mutating func run() -> [Span] {
    guard !strings.isEmpty || !lineComments.isEmpty else { return [] }
    while position < bytes.count {
      let byte = bytes[position]
      if !opens[Int(byte)] || !readComment() && !readString() && !readRegex() {
        position += 1
        if !isBlank(byte) { (lastCode, lastCodeEnd) = (byte, position) }
      }
    }
    return spans
  }

  private func starts(with text: [UInt8], at index: Int) -> Bool {
    guard index + text.count <= bytes.count else { return false }
    for (offset, byte) in text.enumerated() where bytes[index + offset] != byte { return false }
    return true
  }

  private mutating func readComment() -> Bool {
    for opening in lineComments where starts(with: opening, at: position) && canOpenComment(opening) {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      spans.append(
        Span(kind: .comment, range: start..<position, content: (start + opening.count)..<position, interpolations: []))
      return true
    }
    for (opening, closing) in blockComments where starts(with: opening, at: position) {
      let start = position
      var depth = 1
      position += opening.count
      while position < bytes.count, depth > 0 {
        if starts(with: closing, at: position) {
          depth -= 1
          position += closing.count
        } else if grammar.blocksNest, starts(with: opening, at: position) {
          depth += 1
          position += opening.count
        } else {
          position += 1
        }
      }
      if depth > 0 { open = start }
      spans.append(Span(kind: .comment, range: start..<position, content: start..<position, interpolations: []))
      return true
    }
    return false
  }

  /// In YAML and shell a `#` opens a comment only after white space: `a#b` and `$#` do not.
  private func canOpenComment(_ opening: [UInt8]) -> Bool {
    guard opening == [UInt8(ascii: "#")], position > 0 else { return true }
    let before = bytes[position - 1]
    return isBlank(before) || !isWord(before) && before != UInt8(ascii: "$") && before != UInt8(ascii: "{")
  }

  private mutating func readString() -> Bool {
    for (form, opening, closing) in strings where starts(with: opening, at: position) {
      let prefix = prefixStart()
      let isFormatted = bytes[prefix..<position].contains { $0 | 0x20 == UInt8(ascii: "f") }
      let isRaw = bytes[prefix..<position].contains { $0 | 0x20 == UInt8(ascii: "r") }
      let contentStart = position + opening.count
      var index = contentStart
      var interpolations: [Range<Int>] = []
      var isClosed = false
      while index < bytes.count, position >= endless[form.opening] ?? 0 {
        if let inner = interpolation(at: index, form: form, isFormatted: isFormatted) {
          interpolations.append(inner)
          // A bare `$name` has no closing bracket to pass over.
          index = bytes[inner.lowerBound - 1] == UInt8(ascii: "$") ? inner.upperBound : inner.upperBound + 1
        } else if form.hasEscapes, !isRaw || bytes[index] != UInt8(ascii: "\\"), bytes[index] == UInt8(ascii: "\\") {
          index += 2
        } else if form.isDoubled, starts(with: closing + closing, at: index) {
          index += 2 * closing.count
        } else if starts(with: closing, at: index) {
          isClosed = true
          break
        } else if bytes[index] == UInt8(ascii: "\n"), !form.spansLines {
          break
        } else {
          index += 1
        }
      }
      let contentEnd = min(index, bytes.count)
      // A quote that nothing closes is an apostrophe, a part of a pattern, or broken code: only the quote itself is passed
      // over, so that what follows is still looked at.
      guard isClosed else {
        if form.spansLines, open == nil { open = position }
        endless[form.opening] = max(endless[form.opening] ?? 0, contentEnd)
        position += opening.count
        return true
      }
      position = min(bytes.count, contentEnd + closing.count)
      spans.append(
        Span(
          kind: .string, range: prefix..<position, content: contentStart..<max(contentStart, contentEnd),
          interpolations: interpolations))
      (lastCode, lastCodeEnd) = (UInt8(ascii: "\""), position)
      return true
    }
    return false
  }

  /// Where the letters before a quote begin, such as Python's `rf`; at most two of them.
  private func prefixStart() -> Int {
    guard case .bracesWhenFormatted? = grammar.strings.first?.interpolation else { return position }
    var start = position
    while start > 0, position - start < 2, "rRbBfFuU".utf8.contains(bytes[start - 1]) { start -= 1 }
    return start > 0 && isWord(bytes[start - 1]) ? position : start
  }

  /// The expression that is interpolated at `index`, without what encloses it.
  private mutating func interpolation(at index: Int, form: LexicalGrammar.StringForm, isFormatted: Bool) -> Range<Int>?
  {
    let opening: [UInt8]
    let pair: (UInt8, UInt8)
    switch form.interpolation {
    case .none: return nil
    case .bracesWhenFormatted:
      guard isFormatted, bytes[index] == UInt8(ascii: "{") else { return nil }
      if starts(with: Array("{{".utf8), at: index) { return nil }
      if index > 0, bytes[index - 1] == UInt8(ascii: "{") { return nil }
      (opening, pair) = (Array("{".utf8), (UInt8(ascii: "{"), UInt8(ascii: "}")))
    case .dollarBraces: (opening, pair) = (Array("${".utf8), (UInt8(ascii: "{"), UInt8(ascii: "}")))
    case .braces:
      guard bytes[index] == UInt8(ascii: "{"), !starts(with: Array("{{".utf8), at: index),
        bytes[index - 1] != UInt8(ascii: "{")
      else { return nil }
      (opening, pair) = (Array("{".utf8), (UInt8(ascii: "{"), UInt8(ascii: "}")))
    case .dollarNames:
      if let name = bareName(at: index) { return name }
      (opening, pair) = (Array("${".utf8), (UInt8(ascii: "{"), UInt8(ascii: "}")))
    case .hashBraces: (opening, pair) = (Array("#{".utf8), (UInt8(ascii: "{"), UInt8(ascii: "}")))
    case .backslashParenthesis: (opening, pair) = (Array("\\(".utf8), (UInt8(ascii: "("), UInt8(ascii: ")")))
    }
    guard starts(with: opening, at: index) else { return nil }
    let start = index + opening.count
    var depth = 1
    var end = start
    let limit = start + min(Self.longestInterpolation, interpolationBudget)
    defer { interpolationBudget -= end - start }
    while end < bytes.count, end < limit {
      if bytes[end] == pair.0 { depth += 1 }
      if bytes[end] == pair.1 { depth -= 1 }
      if depth == 0 { return start..<end }
      end += 1
    }
    if end < bytes.count { isCut = true }
    return nil
  }

  /// The name of `$name` at `index`.
  private func bareName(at index: Int) -> Range<Int>? {
    guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count, isWord(bytes[index + 1]),
      !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index + 1])
    else { return nil }
    var end = index + 1
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    return (index + 1)..<end
  }

  /// A `/` where an operand is expected opens a regular expression.
  private mutating func readRegex() -> Bool {
    guard grammar.hasRegexLiterals, bytes[position] == UInt8(ascii: "/") else { return false }
    let isOperandExpected = lastCodeEnd == 0 || "(,=:[!&|?{};+-*%>~^\n".utf8.contains(lastCode) || endsWithKeyword()
    // `</p>` and `<b {...more} />` are tags.
    let endsTag = lastCode == UInt8(ascii: "}") && starts(with: Array("/>".utf8), at: position)
    guard isOperandExpected, !endsTag else { return false }
    var index = position + 1
    var inClass = false
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): inClass = true
      case UInt8(ascii: "]"): inClass = false
      case UInt8(ascii: "/") where !inClass:
        spans.append(
          Span(kind: .regex, range: position..<(index + 1), content: (position + 1)..<index, interpolations: []))
        position = index + 1
        (lastCode, lastCodeEnd) = (UInt8(ascii: "/"), position)
        return true
      default: break
      }
      index += 1
    }
    return false
  }

  private func endsWithKeyword() -> Bool {
    let word = bytes[max(0, lastCodeEnd - 6)..<lastCodeEnd]
    return word.suffix(6).elementsEqual("return".utf8) || word.suffix(6).elementsEqual("typeof".utf8)
  }
}

func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }

func isWord(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
}
