internal import GRDB
public import JudgeTypes
public import SkillHealth

/// The runs of a day that ended alike.
public struct RunDay: Sendable, Hashable {
  public let day: Day
  public let mode: RunResult.Mode
  /// Nil for those that have not ended.
  public let outcome: Outcome?
  public let exitCode: Int?
  public let runs: Int
  /// The artifacts that they judged.
  public let artifacts: Int
}

/// All runs of an index.
public struct IndexTotals: Sendable, Hashable {
  public let runs: Int
  /// The artifacts that they judged.
  public let artifacts: Int
  /// The days on which the first and the last of them started, as the record says it.
  public let firstDay: String
  public let lastDay: String
}

/// How often a rule was broken.
public struct RuleCount: Sendable, Hashable {
  public let rule: String
  public let severity: Severity
  /// Verified ones.
  public let findings: Int
}

/// How often a persona on a model was asked, and how often in vain.
public struct SeatFailures: Sendable, Hashable {
  public let persona: String
  public let model: String
  /// Artifacts for which it was asked.
  public let asked: Int
  public let failed: Int
}

/// By what the sums of days are summed up.
public enum UsageGroup: String, Sendable, CaseIterable { case day, model, persona }

extension RunIndex {
  /// How the runs of each day ended, the oldest day first.
  ///
  /// - Parameter since: the first day; nil for all.
  public func runDays(since: Day? = nil) throws(StorageError) -> [RunDay] {
    try storing(path) { try database.read { try DaySumRows.runs(since: since, in: $0) } }
  }

  /// The rules that most verified findings name, those first, and how many verified findings there are of each severity.
  public func rules(
    since: Day? = nil, limit: Int
  ) throws(StorageError) -> (most: [RuleCount], bySeverity: [Severity: Int]) {
    try storing(path) {
      try database.read { database in
        (
          try DaySumRows.rules(since: since, limit: max(0, limit), in: database),
          try DaySumRows.severities(since: since, in: database)
        )
      }
    }
  }

  /// The seats that failed, by how often.
  public func failingSeats(since: Day? = nil, limit: Int) throws(StorageError) -> [SeatFailures] {
    try storing(path) {
      try database.read { try DaySumRows.failures(since: since, limit: max(0, limit), in: $0) }
    }
  }

  /// What seats took, from the sums that are kept by day, sorted by the lines' names.
  public func usage(by group: UsageGroup, since: Day? = nil) throws(StorageError) -> [CostLine] {
    try storing(path) { try database.read { try DaySumRows.usage(by: group, since: since, in: $0) } }
  }

  /// How many runs of models stand in no sum of seats, since an earlier version indexed them.
  public func runsWithoutSeats(since: Day? = nil) throws(StorageError) -> Int {
    try storing(path) { try database.read { try SeatUsageRows.uncounted(since: since?.description, in: $0) } }
  }

  /// All runs in figures; nil where there is none.
  public func totals() throws(StorageError) -> IndexTotals? {
    try storing(path) { try database.read { try DaySumRows.totals(in: $0) } }
  }
}
