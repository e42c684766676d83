public import JudgeTypes
public import YAMLFiles

/// Reads personas/*.yaml.
public enum PersonaFile {
  /// What a persona file may hold.
  public static let schema = Schema.object([
    .init("id", .string(.identifier), required: true, "the persona's id, such as technical_architect"),
    .init("name", .string(.nonEmpty), required: true, "the name it goes by"),
    .init("role", .string(.nonEmpty), required: true, "what it is, in a few words"),
    .init("experience", .string(.nonEmpty), required: true, "what it has done, told to the model"),
    .init("certifications", .list(of: .string(.nonEmpty)), "certificates it holds"),
    .init(
      "triggers",
      .object([
        .init("kinds", .list(of: .choice(ArtifactKind.allCases.map(\.rawValue))), "artifact kinds it judges"),
        .init("globs", .list(of: .string(.nonEmpty)), "path patterns it judges, whatever the kind"),
      ]), "which artifacts it judges; without them, all"),
    .init("evaluation_dimensions", .list(of: dimension, minimum: 1), required: true, "what it judges"),
    .init(
      "evaluation_style",
      .object([
        .init(
          "strictness", .choice(Persona.Style.Strictness.allCases.map(\.rawValue)), required: true, "how strict it is"),
        .init("focus", .list(of: .string(.nonEmpty)), "what it looks at first"),
        .init("tolerance", .string(), "what it lets pass"),
      ]), required: true, "how it judges"),
    .init("rubric_weights", .map(of: .integer(0...1_000_000)), "weight of each dimension by id; normalised to 1"),
    .init(
      "red_flags",
      .list(
        of: .object([
          .init("id", .string(.identifier), required: true, "the red flag's id"),
          .init("description", .string(.nonEmpty), required: true, "what it is"),
          .init("severity", .choice(Severity.allCases.map(\.rawValue)), required: true, "how much it matters"),
        ])), "faults that it always names"),
    .init("prompt_template", .string(), "Mustache; without it the shipped template is used"),
    .init(
      "model",
      .object([
        .init("primary", .string(.modelName), required: true, "the model it sits on"),
        .init("backup", .string(.modelName), "the model that answers when the primary fails"),
      ]), required: true, "its models"),
    .init("weight", .string(.fraction), "its weight in the panel, 1 unless said"),
    .init(
      "verdict_thresholds",
      .object([
        .init("pass", .string(.fraction), required: true, "share of the assessed weight needed for pass"),
        .init("conditional", .string(.fraction), required: true, "share below which the verdict is fail"),
        .init("fail_on", .choice(Severity.allCases.map(\.rawValue)), required: true, "severity that makes it fail"),
        .init(
          "conditional_on", .choice(Severity.allCases.map(\.rawValue)), required: true,
          "severity that keeps it from pass"),
      ]), required: true, "when its verdict is pass, conditional or fail"),
  ])

  private static let dimension = Schema.object([
    .init("id", .string(.identifier), required: true, "the dimension's id"),
    .init("name", .string(.nonEmpty), required: true, "its name in reports"),
    .init("description", .string(.nonEmpty), required: true, "what it is about"),
    .init("scale", .choice(Scale.allCases.map(\.rawValue)), required: true, "1-3 or pass_fail"),
    .init("level", .choice(Level.allCases.map(\.rawValue)), "how binding it is; SHOULD unless said"),
    .init("score_descriptions", .map(of: .string(.nonEmpty)), required: true, "what each score looks like"),
    .init(
      "checks",
      .list(
        of: .object([
          .init("id", .string(.identifier), required: true, "the check's id"),
          .init("question", .string(.nonEmpty), required: true, "a question with the answer yes or no"),
          .init("required", .boolean, "whether a no alone brings the score to 1"),
        ]), minimum: 1), required: true, "questions from which the score is derived"),
  ])

  /// Reads one persona.
  ///
  /// - Throws: `FileProblems` with everything in the file that does not fit.
  public static func persona(from text: String, path: String) throws(FileProblems) -> Persona {
    let value = try YAMLFile.value(of: text, path: path)
    let misfits = schema.problems(of: value, path: path)
    var reading = Reading(path: path)
    guard misfits.isEmpty else {
      // What a schema cannot say is told in the same breath, as far as the file can be read.
      _ = reading.thresholds(value["verdict_thresholds"])
      _ = reading.dimensions(value, persona: value["id"]?.string ?? "")
      throw FileProblems(misfits + reading.problems)
    }
    let persona = reading.persona(value)
    guard let persona, reading.problems.isEmpty else { throw FileProblems(reading.problems) }
    return persona
  }
}

/// Builds the value from a file that fits the schema, and checks what a schema cannot say.
private struct Reading {
  let path: String
  var problems: [FileProblem] = []

  mutating func report(_ value: YAMLValue, _ key: String, _ message: String) {
    problems.append(FileProblem(path: path, line: value.line, column: value.column, key: key, message: message))
  }

  mutating func persona(_ value: YAMLValue) -> Persona? {
    guard let id = value["id"]?.string, let thresholds = thresholds(value["verdict_thresholds"]),
      let primary = value["model"]?["primary"]?.string.flatMap({ ModelName($0) }),
      let weight = Fraction(value["weight"]?.string ?? "1")
    else {
      report(value, "", "the persona could not be read; its model, weight or thresholds are out of range.")
      return nil
    }
    return Persona(
      id: .init(id), name: value["name"]?.string ?? "", role: value["role"]?.string ?? "",
      experience: value["experience"]?.string ?? "", certifications: value["certifications"]?.strings ?? [],
      triggers: Applicability(
        kinds: value["triggers"]?["kinds"]?.strings.compactMap(ArtifactKind.init) ?? [],
        globs: value["triggers"]?["globs"]?.strings ?? []),
      style: style(value["evaluation_style"]), dimensions: dimensions(value, persona: id),
      redFlags: (value["red_flags"]?.list ?? []).compactMap(redFlag),
      promptTemplate: value["prompt_template"]?.string ?? "", primaryModel: primary,
      backupModel: value["model"]?["backup"]?.string.flatMap { ModelName($0) }, weight: weight, thresholds: thresholds,
      path: path)
  }

  private func style(_ value: YAMLValue?) -> Persona.Style {
    Persona.Style(
      strictness: value?["strictness"]?.string.flatMap(Persona.Style.Strictness.init) ?? .balanced,
      focus: value?["focus"]?.strings ?? [], tolerance: value?["tolerance"]?.string ?? "")
  }

  private func redFlag(_ value: YAMLValue) -> Persona.RedFlag? {
    guard let id = value["id"]?.string, let severity = value["severity"]?.string.flatMap(Severity.init) else {
      return nil
    }
    return Persona.RedFlag(id: id, description: value["description"]?.string ?? "", severity: severity)
  }

  mutating func thresholds(_ value: YAMLValue?) -> Persona.Thresholds? {
    guard let value, let pass = value["pass"]?.string.flatMap({ Fraction($0) }),
      let conditional = value["conditional"]?.string.flatMap({ Fraction($0) }),
      let failOn = value["fail_on"]?.string.flatMap(Severity.init),
      let conditionalOn = value["conditional_on"]?.string.flatMap(Severity.init)
    else { return nil }
    if conditional > pass || pass > .one {
      report(
        value, "verdict_thresholds", "expected conditional ≤ pass ≤ 1, found \(conditional) and \(pass). Reorder them.")
    }
    if conditionalOn > failOn {
      report(
        value, "verdict_thresholds", "conditional_on is above fail_on, so it could never apply. Lower conditional_on.")
    }
    return Persona.Thresholds(pass: pass, conditional: conditional, failOn: failOn, conditionalOn: conditionalOn)
  }

  mutating func dimensions(_ value: YAMLValue, persona: String) -> [Dimension] {
    let list = value["evaluation_dimensions"]?.list ?? []
    let ids = list.compactMap { $0["id"]?.string }
    for entry in value["rubric_weights"]?.entries ?? [] where !ids.contains(entry.key) {
      let near =
        nearest(entry.key, among: ids).map { "Did you mean '\($0)'?" } ?? "Use one of: \(ids.joined(separator: ", "))."
      problems.append(
        FileProblem(
          path: path, line: entry.line, column: entry.column, key: "rubric_weights.\(entry.key)",
          message: "no dimension has the id '\(entry.key)'. \(near)"))
    }
    let weights = ids.map { value["rubric_weights"]?[$0]?.integer ?? (value["rubric_weights"] == nil ? 1 : 0) }
    let parts = Rubric.parts(for: weights)
    return zip(list, parts).compactMap { dimension($0.0, weight: $0.1, persona: persona, ids: ids) }
  }

  private mutating func dimension(_ value: YAMLValue, weight: Int, persona: String, ids: [String]) -> Dimension? {
    guard let id = value["id"]?.string, let scale = value["scale"]?.string.flatMap(Scale.init) else { return nil }
    if ids.count(where: { $0 == id }) > 1 {
      report(value, "evaluation_dimensions", "the id '\(id)' stands twice. Rename one.")
    }
    let accepted = scale == .threePoint ? [1, 2, 3] : [1, 3]
    var descriptions: [Int: String] = [:]
    for entry in value["score_descriptions"]?.entries ?? [] {
      guard let score = Int(entry.key), accepted.contains(score) else {
        problems.append(
          FileProblem(
            path: path, line: entry.line, column: entry.column, key: "\(id).score_descriptions",
            message:
              "found the score '\(entry.key)'; the scale \(scale.rawValue) has \(accepted.map(String.init).joined(separator: ", "))."
          ))
        continue
      }
      descriptions[score] = entry.value.string
    }
    for score in accepted where descriptions[score] == nil {
      report(value, "\(id).score_descriptions", "the score \(score) has no description. Add a '\(score):' line.")
    }
    return Dimension(
      id: .init(id), name: value["name"]?.string ?? id, description: value["description"]?.string ?? "", scale: scale,
      level: value["level"]?.string.flatMap(Level.init) ?? .should, scoreDescriptions: descriptions,
      checks: (value["checks"]?.list ?? []).compactMap { check in
        check["id"]?.string.map {
          Check(
            id: .init($0), question: check["question"]?.string ?? "", isRequired: check["required"]?.boolean ?? false)
        }
      },
      weight: weight, personas: [.init(persona)], rubric: "persona:\(persona)")
  }
}
