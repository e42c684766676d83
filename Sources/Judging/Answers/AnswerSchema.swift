internal import JudgeTypes
internal import Provenance

/// The JSON Schema that a seat's answer must fit; rationales stand before checks, so that the judge reasons before it decides.
enum AnswerSchema {
  static let name = "evaluation"

  static func text(for dimensions: [Dimension]) -> String {
    let ids = dimensions.map { JSONValue.string($0.id.rawValue) }
    let check: JSONValue = object([
      ("id", ["type": "string"]), ("answer", ["type": "string", "enum": ["yes", "no", "not_applicable"]]),
    ])
    let dimension: JSONValue = object([
      ("id", ["type": "string", "enum": .array(ids)]), ("rationale", ["type": "string"]),
      ("assessed", ["type": "boolean"]),
      ("checks", ["type": "array", "items": check]),
    ])
    let evidence: JSONValue = object([
      ("kind", ["type": "string", "enum": ["quote", "absence"]]), ("path", ["type": "string"]),
      ("start_line", ["type": "integer"]), ("end_line", ["type": "integer"]), ("quote", ["type": "string"]),
      ("terms", ["type": "array", "items": ["type": "string"]]),
    ])
    let finding: JSONValue = object([
      ("message", ["type": "string"]), ("rule", ["type": "string"]),
      ("severity", ["type": "string", "enum": .array(Severity.allCases.map { .string($0.rawValue) })]),
      ("dimension", ["type": "string", "enum": .array(ids)]), ("evidence", ["type": "array", "items": evidence]),
    ])
    return object([
      ("nonce", ["type": "string"]), ("rationale", ["type": "string"]),
      ("findings", ["type": "array", "items": finding]), ("dimensions", ["type": "array", "items": dimension]),
      ("confidence", ["type": "number"]),
    ]).orderedSchemaText
  }

  /// Every property required and no others, as providers' strict modes want it. The order of `required` is the order of answering.
  private static func object(_ properties: [(String, JSONValue)]) -> JSONValue {
    [
      "type": "object", "additionalProperties": false,
      "properties": .object(JSONObject(properties, uniquingKeysWith: { first, _ in first })),
      "required": .array(properties.map { .string($0.0) }),
    ]
  }
}

extension JSONValue {
  /// JSON whose `properties` stand in the order of `required`, because models answer in the order that they read.
  fileprivate var orderedSchemaText: String {
    switch self {
    case .array(let values): "[" + values.map(\.orderedSchemaText).joined(separator: ",") + "]"
    case .object(let fields):
      "{"
        + fields.map { key, value in
          let text = key == "properties" ? Self.ordered(value, like: fields["required"]) : value.orderedSchemaText
          return JSONValue.string(key).canonical + ":" + text
        }.joined(separator: ",") + "}"
    default: canonical
    }
  }

  private static func ordered(_ properties: JSONValue, like required: JSONValue?) -> String {
    let keys = (required?.arrayValue ?? []).compactMap(\.stringValue)
    let fields = keys.compactMap { key in
      properties[key].map { JSONValue.string(key).canonical + ":" + $0.orderedSchemaText }
    }
    return "{" + fields.joined(separator: ",") + "}"
  }
}
