extension ShellParser {
  private static let ends = Set(" \t\r\n;&|<>()".utf8)

  /// The word at the position; nil where none begins.
  mutating func readWord() -> ShellWord? {
    let start = position
    var text: [UInt8] = []
    var word = ShellWord(range: start..<start, text: "", expansions: [], isBare: true)
    while position < end {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\\"):
        if at(position + 1) != UInt8(ascii: "\n") { text.append(at(position + 1)) }
        position = min(end, position + 2)
      case UInt8(ascii: "'"):
        word.isBare = false
        position += 1
        while position < end, bytes[position] != byte {
          text.append(bytes[position])
          position += 1
        }
        position += 1
      case UInt8(ascii: "\""):
        word.isBare = false
        position += 1
        readQuoted(until: byte, into: &word, &text)
        position += 1
      case UInt8(ascii: "$"), UInt8(ascii: "`"): readExpansion(into: &word, &text, isQuoted: false)
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        guard at(position + 1) == UInt8(ascii: "("), position == start else { return finished(word, text, from: start) }
        readNested(opening: 2, close: UInt8(ascii: ")"), into: &word, &text, isQuoted: false)
      case UInt8(ascii: "("):
        if text.last == UInt8(ascii: "=") {
          readArray(into: &word, &text)
        } else if let last = text.last, "?*+@!".utf8.contains(last) {
          while position < end, bytes[position] != UInt8(ascii: ")"), bytes[position] != UInt8(ascii: "\n") {
            position += 1
          }
          position += 1
        } else {
          return finished(word, text, from: start)
        }
      default:
        if Self.ends.contains(byte) { return finished(word, text, from: start) }
        text.append(byte)
        position += 1
      }
    }
    return finished(word, text, from: start)
  }

  private func finished(_ word: ShellWord, _ text: [UInt8], from start: Int) -> ShellWord? {
    guard position > start else { return nil }
    var word = word
    word.range = start..<min(end, position)
    word.text = String(decoding: text, as: UTF8.self)
    return word
  }

  /// The inside of double quotes, or of a here-document, up to `close` or `limit`.
  private mutating func readQuoted(
    until close: UInt8?, limit: Int? = nil, into word: inout ShellWord, _ text: inout [UInt8]
  ) {
    let limit = limit ?? end
    while position < limit, bytes[position] != close {
      switch bytes[position] {
      case UInt8(ascii: "\\"):
        text.append(at(position + 1))
        position += 2
      case UInt8(ascii: "$"), UInt8(ascii: "`"): readExpansion(into: &word, &text, isQuoted: true)
      default:
        text.append(bytes[position])
        position += 1
      }
    }
  }

  private mutating func readArray(into word: inout ShellWord, _ text: inout [UInt8]) {
    position += 1
    while position < end, bytes[position] != UInt8(ascii: ")") {
      if isBlank(bytes[position]) {
        position += 1
      } else if bytes[position] == UInt8(ascii: "#") {
        skipLine()
      } else if let element = readWord() {
        text += Array(element.text.utf8) + [UInt8(ascii: " ")]
        word.expansions += element.expansions
      } else {
        position += 1
      }
    }
    position += 1
  }

  private mutating func readExpansion(into word: inout ShellWord, _ text: inout [UInt8], isQuoted: Bool) {
    let start = position
    if bytes[position] == UInt8(ascii: "`") {
      return readNested(opening: 1, close: UInt8(ascii: "`"), into: &word, &text, isQuoted: isQuoted)
    }
    let next = at(position + 1)
    var name = ""
    var operation = ""
    if isAt("$((") {
      while position < end, !isAt("))") { position += 1 }
      position = min(end, position + 2)
      text += bytes[start..<position]
      return
    } else if isAt("${{") {
      while position < end, !isAt("}}") { position += 1 }
      position = min(end, position + 2)
      name = "{{"
    } else if next == UInt8(ascii: "(") {
      return readNested(opening: 2, close: UInt8(ascii: ")"), into: &word, &text, isQuoted: isQuoted)
    } else if next == UInt8(ascii: "{") {
      (name, operation) = readBraces()
    } else if isWord(next) || "@*#?$!-".utf8.contains(next) {
      position += 1
      let nameStart = position
      position += 1
      if isWord(next), !(48...57).contains(next) { while position < end, isWord(bytes[position]) { position += 1 } }
      name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
    } else {
      text.append(bytes[position])
      position += 1
      // `$'…'` is a string with escapes, `$"…"` one to translate.
      return
    }
    text += bytes[start..<min(end, position)]
    word.expansions.append(
      ShellExpansion(name: name, operation: operation, isQuoted: isQuoted, range: start..<min(end, position)))
  }

  private mutating func readBraces() -> (String, String) {
    position += 2
    if at(position) == UInt8(ascii: "#") || at(position) == UInt8(ascii: "!") { position += 1 }
    let isLength = at(position - 1) == UInt8(ascii: "#")
    let start = position
    while position < end, isWord(bytes[position]) || "@*?".utf8.contains(bytes[position]) && position == start {
      position += 1
    }
    let name = String(decoding: bytes[start..<position], as: UTF8.self)
    let rest = position
    var level = 1
    while position < end {
      if bytes[position] == UInt8(ascii: "\\") { position += 1 }
      if at(position) == UInt8(ascii: "{") { level += 1 }
      if at(position) == UInt8(ascii: "}") { level -= 1 }
      if level == 0 { break }
      position += 1
    }
    let operation = String(decoding: bytes[rest..<min(end, max(rest, position))], as: UTF8.self)
    position = min(end, position + 1)
    return (name.isEmpty ? "?" : name, isLength ? "#" : operation)
  }

  private mutating func readNested(
    opening: Int, close: UInt8, into word: inout ShellWord, _ text: inout [UInt8], isQuoted: Bool
  ) {
    let start = position
    position += opening
    readSubstitution(until: close)
    text += bytes[start..<min(end, position)]
    word.expansions.append(
      ShellExpansion(name: "", operation: "", isQuoted: isQuoted, range: start..<min(end, position)))
  }

  // MARK: Redirections

  /// A redirection of the command at `index`, if one stands here.
  mutating func readRedirection(into index: Int) -> Bool {
    var sign = position
    while sign < end, (48...57).contains(bytes[sign]) { sign += 1 }
    if sign == position, at(sign) == UInt8(ascii: "&"), at(sign + 1) == UInt8(ascii: ">") { sign += 1 }
    guard at(sign) == UInt8(ascii: "<") || at(sign) == UInt8(ascii: ">"),
      at(sign + 1) != UInt8(ascii: "(")
    else { return false }
    let start = position
    position = sign
    while position < end, "<>&|-".utf8.contains(bytes[position]), position - sign < 3 {
      if bytes[position] == UInt8(ascii: "-"), !isAt("-") || at(position - 1) != UInt8(ascii: "<") { break }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    skipBlanks()
    guard let target = readWord() else { return true }
    if text.hasSuffix("<<") || text.hasSuffix("<<-") {
      waiting.append((target.text, !target.isBare, index))
    } else {
      commands[index].redirections.append(ShellRedirection(sign: text, target: target))
    }
    return true
  }

  /// The here-documents whose bodies begin on this line.
  mutating func readDocuments() {
    let documents = waiting
    waiting = []
    for document in documents {
      let start = position
      var bodyEnd = position
      while position < end {
        let lineStart = position
        skipLine()
        let line = String(decoding: bytes[lineStart..<position], as: UTF8.self)
        position = min(end, position + 1)
        if line.drop(while: { $0 == "\t" || $0 == " " }).filter({ $0 != "\r" }) == document.word { break }
        bodyEnd = position
      }
      let after = position
      var word = ShellWord(
        range: start..<bodyEnd, text: String(decoding: bytes[start..<bodyEnd], as: UTF8.self), expansions: [],
        isBare: false)
      if !document.isQuoted {
        var text: [UInt8] = []
        position = start
        readQuoted(until: nil, limit: bodyEnd, into: &word, &text)
      }
      position = after
      if document.command < commands.count { commands[document.command].documents.append(word) }
    }
  }
}
