public import Provenance

/// The arguments that a tool takes: one value describes them to a model and checks what it gives.
public struct ToolInput: Sendable, Hashable {
  public struct Argument: Sendable, Hashable {
    public enum Form: Sendable, Hashable { case text, flag }

    let name: String
    let form: Form
    let text: String

    /// - Parameter text: what it is for, for the model that calls.
    public init(_ name: String, _ form: Form, _ text: String) {
      self.name = name
      self.form = form
      self.text = text
    }
  }

  private let arguments: [Argument]

  /// None of them has to be given; what goes together the tool says itself.
  public init(_ arguments: [Argument]) { self.arguments = arguments }

  /// A JSON Schema 2020-12 that takes no further arguments.
  public var schema: JSONValue {
    let properties = arguments.map { argument -> (String, JSONValue) in
      let type = argument.form == .text ? "string" : "boolean"
      return (argument.name, ["type": .string(type), "description": .string(argument.text)])
    }
    return [
      "type": "object", "properties": .object(JSONObject(properties, uniquingKeysWith: { first, _ in first })),
      "additionalProperties": false,
    ]
  }

  /// What is wrong with what was given, and what to do; nil where nothing is. Null is taken for an argument that is left out.
  public func problem(with given: JSONObject) -> String? {
    for (name, value) in given where !value.isNull {
      guard let argument = arguments.first(where: { $0.name == name }) else {
        let known = arguments.map(\.name).joined(separator: ", ")
        return "there is no argument '\(name.prefix(80))'. "
          + (known.isEmpty ? "This tool takes none." : "This tool takes \(known).")
      }
      switch argument.form {
      case .text where value.stringValue == nil: return "'\(name)' has to be a text."
      case .text where value.stringValue?.utf8.contains(0) == true: return "'\(name)' holds a null character."
      case .flag where value.boolValue == nil: return "'\(name)' has to be true or false."
      case .text, .flag: break
      }
    }
    return nil
  }
}
