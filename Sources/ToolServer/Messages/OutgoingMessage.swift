public import Provenance

/// What the server writes, one JSON object a line.
public enum OutgoingMessage: Sendable, Hashable {
  case result(RequestID, JSONObject)
  /// - Parameter id: nil where it cannot be told which request the answer is for.
  case error(id: RequestID?, MessageError)
  case notification(method: String, params: JSONObject)

  /// With its line feed. A text in JSON holds none, so it is one line whatever it quotes.
  public var line: String { JSONValue.object(object).canonical + "\n" }

  var object: JSONObject {
    switch self {
    case .result(let id, let result): ["jsonrpc": "2.0", "id": id.json, "result": .object(result)]
    case .error(let id, let error): ["jsonrpc": "2.0", "id": id?.json ?? .null, "error": error.json]
    case .notification(let method, let params):
      ["jsonrpc": "2.0", "method": .string(method), "params": .object(params)]
    }
  }
}
