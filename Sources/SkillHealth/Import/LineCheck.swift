internal import YAMLFiles

/// Holds a map against what it may hold, and says what is wrong in words that fit a table as well as JSON.
struct LineCheck {
  let path: String
  private let properties: [Schema.Property]
  private let schema: Schema
  private let known: Set<String>

  init(_ properties: [Schema.Property], path: String) {
    self.path = path
    self.properties = properties
    // What is missing is said below: there is no key to add in a table.
    schema = .object(properties.map { Schema.Property($0.key, $0.schema, $0.description) })
    known = Set(properties.map(\.key))
  }

  func problems(of value: YAMLValue) -> [FileProblem] {
    guard value.isMap else { return schema.problems(of: value, path: path).map { problem(value.line, $0.message) } }
    let misnamed = value.entries.compactMap { entry in otherName(entry.key).map { (entry, $0) } }
    guard misnamed.isEmpty else {
      return misnamed.map { entry, name in
        problem(value.line, "unknown '\(entry.key)'. Did you mean '\(name)'?")
      }
    }
    let missing = properties.filter { property in
      property.isRequired && value[property.key].map { $0.content == .null } ?? true
    }
    return missing.map { problem(value.line, "there is no '\($0.key)': \($0.description). Add it.") }
      + schema.problems(of: value, path: path).filter { problem in !missing.contains { $0.key == problem.key } }
      .map { FileProblem(path: path, line: value.line, key: $0.key, message: $0.message) }
  }

  /// What another name of something known stands for.
  func otherName(_ name: String) -> String? {
    guard !known.contains(name), let meant = FigureSchema.otherNames[name.lowercased()], known.contains(meant) else {
      return nil
    }
    return meant
  }

  func problem(_ line: Int, key: String = "", _ message: String) -> FileProblem {
    FileProblem(path: path, line: line, key: key, message: message)
  }
}
