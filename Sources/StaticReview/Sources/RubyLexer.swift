/// Tells comments, strings and regular expressions of Ruby from its code.
struct RubyLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var spans: [Span] = []
  /// Here documents that begin on the next line.
  private var waiting: [Heredoc] = []
  private var lastCode: UInt8 = 0
  private var lastCodeEnd = 0

  private struct Heredoc {
    let name: [UInt8]
    let interpolates: Bool
  }

  static func spans(of bytes: [UInt8]) -> [Span] {
    var lexer = RubyLexer(bytes: bytes)
    lexer.run()
    return lexer.spans
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var isLineStart: Bool { position == 0 || bytes[position - 1] == UInt8(ascii: "\n") }

  private mutating func run() {
    while position < bytes.count {
      if isLineStart, readHeredocs() || readBlockComment() { continue }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "#"): readLineComment()
      case UInt8(ascii: "'"): readDelimited(from: position, contentAt: position + 1, close: byte, interpolates: false)
      case UInt8(ascii: "\""), UInt8(ascii: "`"):
        readDelimited(from: position, contentAt: position + 1, close: byte, interpolates: true)
      case UInt8(ascii: "%") where readPercent(): break
      case UInt8(ascii: "/") where isOperandExpected && readRegex(): break
      case UInt8(ascii: "<") where noteHeredoc(): break
      case UInt8(ascii: "?"), UInt8(ascii: "$"):
        // `?"` is a character and `$'` a variable, unless it is the end of a name such as `empty?`.
        let isMark = position == 0 || !isWord(bytes[position - 1])
        let isQuote = position + 1 < bytes.count && "\"'`/#".utf8.contains(bytes[position + 1])
        let isAlone = position + 2 >= bytes.count || !isWord(bytes[position + 2])
        step(isMark && isQuote && isAlone ? 2 : 1)
      default: step(1)
      }
    }
  }

  private mutating func step(_ count: Int) {
    let byte = bytes[position]
    position = min(bytes.count, position + count)
    if !isBlank(byte) { (lastCode, lastCodeEnd) = (byte, position) }
  }

  private var isOperandExpected: Bool {
    if lastCodeEnd == 0 || "(,=:[!&|?{};+-*%<>~^".utf8.contains(lastCode) || isFirstOfLine { return true }
    var start = lastCodeEnd
    while start > 0, isWord(bytes[start - 1]) { start -= 1 }
    let word = String(decoding: bytes[start..<lastCodeEnd], as: UTF8.self)
    if ["if", "unless", "when", "and", "or", "not", "return", "while", "until", "in", "puts"].contains(word) {
      return true
    }
    // `scan /x/` is a call, `a / b` a division.
    return isWord(lastCode) && lastCodeEnd < position && position + 1 < bytes.count
      && !isBlank(bytes[position + 1]) && word.first?.isLowercase == true
  }

  private var isFirstOfLine: Bool {
    var index = position - 1
    while index >= 0, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") { index -= 1 }
    return index < 0 || bytes[index] == UInt8(ascii: "\n")
  }

  private func starts(with text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { buffer in
      for (offset, byte) in buffer.enumerated() where bytes[position + offset] != byte { return false }
      return true
    }
  }

  private mutating func readLineComment() {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    spans.append(Span(kind: .comment, range: start..<position, content: start..<position, interpolations: []))
  }

  private mutating func readBlockComment() -> Bool {
    let isEnd = starts(with: "__END__")
    guard starts(with: "=begin") || isEnd else { return false }
    let start = position
    while position < bytes.count {
      skipLine()
      if !isEnd, starts(with: "=end") {
        skipLine()
        break
      }
    }
    spans.append(Span(kind: .comment, range: start..<position, content: start..<position, interpolations: []))
    return true
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    position = min(bytes.count, position + 1)
  }

  private mutating func add(_ kind: Span.Kind, _ range: Range<Int>, _ content: Range<Int>, _ inner: [Range<Int>]) {
    spans.append(Span(kind: kind, range: range, content: content, interpolations: inner))
    position = range.upperBound
    (lastCode, lastCodeEnd) = (UInt8(ascii: "\""), position)
  }

  @discardableResult
  private mutating func readDelimited(
    from start: Int, contentAt first: Int, open: UInt8? = nil, close: UInt8, interpolates: Bool,
    kind: Span.Kind = .string
  ) -> Bool {
    var index = first
    var depth = 1
    var inner: [Range<Int>] = []
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if interpolates, let found = interpolation(at: index) {
        inner.append(found)
        index = found.upperBound + 1
        continue
      }
      if bytes[index] == open { depth += 1 }
      if bytes[index] == close { depth -= 1 }
      if depth == 0 {
        add(kind, start..<(index + 1), first..<index, inner)
        return true
      }
      index += 1
    }
    step(1)
    return false
  }

  /// `#{…}`, with what is quoted inside it.
  private func interpolation(at index: Int) -> Range<Int>? {
    guard bytes[index] == UInt8(ascii: "#"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{") else {
      return nil
    }
    let start = index + 2
    var depth = 1
    var end = start
    var quote: UInt8?
    while end < min(bytes.count, start + 2_000) {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\\") {
        end += 1
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return start..<end }
      }
      end += 1
    }
    return nil
  }

  private mutating func readRegex() -> Bool {
    var index = position + 1
    var inClass = false
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): inClass = true
      case UInt8(ascii: "]"): inClass = false
      case UInt8(ascii: "/") where !inClass:
        add(.regex, position..<(index + 1), (position + 1)..<index, [])
        return true
      default: break
      }
      index += 1
    }
    return false
  }

  /// `%w[…]`, `%q(…)`, `%(…)`, `%r{…}`, `%x(…)` and their like.
  private mutating func readPercent() -> Bool {
    var index = position + 1
    var letter: UInt8 = 0
    if index < bytes.count, "wWiIqQxrs".utf8.contains(bytes[index]) {
      letter = bytes[index]
      index += 1
    }
    guard index < bytes.count else { return false }
    let open = bytes[index]
    let pairs: [UInt8: UInt8] = [
      UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "["): UInt8(ascii: "]"), UInt8(ascii: "{"): UInt8(ascii: "}"),
      UInt8(ascii: "<"): UInt8(ascii: ">"),
    ]
    let isOther = letter != 0 && "|!/^".utf8.contains(open)
    guard let close = pairs[open] ?? (isOther ? open : nil), letter != 0 || isOperandExpected,
      letter == 0 || position == 0 || !isWord(bytes[position - 1])
    else { return false }
    return readDelimited(
      from: position, contentAt: index + 1, open: pairs[open] == nil ? nil : open, close: close,
      interpolates: letter == 0 || "WIQxr".utf8.contains(letter), kind: letter == UInt8(ascii: "r") ? .regex : .string)
  }

  /// `<<~NAME`, `<<-NAME`, `<<NAME`, quoted or not: its text begins on the next line.
  private mutating func noteHeredoc() -> Bool {
    guard starts(with: "<<") else { return false }
    var index = position + 2
    let isMarked = index < bytes.count && "~-".utf8.contains(bytes[index])
    if isMarked { index += 1 }
    let quote = index < bytes.count && "\"'`".utf8.contains(bytes[index]) ? bytes[index] : nil
    if quote != nil { index += 1 }
    let start = index
    while index < bytes.count, isWord(bytes[index]) { index += 1 }
    guard index > start, quote != nil || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[start]),
      isMarked || lastCode == UInt8(ascii: "=") || lastCode == UInt8(ascii: "(") || lastCode == UInt8(ascii: ",")
    else { return false }
    waiting.append(Heredoc(name: Array(bytes[start..<index]), interpolates: quote != UInt8(ascii: "'")))
    position = quote == nil ? index : min(bytes.count, index + 1)
    (lastCode, lastCodeEnd) = (UInt8(ascii: "\""), position)
    return true
  }

  private mutating func readHeredocs() -> Bool {
    guard !waiting.isEmpty else { return false }
    let documents = waiting
    waiting = []
    for document in documents { readHeredoc(document) }
    return true
  }

  private mutating func readHeredoc(_ document: Heredoc) {
    let start = position
    var index = start
    var inner: [Range<Int>] = []
    var isAtStart = true
    while index < bytes.count {
      if isAtStart, let end = end(of: document.name, at: index) {
        if index > start { add(.string, start..<index, start..<index, inner) }
        // The name that ends it is neither code nor a constant.
        spans.append(Span(kind: .comment, range: index..<end, content: index..<end, interpolations: []))
        position = end
        return
      }
      isAtStart = bytes[index] == UInt8(ascii: "\n")
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "\n") {
        index += 2
      } else if document.interpolates, let found = interpolation(at: index) {
        inner.append(found)
        index = found.upperBound + 1
      } else {
        index += 1
      }
    }
  }

  private func end(of name: [UInt8], at lineStart: Int) -> Int? {
    var first = lineStart
    while first < bytes.count, bytes[first] == UInt8(ascii: " ") || bytes[first] == UInt8(ascii: "\t") { first += 1 }
    let end = first + name.count
    guard end <= bytes.count, bytes[first..<end].elementsEqual(name), end == bytes.count || isBlank(bytes[end]) else {
      return nil
    }
    return end
  }
}
