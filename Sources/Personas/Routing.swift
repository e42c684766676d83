public import JudgeTypes
public import YAMLFiles

/// Which model a persona sits on, and which of the four levels decided it.
public struct Route: Sendable, Hashable {
  /// Highest first.
  public enum Level: String, Sendable, Hashable {
    case flag = "--model"
    case environment = "environment"
    case routingFile = "personas/routing.yaml"
    case personaFile = "persona file"
  }

  public let persona: Persona.ID
  public let primary: ModelName
  public let backup: ModelName?
  public let decidedBy: Level
}

/// The three levels above the persona file.
public struct Routing: Sendable, Hashable {
  /// What routing.yaml says of one persona.
  public struct Entry: Sendable, Hashable {
    public let primary: ModelName
    public let backup: ModelName?
  }

  public let flags: [Persona.ID: ModelName]
  public let environment: [String: String]
  public let file: [Persona.ID: Entry]

  public init(
    flags: [Persona.ID: ModelName] = [:], environment: [String: String] = [:], file: [Persona.ID: Entry] = [:]
  ) {
    self.flags = flags
    self.environment = environment
    self.file = file
  }

  /// What personas/routing.yaml may hold.
  public static let schema = Schema.map(
    of: .object([
      .init("primary", .string(.modelName), required: true, "the model it sits on"),
      .init("backup", .string(.modelName), "the model that answers when the primary fails"),
    ]))

  /// Reads personas/routing.yaml; a persona that is not `known` is a problem with the nearest known one named. Nil when
  /// nothing is known of personas.
  public static func entries(
    from text: String, path: String, known: [Persona.ID]?
  ) throws(FileProblems) -> [Persona.ID: Entry] {
    let value = try YAMLFile.value(of: text, path: path, schema: schema)
    var entries: [Persona.ID: Entry] = [:]
    var problems: [FileProblem] = []
    for entry in value.entries {
      if let known, !known.contains(.init(entry.key)) {
        let near = nearest(entry.key, among: known.map(\.rawValue)).map { " Did you mean '\($0)'?" } ?? ""
        problems.append(
          FileProblem(
            path: path, line: entry.line, column: entry.column, key: entry.key, message: "no such persona.\(near)"))
        continue
      }
      guard let primary = entry.value["primary"]?.string.flatMap({ ModelName($0) }) else { continue }
      entries[.init(entry.key)] = Entry(
        primary: primary, backup: entry.value["backup"]?.string.flatMap { ModelName($0) })
    }
    guard problems.isEmpty else { throw FileProblems(problems) }
    return entries
  }

  /// The variable that seats a persona: `MOE_JUDGE_MODEL_SECURITY_ANALYST`.
  public static func variable(for persona: Persona.ID) -> String {
    "MOE_JUDGE_MODEL_"
      + persona.rawValue.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
  }

  /// The route of `persona`: flag, environment, routing file, persona file; the first that names a model.
  ///
  /// - Throws: `RoutingError` when the environment names something that is no model.
  public func route(for persona: Persona) throws(RoutingError) -> Route {
    let backup = file[persona.id]?.backup ?? persona.backupModel
    if let model = flags[persona.id] {
      return Route(persona: persona.id, primary: model, backup: backup, decidedBy: .flag)
    }
    let variable = Self.variable(for: persona.id)
    if let text = environment[variable], !text.isEmpty {
      guard let model = ModelName(text) else { throw RoutingError(variable: variable, found: text) }
      return Route(persona: persona.id, primary: model, backup: backup, decidedBy: .environment)
    }
    if let entry = file[persona.id] {
      return Route(persona: persona.id, primary: entry.primary, backup: backup, decidedBy: .routingFile)
    }
    return Route(persona: persona.id, primary: persona.primaryModel, backup: backup, decidedBy: .personaFile)
  }
}

/// An environment variable that names no model.
public struct RoutingError: Error, Sendable, Hashable, CustomStringConvertible {
  public let variable: String
  public let found: String

  public var description: String {
    "\(variable): found '\(found)'; expected provider/model, such as anthropic/claude-sonnet-4. Mend or unset it."
  }
}
