import GRDB

/// An index as versions before the sums of days left it.
enum EarlierIndex {
  /// Takes back the step of the schema that keeps sums.
  static func removeSums(from database: Database) throws {
    // The triggers first: a column that one of them names cannot be dropped.
    let all = "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type <> 'trigger', type <> 'index'"
    for (kind, name) in try Row.fetchAll(database, sql: all)
      .map({ ($0["type"] as String, $0["name"] as String) })
    {
      let isOfSums =
        kind == "trigger" || ["run_days", "rule_days", "run_findings", "usage_days"].contains(name)
        || ["runs_by_outcome", "runs_by_mode", "runs_without_seats", "judgments_by_run_and_path"].contains(name)
        || name.hasPrefix("run_findings_")
      if isOfSums { try database.execute(sql: "DROP \(kind) \(name)") }
    }
    try database.execute(
      sql:
        "ALTER TABLE seat_usage DROP COLUMN state; ALTER TABLE findings DROP COLUMN dimensions; PRAGMA user_version = 3"
    )
  }
}
