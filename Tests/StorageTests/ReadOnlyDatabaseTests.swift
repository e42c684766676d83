import Foundation
import GRDB
import JudgeTypes
import Provenance
import Testing

@testable import Storage

/// A store on a file system that takes no writes, as an archive of past runs is.
struct ReadOnlyDatabaseTests {
  let temporary: TemporaryFolder
  let path: String

  init() throws {
    temporary = try TemporaryFolder()
    path = temporary.path + "/100 % of it/moe-judge.sqlite"
  }

  private func read() throws -> Int? {
    try IndexSchema.schema.openedForReading(path: path, Configuration())
      .read { try Int.fetchOne($0, sql: "SELECT count(*) FROM runs") }
  }

  /// Makes the index, and closes it.
  private func make(runs: Int) throws {
    let index = try RunIndex(path: path)
    for number in 0..<runs { try index.record(.sample(.sample(number), paths: ["a"])) }
    #expect(!index.isForReadingAlone)
  }

  @Test func `what was stored is read`() throws {
    try make(runs: 3)
    #expect(try read() == 3)
  }

  @Test func `nothing is written into it`() throws {
    try make(runs: 1)
    let database = try IndexSchema.schema.openedForReading(path: path, Configuration())
    let error = #expect(throws: DatabaseError.self) { try database.write { try $0.execute(sql: "DELETE FROM runs") } }
    #expect(error?.resultCode == .SQLITE_READONLY)
    #expect(try read() == 1)
  }

  @Test func `what a writer has in its log counts`() throws {
    try make(runs: 1)
    let writer = try RunIndex(path: path)
    try writer.record(.sample(.sample(7), paths: ["b"]))
    #expect(try temporary.names("100 % of it").contains("moe-judge.sqlite-wal"))
    #expect(try read() == 2)
    withExtendedLifetime(writer) {}
  }

  @Test func `a log that cannot be read without writing is named, not passed over`() throws {
    try make(runs: 1)
    try temporary.write([1, 2, 3], to: "100 % of it/moe-judge.sqlite-wal")
    let error = #expect(throws: DatabaseError.self) { try read() }
    #expect(error?.message?.contains("sqlite-wal") == true && error?.message?.contains("copy the folder") == true)
  }

  @Test func `one of an earlier, a later or another program is refused`() throws {
    try make(runs: 1)
    func edit(_ sql: String) throws { try DatabaseQueue(path: path).write { try $0.execute(sql: sql) } }
    let current = IndexSchema.schema.migrations.count
    try edit("PRAGMA user_version = \(current - 1)")
    #expect((#expect(throws: DatabaseError.self) { try read() })?.resultCode == .SQLITE_READONLY)
    try edit("PRAGMA user_version = \(current + 1)")
    #expect(throws: DatabaseSchema.Mismatch.later(version: current + 1)) { try read() }
    try edit("PRAGMA user_version = \(current); PRAGMA application_id = 1")
    #expect(throws: DatabaseSchema.Mismatch.foreign) { try read() }
  }

  /// Nothing is kept from root by the modes of files.
  @Test(.enabled(if: geteuid() != 0))
  func `an index in a folder that takes no file is read, and a change to it refused`() throws {
    try make(runs: 2)
    let folder = temporary.path + "/100 % of it"
    chmod(path, 0o444)
    chmod(folder, 0o555)
    defer { chmod(folder, 0o755) }
    let index = try RunIndex(path: path)
    #expect(try index.isForReadingAlone && index.list().count == 2)
    #expect(try temporary.names("100 % of it") == ["moe-judge.sqlite"])
    let error = #expect(throws: StorageError.self) { try index.remove(.sample(0)) }
    guard case .notPermitted? = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
