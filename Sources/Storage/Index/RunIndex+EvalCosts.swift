internal import GRDB

/// What evals took that called models.
public struct EvalCosts: Sendable, Hashable {
  /// Of the evals by themselves; the steps of improvements stand with these.
  public let evals: Int
  /// In US dollars; those without a known price add nothing.
  public let costUSD: Double
  /// How many of them have no known price.
  public let withoutPrice: Int
}

extension RunIndex {
  /// What evals by themselves took, those of the offline panel left out.
  ///
  /// - Parameter since: the first day, YYYY-MM-DD in UTC; nil for all.
  public func evalCosts(since: String?) throws(StorageError) -> EvalCosts {
    let sql = """
      SELECT COUNT(*) AS evals, TOTAL(cost_usd) AS cost, COUNT(*) - COUNT(cost_usd) AS unknown FROM eval_runs
      WHERE improvement IS NULL AND mode <> 'offline' AND (:since IS NULL OR started >= :since)
      """
    return try storing(path) {
      try database.read { database in
        guard let row = try Row.fetchOne(database, sql: sql, arguments: ["since": since]) else {
          return EvalCosts(evals: 0, costUSD: 0, withoutPrice: 0)
        }
        return EvalCosts(
          evals: try IndexRows.value(row, "evals"), costUSD: try IndexRows.value(row, "cost"),
          withoutPrice: try IndexRows.value(row, "unknown"))
      }
    }
  }
}
