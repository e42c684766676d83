/// How binding a dimension is, in the sense of RFC 2119.
public enum Level: String, Sendable, Hashable, Codable, CaseIterable {
  case must = "MUST"
  case mustNot = "MUST_NOT"
  case should = "SHOULD"
  case shouldNot = "SHOULD_NOT"
  case may = "MAY"

  /// MUST and MUST_NOT: violated with evidence, it decides the judgment.
  public var isBinding: Bool { self == .must || self == .mustNot }

  /// How much it asks for: more for a demand than for advice, and more for advice than for leave.
  public var strictness: Int {
    switch self {
    case .must, .mustNot: 2
    case .should, .shouldNot: 1
    case .may: 0
    }
  }
}

/// How a dimension is scored.
public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
  /// 1 violated, 2 met with reservations, 3 met.
  case threePoint = "1-3"
  /// 1 fail, 3 pass; nothing between.
  case passFail = "pass_fail"
}

/// A question with the answer yes, no or not applicable, from which a score is derived.
public struct Check: Sendable, Hashable, Codable {
  public typealias ID = Identifier<Check>
  public let id: ID
  public let question: String
  /// A "no" here alone brings the score to 1.
  public let isRequired: Bool

  public init(id: ID, question: String, isRequired: Bool = false) {
    self.id = id
    self.question = question
    self.isRequired = isRequired
  }
}

/// A normative statement of a decision record, and where it stands.
public struct Clause: Sendable, Hashable, Codable {
  /// The record's id, such as `ADR-060`.
  public let adr: String
  public let path: String
  /// The headings above it, joined by ` > `.
  public let section: String
  public let line: Int
  public let endLine: Int
  public let text: String
  /// Of `text` with white space folded, in hexadecimal.
  public let sha256: String

  public init(
    adr: String, path: String, section: String, line: Int, endLine: Int, text: String, sha256: String
  ) {
    self.adr = adr
    self.path = path
    self.section = section
    self.line = line
    self.endLine = endLine
    self.text = text
    self.sha256 = sha256
  }

  enum CodingKeys: String, CodingKey {
    case adr, path, section, line, text, sha256
    case endLine = "end_line"
  }
}

/// Which artifacts something concerns; empty lists mean all.
public struct Applicability: Sendable, Hashable, Codable {
  public let kinds: [ArtifactKind]
  /// Path patterns with `*`, `**` and `?`.
  public let globs: [String]

  public static let everything = Applicability(kinds: [], globs: [])

  public init(kinds: [ArtifactKind], globs: [String]) {
    self.kinds = kinds
    self.globs = globs
  }
}

/// One thing that is judged: its scale, what each score means, and the checks that lead to it.
public struct Dimension: Sendable, Hashable {
  public typealias ID = Identifier<Dimension>
  public let id: ID
  public let name: String
  public let description: String
  public let scale: Scale
  public let level: Level
  /// What each score looks like: keys 1, 2, 3, or 1 and 3 for pass/fail.
  public let scoreDescriptions: [Int: String]
  public let checks: [Check]
  /// In parts of 10,000 of its rubric; the parts of a rubric add up to exactly 10,000.
  public let weight: Int
  public let applicability: Applicability
  /// The personas that claim it; empty means every persona.
  public let personas: [Persona.ID]
  /// Technical terms it is about, used for absence evidence and the offline panel.
  public let terms: [String]
  public let clause: Clause?
  /// The rubric it stands in, or `persona:<id>`.
  public let rubric: String

  public init(
    id: ID, name: String, description: String, scale: Scale, level: Level, scoreDescriptions: [Int: String],
    checks: [Check], weight: Int, applicability: Applicability = .everything, personas: [Persona.ID] = [],
    terms: [String] = [], clause: Clause? = nil, rubric: String = ""
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.scale = scale
    self.level = level
    self.scoreDescriptions = scoreDescriptions
    self.checks = checks
    self.weight = weight
    self.applicability = applicability
    self.personas = personas
    self.terms = terms
    self.clause = clause
    self.rubric = rubric
  }

  /// The same dimension with another weight, and in another rubric where one is named.
  public func weighing(_ weight: Int, in rubric: String? = nil) -> Dimension {
    Dimension(
      id: id, name: name, description: description, scale: scale, level: level, scoreDescriptions: scoreDescriptions,
      checks: checks, weight: weight, applicability: applicability, personas: personas, terms: terms, clause: clause,
      rubric: rubric ?? self.rubric)
  }
}

/// A named set of dimensions, locked by its hash.
public struct Rubric: Sendable, Hashable {
  public typealias ID = Identifier<Rubric>
  public let id: ID
  public let name: String
  /// Where it was read from.
  public let path: String
  public let dimensions: [Dimension]

  public init(id: ID, name: String, path: String, dimensions: [Dimension]) {
    self.id = id
    self.name = name
    self.path = path
    self.dimensions = dimensions
  }

  /// The whole of a rubric's weight, in the parts that `Dimension.weight` counts.
  public static let wholeWeight = 10_000

  /// Shares `wholeWeight` out in proportion to `weights` by largest remainder, so that the parts add up to it exactly.
  ///
  /// Whatever has weight gets at least one part, as long as there are parts for all. Ties go to the earlier one. All zero
  /// weights are taken as equal; no weights give none.
  public static func parts(for weights: [Int]) -> [Int] {
    guard !weights.isEmpty else { return [] }
    let weights = weights.contains { $0 > 0 } ? weights.map { max(0, $0) } : weights.map { _ in 1 }
    guard weights.count(where: { $0 > 0 }) <= wholeWeight else { return shares(of: wholeWeight, for: weights) }
    // Those whose share would be none get one part, and the others share the rest.
    var least: Set<Int> = []
    while true {
      let others = weights.indices.map { least.contains($0) ? 0 : weights[$0] }
      let parts = shares(of: wholeWeight - least.count, for: others)
      let empty = others.indices.filter { others[$0] > 0 && parts[$0] == 0 }
      guard !empty.isEmpty else { return parts.indices.map { least.contains($0) ? 1 : parts[$0] } }
      least.formUnion(empty)
    }
  }

  private static func shares(of whole: Int, for weights: [Int]) -> [Int] {
    let total = weights.reduce(0, +)
    var parts = weights.map { whole * $0 / total }
    let remainders = weights.map { whole * $0 % total }
    let missing = whole - parts.reduce(0, +)
    let byRemainder = weights.indices.sorted {
      remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
    }
    for index in byRemainder.prefix(missing) { parts[index] += 1 }
    return parts
  }
}
