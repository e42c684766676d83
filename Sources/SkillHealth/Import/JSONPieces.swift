internal import Provenance
internal import YAMLFiles

/// Where the parts of a JSON text stand.
///
/// The project's parser gives values without places. This finds the places in a text that it has accepted, and so trusts it to be JSON.
struct JSONPieces {
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The 1-based lines on which the elements of an array begin.
  static func lines(ofElementsIn bytes: [UInt8]) -> [Int] {
    var pieces = JSONPieces(bytes)
    pieces.skipTo { !Self.isWhiteSpace($0) }
    return pieces.elements()
  }

  /// Of an export, `{skill: {"scores": [...]}}`: the lines on which the elements of each skill's scores begin, in the order of the text.
  static func lines(ofScoresIn bytes: [UInt8]) -> [String: [Int]] {
    var pieces = JSONPieces(bytes)
    var found: [String: [Int]] = [:]
    pieces.members { skill, pieces in
      pieces.members { key, pieces in
        if key == "scores" { found[skill] = pieces.elements() } else { pieces.skipValue() }
      }
    }
    return found
  }

  /// The 1-based line of a byte.
  static func line(of offset: Int, in bytes: some Collection<UInt8>) -> Int {
    1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
  }

  /// Goes over an array, and gives the lines of its elements.
  private mutating func elements() -> [Int] {
    var lines: [Int] = []
    guard enter() else { return lines }
    while let byte = peek(), byte != UInt8(ascii: "]") {
      if byte == UInt8(ascii: ",") {
        advance()
      } else {
        lines.append(line)
        skipValue()
      }
    }
    advance()
    return lines
  }

  /// Goes over an object; `body` goes over each value.
  private mutating func members(_ body: (String, inout JSONPieces) -> Void) {
    guard enter() else { return }
    while let byte = peek(), byte != UInt8(ascii: "}") {
      guard byte == UInt8(ascii: "\"") else {
        advance()
        continue
      }
      let start = index
      skipString()
      let key = (try? JSONValue(parsing: Array(bytes[start..<index])).stringValue) ?? ""
      skipTo { $0 == UInt8(ascii: ":") }
      advance()
      _ = peek()
      body(key, &self)
    }
    advance()
  }

  private mutating func enter() -> Bool {
    guard let byte = peek(), byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") else { return false }
    advance()
    return true
  }

  /// The next byte that is no white space.
  private mutating func peek() -> UInt8? {
    skipTo { !Self.isWhiteSpace($0) }
    return index < bytes.count ? bytes[index] : nil
  }

  /// Goes past a value that begins here.
  private mutating func skipValue() {
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        skipString()
        if depth == 0 { return }
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        // The end of what the value stands in.
        if depth == 0 { return }
        depth -= 1
        if depth == 0 { return advance() }
      case UInt8(ascii: ","):
        if depth == 0 { return }
      default: break
      }
      advance()
    }
  }

  private mutating func skipString() {
    advance()
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "\\") { advance() }
      advance()
    }
    advance()
  }

  private mutating func skipTo(_ isThere: (UInt8) -> Bool) {
    while index < bytes.count, !isThere(bytes[index]) { advance() }
  }

  private mutating func advance() {
    guard index < bytes.count else { return }
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

extension YAMLValue {
  /// A JSON value of which only the line is known.
  init(_ json: JSONValue, line: Int) {
    let content: Content
    var text: String?
    switch json {
    case .null: content = .null
    case .bool(let value): (content, text) = (.boolean(value), "\(value)")
    case .integer(let value): (content, text) = (.integer(value), "\(value)")
    case .number(let value):
      // A whole number is one, however it is written, as long as it fits.
      (content, text) = (Int(exactly: value).map(Content.integer) ?? .number(value), "\(value)")
    case .string(let value): content = .string(value)
    case .array(let values): content = .list(values.map { YAMLValue($0, line: line) })
    case .object(let members):
      content = .map(
        members.map { Entry(key: $0.key, line: line, column: 1, value: YAMLValue($0.value, line: line)) })
    }
    self.init(content, line: line, column: 1, text: text)
  }
}
