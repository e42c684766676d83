internal import Foundation
internal import GRDB
public import JudgeTypes
public import Provenance

/// A database that makes the runs searchable. It holds nothing that the journals do not hold.
///
/// Two processes may use one file at once; each waits for the other's write.
public final class RunIndex: Sendable {
  /// The database's file; empty for one in memory.
  public let path: String
  let database: any DatabaseWriter
  /// Whether it may not be written, so that what others write is not seen until it is opened anew.
  public var isForReadingAlone: Bool { database.configuration.readonly }

  /// Opens the index at `path`, or makes it, with the folder it is in. One that may not be written is there to be read.
  ///
  /// Throws `damagedIndex`, `foreignIndex` or `laterIndex` where the file is none that this version can use.
  public convenience init(path: String) throws(StorageError) {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
    try self.init(path: path) { try IndexSchema.schema.opened(path: path, $0) }
  }

  /// An index in memory, empty.
  public static func inMemory() throws(StorageError) -> RunIndex {
    try RunIndex(path: "") { configuration in
      try IndexSchema.schema.opened { try DatabaseQueue(configuration: configuration) }
    }
  }

  private init(path: String, open: (Configuration) throws -> any DatabaseWriter) throws(StorageError) {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.label = "moe-judge.runs"
    // In KiB. A run writes row after row and reads little again, so pages kept for later are of no use to it.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -512") }
    database = try storing(path) { try open(configuration) }
  }

  /// Writes what is known of a run in one transaction, in place of what was known before.
  public func record(_ summary: RunSummary) throws(StorageError) {
    try record([summary])
  }

  /// Writes several runs in one transaction.
  public func record(_ summaries: [RunSummary]) throws(StorageError) {
    try storing(path) {
      try database.write { database in
        for summary in summaries { try IndexRows.replace(summary, after: 0, in: database) }
      }
    }
  }

  /// Writes a part of a run in one transaction: its row anew, and judgments after the first `count`.
  func record(_ part: RunSummary, after count: Int) throws(StorageError) {
    try storing(path) {
      try database.write { database in try IndexRows.replace(part, after: count, in: database) }
    }
  }

  /// Runs, newest first.
  ///
  /// `outcome`: only those that ended so. `path`: only those that judged this artifact, or one in this folder.
  public func list(
    limit: Int = 50, offset: Int = 0, outcome: Outcome? = nil, path: String? = nil
  ) throws(StorageError) -> [RunRecord] {
    try storing(self.path) {
      try database.read { database in
        try IndexRows.records(
          limit: max(0, limit), offset: max(0, offset), outcome: outcome, path: path, in: database)
      }
    }
  }

  /// All that is known of a run; nil when it is not in the index.
  public func summary(of run: RunID) throws(StorageError) -> RunSummary? {
    try storing(path) { try database.read { try IndexRows.summary(of: run, in: $0) } }
  }

  /// Forgets a run; false when it was not known.
  @discardableResult
  public func remove(_ run: RunID) throws(StorageError) -> Bool {
    try storing(path) { try database.write { try IndexRows.remove(run, from: $0) } }
  }

  /// What the seats took, summed up by `group` and sorted by its names.
  ///
  /// `since`: only of runs that started then or later, RFC 3339 in UTC. `uncounted`: the number of runs of that time that an
  /// earlier version indexed, without their seats; building the index anew counts them.
  public func costs(
    by group: CostGroup, since: String? = nil
  ) throws(StorageError) -> (lines: [CostLine], uncounted: Int) {
    try storing(path) {
      try database.read { database in
        (
          try SeatUsageRows.costs(by: group, since: since, in: database),
          try SeatUsageRows.uncounted(since: since, in: database)
        )
      }
    }
  }

  /// All runs it knows.
  public func knownRuns() throws(StorageError) -> [String] {
    try storing(path) { try database.read { try String.fetchAll($0, sql: "SELECT id FROM runs") } }
  }

  /// Forgets runs by name.
  func forget(_ runs: some Sequence<String>) throws(StorageError) {
    try storing(path) {
      try database.write { database in
        for run in runs { try database.execute(sql: "DELETE FROM runs WHERE id = ?", arguments: [run]) }
      }
    }
  }
}

/// Says what a failure of the database means for the index at `path`.
func storing<Value>(_ path: String, _ body: () throws -> Value) throws(StorageError) -> Value {
  do { return try body() } catch { throw StorageError(path, databaseError: error) }
}

extension StorageError {
  init(_ path: String, databaseError error: any Error) {
    if let error = error as? StorageError {
      self = error
      return
    }
    switch DatabaseFault(error) {
    case .damaged(let reason): self.init(path, .damagedIndex(reason: reason))
    case .foreign: self.init(path, .foreignIndex)
    case .later(let version): self.init(path, .laterIndex(version: version))
    case .busy: self.init(path, .busyIndex)
    case .diskFull: self.init(path, .diskFull)
    case .notPermitted: self.init(path, .notPermitted(action: "write the index"))
    case .cannotOpen(let reason): self.init(path, .failed(action: "open the index", reason: reason))
    case .failed(let reason): self.init(path, .indexFailed(reason: reason))
    }
  }
}
