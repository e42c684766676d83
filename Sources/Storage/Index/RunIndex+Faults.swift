internal import GRDB

/// How often a dimension was spoken against lately.
public struct DimensionFaults: Sendable, Hashable {
  /// Judgments in which a verified finding speaks against it.
  public let judgments: Int
  public let findings: Int
  /// The newest run among them.
  public let run: String
}

extension RunIndex {
  /// Verified findings by dimension, in the runs of the newest `count` judgments.
  ///
  /// - Returns: how many judgments these are, a few more than `count` where the oldest run has more; the id of that run, nil without any.
  public func recentFaults(
    judgments count: Int = 2_000
  ) throws(StorageError) -> (judgments: Int, since: String?, byDimension: [String: DimensionFaults]) {
    try storing(path) {
      try database.read { database in
        let newest = "SELECT run FROM judgments ORDER BY run DESC, ordinal DESC LIMIT 1 OFFSET ?"
        let since =
          try String.fetchOne(database, sql: newest, arguments: [max(0, count - 1)])
          ?? String.fetchOne(database, sql: "SELECT MIN(run) FROM judgments")
        guard let since else { return (0, nil, [:]) }
        let judged =
          try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM judgments WHERE run >= ?", arguments: [since]) ?? 0
        let sql = """
          SELECT dimension, COUNT(DISTINCT run || judgment) AS judgments, COUNT(*) AS findings, MAX(run) AS newest FROM findings
          WHERE run >= ? AND status = 'verified' AND dimension IS NOT NULL GROUP BY dimension
          """
        var faults: [String: DimensionFaults] = [:]
        for row in try Row.fetchAll(database, sql: sql, arguments: [since]) {
          let dimension: String = try IndexRows.value(row, "dimension")
          faults[dimension] = DimensionFaults(
            judgments: try IndexRows.value(row, "judgments"), findings: try IndexRows.value(row, "findings"),
            run: try IndexRows.value(row, "newest"))
        }
        return (judged, since, faults)
      }
    }
  }
}
