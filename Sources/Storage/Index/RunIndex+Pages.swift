public import Evals
internal import GRDB
public import Provenance

/// Parts of long lists, each found by the key that the part before it ended with.
extension RunIndex {
  /// The run's row; nil where it is not in the index.
  public func record(of run: RunID) throws(StorageError) -> RunRecord? {
    try storing(path) {
      try database.read { database in
        try Row.fetchOne(database, sql: "\(IndexRows.runs) WHERE id = ?", arguments: [run.description])
          .map(IndexRows.record)
      }
    }
  }

  /// A run's judgments with their number of findings, by their ordinals.
  ///
  /// - Parameter after: only those after this ordinal; nil for all.
  public func judgments(
    of run: RunID, after: Int? = nil, limit: Int
  ) throws(StorageError) -> [(ordinal: Int, judgment: JudgmentSummary, findings: Int)] {
    try storing(path) {
      try database.read { database in
        try Row.fetchAll(
          database, sql: "SELECT * FROM judgments WHERE run = ? AND ordinal > ? ORDER BY ordinal LIMIT ?",
          arguments: [run.description, after ?? -1, limit]
        ).map { row in
          (
            try IndexRows.value(row, "ordinal"), try IndexRows.judgment(row, findings: [], seatUsage: []),
            try IndexRows.value(row, "findings")
          )
        }
      }
    }
  }

  /// Evals, newest first.
  ///
  /// - Parameters:
  ///   - suite: a suite's id; nil for those of all.
  ///   - before: only older ones, by their ids.
  public func evals(suite: String? = nil, before: String? = nil, limit: Int) throws(StorageError) -> [EvalHead] {
    let sql = """
      SELECT * FROM eval_runs WHERE (:suite IS NULL OR suite = :suite) AND (:before IS NULL OR id < :before)
      ORDER BY id DESC LIMIT :limit
      """
    return try storing(path) {
      try database.read { database in
        try Row.fetchAll(database, sql: sql, arguments: ["suite": suite, "before": before, "limit": limit])
          .map(EvalRows.head)
      }
    }
  }
}
