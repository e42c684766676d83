internal import Foundation
internal import GRDB
public import JudgeTypes
public import SkillHealth

/// What was computed of a skill up to a day, in whatever form the one who computed it needs to go on.
public struct HealthCheckpoint: Sendable, Hashable {
  /// The last day that it covers.
  public let lastDay: Day
  public let state: [UInt8]

  public init(lastDay: Day, state: [UInt8]) {
    self.lastDay = lastDay
    self.state = state
  }
}

/// How much was on record when something was read, so that what was computed from it is not kept for what came meanwhile.
public struct HealthStanding: Sendable, Hashable {
  let changes: Int
}

extension HealthStore {
  /// Hands over what is on record of each skill that has a score, in the order of their names, in one snapshot. Memory does not grow
  /// with the number of skills.
  ///
  /// - Parameters:
  ///   - skills: those to read, under whatever name they had; nil for all.
  ///   - category: only what belongs to it.
  ///   - until: anti-patterns that were seen after this day are left out; the days are all there.
  /// - Throws: `HealthError`, and what `body` throws.
  @discardableResult
  public func forEachHistory(
    of skills: Set<Skill.ID>? = nil, category: String? = nil, until: Day? = nil,
    _ body: (SkillHistory) throws -> Void
  ) throws -> HealthStanding {
    try snapshot { database in
      let reader = try HistoryReader(database, skills: skills, category: category, until: until)
      for place in reader.places {
        if let history = try reader.history(place) { try body(history) }
      }
    }
  }

  /// All at once, for few skills.
  public func histories(of skills: Set<Skill.ID>? = nil, category: String? = nil) throws(HealthError) -> [SkillHistory]
  {
    try read { database in
      let reader = try HistoryReader(database, skills: skills, category: category)
      return try reader.places.compactMap { try reader.history($0) }
    }
  }

  /// Hands over each skill with its checkpoint, and of its days those after the checkpoint's last one; all of them, and nil, where it has
  /// no checkpoint. A history without days means that nothing came since.
  ///
  /// - Throws: `HealthError`, and what `body` throws.
  public func forEachTail(
    _ body: (_ checkpoint: HealthCheckpoint?, _ tail: SkillHistory) throws -> Void
  ) throws -> HealthStanding {
    try snapshot { database in
      let reader = try HistoryReader(database)
      let find = try database.cachedStatement(sql: "SELECT last_day, state FROM checkpoints WHERE skill = ?")
      for place in reader.places {
        guard let row = try Row.fetchOne(find, arguments: [place.number]) else {
          if let history = try reader.history(place) { try body(nil, history) }
          continue
        }
        let checkpoint = HealthCheckpoint(lastDay: Day(number: row[0]), state: [UInt8](row[1] as Data))
        try body(checkpoint, try reader.tail(place, after: checkpoint.lastDay))
      }
    }
  }

  /// Keeps checkpoints in place of those that were there, but for skills of which something was recorded after `standing`.
  public func keep(
    _ checkpoints: [(skill: Skill.ID, checkpoint: HealthCheckpoint)], asOf standing: HealthStanding
  ) throws(HealthError) {
    try write { database in
      let insertion = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO checkpoints SELECT id, ?, ? FROM skills
          WHERE name = ? AND changed <= ? AND id NOT IN (SELECT skill FROM renames)
          """)
      for (skill, checkpoint) in checkpoints {
        try insertion.execute(arguments: [
          checkpoint.lastDay.number, Data(checkpoint.state), skill.rawValue, standing.changes,
        ])
      }
    }
  }

  /// Forgets what was computed, such as when another way to compute it is in use.
  public func dropCheckpoints() throws(HealthError) {
    try write { try $0.execute(sql: "DELETE FROM checkpoints") }
  }

  /// What `body` throws stays what it is.
  private func snapshot(_ body: (Database) throws -> Void) throws -> HealthStanding {
    var ownFailure: (any Error)?
    let standing = try read { database in
      do { try body(database) } catch {
        // Errors of the database are told apart by the caller.
        if !(error is DatabaseError || error is UnreadableRow) { ownFailure = error } else { throw error }
      }
      return HealthStanding(changes: try HealthRows.changes(in: database))
    }
    if let ownFailure { throw ownFailure }
    return standing
  }
}
