/// An element of an XML 1.0 document, in which no text is markup and every character is one that XML knows.
struct XMLElement {
  var name: StaticString
  var attributes: [(name: StaticString, value: String)] = []
  var text: String?
  var children: [XMLElement] = []

  /// With the line feed behind it.
  ///
  /// - Parameter level: how far it is set in.
  func text(at level: Int) -> String {
    let margin = String(repeating: "  ", count: level)
    guard text != nil || !children.isEmpty else { return "\(margin)\(opening)/>\n" }
    let inner = children.map { $0.text(at: level + 1) }.joined()
    let end = "</\(name)>\n"
    if let text { return "\(margin)\(opening)>\(XMLText.escaped(text))\(end)" }
    return "\(margin)\(opening)>\n\(inner)\(margin)\(end)"
  }

  /// Without its last bracket.
  private var opening: String {
    "<\(name)" + attributes.map { " \($0.name)=\"\(XMLText.escapedAttribute($0.value))\"" }.joined()
  }
}

enum XMLText {
  /// Text between tags.
  static func escaped(_ text: String) -> String { escaped(text, isInAttribute: false) }

  /// Text between double quotes, on one line.
  static func escapedAttribute(_ text: String) -> String { escaped(text, isInAttribute: true) }

  private static func escaped(_ text: String, isInAttribute: Bool) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where isCharacter(scalar) {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      // So that `]]>` stands nowhere.
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"" where isInAttribute: escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "\n" where isInAttribute: escaped.append(contentsOf: "&#10;".unicodeScalars)
      case "\r": escaped.append(contentsOf: "&#13;".unicodeScalars)
      case "\t" where isInAttribute: escaped.append(contentsOf: "&#9;".unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// The Char production of XML 1.0; a Swift string holds no surrogates.
  private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
