public import JudgeTypes

/// A fault that the offline panel looks for: what it is, why it matters, how to mend it, and how it is found.
public struct Rule: Sendable {
  public typealias ID = Identifier<Rule>

  public let id: ID
  public let name: String
  public let severity: Severity
  public let why: String
  public let mend: String
  /// CWE, OWASP, HIPAA sections and the like.
  public let references: [String]
  /// The dimensions it is evidence against; the first one is the fault's own.
  public let dimensions: [Dimension.ID]
  /// Said in a finding.
  public let message: String
  var patterns: [RulePattern]
  /// The code that finds it, where patterns do not say it all.
  var detectors: [DetectorUse]
  /// Whether it looks for the same in any text; alone it says too little of a kind to assess it.
  let isGeneric: Bool
  /// Whether a comment in the artifact may leave its findings out, or a team the rule.
  let isSuppressible: Bool
  /// The severity that a team gives all of its findings; nil where each has its own.
  var teamSeverity: Severity?
  /// Where a team does not want its findings.
  var exceptions: [RuleException] = []

  /// Whether a team gave it less weight than it has.
  public var isMilder: Bool { teamSeverity.map { $0 < severity } ?? false }
  /// Whether a team does not want its findings on some lines.
  public var hasExceptions: Bool { !exceptions.isEmpty }

  /// The languages in which it is looked for.
  public var languages: Set<SourceLanguage> {
    Set(patterns.flatMap(\.reach.languages)).union(detectors.flatMap(\.reach.languages))
  }

  /// Whether it is looked for in files like `source`.
  func concerns(_ source: Source) -> Bool {
    patterns.contains { $0.reach.contains(source) } || detectors.contains { $0.reach.contains(source) }
  }
}

/// The files in which something is looked for.
struct Reach: Sendable {
  let languages: [SourceLanguage]
  /// Empty for files of every kind.
  let kinds: [ArtifactKind]

  func contains(_ source: Source) -> Bool {
    languages.contains(source.language) && (kinds.isEmpty || kinds.contains(source.kind))
  }
}

/// Code that looks for a rule's fault, by its name among `Detector.all`.
struct DetectorUse: Sendable {
  let name: String
  let reach: Reach
}

/// How a rule's fault shows in further languages, written apart from the rule: the file of a language holds its forms.
struct RuleForm: Sendable {
  let rule: Rule.ID
  let patterns: [RulePattern]
  let detectors: [DetectorUse]
  /// In its file, for errors.
  let line: Int
}

/// Lines on which a team does not want a rule's findings.
struct RuleException: Sendable {
  let rule: Rule.ID
  /// Empty for every language.
  let languages: [SourceLanguage]
  let match: Pattern
  /// In its file, for errors.
  let line: Int

  func spares(_ hit: Hit, in source: Source) -> Bool {
    hit.absentTerms == nil && (languages.isEmpty || languages.contains(source.language))
      && match.matches(source.text, in: source.range(ofLines: hit.lines))
  }
}

/// One form that a fault takes in text.
struct RulePattern: Sendable {
  let reach: Reach
  let view: Source.View
  let match: Pattern
  /// Not where this matches the lines of the match.
  let unless: Pattern?
  /// Only in files in which this occurs.
  let fileHas: Pattern?
  /// Not in files in which this occurs.
  let fileLacks: Pattern?
  /// Whether it is looked for in tests too.
  let inTests: Bool
  let message: String?
  let severity: Severity?
}

/// What a rule found in one place.
struct Hit: Sendable, Hashable {
  let rule: Rule.ID
  let severity: Severity
  let path: String
  /// 1-based; line 1 for what is missing from the whole file.
  let lines: ClosedRange<Int>
  let message: String
  /// Nil where the evidence is the text of the lines.
  let absentTerms: [String]?

  init(
    _ rule: Rule, in path: String, lines: ClosedRange<Int>, message: String? = nil, severity: Severity? = nil,
    absentTerms: [String]? = nil
  ) {
    self.rule = rule.id
    self.severity = rule.teamSeverity ?? severity ?? rule.severity
    self.path = path
    self.lines = lines
    self.message = message ?? rule.message
    self.absentTerms = absentTerms
  }
}
