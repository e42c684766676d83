internal import GRDB

/// What a record of skills was like at some time: of the same store another one once something was recorded.
public struct HealthVersion: Sendable, Hashable {
  /// What other connections committed, of this process or of another one, whatever it was.
  fileprivate let others: Int
  /// How often scores were recorded, through this store too.
  fileprivate let changes: Int
}

extension HealthStore {
  /// Costs next to nothing. The store's own baselines, names of files and checkpoints do not count, so that whoever keeps what was
  /// computed does not find that something came.
  public func version() throws(HealthError) -> HealthVersion {
    try recording(path) {
      // The pragma counts what a connection did not commit itself, so that it is asked of the one that writes.
      try database.writeWithoutTransaction { database in
        HealthVersion(
          others: try Int.fetchOne(database, sql: "PRAGMA data_version") ?? 0,
          changes: try HealthRows.changes(in: database))
      }
    }
  }
}
