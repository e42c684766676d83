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
  /// Verified findings by dimension, in the runs of the newest `count` judgments; one against several dimensions counts for each.
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
          SELECT run, judgment, coalesce(dimensions, dimension) AS against FROM findings
          WHERE run >= ? AND status = 'verified' AND dimension IS NOT NULL
          """
        var found: [String: Found] = [:]
        let rows = try Row.fetchCursor(database, sql: sql, arguments: [since])
        while let row = try rows.next() {
          let against: String = try IndexRows.value(row, "against")
          let run: String = try IndexRows.value(row, "run")
          let judgment = "\(run) \(try IndexRows.value(row, "judgment") as Int)"
          for dimension in against.split(separator: "\n") {
            found[String(dimension), default: Found()].add(judgment, of: run)
          }
        }
        let faults = found.mapValues {
          DimensionFaults(judgments: $0.judgments.count, findings: $0.findings, run: $0.newest)
        }
        return (judged, since, faults)
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
