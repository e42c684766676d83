public import JudgeTypes

/// What one day says of a skill: all of its records together, weighted by their invocations.
public struct DailyScore: Sendable, Hashable {
  public let day: Day
  /// From 0 to 100.
  public let score: Double
  /// At least 1.
  public let invocations: Int
  /// The standard deviation of single invocations' scores, where it is known.
  public let spread: Double?
  /// Of the day's last record that names one.
  public let model: String?
  public let prompt: String?

  public init(
    day: Day, score: Double, invocations: Int, spread: Double? = nil, model: String? = nil, prompt: String? = nil
  ) {
    self.day = day
    self.score = score
    self.invocations = invocations
    self.spread = spread
    self.model = model
    self.prompt = prompt
  }
}

/// A level that somebody declared to be the one to compare with.
public struct Baseline: Sendable, Hashable {
  public let name: String
  /// It is the mean of the thirty days that end with this one.
  public let day: Day
  /// From 0 to 100, weighted by invocations.
  public let score: Double
  /// Of these thirty days.
  public let invocations: Int
  public let reason: String
  public let author: String

  /// Whether a person declared it, and it is not just the first days on record.
  public var isDeclared: Bool { author != Baseline.ownAuthor }
  static let ownAuthor = "moe-judge"

  public init(name: String, day: Day, score: Double, invocations: Int, reason: String, author: String) {
    self.name = name
    self.day = day
    self.score = score
    self.invocations = invocations
    self.reason = reason
    self.author = author
  }
}

/// All that is on record of one skill.
public struct SkillHistory: Sendable, Hashable {
  public let skill: Skill.ID
  public let category: String?
  /// Where its text stands, relative to the root: SKILL.md, a persona, a suite; empty where nobody said.
  public let files: [String]
  /// In order, each day once; days without invocations are absent.
  public let days: [DailyScore]
  /// In the order in which they were declared; the last one is in force.
  public let baselines: [Baseline]
  /// Of the last thirty days that are on record.
  public let antiPatterns: [AntiPattern: Int]

  public init(
    skill: Skill.ID, category: String? = nil, files: [String] = [], days: [DailyScore], baselines: [Baseline] = [],
    antiPatterns: [AntiPattern: Int] = [:]
  ) {
    self.skill = skill
    self.category = category
    self.files = files
    self.days = days
    self.baselines = baselines
    self.antiPatterns = antiPatterns
  }
}

extension SkillHistory {
  /// Without baselines that were declared for a later day.
  public func known(on day: Day) -> SkillHistory {
    SkillHistory(
      skill: skill, category: category, files: files, days: days, baselines: baselines.filter { $0.day <= day },
      antiPatterns: antiPatterns)
  }
}
