public import Foundation
internal import GRDB
public import JudgeTypes
public import SkillHealth

/// What is on record of skills: `health.sqlite` in the state folder. Several processes may use it at once.
///
/// It is the record itself, not an index: nothing else holds what it holds, and nothing that was recorded is changed or taken out.
public final class HealthStore: Sendable {
  public let path: String
  let database: any DatabaseWriter
  /// Whether it may not be written, so that what others write is not seen until it is opened anew.
  public var isForReadingAlone: Bool { database.configuration.readonly }

  /// Opens the record of a state folder, or begins one, with the folder it is in. One that may not be written is there to be read.
  public init(state: String) throws(HealthError) {
    let path = Self.path(in: state)
    self.path = path
    database = try recording(path) {
      try makeStateFolder(state)
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.label = "moe-judge.health"
      configuration.prepareDatabase {
        // What was recorded is nowhere else, so that it is on the disk when its writer is told so.
        try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA page_size = 8192")
      }
      return try HealthSchema.schema.opened(path: path, configuration)
    }
  }

  public static func path(in state: String) -> String { state + "/health.sqlite" }

  /// Whether the state folder has one.
  public static func exists(in state: String) -> Bool { access(path(in: state), F_OK) == 0 }

  /// Adds entries in one transaction. Handed over a second time they change nothing.
  ///
  /// - Parameters:
  ///   - isTrial: says what would come of it, and writes nothing.
  ///   - renames: done before, and taken back with the rest; old names that nothing is on record of are passed over.
  ///   - time: when it is recorded.
  public func add(
    _ entries: [HealthEntry], onClash clash: HealthClash = .refuse, isTrial: Bool = false,
    renaming renames: [(old: Skill.ID, new: Skill.ID)] = [], at time: Date = Date()
  ) throws(HealthError) -> HealthAddition {
    guard !entries.isEmpty || !renames.isEmpty else { return HealthAddition() }
    let path = path
    return try recording(path) {
      try database.writeWithoutTransaction { database in
        var addition = HealthAddition()
        try database.inTransaction(.immediate) {
          var isRenamed = false
          for (old, new) in renames {
            do { isRenamed = try Self.rename(old, to: new, at: time, path: path, in: database) || isRenamed } catch let
              error as HealthError
            {
              guard case .unknownSkill = error.problem else { throw error }
            }
          }
          var writer = try HealthWriter(database, at: time)
          for entry in entries { try writer.add(entry, onClash: clash) }
          addition = writer.addition
          let isRefused = clash == .refuse && !addition.conflicts.isEmpty
          guard !isTrial, !isRefused, isRenamed || addition.added + addition.amended > 0 else { return .rollback }
          try writer.finish()
          addition.isWritten = true
          return .commit
        }
        return addition
      }
    }
  }

  /// Adds records in one transaction, as `add(_:onClash:isTrial:at:)` does.
  public func add(_ records: [HealthRecord], amending: Bool, at time: Date = Date()) throws(HealthError)
    -> HealthAddition
  {
    try add(records.map(HealthEntry.record), onClash: amending ? .amend : .refuse, at: time)
  }

  /// The entry of this skill, source and key that counts; nil where there is none.
  public func entry(of skill: Skill.ID, _ source: HealthRecord.Source, key: String) throws(HealthError) -> HealthEntry?
  {
    try read { database in
      var numbers = try SkillNumbers(in: database)
      guard let number = try numbers.number(of: skill, in: database) else { return nil }
      return try HealthRows.standing(source, key, numbers.all(of: numbers.current(of: number)), in: database)?.entry
    }
  }

  /// Changes something in one transaction, which is taken back where `body` throws.
  func write<Value>(_ body: (Database) throws -> Value) throws(HealthError) -> Value {
    try recording(path) { try database.write(body) }
  }

  /// Reads in one snapshot.
  func read<Value>(_ body: (Database) throws -> Value) throws(HealthError) -> Value {
    try recording(path) { try database.read(body) }
  }
}

/// Says what a failure of the database means for the record at `path`.
func recording<Value>(_ path: String, _ body: () throws -> Value) throws(HealthError) -> Value {
  do { return try body() } catch { throw HealthError(path, databaseError: error) }
}
