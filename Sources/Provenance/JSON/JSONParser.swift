import JudgeTypes

extension JSONValue {
  /// The deepest nesting that is read.
  public static let depthLimit = 256

  /// Reads one JSON document (RFC 8259, strictly), refusing what has no canonical form: a key that stands twice, half a
  /// surrogate pair, a number beyond a double.
  public init(parsing text: String) throws(JSONError) {
    var parser = JSONParser(Array(text.utf8), areUTF8: true)
    self = try parser.document()
  }

  /// Reads one JSON document from its UTF-8 bytes; any bytes give a value or an error.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes, areUTF8: String(validating: bytes, as: UTF8.self) != nil)
    self = try parser.document()
  }
}

/// The members of an object while it is read.
///
/// Each is put where it belongs. That would take too long in a large object whose keys come in no order, so there the later
/// ones wait to be sorted together.
private struct Members {
  private static let insertionLimit = 64

  private var inOrder = JSONObject()
  private var later: [ExactName: JSONValue] = [:]

  /// False when `key` is there already.
  mutating func insertNew(_ value: JSONValue, under key: String) -> Bool {
    if later.isEmpty, inOrder.count < Self.insertionLimit || inOrder.isBefore(key) {
      return inOrder.insertNew(value, under: key)
    }
    return inOrder[key] == nil && later.updateValue(value, forKey: ExactName(key)) == nil
  }

  var object: JSONObject {
    guard !later.isEmpty else { return inOrder }
    let all = Array(inOrder) + later.map { ($0.key.text, $0.value) }
    return JSONObject(inOrder: all.sorted { JSONKeys.order(of: $0.key, $1.key) < 0 })
  }
}

/// A recursive-descent reader over bytes.
struct JSONParser {
  let bytes: [UInt8]
  /// Whether all of it is UTF-8, so that its pieces between quotes are and need not be looked at one by one.
  let isUTF8: Bool
  var index = 0

  init(_ bytes: [UInt8], areUTF8 isUTF8: Bool) {
    self.bytes = bytes
    self.isUTF8 = isUTF8
  }

  var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipWhiteSpace()
    guard next == nil else { throw error(.textAfterDocument) }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipWhiteSpace()
    guard let byte = next else { throw error(.unexpectedEnd) }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= JSONValue.depthLimit else { throw error(.tooDeep(limit: JSONValue.depthLimit)) }
    index += 1
    if skip(UInt8(ascii: "}")) { return .object([:]) }
    var members = Members()
    while true {
      skipWhiteSpace()
      let start = index
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let key = try string()
      guard skip(UInt8(ascii: ":")) else { throw unexpected("':'") }
      let member = try value(depth: depth)
      guard members.insertNew(member, under: key) else {
        throw JSONError(offset: start, problem: .duplicateKey(key))
      }
      if skip(UInt8(ascii: "}")) { return .object(members.object) }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= JSONValue.depthLimit else { throw error(.tooDeep(limit: JSONValue.depthLimit)) }
    index += 1
    var elements: [JSONValue] = []
    if skip(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      elements.append(try value(depth: depth))
      if skip(UInt8(ascii: "]")) { return .array(elements) }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
    }
  }

  private mutating func literal(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for byte in word.utf8 {
      guard next == byte else { throw unexpected("'\(word)'") }
      index += 1
    }
    return value
  }

  /// Goes past `byte` and the white space before it; false, and past the white space only, when another stands there.
  private mutating func skip(_ byte: UInt8) -> Bool {
    skipWhiteSpace()
    guard next == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  func error(_ problem: JSONError.Problem) -> JSONError { JSONError(offset: index, problem: problem) }

  func unexpected(_ expected: String) -> JSONError {
    guard let byte = next else { return error(.unexpectedEnd) }
    let isPrintable = (0x21...0x7E).contains(byte)
    let found = isPrintable ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(Digest.hexadecimal([byte]))"
    return error(.unexpected(found: found, expected: expected))
  }
}
