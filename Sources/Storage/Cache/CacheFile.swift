public import Foundation
internal import GRDB
public import LanguageModels

/// The database of kept answers, `cache.sqlite` in the state folder. Several processes may use it at once.
public final class CacheFile: Sendable {
  public let path: String
  private let database: DatabasePool

  /// Opens the cache of a state folder, or begins one, with the folder it is in.
  public init(state: String) throws(CacheError) {
    let path = Self.path(in: state)
    self.path = path
    database = try caching(path) {
      try makeStateFolder(state)
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      configuration.label = "moe-judge.cache"
      // Of a new file: an answer takes one page or two, not a chain of small ones.
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = 16384") }
      return try CacheSchema.schema.opened { try DatabasePool(path: path, configuration: configuration) }
    }
  }

  public static func path(in state: String) -> String { state + "/cache.sqlite" }

  /// Whether the state folder has one.
  public static func exists(in state: String) -> Bool { access(path(in: state), F_OK) == 0 }

  /// Takes the files away, whatever is in them; what another process has open stays whole for it.
  public static func remove(from state: String) throws(CacheError) {
    for suffix in ["", "-wal", "-shm"] where unlink(path(in: state) + suffix) != 0 && errno != ENOENT {
      throw CacheError(path(in: state), .failed(reason: String(cString: strerror(errno))))
    }
  }

  /// What is kept under a request's key, of any age.
  public func entry(for key: String) throws(CacheError) -> CacheEntry? {
    // One statement is its own transaction.
    try caching(path) { try database.unsafeRead { try CacheRows.entry(for: key, in: $0) } }
  }

  /// What is kept of one seat on one artifact, the newest first.
  public func entries(of subject: CallSubject) throws(CacheError) -> [CacheEntry] {
    try caching(path) { try database.read { try CacheRows.entries(of: subject, in: $0) } }
  }

  /// Keeps entries, in one transaction, in place of what was kept under their keys.
  public func write(_ entries: [CacheEntry]) throws(CacheError) {
    guard !entries.isEmpty else { return }
    try caching(path) { try database.write { try CacheRows.write(entries, in: $0) } }
  }

  // MARK: Care

  public func statistics() throws(CacheError) -> CacheStatistics {
    try caching(path) {
      try database.read { database in
        let models = try Row.fetchAll(
          database,
          sql: """
            SELECT provider || '/' || model AS name, count(*) AS entries, sum(length(CAST(raw AS BLOB))) AS bytes,
              min(stored) AS oldest, max(stored) AS newest
            FROM entries GROUP BY provider, model ORDER BY count(*) DESC, name
            """
        ).map { row in
          CacheStatistics.Part(
            model: row["name"], entries: row["entries"], bytes: row["bytes"],
            oldest: Date(timeIntervalSince1970: row["oldest"]), newest: Date(timeIntervalSince1970: row["newest"]))
        }
        return CacheStatistics(bytes: try Self.size(of: database), models: models)
      }
    }
  }

  /// Takes out what was stored before `time`, then the oldest entries until the file holds at most `size` bytes.
  ///
  /// - Returns: the number of entries taken out.
  public func prune(before time: Date?, toSize size: Int?) throws(CacheError) -> Int {
    try caching(path) {
      let removed = try database.write { database in
        var removed = 0
        if let time {
          try database.execute(
            sql: "DELETE FROM entries WHERE stored < ?", arguments: [time.timeIntervalSince1970])
          removed += database.changesCount
        }
        if let size { removed += try Self.shrink(database, to: size) }
        return removed
      }
      // While another process reads, the file keeps its size, and what is free in it is used again.
      if removed > 0 { try? database.vacuum() }
      return removed
    }
  }

  /// Takes everything out.
  public func clear() throws(CacheError) -> Int {
    try caching(path) {
      let removed = try database.write { database in
        try database.execute(sql: "DELETE FROM entries")
        return database.changesCount
      }
      try? database.vacuum()
      return removed
    }
  }

  /// Each entry takes about as much of the file as its response does of all responses.
  private static func shrink(_ database: Database, to size: Int) throws -> Int {
    let whole = try Self.size(of: database)
    let responses = try Int.fetchOne(database, sql: "SELECT sum(length(CAST(raw AS BLOB))) FROM entries") ?? 0
    guard whole > size, responses > 0 else { return 0 }
    let kept = Int(Double(responses) * Double(size) / Double(whole))
    try database.execute(
      sql: """
        DELETE FROM entries WHERE key IN (
          SELECT key FROM (SELECT key, sum(length(CAST(raw AS BLOB))) OVER (ORDER BY stored DESC, key) AS newer FROM entries)
          WHERE newer > ?)
        """, arguments: [kept])
    return database.changesCount
  }

  /// In bytes, without pages that are free.
  private static func size(of database: Database) throws -> Int {
    let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
    return (pages - free) * (try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
  }
}

/// What a cache holds.
public struct CacheStatistics: Sendable, Hashable {
  public struct Part: Sendable, Hashable {
    public let model: String
    public let entries: Int
    /// Of the responses.
    public let bytes: Int
    public let oldest: Date
    public let newest: Date
  }

  /// Of the whole file.
  public let bytes: Int
  /// The model with the most entries first.
  public let models: [Part]

  public var entries: Int { models.reduce(0) { $0 + $1.entries } }
  public var oldest: Date? { models.map(\.oldest).min() }
  public var newest: Date? { models.map(\.newest).max() }
}

/// Says what a failure of the database means for the cache at `path`.
private func caching<Value>(_ path: String, _ body: () throws -> Value) throws(CacheError) -> Value {
  do { return try body() } catch { throw CacheError(path, databaseError: error) }
}
