internal import GRDB

/// How often a dimension was spoken against lately.
public struct DimensionFaults: Sendable, Hashable {
  /// Judgments in which a verified finding speaks against it.
  public let judgments: Int
  public let findings: Int
  /// The newest run among them.
  public let run: String
}

/// What was found against which dimensions in the newest judgments.
public struct RecentFaults: Sendable, Hashable {
  /// How many judgments these are.
  public internal(set) var judgments = 0
  /// The oldest run among them; nil without any.
  public internal(set) var since: String?
  /// One against several dimensions counts for each.
  public internal(set) var byDimension: [String: DimensionFaults] = [:]
  /// How many findings there are of which no more than one dimension is known, so that others may lack them.
  public internal(set) var uncertain = 0
  /// How many findings there are against each set of dimensions.
  fileprivate var bySet: [Set<String>: Int] = [:]

  /// How many findings there are against any of these dimensions, each counted once.
  public func findings(againstAnyOf dimensions: Set<String>) -> Int {
    bySet.reduce(0) { $1.key.isDisjoint(with: dimensions) ? $0 : $0 + $1.value }
  }

  public init() {}
}

extension RunIndex {
  /// Verified findings in the runs of the newest `count` judgments; a few more where the oldest run has more.
  public func recentFaults(judgments count: Int = 2_000) throws(StorageError) -> RecentFaults {
    try storing(path) {
      try database.read { database in
        let newest = "SELECT run FROM judgments ORDER BY run DESC, ordinal DESC LIMIT 1 OFFSET ?"
        let since =
          try String.fetchOne(database, sql: newest, arguments: [max(0, count - 1)])
          ?? String.fetchOne(database, sql: "SELECT MIN(run) FROM judgments")
        guard let since else { return RecentFaults() }
        var faults = RecentFaults()
        faults.since = since
        faults.judgments =
          try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM judgments WHERE run >= ?", arguments: [since]) ?? 0
        let sql = """
          SELECT run, judgment, dimensions IS NULL AS uncertain, coalesce(nullif(dimensions, ''), dimension) AS against FROM findings
          WHERE run >= ? AND status = 'verified' AND dimension IS NOT NULL
          """
        var found: [String: Found] = [:]
        let rows = try Row.fetchCursor(database, sql: sql, arguments: [since])
        while let row = try rows.next() {
          let against: String = try IndexRows.value(row, "against")
          let run: String = try IndexRows.value(row, "run")
          let judgment = "\(run) \(try IndexRows.value(row, "judgment") as Int)"
          let dimensions = Set(against.split(separator: "\n").map(String.init))
          for dimension in dimensions { found[dimension, default: Found()].add(judgment, of: run) }
          faults.bySet[dimensions, default: 0] += 1
          if try IndexRows.value(row, "uncertain") as Bool { faults.uncertain += 1 }
        }
        faults.byDimension = found.mapValues {
          DimensionFaults(judgments: $0.judgments.count, findings: $0.findings, run: $0.newest)
        }
        return faults
      }
    }
  }
}

/// What was found against one dimension.
private struct Found {
  var findings = 0
  var judgments: Set<String> = []
  var newest = ""

  mutating func add(_ judgment: String, of run: String) {
    findings += 1
    judgments.insert(judgment)
    newest = max(newest, run)
  }
}
