public import Foundation
internal import GRDB
public import JudgeTypes
internal import Provenance
public import SkillHealth

/// A skill as the record knows it, whatever was measured of it.
public struct KnownSkill: Sendable, Hashable {
  public let id: Skill.ID
  public let category: String?
  /// Relative to the root.
  public let files: [String]
  /// Under which it was known before.
  public let formerNames: [Skill.ID]
}

extension HealthStore {
  /// All skills by their names of now, in the order of these.
  public func skills() throws(HealthError) -> [KnownSkill] {
    try read { database in
      let numbers = try SkillNumbers(in: database)
      let rows = try Row.fetchAll(database, sql: "SELECT id, name, category, files FROM skills")
      let names = Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int64, Skill.ID($0[1] as String)) })
      return try rows.compactMap { row -> KnownSkill? in
        let number: Int64 = row[0]
        guard numbers.current(of: number) == number else { return nil }
        return KnownSkill(
          id: .init(row[1] as String), category: row[2], files: try HealthRows.texts(row[3]),
          formerNames: numbers.all(of: number).dropFirst().compactMap { names[$0] }.sorted())
      }.sorted { $0.id < $1.id }
    }
  }

  /// Says where a skill's text stands, in place of what was said before. A skill that is not on record gets a name there.
  public func setFiles(_ files: [Skill.ID: [String]]) throws(HealthError) {
    try set("files", to: files.mapValues { JSONValue.array($0.map(JSONValue.string)).canonical })
  }

  /// Says what skills belong to, in place of what was said before.
  public func setCategories(_ categories: [Skill.ID: String]) throws(HealthError) {
    try set("category", to: categories)
  }

  private func set(_ column: String, to values: [Skill.ID: String]) throws(HealthError) {
    guard !values.isEmpty else { return }
    try write { database in
      var numbers = try SkillNumbers(in: database)
      let update = try database.cachedStatement(
        sql: "UPDATE skills SET \(column) = ? WHERE id = ? AND \(column) IS NOT ?")
      for (skill, value) in values {
        let number = numbers.current(of: try numbers.madeNumber(of: skill, in: database))
        try update.execute(arguments: [value, number, value])
      }
    }
  }

  /// From now on all that is on record of a skill is another name's. The records stay as they are.
  ///
  /// - Returns: false where that was so already.
  /// - Throws: `unknownSkill`, `isFormerName`, `renameCircle`, `renameClash`.
  @discardableResult
  public func rename(_ old: Skill.ID, to new: Skill.ID, at time: Date = Date()) throws(HealthError) -> Bool {
    let path = path
    return try write { try Self.rename(old, to: new, at: time, path: path, in: $0) }
  }

  static func rename(
    _ old: Skill.ID, to new: Skill.ID, at time: Date, path: String, in database: Database
  ) throws -> Bool {
    var numbers = try SkillNumbers(in: database)
    guard let former = try numbers.number(of: old, in: database) else { throw HealthError(path, .unknownSkill(old)) }
    let isNew = try numbers.number(of: new, in: database) == nil
    let successor = numbers.current(of: try numbers.madeNumber(of: new, in: database))
    guard numbers.current(of: former) == former else {
      if numbers.current(of: former) == successor { return false }
      let now = try String.fetchOne(
        database, sql: "SELECT name FROM skills WHERE id = ?", arguments: [numbers.current(of: former)])
      throw HealthError(path, .isFormerName(old, of: .init(now ?? "")))
    }
    guard former != successor else { throw HealthError(path, .renameCircle(old, new)) }
    if !isNew, let key = try Self.clash(numbers.all(of: former), numbers.all(of: successor), in: database) {
      throw HealthError(path, .renameClash(old, new, key: key))
    }
    try database.execute(
      sql: "INSERT INTO renames VALUES (?, ?, ?)", arguments: [former, successor, Int(time.timeIntervalSince1970)])
    try Self.merge(former, into: successor, in: database)
    return true
  }

  /// A key under which both have a record.
  private static func clash(_ some: [Int64], _ others: [Int64], in database: Database) throws -> String? {
    func list(_ numbers: [Int64]) -> String { numbers.map(String.init).joined(separator: ", ") }
    return try String.fetchOne(
      database,
      sql: """
        SELECT a.key FROM records AS a WHERE a.amends IS NULL AND a.skill IN (\(list(some))) AND EXISTS (
          SELECT 1 FROM records AS b
          WHERE b.amends IS NULL AND b.source = a.source AND b.key = a.key AND b.skill IN (\(list(others))))
        LIMIT 1
        """)
  }

  /// Derives anew what stood under the former number.
  private static func merge(_ former: Int64, into successor: Int64, in database: Database) throws {
    let numbers = try SkillNumbers(in: database)
    let days = try Int.fetchAll(
      database,
      sql: """
        SELECT day FROM days WHERE skill = ? UNION SELECT day FROM pattern_days WHERE skill = ?
        """, arguments: [former, former])
    try database.execute(sql: "DELETE FROM days WHERE skill = ?", arguments: [former])
    try database.execute(sql: "DELETE FROM pattern_days WHERE skill = ?", arguments: [former])
    let derived = DerivedDays(database: database, skills: numbers)
    for day in days { try derived.derive(SkillDay(skill: successor, day: day)) }
    try database.execute(
      sql: """
        UPDATE skills SET category = coalesce(category, (SELECT category FROM skills WHERE id = :former)),
          files = CASE files WHEN '[]' THEN (SELECT files FROM skills WHERE id = :former) ELSE files END
        WHERE id = :successor
        """, arguments: ["former": former, "successor": successor])
    // What was computed of either is of no use any more, whatever its last day.
    try HealthRows.mark([former: .min, successor: .min], in: database)
  }
}
