public import JudgeTypes

/// Anti-patterns that were seen in one use of a skill of which nobody knows how good it was.
public struct Sighting: Sendable, Hashable {
  public let skill: Skill.ID
  public let day: Day
  public let source: HealthRecord.Source
  /// What makes it the same when it comes a second time, as in `HealthRecord`.
  public let key: String
  public let category: String?
  /// What was seen, with how often; not empty.
  public let antiPatterns: [AntiPattern: Int]

  public init(
    skill: Skill.ID, day: Day, source: HealthRecord.Source, key: String, category: String? = nil,
    antiPatterns: [AntiPattern: Int]
  ) {
    self.skill = skill
    self.day = day
    self.source = source
    self.key = key
    self.category = category
    self.antiPatterns = antiPatterns
  }
}

/// What can be on record of a skill: a measurement, or only what was seen.
public enum HealthEntry: Sendable, Hashable {
  case record(HealthRecord)
  case sighting(Sighting)

  public var skill: Skill.ID {
    switch self {
    case .record(let record): record.skill
    case .sighting(let sighting): sighting.skill
    }
  }

  public var day: Day {
    switch self {
    case .record(let record): record.day
    case .sighting(let sighting): sighting.day
    }
  }

  public var source: HealthRecord.Source {
    switch self {
    case .record(let record): record.source
    case .sighting(let sighting): sighting.source
    }
  }

  public var key: String {
    switch self {
    case .record(let record): record.key
    case .sighting(let sighting): sighting.key
    }
  }

  public var category: String? {
    switch self {
    case .record(let record): record.category
    case .sighting(let sighting): sighting.category
    }
  }

  public var antiPatterns: [AntiPattern: Int] {
    switch self {
    case .record(let record): record.antiPatterns
    case .sighting(let sighting): sighting.antiPatterns
    }
  }
}
