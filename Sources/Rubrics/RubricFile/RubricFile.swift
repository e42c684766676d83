public import JudgeTypes
public import YAMLFiles

/// Reads a rubric's file, hand-written or generated.
public enum RubricFile {
  static let kinds = ArtifactKind.allCases.map(\.rawValue)

  /// Reads `text`; weights become parts of 10,000.
  ///
  /// - Throws: every problem of the file at once.
  public static func rubric(of text: String, path: String) throws(FileProblems) -> Rubric {
    let value = try YAMLFile.value(of: text, path: path, schema: .rubric)
    let entries = value["dimensions"]?.list ?? []
    let found =
      entries.enumerated().flatMap { problems(of: $0.element, index: $0.offset, path: path) }
      + repeats(of: entries, key: "dimensions", path: path) + excess(of: entries, path: path)
    guard found.isEmpty else { throw FileProblems(found) }
    let dimensions = entries.map(dimension)
    let parts = Rubric.parts(for: dimensions.map(\.weight))
    return Rubric(
      id: Rubric.ID(value["id"]?.string ?? ""), name: value["name"]?.string ?? "", path: path,
      dimensions: zip(dimensions, parts).map { $0.weighing($1) })
  }

  private static func dimension(_ value: YAMLValue) -> Dimension {
    let level = value["level"]?.string.flatMap { Level(rawValue: $0) } ?? .should
    let scores = (1...3).compactMap { score in value["score_descriptions"]?["\(score)"]?.string.map { (score, $0) } }
    return Dimension(
      id: Dimension.ID(value["id"]?.string ?? ""), name: value["name"]?.string ?? "",
      description: value["description"]?.string ?? "",
      scale: value["scale"]?.string.flatMap { Scale(rawValue: $0) } ?? .threePoint, level: level,
      scoreDescriptions: Dictionary(uniqueKeysWithValues: scores), checks: value["checks"]?.list.map(check) ?? [],
      weight: value["weight"]?.integer ?? level.generatedWeight,
      applicability: value["applicability"].map(applicability) ?? .everything,
      personas: value["personas"]?.strings.map { Persona.ID($0) } ?? [], terms: value["terms"]?.strings ?? [],
      clause: value["clause"].map(clause))
  }

  private static func check(_ value: YAMLValue) -> Check {
    Check(
      id: Check.ID(value["id"]?.string ?? ""), question: value["question"]?.string ?? "",
      isRequired: value["required"]?.boolean ?? false)
  }

  private static func applicability(_ value: YAMLValue) -> Applicability {
    Applicability(
      kinds: value["kinds"]?.strings.compactMap { ArtifactKind(rawValue: $0) } ?? [],
      globs: value["globs"]?.strings ?? [])
  }

  private static func clause(_ value: YAMLValue) -> Clause {
    Clause(
      adr: value["adr"]?.string ?? "", path: value["path"]?.string ?? "", section: value["section"]?.string ?? "",
      line: value["line"]?.integer ?? 1, endLine: value["end_line"]?.integer ?? 1, text: value["text"]?.string ?? "",
      sha256: value["sha256"]?.string ?? "")
  }
}

// MARK: - What the schema cannot say

extension RubricFile {
  private static func problems(of dimension: YAMLValue, index: Int, path: String) -> [FileProblem] {
    let key = "dimensions[\(index)]"
    var problems = repeats(of: dimension["checks"]?.list ?? [], key: "\(key).checks", path: path)
    let isThreePoint = dimension["scale"]?.string ?? "1-3" == "1-3"
    if let scores = dimension["score_descriptions"], isThreePoint != (scores["2"] != nil) {
      let message =
        isThreePoint
        ? "the scale 1-3 has no description of score 2. Add a '2:' line."
        : "a pass_fail dimension has no score 2. Remove the '2:' line."
      problems.append(problem(scores, key: "\(key).score_descriptions", path: path, message))
    }
    if let clause = dimension["clause"], let text = clause["text"]?.string, let hash = clause["sha256"],
      hash.string != Clause.sha256(of: text)
    {
      problems.append(
        problem(hash, key: "\(key).clause.sha256", path: path, "not the hash of the clause's text. Generate it again."))
    }
    return problems
  }

  /// A dimension without a part of the weight would be judged for nothing.
  private static func excess(of entries: [YAMLValue], path: String) -> [FileProblem] {
    guard entries.count > Rubric.wholeWeight, let first = entries.first else { return [] }
    let message =
      "found \(entries.count); a rubric's weight has \(Rubric.wholeWeight) parts, and each takes one. Split the rubric."
    return [problem(first, key: "dimensions", path: path, message)]
  }

  private static func repeats(of entries: [YAMLValue], key: String, path: String) -> [FileProblem] {
    var seen: Set<String> = []
    return entries.enumerated().compactMap { index, entry in
      guard let id = entry["id"], let name = id.string, !seen.insert(name).inserted else { return nil }
      return problem(id, key: "\(key)[\(index)].id", path: path, "the id '\(name)' is used twice. Rename one.")
    }
  }

  private static func problem(_ value: YAMLValue, key: String, path: String, _ message: String) -> FileProblem {
    FileProblem(path: path, line: value.line, column: value.column, key: key, message: message)
  }
}
