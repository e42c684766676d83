import Markdown

/// Writes YAML whose bytes depend on the values alone: fixed order, two spaces, texts quoted wherever they could be misread.
struct YAMLText {
  private(set) var text = ""
  private var depth = 0
  /// Whether the next line is the first of a list's element.
  private var startsItem = false

  mutating func comment(_ line: String) { text += "# \(Self.printable(line))\n" }
  mutating func entry(_ key: String, _ value: String) { line("\(key): \(Self.scalar(value))") }
  mutating func entry(_ key: String, _ value: Int) { line("\(key): \(value)") }
  mutating func entry(_ key: String, _ value: Bool) { line("\(key): \(value)") }

  /// `key: [a, b]`.
  mutating func entry(_ key: String, list values: [String]) {
    line("\(key): [\(values.map(Self.scalar).joined(separator: ", "))]")
  }

  mutating func map(_ key: String, _ body: (inout YAMLText) -> Void) {
    line("\(key):")
    nested(body)
  }

  /// A block list of maps; `[]` when there is none.
  mutating func list<Element>(_ key: String, of elements: [Element], _ body: (inout YAMLText, Element) -> Void) {
    guard !elements.isEmpty else { return line("\(key): []") }
    line("\(key):")
    depth += 2
    for element in elements {
      startsItem = true
      body(&self, element)
    }
    depth -= 2
  }

  private mutating func nested(_ body: (inout YAMLText) -> Void) {
    depth += 1
    body(&self)
    depth -= 1
  }

  private mutating func line(_ content: String) {
    for _ in 0..<(startsItem ? depth - 1 : depth) { text += "  " }
    if startsItem { text += "- " }
    startsItem = false
    text += content
    text += "\n"
  }

  /// Plain where no reader could take it for anything but this text, else in double quotes.
  static func scalar(_ value: String) -> String { isPlain(value) ? value : quoted(value) }

  private static let reserved: Set<String> = [
    "true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan",
  ]

  private static func isPlain(_ value: String) -> Bool {
    guard let first = value.utf8.first, isLetter(first), value.utf8.allSatisfy(isWord) else { return false }
    return !reserved.contains(value.lowercased())
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte) || marks.contains(byte)
  }
  private static let marks = Array("_-./".utf8)

  private static func quoted(_ value: String) -> String {
    let isHarmless = value.utf8.allSatisfy {
      (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard !isHarmless else { return "\"\(value)\"" }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default: isPrintable(scalar) ? quoted.unicodeScalars.append(scalar) : quoted.append(escape(scalar))
      }
    }
    return quoted + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let width = scalar.value > 0xFFFF ? 8 : 4
    return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Controls, marks of direction and line separators are written as escapes.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
    default: true
    }
  }

  private static func printable(_ line: String) -> String {
    String(String.UnicodeScalarView(line.unicodeScalars.map { isPrintable($0) ? $0 : " " }))
  }
}
