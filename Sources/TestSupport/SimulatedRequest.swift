import Foundation
public import LanguageModels

/// A request as the simulator received it.
public struct SimulatedRequest: Sendable, Hashable {
  public let method: String
  public let path: String
  /// What stands behind the question mark; empty for none.
  public let query: String
  /// By name in lower case.
  public let headers: [String: String]
  public let body: String
  /// Its place among the requests to this simulator, from 1.
  public let number: Int

  public init(
    _ method: String = "POST", path: String, query: String = "", headers: [String: String], body: String, number: Int
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.number = number
  }

  /// The wire format that its path belongs to.
  public var dialect: Dialect {
    if path.hasSuffix("/messages") { return .anthropic }
    return path.hasSuffix(":generateContent") ? .gemini : .openai
  }

  public var isAnthropic: Bool { dialect == .anthropic }

  /// The model that it asks; in Gemini's API the path names it.
  public var model: String? {
    guard dialect == .gemini else { return fields["model"] as? String }
    return path.split(separator: "/").last?.split(separator: ":").first.flatMap { String($0).removingPercentEncoding }
  }

  /// Whether it asks for a tool call.
  public var forcesTool: Bool { body.contains("\"tool_choice\"") || body.contains("\"functionCallingConfig\"") }

  var fields: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
  }

  /// Everything that it says to the model, in the order in which it stands.
  var prompt: String {
    let fields = fields
    let contents = (fields["contents"] as? [[String: Any]]) ?? []
    let messages = (fields["messages"] as? [[String: Any]]) ?? []
    return (messages.map { Self.text(of: $0["content"]) } + contents.map { Self.text(of: $0["parts"]) })
      .joined(separator: "\n")
  }

  private static func text(of content: Any?) -> String {
    if let text = content as? String { return text }
    return ((content as? [[String: Any]]) ?? []).compactMap { $0["text"] as? String }.joined(separator: "\n")
  }

  /// The JSON schema of the answer that it wants; nil when it wants none.
  var schema: [String: Any]? {
    let fields = fields
    func value(_ path: String...) -> Any? {
      path.reduce(fields as Any?) { value, key in
        if let index = Int(key) { return (value as? [Any]).flatMap { $0.indices.contains(index) ? $0[index] : nil } }
        return (value as? [String: Any])?[key]
      }
    }
    let places = [
      value("response_format", "json_schema", "schema"), value("tools", "0", "function", "parameters"),
      value("output_config", "format", "schema"), value("output_format", "schema"),
      value("tools", "0", "input_schema"),
      value("generationConfig", "responseJsonSchema"), value("generationConfig", "responseSchema"),
      // Google takes its fields in either way of writing, and its own SDK uses both.
      value("tools", "0", "functionDeclarations", "0", "parametersJsonSchema"),
      value("tools", "0", "functionDeclarations", "0", "parameters_json_schema"),
    ]
    return places.lazy.compactMap { $0 as? [String: Any] }.first ?? schemaInPrompt
  }

  /// The lower rungs of the ladder write the schema into the prompt.
  private var schemaInPrompt: [String: Any]? {
    guard let start = prompt.range(of: "It must fit this JSON schema:\n") else { return nil }
    let text = prompt[start.upperBound...].prefix { $0 != "\n" }
    return (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
  }
}
