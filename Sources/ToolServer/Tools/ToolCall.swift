public import Provenance

/// A tool that is to be called, and who wants to know what comes of it.
public struct ToolCall: Sendable, Hashable {
  public let id: RequestID
  public let tool: ToolDescription
  /// As they came; `ToolInput` says what is wrong with them.
  public let arguments: JSONObject
  /// Whether the request is one of the stateless protocol.
  public let isStateless: Bool
  /// Nil where the client wants to hear of no progress.
  public let progressToken: ProgressToken?
}

/// What comes of a call.
public struct ToolAnswer: Sendable, Hashable {
  public let text: String
  /// What the tool's output schema describes; nil for an error and for a tool without one.
  public let structured: JSONValue?
  /// Whether the call came to nothing. The model reads the text and can do better.
  public let isError: Bool
  /// Beside the content, for the program that calls.
  public let meta: JSONObject

  public init(text: String, structured: JSONValue? = nil, isError: Bool = false, meta: JSONObject = [:]) {
    self.text = text
    self.structured = structured
    self.isError = isError
    self.meta = meta
  }

  var json: JSONObject {
    var object: JSONObject = [
      "content": [["type": "text", "text": .string(text)]], "isError": .bool(isError),
    ]
    object["structuredContent"] = structured
    if !meta.isEmpty { object["_meta"] = .object(meta) }
    return object
  }
}
