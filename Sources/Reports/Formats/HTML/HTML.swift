/// Markup in which the text of others stands escaped by construction.
///
/// What a literal says is markup; what is interpolated into it is text, unless it is `HTML` itself. The result is well-formed
/// XML too, whatever the text.
package struct HTML: Sendable, ExpressibleByStringInterpolation {
  package let source: String

  package init(stringLiteral literal: String) { source = literal }

  package init(stringInterpolation interpolation: StringInterpolation) { source = interpolation.source }

  /// Text, escaped.
  package init(text: String) { source = Self.escaped(text) }

  /// Markup of this program that is no literal where it is used; never text of others.
  package init(trusted source: String) { self.source = source }

  package static let empty: HTML = ""

  package static func joined(_ parts: some Sequence<HTML>, by separator: HTML = "") -> HTML {
    HTML(trusted: parts.map(\.source).joined(separator: separator.source))
  }

  /// Markup where a condition holds. A literal on either side of `?` and `:` inside of a literal would be taken for text.
  package static func when(_ condition: Bool, _ markup: @autoclosure () -> HTML) -> HTML { condition ? markup() : "" }

  package static func + (left: HTML, right: HTML) -> HTML { HTML(trusted: left.source + right.source) }

  package struct StringInterpolation: StringInterpolationProtocol {
    package fileprivate(set) var source = ""

    package init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

    package mutating func appendLiteral(_ literal: String) { source += literal }
    package mutating func appendInterpolation(_ markup: HTML) { source += markup.source }
    package mutating func appendInterpolation(_ text: String) { source += HTML.escaped(text) }
    package mutating func appendInterpolation(_ number: Int) { source += String(number) }
  }

  /// Fit for text and for attributes in double quotes. What nobody would see, and what turns the direction of text, is shown by
  /// its number: `⟨U+202E⟩`.
  private static func escaped(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": safe += "&amp;".unicodeScalars
      case "<": safe += "&lt;".unicodeScalars
      case ">": safe += "&gt;".unicodeScalars
      case "\"": safe += "&quot;".unicodeScalars
      case "'": safe += "&#39;".unicodeScalars
      case "\n", "\t": safe.append(scalar)
      case let hidden where isHidden(hidden): safe += "⟨U+\(hexadecimal(hidden.value))⟩".unicodeScalars
      default: safe.append(scalar)
      }
    }
    return String(safe)
  }

  /// Controls, zero-width and bidirectional characters, tags, and what XML does not have.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFE00...0xFE0D,
      0xFEFF, 0xFFF9...0xFFFB, 0xFFFE...0xFFFF, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
