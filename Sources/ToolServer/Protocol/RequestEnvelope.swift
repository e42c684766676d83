internal import Provenance

/// What a request of the stateless protocol says of itself in `_meta`.
enum RequestEnvelope {
  static let version = "io.modelcontextprotocol/protocolVersion"
  static let capabilities = "io.modelcontextprotocol/clientCapabilities"
  static let server = "io.modelcontextprotocol/serverInfo"

  /// Whether the request is one of the stateless protocol: only there this key is known.
  static func isPresent(in params: JSONObject) -> Bool { params["_meta"]?[version] != nil }

  /// - Throws: what is missing or has a wrong form, and for a version that is not spoken what is.
  static func check(_ params: JSONObject) throws(MessageError) {
    let meta = params["_meta"]
    let missing = [version, capabilities].filter { meta?[$0] == nil }
    guard missing.isEmpty else {
      throw MessageError(.invalidParameters, "params._meta lacks \(missing.joined(separator: " and ")).")
    }
    guard let named = meta?[version]?.stringValue else {
      throw MessageError(.invalidParameters, "\(version) has to be a text such as \(ProtocolVersion.stateless[0]).")
    }
    guard meta?[capabilities]?.objectValue != nil else {
      throw MessageError(.invalidParameters, "\(capabilities) has to be an object; {} means none.")
    }
    guard ProtocolVersion(rawValue: named)?.isStateless == true else { throw unsupported(named) }
  }

  private static func unsupported(_ name: String) -> MessageError {
    let advice =
      ProtocolVersion(rawValue: name) == nil
      ? "Use \(ProtocolVersion.stateless[0])." : "It begins with initialize, and its requests do not tell a version."
    return MessageError(
      .unsupportedVersion, "requests of version \(name.prefix(80)) are not taken. \(advice)",
      data: ["supported": .array(ProtocolVersion.names.map { .string($0) }), "requested": .string(name)])
  }

  /// Nil where the client wants to hear of no progress.
  static func progressToken(in params: JSONObject) -> ProgressToken? {
    params["_meta"]?["progressToken"].flatMap(ProgressToken.init(json:))
  }
}
