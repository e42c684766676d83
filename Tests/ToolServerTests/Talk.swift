import Provenance
import ToolServer

/// A conversation with a server of one tool, a line at a time.
struct Talk {
  static let limit = 10_000
  static let meta = """
    "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}
    """

  var conversation = Conversation(
    with: ServerDescription(
      name: "sample", title: "Sample", version: "1", instructions: "Ask.",
      tools: [
        ToolDescription(
          name: "weigh", title: "Weigh", text: "Weighs it.",
          input: ToolInput([.init("what", .text, "It."), .init("twice", .flag, "Again.")]),
          outputSchema: ["type": "object"], effect: .reads)
      ]))

  mutating func step(_ line: String) -> Conversation.Step {
    conversation.receive(.whole(Array(line.utf8)), limit: Self.limit)
  }

  /// What is sent in answer, as JSON; null where nothing is.
  mutating func answer(_ line: String) throws -> JSONValue {
    guard case .send(let message) = step(line) else { return .null }
    return try JSONValue(parsing: message.line)
  }

  /// With the handshake behind it.
  static func agreed(_ version: String = "2025-11-25") throws -> Talk {
    var talk = Talk()
    _ = try talk.answer(
      #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":{}}}"#)
    return talk
  }
}
