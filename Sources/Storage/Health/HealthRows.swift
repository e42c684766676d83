import GRDB
import JudgeTypes
import Provenance
import SkillHealth

/// Entries as rows, and back.
enum HealthRows {
  /// The record of a source and key that counts, under whichever of the numbers that a skill has had.
  static func standing(
    _ source: HealthRecord.Source, _ key: String, _ numbers: [Int64], in database: Database
  ) throws -> (id: Int64, entry: HealthEntry)? {
    let find = try database.cachedStatement(
      sql: "SELECT id FROM records WHERE source = ? AND key = ? AND skill = ? AND amends IS NULL")
    let superseding = try database.cachedStatement(sql: "SELECT id FROM records WHERE amends = ?")
    for number in numbers {
      guard var id = try Int64.fetchOne(find, arguments: [source.rawValue, key, number]) else { continue }
      while let later = try Int64.fetchOne(superseding, arguments: [id]) { id = later }
      return (id, try entry(id, in: database))
    }
    return nil
  }

  static func entry(_ id: Int64, in database: Database) throws -> HealthEntry {
    let statement = try database.cachedStatement(
      sql: """
        SELECT s.name, r.source, r.key, r.day, r.score, r.invocations, r.spread, c.text, m.text, p.text, r.anti_patterns
        FROM records AS r JOIN skills AS s ON s.id = r.skill LEFT JOIN words AS c ON c.id = r.category
          LEFT JOIN words AS m ON m.id = r.model LEFT JOIN words AS p ON p.id = r.prompt
        WHERE r.id = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [id]) else {
      throw UnreadableRow(words: "record \(id) is gone")
    }
    return try entry(row)
  }

  private static func entry(_ row: Row) throws -> HealthEntry {
    let (skill, day): (Skill.ID, Day) = (.init(row[0] as String), Day(number: row[3]))
    let (word, key, category): (String, String, String?) = (row[1], row[2], row[7])
    guard let source = HealthRecord.Source(rawValue: word) else {
      throw UnreadableRow(words: "'\(word)' is no known source")
    }
    let patterns = try antiPatterns(row[10])
    guard let score: Double = row[4] else {
      return .sighting(
        Sighting(skill: skill, day: day, source: source, key: key, category: category, antiPatterns: patterns))
    }
    return .record(
      HealthRecord(
        skill: skill, day: day, score: score, invocations: row[5], spread: row[6], source: source, key: key,
        category: category, model: row[8], prompt: row[9], antiPatterns: patterns))
  }

  /// `{"tool_misuse":2}`; nil for none.
  static func text(of patterns: [AntiPattern: Int]) -> String? {
    guard !patterns.isEmpty else { return nil }
    let members = patterns.map { ($0.key.rawValue, JSONValue.integer($0.value)) }
    return JSONValue.object(JSONObject(members, uniquingKeysWith: { first, _ in first })).canonical
  }

  static func antiPatterns(_ text: String?) throws -> [AntiPattern: Int] {
    guard let text else { return [:] }
    guard let members = try? JSONValue(parsing: text).objectValue else {
      throw UnreadableRow(words: "'\(text)' names no anti-patterns")
    }
    // What a later version sees is not known here.
    let known = members.compactMap { member in
      AntiPattern(rawValue: member.key).flatMap { pattern in member.value.intValue.map { (pattern, $0) } }
    }
    return Dictionary(known, uniquingKeysWith: +)
  }

  static func texts(_ list: String) throws -> [String] {
    guard let texts = try? JSONValue(parsing: list).arrayValue?.compactMap(\.stringValue) else {
      throw UnreadableRow(words: "'\(list)' is no list of files")
    }
    return texts
  }

  /// Notes which skills have changed, and drops the checkpoints that end with a day that did or with a later one.
  ///
  /// - Parameter touched: the earliest day that changed, by skill.
  static func mark(_ touched: [Int64: Int], in database: Database) throws {
    try database.execute(sql: "UPDATE standing SET changes = changes + 1")
    let changes = try changes(in: database)
    let change = try database.cachedStatement(sql: "UPDATE skills SET changed = ? WHERE id = ?")
    let drop = try database.cachedStatement(sql: "DELETE FROM checkpoints WHERE skill = ? AND last_day >= ?")
    for (skill, day) in touched.sorted(by: { $0.key < $1.key }) {
      try change.execute(arguments: [changes, skill])
      try drop.execute(arguments: [skill, day])
    }
  }

  /// How often something was written so far.
  static func changes(in database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT changes FROM standing") ?? 0
  }
}
