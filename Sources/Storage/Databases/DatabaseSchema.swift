import Foundation
import GRDB

/// The tables of a database of this program, and the steps that lead to them.
struct DatabaseSchema: Sendable {
  /// In the database's header, by which it is told from any other.
  let applicationID: Int64
  /// Only ever appended to: a database that has run the first n steps has version n.
  let migrations: [String]

  enum Mismatch: Error, Equatable {
    case foreign
    case later(version: Int)
  }

  /// Opens the database of a file, or makes it, and brings it up to date. Where it may not be written, as on a file system that is
  /// mounted for reading, it is read as it stands.
  ///
  /// - Throws: as `opened(by:)` does; `DatabaseError` with `SQLITE_READONLY` where an earlier version wrote it and it may not be written.
  func opened(path: String, _ configuration: Configuration) throws -> any DatabaseWriter {
    do {
      return try opened { try DatabasePool(path: path, configuration: configuration) }
    } catch let error as DatabaseError where error.isRefusal && Self.isForReadingAlone(path) {
      return try openedForReading(path: path, configuration)
    }
  }

  /// Whether the file is there, and it or its folder may not be written.
  private static func isForReadingAlone(_ path: String) -> Bool {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return access(path, R_OK) == 0 && (access(path, W_OK) != 0 || access(folder, W_OK) != 0)
  }

  /// - Throws: `Mismatch`, and `DatabaseError`.
  func openedForReading(path: String, _ configuration: Configuration) throws -> any DatabaseWriter {
    var configuration = configuration
    configuration.readonly = true
    let hasLog = (FileStatus(of: path + "-wal")?.size ?? 0) > 0
    guard !hasLog || FileStatus(of: path + "-shm") != nil else {
      throw DatabaseError(
        resultCode: .SQLITE_CANTOPEN,
        message:
          "what was written last lies in \(path)-wal, and to read that SQLite has to write beside it; copy the folder to where it may"
      )
    }
    let database = try Self.pool(path, configuration, hasLog: hasLog)
    let isCurrent = try database.read { database in
      guard try Int64.fetchOne(database, sql: "PRAGMA application_id") == applicationID else { throw Mismatch.foreign }
      let known = try version(of: database)
      guard known <= migrations.count else { throw Mismatch.later(version: known) }
      return known == migrations.count
    }
    guard isCurrent else { throw DatabaseError(resultCode: .SQLITE_READONLY) }
    return database
  }

  /// SQLite makes files beside a database without a log, and where it cannot it reads it only when it is told that nobody changes it.
  /// Others may all the same: whoever keeps it open has to open it anew once it or its log is another.
  private static func pool(_ path: String, _ configuration: Configuration, hasLog: Bool) throws -> DatabasePool {
    do {
      let database = try DatabasePool(path: path, configuration: configuration)
      _ = try database.read { try Int.fetchOne($0, sql: "PRAGMA application_id") }
      return database
    } catch let error as DatabaseError where error.isRefusal && !hasLog {
      let unchanging = URL(fileURLWithPath: path).absoluteString + "?immutable=1"
      return try DatabasePool(path: unchanging, configuration: configuration)
    }
  }

  /// Opens a database and brings it up to date, while other processes may do the same.
  ///
  /// - Throws: `Mismatch`, what `open` throws, and `DatabaseError` with `SQLITE_BUSY` where another process keeps it locked.
  func opened<Writer: DatabaseWriter>(by open: () throws -> Writer) throws -> Writer {
    // Changing the journal mode of a new file does not wait for another process that does the same.
    for attempt in 1... {
      do {
        let database = try open()
        try database.writeWithoutTransaction(migrate)
        return database
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 50 {
        usleep(20_000)
      }
    }
    throw DatabaseError(resultCode: .SQLITE_BUSY)
  }

  /// Brings the database up to date. Several processes may do this at once: each looks again once it holds the lock.
  private func migrate(_ database: Database) throws {
    let id = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard id == applicationID || (id == 0 && tables == 0) else { throw Mismatch.foreign }
    let known = try version(of: database)
    guard known <= migrations.count else { throw Mismatch.later(version: known) }
    if known == migrations.count { return }
    try database.inTransaction(.immediate) {
      for (done, migration) in try migrations.enumerated().dropFirst(version(of: database)) {
        try database.execute(sql: migration)
        try database.execute(sql: "PRAGMA user_version = \(done + 1)")
      }
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      return .commit
    }
  }

  private func version(of database: Database) throws -> Int {
    max(0, try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0)
  }
}

extension DatabaseError {
  /// Whether the file could not be opened as it was to be.
  fileprivate var isRefusal: Bool {
    [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR].contains(resultCode)
  }
}
