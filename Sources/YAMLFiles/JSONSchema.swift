extension Schema {
  /// This schema as a JSON Schema 2020-12 document, keys in a fixed order.
  public func jsonSchema(id: String, title: String) -> String {
    let head = [
      ("$schema", quoted("https://json-schema.org/draft/2020-12/schema")), ("$id", quoted(id)),
      ("title", quoted(title)),
    ]
    return JSONText.object(head.map { ($0.0, .raw($0.1)) } + keywords).rendered(indentation: 0) + "\n"
  }

  private var keywords: [(String, JSONText)] {
    switch self {
    case .anything: return []
    case .optional(let schema):
      return [("anyOf", .list([.object(schema.keywords), .object([("type", .text("null"))])]))]
    case .string(let text):
      let type: (String, JSONText) = (
        "type", text == .fraction ? .list([.text("string"), .text("integer")]) : .text("string")
      )
      return [type] + (text.pattern.map { [("pattern", .text($0))] } ?? [])
    case .integer(let range):
      return [
        ("type", .text("integer")), ("minimum", .raw("\(range.lowerBound)")), ("maximum", .raw("\(range.upperBound)")),
      ]
    case .number(let range):
      return [
        ("type", .text("number")), ("minimum", .raw("\(range.lowerBound)")), ("maximum", .raw("\(range.upperBound)")),
      ]
    case .boolean: return [("type", .text("boolean"))]
    case .choice(let words): return [("enum", .list(words.map { .text($0) }))]
    case .list(let element, let minimum):
      let items: [(String, JSONText)] = [("type", .text("array")), ("items", .object(element.keywords))]
      return items + (minimum > 0 ? [("minItems", .raw("\(minimum)"))] : [])
    case .map(let element): return [("type", .text("object")), ("additionalProperties", .object(element.keywords))]
    case .object(let properties):
      let required = properties.filter(\.isRequired).map { JSONText.text($0.key) }
      return [
        ("type", .text("object")),
        (
          "properties",
          .object(properties.map { ($0.key, .object([("description", .text($0.description))] + $0.schema.keywords)) })
        ),
      ] + (required.isEmpty ? [] : [("required", .list(required))]) + [("additionalProperties", .raw("false"))]
    case .either(let schemas): return [("anyOf", .list(schemas.map { .object($0.keywords) }))]
    }
  }
}

/// JSON that keeps the order in which its keys were given.
private indirect enum JSONText {
  case raw(String)
  case text(String)
  case list([JSONText])
  case object([(String, JSONText)])

  func rendered(indentation: Int) -> String {
    let inner = String(repeating: " ", count: indentation + 2)
    let outer = String(repeating: " ", count: indentation)
    switch self {
    case .raw(let raw): return raw
    case .text(let text): return quoted(text)
    case .list(let values):
      return "[" + values.map { $0.rendered(indentation: indentation) }.joined(separator: ", ") + "]"
    case .object(let pairs):
      guard !pairs.isEmpty else { return "{}" }
      let lines = pairs.map { "\(inner)\(quoted($0.0)): \($0.1.rendered(indentation: indentation + 2))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
    }
  }
}

private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case let control where control.value < 0x20:
      let hex = String(control.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
