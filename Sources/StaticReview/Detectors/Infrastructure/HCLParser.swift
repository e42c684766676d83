internal import YAMLFiles

/// Reads Terraform's language into blocks. It never fails: what it does not understand it steps over.
struct HCLParser {
  let bytes: [UInt8]
  var index = 0
  var line: Int
  /// Deeper nesting is stepped over; what people write nests a dozen deep.
  private static let deepest = 60

  private init(_ bytes: [UInt8], firstLine: Int) {
    self.bytes = bytes
    line = firstLine
  }

  static func blocks(in source: Source) -> [HCLBlock] { blocks(in: source.bytes, firstLine: source.firstLine) }

  static func blocks(in bytes: [UInt8], firstLine: Int = 1) -> [HCLBlock] {
    var parser = HCLParser(bytes, firstLine: firstLine)
    var file = HCLBlock(type: "", labels: [], line: 1, lastLine: 1)
    while parser.index < parser.bytes.count {
      parser.readBody(into: &file, depth: 0)
      // A bracket too many ends nothing.
      parser.advance()
    }
    // The assignments of a file of variables stand in no block.
    return file.blocks + (file.attributes.isEmpty ? [] : [file])
  }

  // MARK: Characters

  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  func peek(_ distance: Int = 1) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  mutating func advance() {
    guard index < bytes.count else { return }
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    advance()
    return true
  }

  mutating func skipLine() { while let byte = current, byte != UInt8(ascii: "\n") { advance() } }

  /// Steps over blanks and comments, and over line ends where they part nothing.
  private mutating func skipSpace(lines: Bool) {
    while let byte = current {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): advance()
      case UInt8(ascii: "\n"):
        guard lines else { return }
        advance()
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "/") where peek() == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where peek() == UInt8(ascii: "*"):
        while let byte = current, !(byte == UInt8(ascii: "*") && peek() == UInt8(ascii: "/")) { advance() }
        advance()
        advance()
      default: return
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: byte >= 0x80
    }
  }

  mutating func word() -> String {
    let start = index
    while let byte = current, Self.isWord(byte) { index += 1 }
    return text(start..<index)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  // MARK: Blocks

  private mutating func readBody(into block: inout HCLBlock, depth: Int) {
    while true {
      skipSpace(lines: true)
      guard let byte = current, byte != UInt8(ascii: "}") else { return }
      let start = line
      let isQuoted = byte == UInt8(ascii: "\"")
      let name = isQuoted ? quoted() : word()
      guard !name.isEmpty else {
        advance()
        continue
      }
      skipSpace(lines: false)
      if current == UInt8(ascii: "="), peek() != UInt8(ascii: "=") {
        advance()
        skipSpace(lines: false)
        let value = expression(endsAtLine: true, depth: depth)
        block.attributes.append(.init(key: name, line: start, column: 1, value: value))
      } else if let nested = readBlock(name, startingAt: start, depth: depth + 1) {
        block.blocks.append(nested)
      }
    }
  }

  private mutating func readBlock(_ type: String, startingAt start: Int, depth: Int) -> HCLBlock? {
    var labels: [String] = []
    while let byte = current, byte == UInt8(ascii: "\"") || Self.isWord(byte) {
      labels.append(byte == UInt8(ascii: "\"") ? quoted() : word())
      skipSpace(lines: false)
    }
    guard current == UInt8(ascii: "{") else {
      skipLine()
      return nil
    }
    guard depth < Self.deepest else {
      skipBrackets()
      return nil
    }
    advance()
    var block = HCLBlock(type: type, labels: labels, line: start, lastLine: start)
    readBody(into: &block, depth: depth)
    block.lastLine = line
    _ = take(UInt8(ascii: "}"))
    guard type == "dynamic", let name = labels.first, let content = block.blocks("content").first else { return block }
    return HCLBlock(
      type: name, labels: [], line: start, lastLine: block.lastLine, attributes: content.attributes,
      blocks: content.blocks, each: block.attribute("for_each")?.value)
  }

  // MARK: Expressions

  private mutating func expression(endsAtLine: Bool, depth: Int) -> YAMLValue {
    let (start, startLine) = (index, line)
    guard depth < Self.deepest, let value = primary(depth: depth + 1) else {
      skipExpression(endsAtLine: endsAtLine)
      return unknown(start..<index, startLine)
    }
    if case .string(let text) = value.content, bytes[start] == UInt8(ascii: "<"), !text.isEmpty { return value }
    skipSpace(lines: !endsAtLine)
    switch current {
    case nil, UInt8(ascii: "\n"), UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"):
      return value
    default:
      skipExpression(endsAtLine: endsAtLine)
      return unknown(start..<index, startLine)
    }
  }

  private func unknown(_ range: Range<Int>, _ line: Int) -> YAMLValue {
    let expression = "${\(text(range))}"
    return YAMLValue(.string(expression), line: line, column: 1, text: expression)
  }

  private func scalar(_ content: YAMLValue.Content, _ text: String, _ line: Int) -> YAMLValue {
    YAMLValue(content, line: line, column: 1, text: text)
  }

  private mutating func primary(depth: Int) -> YAMLValue? {
    let (start, startLine) = (index, line)
    guard let byte = current else { return nil }
    switch byte {
    case UInt8(ascii: "\""):
      let text = quoted()
      return scalar(.string(text), text, startLine)
    case UInt8(ascii: "<") where peek() == UInt8(ascii: "<"): return heredoc()
    case UInt8(ascii: "["): return list(depth: depth)
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "("):
      advance()
      skipSpace(lines: true)
      let value = expression(endsAtLine: false, depth: depth)
      skipSpace(lines: true)
      return take(UInt8(ascii: ")")) ? value : nil
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      advance()
      while let byte = current, Self.isWord(byte) || byte == UInt8(ascii: ".") { index += 1 }
      let text = text(start..<index)
      if let number = Int(text) { return scalar(.integer(number), text, startLine) }
      return Double(text).map { scalar(.number($0), text, startLine) }
    case _ where Self.isWord(byte): return named(depth: depth)
    default: return nil
    }
  }

  /// A word, a way through attributes, or a call.
  private mutating func named(depth: Int) -> YAMLValue? {
    let (start, startLine) = (index, line)
    let name = word()
    if current == UInt8(ascii: "(") {
      let arguments = list(depth: depth).list
      // These give their argument as it is, or in the form in which it is read here.
      let transparent = ["jsonencode", "yamlencode", "toset", "tolist", "tomap", "tostring", "tobool", "sensitive"]
      guard transparent.contains(name), arguments.count == 1, let value = arguments.first else {
        return unknown(start..<index, startLine)
      }
      return value
    }
    switch name {
    case "true": return scalar(.boolean(true), name, startLine)
    case "false": return scalar(.boolean(false), name, startLine)
    case "null": return YAMLValue(.null, line: startLine, column: 1)
    default: break
    }
    while let byte = current {
      if byte == UInt8(ascii: "[") {
        skipBrackets()
      } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "*") {
        advance()
      } else if Self.isWord(byte) {
        _ = word()
      } else {
        break
      }
    }
    return unknown(start..<index, startLine)
  }

  /// What brackets of any kind enclose, parted by commas.
  private mutating func list(depth: Int) -> YAMLValue {
    let (start, startLine) = (index, line)
    advance()
    var values: [YAMLValue] = []
    while true {
      skipSpace(lines: true)
      guard let byte = current, !")]}".utf8.contains(byte) else { break }
      if values.isEmpty, isLoop {
        index = start
        line = startLine
        skipBrackets()
        return unknown(start..<index, startLine)
      }
      let before = index
      values.append(expression(endsAtLine: false, depth: depth))
      skipSpace(lines: true)
      while current == UInt8(ascii: ",") || current == UInt8(ascii: ".") { advance() }
      if index == before { advance() }
    }
    advance()
    return YAMLValue(.list(values), line: startLine, column: 1)
  }

  /// Whether `for` begins a list or map that is made of another.
  private var isLoop: Bool {
    index + 3 < bytes.count && text(index..<(index + 3)) == "for" && !Self.isWord(bytes[index + 3])
  }

  private mutating func object(depth: Int) -> YAMLValue {
    let (start, startLine) = (index, line)
    advance()
    var entries: [YAMLValue.Entry] = []
    while true {
      skipSpace(lines: true)
      guard let byte = current, byte != UInt8(ascii: "}") else { break }
      if entries.isEmpty, isLoop {
        index = start
        line = startLine
        skipBrackets()
        return unknown(start..<index, startLine)
      }
      let (before, keyLine) = (index, line)
      let key: String
      if byte == UInt8(ascii: "\"") {
        key = quoted()
      } else if byte == UInt8(ascii: "(") {
        skipBrackets()
        key = "${\(text(before..<index))}"
      } else {
        while let byte = current, Self.isWord(byte) || byte == UInt8(ascii: ".") { index += 1 }
        key = text(before..<index)
      }
      skipSpace(lines: false)
      guard !key.isEmpty, current == UInt8(ascii: "=") || current == UInt8(ascii: ":") else {
        if index == before { advance() }
        continue
      }
      advance()
      skipSpace(lines: true)
      let value = expression(endsAtLine: true, depth: depth)
      entries.append(.init(key: key, line: keyLine, column: 1, value: value))
      skipSpace(lines: true)
      _ = take(UInt8(ascii: ","))
    }
    advance()
    return YAMLValue(.map(entries), line: startLine, column: 1)
  }
}
