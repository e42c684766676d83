public import Provenance

/// Why a message gets no result: JSON-RPC's codes, and those that the protocol adds.
public struct MessageError: Error, Sendable, Hashable {
  public enum Code: Int, Sendable {
    case notJSON = -32700
    case invalidRequest = -32600
    case unknownMethod = -32601
    case invalidParameters = -32602
    case internalError = -32603
    case unsupportedVersion = -32022
  }

  public let code: Code
  /// One line: what is wrong, and the next thing to do.
  public let message: String
  public let data: JSONValue?

  public init(_ code: Code, _ message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = UntrustedText.cleaned(message)
    self.data = data
  }

  var json: JSONValue {
    var object: JSONObject = ["code": .integer(code.rawValue), "message": .string(message)]
    object["data"] = data
    return .object(object)
  }
}
