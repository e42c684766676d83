/// Tells markup, comments and strings of PHP from its code.
struct PHPLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var spans: [Span] = []

  static func spans(of bytes: [UInt8]) -> [Span] {
    var lexer = PHPLexer(bytes: bytes)
    lexer.run()
    return lexer.spans
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() {
    // A part of a file, as in a diff, begins amid code.
    if beginsWithMarkup { readMarkup() }
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "?") where starts(with: "?>"):
        position += 2
        readMarkup()
      case UInt8(ascii: "#") where !starts(with: "#["): readLineComment()
      case UInt8(ascii: "/") where starts(with: "//"): readLineComment()
      case UInt8(ascii: "/") where starts(with: "/*"): readBlockComment()
      case UInt8(ascii: "'"): readQuoted(interpolates: false)
      case UInt8(ascii: "\""), UInt8(ascii: "`"): readQuoted(interpolates: true)
      case UInt8(ascii: "<") where starts(with: "<<<"): if !readHeredoc() { position += 3 }
      default: position += 1
      }
    }
  }

  private var beginsWithMarkup: Bool {
    var index = 0
    while index + 1 < bytes.count {
      if bytes[index] == UInt8(ascii: "<"), bytes[index + 1] == UInt8(ascii: "?") { return true }
      if bytes[index] == UInt8(ascii: "?"), bytes[index + 1] == UInt8(ascii: ">") { return false }
      index += 1
    }
    return false
  }

  private func starts(with text: StaticString, at index: Int? = nil) -> Bool {
    let start = index ?? position
    guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { buffer in
      for (offset, byte) in buffer.enumerated() where bytes[start + offset] != byte { return false }
      return true
    }
  }

  private mutating func add(_ kind: Span.Kind, _ range: Range<Int>, _ content: Range<Int>, _ inner: [Range<Int>] = []) {
    guard !range.isEmpty else { return }
    spans.append(Span(kind: kind, range: range, content: content, interpolations: inner))
  }

  private mutating func readMarkup() {
    let start = position
    while position < bytes.count, !starts(with: "<?php"), !starts(with: "<?="), !starts(with: "<? ") { position += 1 }
    add(.markup, start..<position, start..<position)
    if position < bytes.count { position += starts(with: "<?php") ? 5 : starts(with: "<?=") ? 3 : 2 }
  }

  private mutating func readLineComment() {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n"), !starts(with: "?>") { position += 1 }
    add(.comment, start..<position, start..<position)
  }

  private mutating func readBlockComment() {
    let start = position
    position += 2
    while position < bytes.count, !starts(with: "*/") { position += 1 }
    position = min(bytes.count, position + 2)
    add(.comment, start..<position, start..<position)
  }

  private mutating func readQuoted(interpolates: Bool) {
    let start = position
    let quote = bytes[start]
    var index = start + 1
    var inner: [Range<Int>] = []
    while index < bytes.count, bytes[index] != quote {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
      } else if interpolates, let found = interpolation(at: index) {
        inner.append(found.inner)
        index = found.end
      } else {
        index += 1
      }
    }
    guard index < bytes.count else {
      position = start + 1
      return
    }
    position = index + 1
    add(.string, start..<position, (start + 1)..<index, inner)
  }

  /// `$x`, `$x[key]`, `$x->y`, `{$…}` and `${…}`.
  private func interpolation(at index: Int) -> (inner: Range<Int>, end: Int)? {
    if starts(with: "{$", at: index) || starts(with: "${", at: index) {
      let start = starts(with: "{$", at: index) ? index + 1 : index + 2
      var depth = 1
      var end = start
      while end < min(bytes.count, start + 2_000) {
        if bytes[end] == UInt8(ascii: "{") { depth += 1 }
        if bytes[end] == UInt8(ascii: "}") { depth -= 1 }
        if depth == 0 { return (start..<end, end + 1) }
        end += 1
      }
      return nil
    }
    guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count, isWord(bytes[index + 1]),
      !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index + 1])
    else { return nil }
    var end = index + 1
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    if end < bytes.count, bytes[end] == UInt8(ascii: "[") {
      var close = end + 1
      while close < bytes.count, close < end + 80, bytes[close] != UInt8(ascii: "]"), bytes[close] != UInt8(ascii: "\n")
      {
        close += 1
      }
      if close < bytes.count, bytes[close] == UInt8(ascii: "]") { end = close + 1 }
    } else if end + 2 < bytes.count, starts(with: "->", at: end), isWord(bytes[end + 2]) {
      end += 2
      while end < bytes.count, isWord(bytes[end]) { end += 1 }
    }
    return (index..<end, end)
  }

  private mutating func readHeredoc() -> Bool {
    let start = position
    var index = position + 3
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    let quote = index < bytes.count && "\"'".utf8.contains(bytes[index]) ? bytes[index] : nil
    if quote != nil { index += 1 }
    let nameStart = index
    while index < bytes.count, isWord(bytes[index]) { index += 1 }
    let name = Array(bytes[nameStart..<index])
    guard !name.isEmpty else { return false }
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    let contentStart = min(index + 1, bytes.count)
    index = contentStart
    var inner: [Range<Int>] = []
    var isLineStart = true
    while index < bytes.count {
      if isLineStart {
        var first = index
        while first < bytes.count, bytes[first] == UInt8(ascii: " ") || bytes[first] == UInt8(ascii: "\t") {
          first += 1
        }
        let end = first + name.count
        if end <= bytes.count, bytes[first..<end].elementsEqual(name), end == bytes.count || !isWord(bytes[end]) {
          add(.string, start..<end, contentStart..<max(contentStart, index), inner)
          position = end
          return true
        }
      }
      isLineStart = bytes[index] == UInt8(ascii: "\n")
      if bytes[index] == UInt8(ascii: "\\") {
        index += index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n") ? 1 : 2
      } else if quote != UInt8(ascii: "'"), let found = interpolation(at: index) {
        inner.append(found.inner)
        index = found.end
      } else {
        index += 1
      }
    }
    return false
  }
}
