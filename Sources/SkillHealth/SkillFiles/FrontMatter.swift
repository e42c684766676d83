import YAMLFiles

/// A file's front matter apart from the rest of it.
struct FrontMatterText {
  /// What stands between the two rules, moved down so that its lines are those of the file; nil without front matter.
  let yaml: String?
  /// The rest, with empty lines in the place of the front matter.
  let body: String

  /// Front matter begins with the first line; one whose end is missing is none.
  init(_ text: String) {
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let lines = text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
    guard let first = lines.first, Self.isRule(first),
      let end = lines.indices.dropFirst().first(where: { Self.isRule(lines[$0]) || lines[$0] == "..." })
    else {
      yaml = nil
      body = text
      return
    }
    yaml = "\n" + lines[1..<end].joined(separator: "\n") + "\n"
    body = String(repeating: "\n", count: end + 1) + lines[(end + 1)...].joined(separator: "\n")
  }

  private static func isRule(_ line: Substring) -> Bool {
    line.hasPrefix("---") && line.dropFirst(3).allSatisfy(\.isWhitespace)
  }
}

extension SkillFile.FrontMatter {
  /// - Parameter remarks: takes what is nearly a known key.
  init(yaml: String, path: String, remarks: inout [FileProblem]) throws(FileProblems) {
    let value: YAMLValue
    if yaml.allSatisfy(\.isWhitespace) {
      value = YAMLValue(.map([]), line: 1, column: 1)
    } else {
      value = try YAMLFile.value(of: yaml, path: path)
    }
    guard value.isMap else {
      throw FileProblems([
        FileProblem(
          path: path, line: value.line, column: value.column,
          message: "the front matter is no map. Write 'name:' and 'description:' lines between the rules.")
      ])
    }
    let known = Self.properties.map(\.key)
    let own = YAMLValue(
      .map(value.entries.filter { known.contains($0.key) }), line: value.line, column: value.column)
    remarks += value.entries.filter { !known.contains($0.key) }.compactMap { entry in
      nearest(entry.key, among: known).flatMap { near in
        value[near] == nil
          ? FileProblem(
            path: path, line: entry.line, column: entry.column, key: entry.key,
            message: "agents do not know this key. Did you mean '\(near)'?") : nil
      }
    }
    var problems = Schema.object(Self.properties).problems(of: own, path: path)
    if let misspelt = remarks.first(where: { $0.message.hasSuffix("'name'?") || $0.message.hasSuffix("'description'?") }
    ) {
      problems.append(misspelt)
    }
    for key in ["name", "category", "version"] {
      let text = value[key]?.string ?? ""
      if text.unicodeScalars.contains(where: Self.isControl) {
        problems.append(
          FileProblem(
            path: path, line: value[key]?.line, column: value[key]?.column, key: key,
            message: "it holds a line break or a control character. Write it as plain words on one line."))
      }
    }
    guard problems.isEmpty else { throw FileProblems(problems) }
    name = value["name"]?.string ?? ""
    description = value["description"]?.string ?? ""
    allowedTools = value["allowed-tools"].map(ToolPermission.list)
    category = value["category"]?.string ?? value["metadata"]?["category"]?.string
    version = value["version"]?.string ?? value["metadata"]?["version"]?.string
    owner = ["owner", "author"].lazy.compactMap { value[$0]?.string ?? value["metadata"]?[$0]?.string }.first
    keys = value.entries.map(\.key)
  }

  /// What would break out of a line of a terminal, a commit message or another file, marks that turn the direction of writing among them.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
      || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }

  private static let properties: [Schema.Property] = [
    .init("name", .string(.nonEmpty), required: true, "what agents call the skill, such as release-notes"),
    .init("description", .string(.nonEmpty), required: true, "what it does and when to use it, in a sentence or two"),
    .init(
      "allowed-tools", .optional(.either([.string(), .list(of: .string(.nonEmpty))])),
      "the agent's tools that it may use, as a list or with commas between them"),
    .init("category", .optional(.string()), "what it belongs to, to compare it with its like"),
    .init("version", .optional(.string()), "of the skill"),
    .init("metadata", .optional(.map(of: .anything)), "keys of the team's own, category among them"),
  ]
}
