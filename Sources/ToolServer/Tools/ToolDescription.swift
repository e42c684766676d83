public import Provenance

/// A tool as the model that may call it is told of it.
public struct ToolDescription: Sendable, Hashable {
  /// What the tool does to the world.
  public enum Effect: Sendable, Hashable {
    /// Nothing is changed.
    case reads
    /// Something is added, nothing is changed or taken away, and others may be asked over the network.
    case addsAndAsks
  }

  public let name: String
  public let title: String
  public let text: String
  public let input: ToolInput
  /// A JSON Schema of the structured answer; nil for a tool that answers with text alone.
  public let outputSchema: JSONValue?
  public let effect: Effect

  public init(
    name: String, title: String, text: String, input: ToolInput, outputSchema: JSONValue? = nil, effect: Effect
  ) {
    self.name = name
    self.title = title
    self.text = text
    self.input = input
    self.outputSchema = outputSchema
    self.effect = effect
  }

  var json: JSONValue {
    var object: JSONObject = [
      "name": .string(name), "title": .string(title), "description": .string(text), "inputSchema": input.schema,
      "annotations": [
        "title": .string(title), "readOnlyHint": .bool(effect == .reads), "destructiveHint": false,
        "idempotentHint": .bool(effect == .reads), "openWorldHint": .bool(effect == .addsAndAsks),
      ],
    ]
    object["outputSchema"] = outputSchema
    return .object(object)
  }
}
