public import JudgeTypes

extension Evidence {
  /// As the JSON result writes it, without the word on whether it holds.
  public var json: JSONValue {
    switch self {
    case .quote(let path, let startLine, let endLine, let text):
      [
        "kind": "quote", "path": .string(path), "start_line": .integer(startLine), "end_line": .integer(endLine),
        "quote": .string(text),
      ]
    case .absence(let path, let terms):
      ["kind": "absence", "path": .optional(path), "terms": .array(terms.map { .string($0) })]
    }
  }
}

extension CheckedEvidence {
  var json: JSONValue {
    var object = evidence.json.objectValue ?? [:]
    object["verified"] = .bool(isVerified)
    return .object(object)
  }

  /// Reads what `json` wrote; nil where a part is missing or the kind is not known.
  public init?(json: JSONValue) {
    let isVerified = json["verified"]?.boolValue ?? false
    switch json["kind"]?.stringValue {
    case "quote":
      guard let path = json["path"]?.stringValue, let start = json["start_line"]?.intValue,
        let end = json["end_line"]?.intValue, let text = json["quote"]?.stringValue
      else { return nil }
      self.init(.quote(path: path, startLine: start, endLine: end, text: text), isVerified: isVerified)
    case "absence":
      self.init(.absence(path: json["path"]?.stringValue, terms: json.texts("terms")), isVerified: isVerified)
    default: return nil
    }
  }
}

extension JSONValue {
  /// The text, or null.
  public static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
  /// The integer, or null.
  public static func optional(_ integer: Int?) -> JSONValue { integer.map { .integer($0) } ?? .null }
  /// The number, or null.
  public static func optional(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }
  /// The texts as an array.
  public static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }
}
