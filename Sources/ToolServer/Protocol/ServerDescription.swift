internal import Provenance

/// What a server tells of itself.
public struct ServerDescription: Sendable {
  public let name: String
  public let title: String
  public let version: String
  /// For the model that calls: what the tools are for, and how their answers are to be read.
  public let instructions: String
  public let tools: [ToolDescription]

  public init(name: String, title: String, version: String, instructions: String, tools: [ToolDescription]) {
    self.name = name
    self.title = title
    self.version = version
    self.instructions = instructions
    self.tools = tools
  }

  var identity: JSONValue { ["name": .string(name), "title": .string(title), "version": .string(version)] }

  /// The tools never change while the server runs.
  var capabilities: JSONValue { ["tools": ["listChanged": false]] }

  /// The tools are those of this program, the same for everybody.
  private var lasting: JSONObject { ["ttlMs": 3_600_000, "cacheScope": "public"] }

  func discovery() -> JSONObject {
    var result = lasting
    result["supportedVersions"] = .array(ProtocolVersion.stateless.map { .string($0) })
    result["capabilities"] = capabilities
    result["instructions"] = .string(instructions)
    return result
  }

  func handshake(_ version: ProtocolVersion) -> JSONObject {
    [
      "protocolVersion": .string(version.rawValue), "capabilities": capabilities, "serverInfo": identity,
      "instructions": .string(instructions),
    ]
  }

  func toolList(isStateless: Bool) -> JSONObject {
    var result = isStateless ? lasting : [:]
    result["tools"] = .array(tools.map(\.json))
    return result
  }

  /// The result as the generation of the protocol wants it.
  func result(_ result: JSONObject, isStateless: Bool) -> JSONObject {
    guard isStateless else { return result }
    var result = result
    var meta = result["_meta"]?.objectValue ?? [:]
    meta[RequestEnvelope.server] = identity
    result["_meta"] = .object(meta)
    result["resultType"] = "complete"
    return result
  }
}
