public import JudgeTypes

/// One skill for a task.
public struct SkillSuggestion: Sendable, Hashable {
  public let capability: Capability
  /// Nil where nothing is on record of it.
  public let state: SkillState?
  /// How well it fits, from 0 to 1.
  public let match: Double
  /// What it is ranked by, from 0 to 1.
  public let rank: Double

  public var skill: Skill.ID { capability.skill }
  public var category: String? { capability.category ?? state?.category }
  /// Under 50, so that another one may serve better.
  public var isUnhealthy: Bool { state?.level == .critical }
}

/// Which skills fit a task, the best first.
public struct SkillRanking: Sendable {
  /// With health preferred, the shares of capability match and health.
  public static let matchShare = 0.6
  public static let healthShare = 0.4
  /// The health of a skill of which nothing is on record: neither good nor bad.
  public static let unknownHealth = 0.5

  /// All skills, also those that do not fit.
  public let all: [SkillSuggestion]

  /// - Parameters:
  ///   - capabilities: what skills say of themselves; one of which only records are there fits by its name and category.
  ///   - prefersHealthy: rank by match x 0.6 + health x 0.4 instead of by match alone.
  public init(
    task: String, capabilities: [Capability], states: [SkillState], prefersHealthy: Bool
  ) {
    let byID = Dictionary(states.map { ($0.skill, $0) }, uniquingKeysWith: { _, last in last })
    let described = Set(capabilities.map(\.skill))
    let known =
      capabilities
      + states.filter { !described.contains($0.skill) }.map { Capability(skill: $0.skill, category: $0.category) }
    let matches = CapabilityIndex(known).matches(task)
    all = zip(known, matches).map { capability, match in
      let state = byID[capability.skill]
      let health = state.map { $0.healthScore / 100 } ?? Self.unknownHealth
      return SkillSuggestion(
        capability: capability, state: state, match: match,
        rank: prefersHealthy ? match * Self.matchShare + health * Self.healthShare : match)
    }.sorted(by: Self.isBetter)
  }

  /// Those that have a word of the task; health alone makes no skill fit.
  public var fitting: [SkillSuggestion] { all.filter { $0.match > 0 } }

  /// In order, each once.
  public var categories: [String] { Set(all.compactMap(\.category)).sorted() }

  /// Skills of its category that are not critical and healthier than it is, the healthiest first.
  public func alternatives(to suggestion: SkillSuggestion) -> [SkillSuggestion] {
    guard let category = suggestion.category, let state = suggestion.state else { return [] }
    let healthier = all.filter { other in
      guard let health = other.state?.healthScore, other.category == category, !other.isUnhealthy else { return false }
      return health > state.healthScore
    }
    return healthier.sorted { left, right in
      (right.state?.healthScore ?? 0, left.skill) < (left.state?.healthScore ?? 0, right.skill)
    }
  }

  private static func isBetter(_ left: SkillSuggestion, _ right: SkillSuggestion) -> Bool {
    func key(_ one: SkillSuggestion) -> (Double, Double, Double) {
      (one.rank, one.match, one.state?.healthScore ?? -1)
    }
    return key(left) == key(right) ? left.skill < right.skill : key(left) > key(right)
  }
}
