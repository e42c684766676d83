internal import JudgeTypes
public import YAMLFiles

/// `gate` in moe-judge.yaml: what blocks, and where the baseline and the waivers are.
public struct GateFile: Sendable, Hashable {
  /// Whether `conditional` is refused too.
  public var failsOnConditional = false
  public var isAdvisory = false
  /// Nil for what blocks unless said otherwise: a fail.
  public var rules: [GateRule]?
  /// Nil for the standard names, which need not be there.
  public var baseline, waivers: String?

  public static let schema = Schema.object([
    .init("fail_on", .choice(["fail", "conditional"]), "the mildest outcome that exits 1; fail unless said"),
    .init("advisory", .boolean, "whether the gate only says what it would block, and exits 0; false unless said"),
    .init(
      "block",
      .list(
        of: .object([
          .init(
            "outcomes", .list(of: .choice([Outcome.fail, .conditional].map(\.rawValue)), minimum: 1),
            "the panel's outcome is one of these; alone in a rule: whatever that outcome rests on"),
          .init(
            "severity", .choice(Severity.allCases.map(\.rawValue)), "a verified finding that is at least this severe"),
          .init("dimensions", .list(of: .string(.identifier), minimum: 1), "it speaks against one of these"),
          .init(
            "levels", .list(of: .choice(Level.allCases.map(\.rawValue)), minimum: 1),
            "it speaks against a dimension of one of these levels"),
          .init("paths", .list(of: .string(.nonEmpty), minimum: 1), "it stands in one of these files or folders"),
          .init("except", .list(of: .string(.nonEmpty), minimum: 1), "it stands in none of these"),
        ]), minimum: 1),
      "what blocks, in place of a fail: each rule can block alone, and all that it names must hold"),
    .init(
      "baseline", .string(.nonEmpty),
      "the file of faults that are known and do not block; \(Baseline.fileName) unless said, where it is there"),
    .init(
      "waivers", .string(.nonEmpty),
      "the file of waivers; \(WaiverFile.fileName) unless said, where it is there"),
  ])

  public init() {}

  /// - Parameter value: of a file that fits `schema`; nil where it says nothing of the gate.
  public init(_ value: YAMLValue?) {
    failsOnConditional = value?["fail_on"]?.string == Outcome.conditional.rawValue
    isAdvisory = value?["advisory"]?.boolean ?? false
    rules = (value?["block"]?.list).map { $0.map(GateRule.init) }
    baseline = value?["baseline"]?.string
    waivers = value?["waivers"]?.string
  }

  /// Rules that ask nothing, and so would block all; patterns that lead nowhere.
  public static func problems(of value: YAMLValue?, path: String) -> [FileProblem] {
    (value?["block"]?.list ?? []).enumerated().flatMap { index, rule -> [FileProblem] in
      let key = "gate.block[\(index)]"
      if rule.entries.isEmpty {
        return [
          FileProblem(
            path: path, line: rule.line, column: rule.column, key: key,
            message: "it names nothing. Name outcomes, severity, dimensions, levels or paths.")
        ]
      }
      return ["paths", "except"].flatMap { GatePaths.problems(of: rule[$0], key: "\(key).\($0)", path: path) }
    }
  }

  /// Whether anything is said but for `fail_on`.
  public var saysMore: Bool { isAdvisory || rules != nil || baseline != nil || waivers != nil }
}

extension GateRule {
  fileprivate init(_ value: YAMLValue) {
    self.init(
      outcomes: (value["outcomes"]?.strings).map { Set($0.compactMap(Outcome.init)) },
      severity: value["severity"]?.string.flatMap(Severity.init),
      dimensions: (value["dimensions"]?.strings).map { Set($0.map { .init($0) }) },
      levels: (value["levels"]?.strings).map { Set($0.compactMap(Level.init)) },
      paths: (value["paths"]?.strings).map(GatePaths.init), except: (value["except"]?.strings).map(GatePaths.init))
  }
}

extension GatePaths {
  /// Patterns that can name no file.
  static func problems(of list: YAMLValue?, key: String, path: String) -> [FileProblem] {
    (list?.list ?? []).compactMap { value in
      guard let text = value.string else { return nil }
      let isUnclean = text.first?.isWhitespace == true || text.last?.isWhitespace == true
      guard
        isUnclean || text.split(separator: "/").contains("..") || text.hasPrefix("!")
          || text.allSatisfy({ "/.".contains($0) })
      else { return nil }
      return FileProblem(
        path: path, line: value.line, column: value.column, key: key,
        message:
          "found '\(text)'; patterns hold from this folder downwards, take nothing back, name a file and have no blanks around them. "
          + "Write it such as src/** or *.tf.")
    }
  }
}
