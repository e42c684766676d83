internal import JudgeTypes
public import YAMLFiles

/// A rule file: first rules, or further forms of rules that other files hold, then, after a line `---`, the cases that they
/// must and must not fire on.
///
/// The cases are for tests and readers; a run does not parse them.
public struct RuleFile: Sendable {
  let path: String
  let rules: [Rule]
  let forms: [RuleForm]
  let tuning: RuleTuning

  private static let languages = Schema.list(of: .choice(SourceLanguage.allCases.map(\.rawValue)), minimum: 1)
  private static let kinds = Schema.list(of: .choice(ArtifactKind.allCases.map(\.rawValue)), minimum: 1)

  /// What the first part of a rule file may hold.
  public static let schema = Schema.object([
    .init("rules", .list(of: rule, minimum: 1), "the rules"),
    .init("forms", .list(of: form, minimum: 1), "how faults of rules in other files show in further languages"),
    .init("off", .list(of: .string(.identifier)), "rules of other files that are not looked for"),
    .init("severities", .map(of: .choice(Severity.allCases.map(\.rawValue))), "by a rule's id, instead of its own"),
    .init("exceptions", .list(of: exception), "lines on which findings of a rule are not wanted"),
  ])

  private static let detector = Schema.object([
    .init("name", .string(.identifier), required: true, "the code that finds it"),
    .init("languages", languages, required: true, "what it reads"),
    .init("kinds", kinds, "only files of these kinds"),
  ])
  private static let form = Schema.object([
    .init("rule", .string(.identifier), required: true, "the rule's id"),
    .init("detector", detector, "for faults that patterns cannot say"),
    .init("patterns", .list(of: pattern), "the forms that the fault takes in text"),
  ])

  private static let exception = Schema.object([
    .init("rule", .string(.identifier), required: true, "the rule's id"),
    .init("languages", languages, "only in these; in all unless said"),
    .init("match", .string(.nonEmpty), required: true, "PCRE2, held against the lines of the finding"),
  ])

  private static let rule = Schema.object([
    .init("id", .string(.identifier), required: true, "the rule's id"),
    .init("name", .string(.nonEmpty), required: true, "the fault in a few words"),
    .init("severity", .choice(Severity.allCases.map(\.rawValue)), required: true, "how much it matters"),
    .init("why", .string(.nonEmpty), required: true, "why it matters"),
    .init("mend", .string(.nonEmpty), required: true, "how to mend it"),
    .init("references", .list(of: .string(.nonEmpty)), "CWE, OWASP and the like"),
    .init(
      "dimensions", .list(of: .string(.identifier), minimum: 1), required: true, "the dimensions it is evidence against"
    ),
    .init("message", .string(.nonEmpty), required: true, "what a finding says"),
    .init("detector", detector, "for faults that patterns cannot say"),
    .init(
      "generic", .boolean, "whether it looks for the same in any text, which alone assesses no kind; false unless said"),
    .init("suppressible", .boolean, "whether a comment in the artifact may leave its findings out; true unless said"),
    .init("patterns", .list(of: pattern), "the forms that the fault takes in text"),
  ])

  private static let pattern = Schema.object([
    .init("languages", languages, required: true, "where to look"),
    .init("kinds", kinds, "only in files of these kinds"),
    .init("in", .choice(Source.View.allCases.map(\.rawValue)), "code, text, comments or all; text unless said"),
    .init("match", .string(.nonEmpty), required: true, "PCRE2"),
    .init("unless", .string(.nonEmpty), "not where this matches the same lines"),
    .init("file_has", .string(.nonEmpty), "only in files with this"),
    .init("file_lacks", .string(.nonEmpty), "not in files with this"),
    .init("in_tests", .boolean, "whether to look in tests; no unless said"),
    .init("message", .string(.nonEmpty), "instead of the rule's"),
    .init("severity", .choice(Severity.allCases.map(\.rawValue)), "instead of the rule's"),
  ])

  /// What the second part may hold.
  static let casesSchema = Schema.object([
    .init(
      "cases",
      .list(
        of: .object([
          .init("rule", .string(.identifier), required: true, "the rule it is about"),
          .init(
            "language", .choice(SourceLanguage.allCases.map(\.rawValue)), required: true, "the language of the text"),
          .init("kind", .choice(ArtifactKind.allCases.map(\.rawValue)), "its kind; code unless said"),
          .init("path", .string(.nonEmpty), "its path; `sample` unless said"),
          .init(
            "fires", .list(of: .integer(1...10_000)), required: true, "the lines found; empty where it must be silent"),
          .init("text", .string(.nonEmpty), required: true, "the text"),
        ])), required: true, "the cases")
  ])

  /// - Throws: `FileProblems`, patterns that do not compile among them.
  public init(from text: String, path: String) throws(FileProblems) {
    let value = try YAMLFile.value(of: Self.firstDocument(of: text), path: path, schema: Self.schema)
    var problems: [FileProblem] = []
    self.path = path
    rules = (value["rules"]?.list ?? []).compactMap { Self.rule($0, path: path, problems: &problems) }
    forms = (value["forms"]?.list ?? []).compactMap { Self.form($0, path: path, problems: &problems) }
    tuning = Self.tuning(of: value, path: path, problems: &problems)
    guard problems.isEmpty else { throw FileProblems(problems) }
  }

  private static func firstDocument(of text: String) -> String {
    text.firstRange(of: "\n---\n").map { String(text[..<$0.lowerBound]) } ?? text
  }

  private static func rule(_ value: YAMLValue, path: String, problems: inout [FileProblem]) -> Rule? {
    guard let id = value["id"]?.string, let severity = value["severity"]?.string.flatMap(Severity.init) else {
      return nil
    }
    return Rule(
      id: .init(id), name: value["name"]?.string ?? id, severity: severity, why: value["why"]?.string ?? "",
      mend: value["mend"]?.string ?? "", references: value["references"]?.strings ?? [],
      dimensions: (value["dimensions"]?.strings ?? []).map { .init($0) }, message: value["message"]?.string ?? "",
      patterns: patterns(of: value, path: path, problems: &problems), detectors: detectors(of: value),
      isGeneric: value["generic"]?.boolean ?? false,
      isSuppressible: value["suppressible"]?.boolean ?? true)
  }

  private static func form(_ value: YAMLValue, path: String, problems: inout [FileProblem]) -> RuleForm? {
    value["rule"]?.string.map { rule in
      RuleForm(
        rule: .init(rule), patterns: patterns(of: value, path: path, problems: &problems),
        detectors: detectors(of: value), line: value.line)
    }
  }

  private static func tuning(of value: YAMLValue, path: String, problems: inout [FileProblem]) -> RuleTuning {
    let exceptions = (value["exceptions"]?.list ?? []).compactMap { entry -> RuleException? in
      guard let rule = entry["rule"]?.string, let match = compiled(entry["match"], path: path, problems: &problems)
      else { return nil }
      return RuleException(rule: .init(rule), languages: reach(of: entry).languages, match: match, line: entry.line)
    }
    return RuleTuning(
      off: (value["off"]?.list ?? []).compactMap { entry in entry.string.map { (.init($0), entry.line) } },
      severities: (value["severities"]?.entries ?? []).compactMap { entry -> (Rule.ID, Severity, Int)? in
        entry.value.string.flatMap { Severity(rawValue: $0) }.map { (.init(entry.key), $0, entry.value.line) }
      }, exceptions: exceptions)
  }

  private static func patterns(
    of value: YAMLValue, path: String, problems: inout [FileProblem]
  ) -> [RulePattern] {
    (value["patterns"]?.list ?? []).compactMap { pattern($0, path: path, problems: &problems) }
  }

  private static func detectors(of value: YAMLValue) -> [DetectorUse] {
    guard let detector = value["detector"], let name = detector["name"]?.string else { return [] }
    return [DetectorUse(name: name, reach: reach(of: detector))]
  }

  private static func reach(of value: YAMLValue) -> Reach {
    Reach(
      languages: (value["languages"]?.strings ?? []).compactMap { SourceLanguage(rawValue: $0) },
      kinds: (value["kinds"]?.strings ?? []).compactMap { ArtifactKind(rawValue: $0) })
  }

  private static func pattern(_ value: YAMLValue, path: String, problems: inout [FileProblem]) -> RulePattern? {
    guard let match = compiled(value["match"], path: path, problems: &problems) else { return nil }
    return RulePattern(
      reach: reach(of: value), view: value["in"]?.string.flatMap(Source.View.init) ?? .text,
      match: match,
      unless: compiled(value["unless"], path: path, problems: &problems),
      fileHas: compiled(value["file_has"], path: path, problems: &problems),
      fileLacks: compiled(value["file_lacks"], path: path, problems: &problems),
      inTests: value["in_tests"]?.boolean ?? false, message: value["message"]?.string,
      severity: value["severity"]?.string.flatMap(Severity.init))
  }

  private static func compiled(_ value: YAMLValue?, path: String, problems: inout [FileProblem]) -> Pattern? {
    guard let value, let text = value.string else { return nil }
    do {
      return try Pattern(text)
    } catch {
      problems.append(
        FileProblem(
          path: path, line: value.line, column: value.column, key: "match",
          message: "not a regular expression: \(error.message) at character \(error.offset). Mend it there."))
      return nil
    }
  }
}

/// A text on which a rule must fire on certain lines, or stay silent.
struct RuleCase: Sendable {
  let rule: Rule.ID
  let language: SourceLanguage
  let kind: ArtifactKind
  let path: String
  /// The first lines of the hits, in order; empty where it must be silent.
  let fires: [Int]
  let text: String
  /// The case's own line in the rule file.
  let line: Int
}

extension RuleFile {
  /// The cases of one file, none where it has no second part.
  static func cases(from text: String, path: String) throws(FileProblems) -> [RuleCase] {
    guard let split = text.firstRange(of: "\n---\n") else { return [] }
    let value = try YAMLFile.value(of: String(text[split.upperBound...]), path: path, schema: casesSchema)
    return (value["cases"]?.list ?? []).compactMap { entry in
      guard let rule = entry["rule"]?.string,
        let language = entry["language"]?.string.flatMap({ SourceLanguage(rawValue: $0) })
      else {
        return nil
      }
      return RuleCase(
        rule: .init(rule), language: language,
        kind: entry["kind"]?.string.flatMap(ArtifactKind.init) ?? .code, path: entry["path"]?.string ?? "sample",
        fires: (entry["fires"]?.list ?? []).compactMap(\.integer), text: entry["text"]?.string ?? "", line: entry.line)
    }
  }
}
