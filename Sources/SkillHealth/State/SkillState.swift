public import JudgeTypes

/// How a skill stands on one day, derived from its history up to that day.
public struct SkillState: Sendable, Hashable {
  public enum Trend: String, Sendable, Hashable, CaseIterable {
    case improving, stable, degrading
  }

  /// Above 75, from 50 to 75, below 50.
  public enum Level: String, Sendable, Hashable, CaseIterable {
    case healthy, warning, critical

    public init(score: Double) { self = score > 75 ? .healthy : score < 50 ? .critical : .warning }
  }

  public let skill: Skill.ID
  public let category: String?
  public let files: [String]
  /// The day that this is about; nothing later was looked at.
  public let day: Day
  /// The scores of the seven days that end with `day`, the last one last; nil on a day without invocations.
  public let lastSevenDays: [Double?]
  /// Means weighted by invocations over the 7 and 30 days that end with `day`; nil without invocations.
  public let rolling7: Double?
  public let rolling30: Double?
  public let trend: Trend
  /// What `Level` is told by: the mean of 7 days where it rests on enough invocations, else drawn towards that of 30 days, else the last
  /// score there was. From 0 to 100.
  public let healthScore: Double
  public let baseline: Baseline?
  public let invocationsSinceBaseline: Int
  /// Of the last seven and thirty days.
  public let invocations7: Int
  public let invocations30: Int
  /// The last day with invocations.
  public let lastUsed: Day
  public let lastImprovement: Day?
  /// In how many days a lasting drop of ten points would be seen at today's volume; nil where it would not be within ninety.
  public let daysToDetect: Int?
  public let finding: HealthFinding
  public let antiPatterns: [AntiPattern: Int]
  /// When the model or the prompt changed, and to what; the latest last.
  public let segments: [Segment]
  public var segment: Segment? { segments.last }

  public struct Segment: Sendable, Hashable {
    public let started: Day
    /// "model a -> b", "prompt a -> b".
    public let change: String

    public init(started: Day, change: String) {
      self.started = started
      self.change = change
    }
  }

  public init(
    skill: Skill.ID, category: String?, files: [String], day: Day, lastSevenDays: [Double?], rolling7: Double?,
    rolling30: Double?, trend: Trend, healthScore: Double, baseline: Baseline?, invocationsSinceBaseline: Int,
    invocations7: Int, invocations30: Int, lastUsed: Day, lastImprovement: Day?, daysToDetect: Int?,
    finding: HealthFinding, antiPatterns: [AntiPattern: Int], segments: [Segment]
  ) {
    self.skill = skill
    self.category = category
    self.files = files
    self.day = day
    self.lastSevenDays = lastSevenDays
    self.rolling7 = rolling7
    self.rolling30 = rolling30
    self.trend = trend
    self.healthScore = healthScore
    self.baseline = baseline
    self.invocationsSinceBaseline = invocationsSinceBaseline
    self.invocations7 = invocations7
    self.invocations30 = invocations30
    self.lastUsed = lastUsed
    self.lastImprovement = lastImprovement
    self.daysToDetect = daysToDetect
    self.finding = finding
    self.antiPatterns = antiPatterns
    self.segments = segments
  }

  public var level: Level { Level(score: healthScore) }
  /// Improved within the last fourteen days.
  public var isRecentlyImproved: Bool { lastImprovement.map { $0.distance(to: day) < 14 } ?? false }
}

/// What the detector says of a skill.
public struct HealthFinding: Sendable, Hashable {
  /// SPEC's words for `health regressions`.
  public enum State: String, Sendable, Hashable, CaseIterable {
    case stable, improving, degrading, regression, incident
    case insufficientData = "insufficient_data"
    case unknown
  }

  /// `major`: the estimated drop is ten points or more.
  public enum Severity: String, Sendable, Hashable { case minor, major }

  public let state: State
  public let severity: Severity?
  /// The day on which a detector that sees one day at a time first knew.
  public let alarmed: Day?
  /// The day on which the change most likely began.
  public let started: Day?
  /// The level before and after `started`; nil where nothing changed.
  public let before: Double?
  public let after: Double?
  /// When an earlier drop was made up for, where none is open.
  public let recovered: Day?
  /// How likely a stable skill comes to as much evidence by chance, from 0 to 1; nil where nothing was to be seen.
  public let chance: Double?
  /// What the plain rule says: ten points or more under the baseline. Nil without a baseline.
  public let isUnderBaseline: Bool?

  public init(
    state: State, severity: Severity? = nil, alarmed: Day? = nil, started: Day? = nil, before: Double? = nil,
    after: Double? = nil, recovered: Day? = nil, chance: Double? = nil, isUnderBaseline: Bool? = nil
  ) {
    self.state = state
    self.severity = severity
    self.alarmed = alarmed
    self.started = started
    self.before = before
    self.after = after
    self.recovered = recovered
    self.chance = chance
    self.isUnderBaseline = isUnderBaseline
  }

  public var isRegression: Bool { state == .regression }
  /// Below zero for a drop.
  public var delta: Double? { before.flatMap { before in after.map { $0 - before } } }
}
