public import JudgeTypes

/// Anything whose quality is tracked over time: a prompt, an agent skill with a SKILL.md, a suite, a persona.
public enum Skill {
  public typealias ID = Identifier<Skill>
}

/// One thing that was measured of a skill, as it was recorded. It is never changed afterwards: a correction is a later record of the
/// same `key`, and the earlier one stays on file.
public struct HealthRecord: Sendable, Hashable {
  /// Where records come from.
  public enum Source: String, Sendable, Hashable, CaseIterable {
    /// A run of a suite: 100 x F1, its cases as invocations.
    case eval
    /// A judgment: of each persona the share of its findings whose evidence holds, its findings as invocations.
    case judgment
    /// A file of figures, or a figure on the command line.
    case figures
    /// A coding agent's look back at one session.
    case retrospective
  }

  public let skill: Skill.ID
  public let day: Day
  /// From 0 to 100: the mean over the invocations.
  public let score: Double
  /// How often the skill was used; at least 1.
  public let invocations: Int
  /// The standard deviation of single invocations' scores, where it is known and there were several.
  public let spread: Double?
  public let source: Source
  /// What makes it the same record when it comes a second time: of a run its id, of a session its id, else skill and day.
  public let key: String
  /// What the skill belongs to, to compare it with its like.
  public let category: String?
  /// The model that worked, where it is known. Another one begins a segment.
  public let model: String?
  /// Which prompt or panel worked: a hash, a version, a commit. Another one begins a segment.
  public let prompt: String?
  /// Anti-patterns that were seen, with how often.
  public let antiPatterns: [AntiPattern: Int]

  public init(
    skill: Skill.ID, day: Day, score: Double, invocations: Int, spread: Double? = nil, source: Source, key: String,
    category: String? = nil, model: String? = nil, prompt: String? = nil, antiPatterns: [AntiPattern: Int] = [:]
  ) {
    self.skill = skill
    self.day = day
    self.score = score
    self.invocations = invocations
    self.spread = spread
    self.source = source
    self.key = key
    self.category = category
    self.model = model
    self.prompt = prompt
    self.antiPatterns = antiPatterns
  }
}

/// What goes wrong in the use of a skill, again and again.
public enum AntiPattern: String, Sendable, Hashable, CaseIterable, Comparable {
  /// It stops before what it promised is there.
  case incompleteOutput = "incomplete_output"
  /// It says or uses what nobody gave it.
  case hallucinationRisk = "hallucination_risk"
  /// It works outside of what it is for.
  case contextConfusion = "context_confusion"
  /// It uses tools that it should not, or wrongly.
  case toolMisuse = "tool_misuse"
  /// It tries the same again and again.
  case excessiveRetry = "excessive_retry"

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
