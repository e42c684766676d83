public import Provenance

/// One message of a client, as JSON-RPC 2.0 has it.
public enum IncomingMessage: Sendable, Hashable {
  case request(id: RequestID, method: String, params: JSONObject)
  case notification(method: String, params: JSONObject)
  /// An answer to a request of ours. There are none, so it is nothing that matters.
  case answer

  /// Why a line is no message, and which request the answer is for; nil where that cannot be told.
  public struct Refusal: Error, Sendable, Hashable {
    public let id: RequestID?
    public let error: MessageError
  }

  /// Reads one line.
  public init(line: [UInt8]) throws(Refusal) {
    let value: JSONValue
    do { value = try JSONValue(parsing: line) } catch {
      throw Refusal(id: nil, error: MessageError(.notJSON, "this line is no JSON that is taken: \(error.fault)"))
    }
    self = try Self.message(of: value)
  }

  private static func message(of value: JSONValue) throws(Refusal) -> IncomingMessage {
    if value.arrayValue != nil {
      throw refusal(nil, "batches are not taken. Send each message on a line of its own.")
    }
    guard let object = value.objectValue else { throw refusal(nil, "a message is a JSON object.") }
    let id = object["id"].flatMap(RequestID.init(json:))
    guard object["jsonrpc"]?.stringValue == "2.0" else { throw refusal(id, "'jsonrpc' has to be \"2.0\".") }
    guard let named = object["method"] else {
      guard object["result"] != nil || object["error"] != nil else { throw refusal(id, "the message has no 'method'.") }
      return .answer
    }
    guard let method = named.stringValue else { throw refusal(id, "'method' has to be a text.") }
    let params = object["params"] ?? .null
    guard object["id"] != nil else {
      return .notification(method: method, params: params.objectValue ?? [:])
    }
    guard let id else { throw refusal(nil, "'id' has to be a text or a whole number of at most 53 bits.") }
    guard params.isNull || params.objectValue != nil else {
      throw Refusal(id: id, error: MessageError(.invalidParameters, "'params' has to be an object."))
    }
    return .request(id: id, method: method, params: params.objectValue ?? [:])
  }

  private static func refusal(_ id: RequestID?, _ message: String) -> Refusal {
    Refusal(id: id, error: MessageError(.invalidRequest, message))
  }
}
