public import JudgeTypes
public import Provenance
public import SkillHealth

/// What `health which` answers: skills for a task, the best first, with a word on those that are not well.
public struct SkillAnswer: Sendable {
  private let ranking: SkillRanking
  private let shown: ArraySlice<SkillSuggestion>
  private let tasks: [Skill.ID: String]
  private static let mostAlternatives = 3

  /// - Parameter tasks: the id of the open improvement task of each skill that has one.
  public init(_ ranking: SkillRanking, limit: Int, tasks: [Skill.ID: String]) {
    self.ranking = ranking
    self.tasks = tasks
    shown = ranking.fitting.prefix(max(0, limit))
  }

  // MARK: For a person

  /// Lines such as `[85%] ↑ name — description`; holds control codes only for a style that has colours.
  public func text(style: TextStyle, signs: HealthSigns = .unicode) -> String {
    guard !shown.isEmpty else { return nothing }
    return shown.flatMap { lines(of: $0, style, signs) }.map { $0 + "\n" }.joined()
      + "health in brackets; match: how much of the task the skill speaks of\n"
  }

  private var nothing: String {
    let categories = ranking.categories.map(safeForTerminal).joined(separator: ", ")
    return "no skill speaks of any word of this task; say it in other words\n"
      + (categories.isEmpty ? "" : "categories: \(categories)\n")
  }

  private func lines(of one: SkillSuggestion, _ style: TextStyle, _ signs: HealthSigns) -> [String] {
    let standing = one.state.map { "[\(health($0))%] \(signs.trend($0.trend))" } ?? "[n/a]  "
    let description = safeForTerminal(one.capability.description)
    let said = description.isEmpty ? "" : " \(signs.dash) \(shortened(description, to: 100, signs))"
    let category = one.category.map { ", \(safeForTerminal($0))" } ?? ""
    var lines = [
      "\(painted(one, standing, style)) \(style.bold(safeForTerminal(one.skill.rawValue)))\(said)",
      style.dim("        match \(whole(one.match * 100))%, rank \(hundredths(one.rank))\(category)"),
    ]
    if one.isUnhealthy { lines.append("        " + style.yellow("! " + warning(one, signs))) }
    return lines
  }

  private func warning(_ one: SkillSuggestion, _ signs: HealthSigns) -> String {
    let others = alternatives(to: one).map { other in
      "\(safeForTerminal(other.skill.rawValue)) [\(other.state.map(health) ?? "-")%]"
    }
    let healthier =
      others.isEmpty
      ? "no healthier one of its category is known"
      : "healthier ones of its category: \(others.joined(separator: ", "))"
    let task = tasks[one.skill].map { "a task is queued: \(safeForTerminal($0))" } ?? "no task is queued for it"
    return "under 50; \(healthier); \(task)"
  }

  private func painted(_ one: SkillSuggestion, _ text: String, _ style: TextStyle) -> String {
    switch one.state?.level {
    case .healthy: style.green(text)
    case .warning: style.yellow(text)
    case .critical: style.red(text)
    case nil: style.dim(text)
    }
  }

  private func alternatives(to one: SkillSuggestion) -> ArraySlice<SkillSuggestion> {
    ranking.alternatives(to: one).prefix(Self.mostAlternatives)
  }

  /// Whole; what is under 50 is never shown as 50.
  private func health(_ state: SkillState) -> String {
    whole(state.level == .critical ? state.healthScore.rounded(.down) : state.healthScore)
  }

  private func whole(_ value: Double) -> String { "\(Int(min(max(value, 0), 100).rounded()))" }

  private func hundredths(_ value: Double) -> String {
    let hundredths = Int((min(max(value, 0), 1) * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  // MARK: For a program

  public func json(chosen: SkillSuggestion?) -> JSONValue {
    [
      "skills": .array(shown.map(json)), "categories": .texts(ranking.categories),
      "chosen": .optional(chosen?.skill.rawValue),
    ]
  }

  private func json(_ one: SkillSuggestion) -> JSONValue {
    [
      "skill": .string(one.skill.rawValue), "category": .optional(one.category),
      "description": .string(one.capability.description), "match": .number(one.match), "rank": .number(one.rank),
      "health_score": .optional(one.state?.healthScore), "trend": .optional(one.state?.trend.rawValue),
      "level": .optional(one.state?.level.rawValue), "unhealthy": .bool(one.isUnhealthy),
      "alternatives": .texts(one.isUnhealthy ? alternatives(to: one).map(\.skill.rawValue) : []),
      "task": .optional(tasks[one.skill]),
    ]
  }
}
