/// A JSON value with the line on which it stands. Numbers keep their text.
struct JSONNode: Sendable {
  enum Content: Sendable {
    case object([Member])
    case array([JSONNode])
    case string(String)
    case number(Double)
    case other
  }
  struct Member: Sendable {
    let key: String
    let line: Int
    let value: JSONNode
  }

  let content: Content
  let line: Int

  var members: [Member] { if case .object(let members) = content { members } else { [] } }
  var items: [JSONNode] { if case .array(let items) = content { items } else { [] } }
  var string: String? { if case .string(let text) = content { text } else { nil } }
  var number: Double? { if case .number(let value) = content { value } else { nil } }
  var isObject: Bool { if case .object = content { true } else { false } }

  subscript(key: String) -> JSONNode? { members.first { $0.key == key }?.value }
  func line(of key: String) -> Int { members.first { $0.key == key }?.line ?? line }

  /// Every object below, itself included, in order.
  func eachObject(_ visit: (JSONNode) -> Void) {
    switch content {
    case .object(let members):
      visit(self)
      for member in members { member.value.eachObject(visit) }
    case .array(let items): for item in items { item.eachObject(visit) }
    default: break
    }
  }
}

/// Reads JSON, one value after another, so that a file of lines with one resource each is read as well.
struct JSONReader {
  private let bytes: ArraySlice<UInt8>
  private var index: Int
  private var line: Int
  private static let deepest = 100

  /// - Parameter firstLine: the number of the line on which `bytes` begin.
  init(_ bytes: ArraySlice<UInt8>, firstLine: Int) {
    self.bytes = bytes
    index = bytes.startIndex
    line = firstLine
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index += 3 }
  }

  /// All values up to the end, or to the first byte that is not JSON.
  mutating func values() -> [JSONNode] {
    var values: [JSONNode] = []
    while let value = value(depth: 0) {
      values.append(value)
      skipBlanks()
      if index < bytes.endIndex, bytes[index] == UInt8(ascii: ",") { index += 1 }
    }
    return values
  }

  private mutating func skipBlanks() {
    while index < bytes.endIndex {
      switch bytes[index] {
      case 0x0A: line += 1
      case 0x20, 0x09, 0x0D: break
      case UInt8(ascii: "/"):
        guard skipComment() else { return }
        continue
      default: return
      }
      index += 1
    }
  }

  /// Passes over a comment, which examples of payloads often hold; false where none stands.
  private mutating func skipComment() -> Bool {
    guard index + 1 < bytes.endIndex else { return false }
    switch bytes[index + 1] {
    case UInt8(ascii: "/"):
      while index < bytes.endIndex, bytes[index] != 0x0A { index += 1 }
    case UInt8(ascii: "*"):
      index += 2
      while index + 1 < bytes.endIndex, !(bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/")) {
        if bytes[index] == 0x0A { line += 1 }
        index += 1
      }
      index = min(index + 2, bytes.endIndex)
    default: return false
    }
    return true
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard index < bytes.endIndex, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func value(depth: Int) -> JSONNode? {
    skipBlanks()
    guard index < bytes.endIndex, depth < Self.deepest else { return nil }
    let start = line
    switch bytes[index] {
    case UInt8(ascii: "{"): return object(depth: depth, start: start)
    case UInt8(ascii: "["): return array(depth: depth, start: start)
    case UInt8(ascii: "\""): return text().map { JSONNode(content: .string($0), line: start) }
    default:
      let from = index
      while index < bytes.endIndex, !",]} \n\t\r".utf8.contains(bytes[index]) { index += 1 }
      guard index > from else { return nil }
      let word = String(decoding: bytes[from..<index], as: UTF8.self)
      if let value = Double(word) { return JSONNode(content: .number(value), line: start) }
      return ["true", "false", "null"].contains(word) ? JSONNode(content: .other, line: start) : nil
    }
  }

  private mutating func object(depth: Int, start: Int) -> JSONNode? {
    index += 1
    var members: [JSONNode.Member] = []
    if take(UInt8(ascii: "}")) { return JSONNode(content: .object([]), line: start) }
    repeat {
      skipBlanks()
      let keyLine = line
      guard let key = text(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
      members.append(.init(key: key, line: keyLine, value: value))
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}")) ? JSONNode(content: .object(members), line: start) : nil
  }

  private mutating func array(depth: Int, start: Int) -> JSONNode? {
    index += 1
    var items: [JSONNode] = []
    if take(UInt8(ascii: "]")) { return JSONNode(content: .array([]), line: start) }
    repeat {
      guard let item = value(depth: depth + 1) else { return nil }
      items.append(item)
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]")) ? JSONNode(content: .array(items), line: start) : nil
  }

  /// Escapes other than of quotes stay as they are; no code or unit has any.
  private mutating func text() -> String? {
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { return nil }
    index += 1
    var found: [UInt8] = []
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex { index += 1 }
      if bytes[index] == 0x0A { line += 1 }
      found.append(bytes[index])
      index += 1
    }
    guard index < bytes.endIndex else { return nil }
    index += 1
    return String(decoding: found, as: UTF8.self)
  }
}
