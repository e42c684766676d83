/// Writes YAML whose bytes depend on the values alone: fixed order, two spaces, texts quoted wherever they could be misread.
struct YAMLText {
  private(set) var text = ""
  private var depth = 0

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
    for element in elements {
      var item = YAMLText()
      item.depth = depth + 2
      body(&item, element)
      let indent = String(repeating: "  ", count: depth + 1)
      text += "\(indent)- \(item.text.dropFirst(indent.count + 2))"
    }
  }

  private mutating func nested(_ body: (inout YAMLText) -> Void) {
    depth += 1
    body(&self)
    depth -= 1
  }

  private mutating func line(_ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }

  /// Plain where no reader could take it for anything but this text, else in double quotes.
  static func scalar(_ value: String) -> String { isPlain(value) ? value : quoted(value) }

  private static let reserved: Set<String> = [
    "true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan",
  ]

  private static func isPlain(_ value: String) -> Bool {
    guard let first = value.first, first.isASCII, first.isLetter, !reserved.contains(value.lowercased()) else {
      return false
    }
    return value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./".contains($0)) }
  }

  private static func quoted(_ value: String) -> String {
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default: quoted += isPrintable(scalar) ? String(scalar) : escape(scalar)
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
