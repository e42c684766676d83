internal import Provenance

/// What was said so far on one connection, and what follows from the next line. It waits for nothing and writes nothing.
///
/// Both generations of the protocol are spoken at once: a request that tells its version in `_meta` is answered by the
/// stateless one, every other by the one that `initialize` agreed on.
public struct Conversation: Sendable {
  /// What a line asks for.
  public enum Step: Sendable, Hashable {
    case nothing
    case send(OutgoingMessage)
    /// In flight until `end` is told.
    case call(ToolCall)
    /// No answer to this call is wanted any more.
    case cancel(RequestID)
  }

  private let server: ServerDescription
  /// What `initialize` agreed on; nil before.
  public private(set) var handshake: ProtocolVersion?
  private var inFlight: Set<RequestID> = []

  public init(with server: ServerDescription) { self.server = server }

  /// The number of calls that wait for their answers.
  public var callsInFlight: Int { inFlight.count }

  public mutating func receive(_ line: LineBuffer.Line, limit: Int) -> Step {
    guard case .whole(let bytes) = line else {
      return .send(
        .error(id: nil, MessageError(.invalidRequest, "a message is at most \(limit) bytes long. Send less at once.")))
    }
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return .nothing }
    do {
      switch try IncomingMessage(line: bytes) {
      case .answer: return .nothing
      case .notification(let method, let params): return step(after: method, params)
      case .request(let id, let method, let params): return step(answering: id, method, params)
      }
    } catch {
      return .send(.error(id: error.id, error.error))
    }
  }

  /// The call is answered, or needs no answer any more.
  public mutating func end(_ call: RequestID) { inFlight.remove(call) }

  /// The answer to a call as it is sent.
  public func message(_ answer: ToolAnswer, to call: ToolCall) -> OutgoingMessage {
    .result(call.id, server.result(answer.json, isStateless: call.isStateless))
  }

  // MARK: Notifications

  /// What nobody knows is passed over, as the protocol wants it.
  private func step(after method: String, _ params: JSONObject) -> Step {
    guard method == "notifications/cancelled", let id = params["requestId"].flatMap(RequestID.init(json:)),
      inFlight.contains(id)
    else { return .nothing }
    return .cancel(id)
  }

  // MARK: Requests

  private mutating func step(answering id: RequestID, _ method: String, _ params: JSONObject) -> Step {
    // An answer under this id would be taken for that of the first request.
    guard !inFlight.contains(id) else {
      let words = "a request with the id \(id.json.canonical.prefix(80)) is still in flight. Use another id."
      return .send(.error(id: nil, MessageError(.invalidRequest, words)))
    }
    do {
      let step = try answer(id, method, params)
      if case .call = step { inFlight.insert(id) }
      return step
    } catch {
      return .send(.error(id: id, error))
    }
  }

  private mutating func answer(_ id: RequestID, _ method: String, _ params: JSONObject) throws(MessageError) -> Step {
    if method == "initialize" { return .send(.result(id, try shakeHands(params))) }
    let isStateless = RequestEnvelope.isPresent(in: params) || method == "server/discover"
    if isStateless { try RequestEnvelope.check(params) }
    func result(_ object: JSONObject) -> Step {
      .send(.result(id, server.result(object, isStateless: isStateless)))
    }
    switch (method, isStateless) {
    case ("server/discover", _): return result(server.discovery())
    case ("ping", false): return result([:])
    case ("tools/list", _), ("tools/call", _):
      guard isStateless || handshake != nil else { throw Self.unannounced }
      if method == "tools/call" { return .call(try call(id, params, isStateless: isStateless)) }
      guard params["cursor"]?.isNull ?? true else {
        throw MessageError(.invalidParameters, "the list of tools has one page. Leave 'cursor' out.")
      }
      return result(server.toolList(isStateless: isStateless))
    default:
      throw MessageError(.unknownMethod, "there is no method '\(method.prefix(80))' here.")
    }
  }

  private static let unannounced = MessageError(
    .invalidParameters,
    "which version of the protocol is spoken? Begin with initialize, or tell \(RequestEnvelope.version) in params._meta."
  )

  /// Agrees on the version that the client names, where it is one with a handshake, and else on the newest of those.
  private mutating func shakeHands(_ params: JSONObject) throws(MessageError) -> JSONObject {
    guard let named = params["protocolVersion"]?.stringValue else {
      throw MessageError(.invalidParameters, "initialize needs 'protocolVersion', a text.")
    }
    let wanted = ProtocolVersion(rawValue: named).flatMap { $0.isStateless ? nil : $0 }
    let agreed = wanted ?? .newestWithHandshake
    handshake = agreed
    return server.handshake(agreed)
  }

  private func call(_ id: RequestID, _ params: JSONObject, isStateless: Bool) throws(MessageError) -> ToolCall {
    guard let name = params["name"]?.stringValue else {
      throw MessageError(.invalidParameters, "tools/call needs 'name', a text.")
    }
    guard let tool = server.tools.first(where: { $0.name == name }) else {
      let known = server.tools.map(\.name).joined(separator: ", ")
      throw MessageError(.invalidParameters, "there is no tool '\(name.prefix(80))'. There are \(known).")
    }
    let given = params["arguments"] ?? .null
    guard given.isNull || given.objectValue != nil else {
      throw MessageError(.invalidParameters, "'arguments' has to be an object.")
    }
    return ToolCall(
      id: id, tool: tool, arguments: given.objectValue ?? [:], isStateless: isStateless,
      progressToken: RequestEnvelope.progressToken(in: params))
  }
}
