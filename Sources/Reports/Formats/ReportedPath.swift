/// The path of a file as a report names it to a machine, which finds the file by it in a checkout.
struct ReportedPath {
  /// `-`, as moe-judge itself calls standard input.
  let isStandardInput: Bool
  /// Without `.` and, as far as that goes by the path alone, without `..`.
  let text: String

  init(_ path: String) {
    isStandardInput = path == "-" || path.isEmpty
    text = isStandardInput ? "-" : Self.normal(path)
  }

  var isAbsolute: Bool { text.utf8.first == UInt8(ascii: "/") }

  /// Whether it lies where moe-judge was run, or below.
  var isBelow: Bool { !isStandardInput && !isAbsolute && text != ".." && !text.utf8.starts(with: "../".utf8) }

  /// A reference by RFC 3986; everything but letters, digits and `-._~/` is in percent-encoded UTF-8, so that no name makes a
  /// scheme, a query or a line.
  var uri: String { (isAbsolute ? "file://" : "") + Self.percentEncoded(text) }

  private static func normal(_ path: String) -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var parts: [Substring] = []
    for part in path.unicodeScalars.split(separator: "/").map(Substring.init) where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
  }

  private static func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        encoded.append(byte)
      default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
