internal import HTTPTypes

/// What a request asks for, percent-decoded: the parts of its path, and its query in order.
struct RequestTarget: Sendable, Hashable {
  struct Item: Sendable, Hashable {
    let name: String
    let value: String
  }

  /// The longest target that is read, in bytes.
  static let limit = 4_096

  /// None for `/`. A part may hold anything but control characters, a slash too; an empty one stays, so that it leads nowhere.
  let path: [String]
  let query: [Item]

  /// - Parameter text: the request target in origin form.
  /// - Throws: `Problem` for what is none.
  init(_ text: String) throws(Problem) {
    guard text.utf8.count <= Self.limit else {
      throw Problem(.uriTooLong, "The address is longer than \(Self.limit) bytes. Ask for less at once.")
    }
    guard text.hasPrefix("/") else { throw Self.malformed }
    let sides = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var path: [String] = []
    if sides[0] != "/" {
      for part in sides[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
        path.append(try Self.decoded(part, isQuery: false))
      }
    }
    query = try Self.items(sides.count > 1 ? sides[1] : "")
    self.path = path
  }

  /// The first of each name.
  var firstOfQuery: [String: String] {
    Dictionary(query.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private static let malformed = Problem(
    .badRequest,
    "The address cannot be read: every % begins two hexadecimal digits, and what they stand for is UTF-8 text.")

  /// What a form sends, which is written as a query is; its texts may have several lines.
  static func fields(ofForm text: String) throws(Problem) -> [Item] { try items(text[...], allowsLines: true) }

  private static func items(_ text: Substring, allowsLines: Bool = false) throws(Problem) -> [Item] {
    var items: [Item] = []
    for pair in text.split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = sides.count > 1 ? try decoded(sides[1], isQuery: true, allowsLines: allowsLines) : ""
      items.append(Item(name: try decoded(sides[0], isQuery: true), value: value))
    }
    return items
  }

  private static func decoded(
    _ text: Substring, isQuery: Bool, allowsLines: Bool = false
  ) throws(Problem) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
          throw malformed
        }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where isQuery: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    let isControl = { (byte: UInt8) in
      byte < 0x20 && !(allowsLines && [0x09, 0x0A, 0x0D].contains(byte)) || byte == 0x7F
    }
    guard !bytes.contains(where: isControl), let decoded = String(validating: bytes, as: UTF8.self) else {
      throw malformed
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
