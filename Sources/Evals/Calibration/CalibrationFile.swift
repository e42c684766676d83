public import JudgeTypes
public import YAMLFiles

/// How often a panel and its judges were right: a file in JSON or YAML, with a version so that an older program can say why
/// it does not read it.
public struct CalibrationFile: Sendable {
  /// How often one judge was right by the confidence that it named.
  public struct Judge: Sendable {
    public let persona: Persona.ID
    public let model: ModelName
    /// Of the dimensions that the persona could judge by when this was measured.
    public let rubricSHA256: String
    public let curve: CalibrationCurve
  }

  public let path: String
  public let judges: [Judge]
  /// Nil where the file has no panel part.
  public let abstention: AbstentionRule?
  /// When it was measured, RFC 3339; nil where the file does not say.
  public let measured: String?
  /// The suite on which it was measured; nil where the file does not say.
  public let suite: String?
  /// In the order of the file; none in files of earlier versions.
  public let cards: [KeptJudgeCard]

  public static let schema = Schema.object([
    .init("format", .choice(["moe-judge calibration"]), required: true, "what the file is"),
    .init("version", .integer(1...1), required: true, "of the format"),
    .init("measured", .string(.nonEmpty), "when, as 'moe-judge eval calibrate' writes it (RFC 3339)"),
    .init("suite", .string(.nonEmpty), "the suite on which it was measured"),
    .init(
      "judges",
      .list(
        of: .object([
          .init("persona", .string(.identifier), required: true, "the judge's id"),
          .init("model", .string(.modelName), required: true, "that it sat on"),
          .init(
            "rubric_sha256", .string(.nonEmpty), required: true,
            "of what it judged by, as 'moe-judge personas routes' prints it; under another the entry is stale"),
          .init("items", items, required: true, "how many labelled artifacts it was measured on"),
          .init("points", points("confidence", "that the judge named"), required: true, "by ascending confidence"),
        ])), "how often single judges were right"),
    .init(
      "panel",
      .object([
        .init("items", items, required: true, "how many labelled artifacts it was measured on"),
        .init(
          "bar", .string(.fraction), required: true,
          "the accuracy, at most 1, below which what would pass is no_consensus"),
        .init("points", points("agreement", "of the judgment, 0 to 1"), required: true, "by ascending agreement"),
      ]), "how often the panel was right"),
    .init("cards", .list(of: KeptJudgeCard.schema), "the judges' cards of the same measurement; they decide nothing"),
  ])

  private static let items = Schema.integer(1...1_000_000_000)

  private static func points(_ key: String, _ words: String) -> Schema {
    .list(
      of: .object([
        .init(key, .number(0...1), required: true, words),
        .init("accuracy", .number(0...1), required: true, "the share that was right there"),
      ]), minimum: 1)
  }

  /// - Throws: `FileProblems` with everything that does not fit.
  public init(text: String, path: String) throws(FileProblems) {
    let value = try YAMLFile.value(of: text, path: path, schema: Self.schema)
    var problems: [FileProblem] = []
    let panel = value["panel"]
    let curve = panel.flatMap {
      Self.curve($0, of: "agreement", key: "panel", path: path, &problems)
    }
    let bar = panel?["bar"]?.string.flatMap { Fraction($0) }
    if let bar, bar > .one {
      problems.append(
        FileProblem(
          path: path, line: panel?["bar"]?.line, key: "panel.bar",
          message: "found \(bar); expected at most 1, since nothing is right more often. Write 4/5."))
    }
    var judges: [Judge] = []
    for (index, entry) in (value["judges"]?.list ?? []).enumerated() {
      let curve = Self.curve(entry, of: "confidence", key: "judges[\(index)]", path: path, &problems)
      guard let curve, let persona = entry["persona"]?.string, let hash = entry["rubric_sha256"]?.string,
        let model = entry["model"]?.string.flatMap({ ModelName($0) })
      else { continue }
      let judge = Judge(persona: .init(persona), model: model, rubricSHA256: hash, curve: curve)
      if judges.contains(where: { $0.isSameJudge(as: judge) && $0.rubricSHA256 == hash }) {
        problems.append(
          FileProblem(
            path: path, line: entry.line, key: "judges[\(index)]",
            message: "\(persona) on \(model) with this rubric_sha256 stands twice. Keep one of them."))
      }
      judges.append(judge)
    }
    guard problems.isEmpty else { throw FileProblems(problems) }
    self.path = path
    self.judges = judges
    measured = value["measured"]?.string
    suite = value["suite"]?.string
    cards = (value["cards"]?.list ?? []).compactMap(KeptJudgeCard.init)
    abstention = curve.flatMap { curve in bar.map { AbstentionRule(curve: curve, bar: $0) } }
  }

  private static func curve(
    _ value: YAMLValue, of key: String, key place: String, path: String, _ problems: inout [FileProblem]
  ) -> CalibrationCurve? {
    let entries = value["points"]?.list ?? []
    let points = entries.compactMap { entry -> CalibrationCurve.Point? in
      guard let place = entry[key]?.number, let accuracy = entry["accuracy"]?.number else { return nil }
      return CalibrationCurve.Point(place: place, accuracy: accuracy)
    }
    if let curve = CalibrationCurve(points) { return curve }
    let wrong = zip(points, points.dropFirst()).enumerated().first { $1.0.place >= $1.1.place }
    let index = (wrong?.offset ?? 0) + 1
    problems.append(
      FileProblem(
        path: path, line: entries.indices.contains(index) ? entries[index].line : nil,
        key: "\(place).points[\(index)].\(key)",
        message: "found \(wrong.map { "\($0.element.1.place) after \($0.element.0.place)" } ?? "no order"); expected "
          + "ascending places, each once. Sort the points."))
    return nil
  }
}

extension CalibrationFile.Judge {
  fileprivate func isSameJudge(as other: CalibrationFile.Judge) -> Bool {
    persona == other.persona && model == other.model
  }
}
