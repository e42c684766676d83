public import Evals
internal import GRDB
public import Provenance

/// What came of bringing the kept evals into the index.
public struct EvalIndexing: Sendable, Hashable {
  /// Those that were written.
  public let indexed: Int
  /// Those that could not be read, and why.
  public let skipped: [RunID: String]
}

extension RunIndex {
  /// Writes an eval in one transaction, in place of what was known of it before.
  public func record(_ eval: EvalRecord) throws(StorageError) {
    try storing(path) { try database.write { try EvalRows.replace(eval, in: $0) } }
  }

  /// The newest evals, the oldest of them first.
  ///
  /// - Parameter suite: a suite's id; nil for those of all.
  public func evalHistory(suite: String? = nil, limit: Int = 50) throws(StorageError) -> [EvalHead] {
    try storing(path) { try database.read { try EvalRows.heads(suite: suite, limit: max(0, limit), in: $0) } }
  }

  /// The ids of the suites that have an eval here, sorted.
  public func evaluatedSuites() throws(StorageError) -> [String] {
    try storing(path) {
      try database.read { try String.fetchAll($0, sql: "SELECT DISTINCT suite FROM eval_runs ORDER BY suite") }
    }
  }

  /// Brings the evals that `files` has into the index.
  ///
  /// - Parameter anew: writes all of them, and forgets those of which there is no file. Without it only those that are not here yet
  ///   are read.
  public func takeUp(_ files: EvalFiles, anew: Bool = false) throws(StorageError) -> EvalIndexing {
    let known = try storing(path) {
      try database.read { Set(try String.fetchAll($0, sql: "SELECT id FROM eval_runs")) }
    }
    let kept = try files.evals()
    var indexed = 0
    var skipped: [RunID: String] = [:]
    for eval in kept where anew || !known.contains(eval.description) {
      do throws(StorageError) {
        let record = try files.record(eval)
        try self.record(record)
        indexed += 1
      } catch {
        guard error.path != path else { throw error }
        skipped[eval] = error.description
      }
    }
    guard anew else { return EvalIndexing(indexed: indexed, skipped: skipped) }
    let gone = known.subtracting(kept.map(\.description)).union(skipped.keys.map(\.description))
    try storing(path) {
      try database.write { database in
        for id in gone { try database.execute(sql: "DELETE FROM eval_runs WHERE id = ?", arguments: [id]) }
      }
    }
    return EvalIndexing(indexed: indexed, skipped: skipped)
  }
}
