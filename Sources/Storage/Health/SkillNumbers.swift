import GRDB
import JudgeTypes
import SkillHealth

/// The numbers under which skills stand in the database, looked up once each, and which of them are one skill by now.
struct SkillNumbers {
  private let successors: [Int64: Int64]
  private let formers: [Int64: [Int64]]
  private var known: [Skill.ID: Int64] = [:]

  init(in database: Database) throws {
    var successors: [Int64: Int64] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT skill, successor FROM renames") { successors[row[0]] = row[1] }
    self.successors = successors
    formers = Dictionary(grouping: successors.keys) { Self.current(of: $0, by: successors) }
  }

  /// The number that a skill has now, after all its renamings.
  func current(of number: Int64) -> Int64 {
    successors.isEmpty ? number : Self.current(of: number, by: successors)
  }

  private static func current(of number: Int64, by successors: [Int64: Int64]) -> Int64 {
    var number = number
    // Renamings make no circle: `rename` refuses one.
    while let next = successors[number] { number = next }
    return number
  }

  /// All numbers under which the records of a skill stand, given its number of now.
  func all(of current: Int64) -> [Int64] { [current] + (formers[current] ?? []) }

  var isAnyRenamed: Bool { !successors.isEmpty }

  /// The number of a name as it stands there; nil for a name that nobody used.
  mutating func number(of skill: Skill.ID, in database: Database) throws -> Int64? {
    if let number = known[skill] { return number }
    let statement = try database.cachedStatement(sql: "SELECT id FROM skills WHERE name = ?")
    let number = try Int64.fetchOne(statement, arguments: [skill.rawValue])
    known[skill] = number
    return number
  }

  /// The same, where a name that nobody used gets one.
  mutating func madeNumber(of skill: Skill.ID, in database: Database) throws -> Int64 {
    if let number = try number(of: skill, in: database) { return number }
    try database.cachedStatement(sql: "INSERT INTO skills (name) VALUES (?)").execute(arguments: [skill.rawValue])
    known[skill] = database.lastInsertedRowID
    return database.lastInsertedRowID
  }
}

/// Texts that stand in many rows, by number: models, prompts, categories.
struct WordNumbers {
  private var known: [String: Int64] = [:]

  mutating func number(of text: String?, in database: Database) throws -> Int64? {
    guard let text else { return nil }
    if let number = known[text] { return number }
    let found = try database.cachedStatement(sql: "SELECT id FROM words WHERE text = ?")
    if let number = try Int64.fetchOne(found, arguments: [text]) {
      known[text] = number
      return number
    }
    try database.cachedStatement(sql: "INSERT INTO words (text) VALUES (?)").execute(arguments: [text])
    known[text] = database.lastInsertedRowID
    return database.lastInsertedRowID
  }

  /// All texts by number.
  static func texts(in database: Database) throws -> [Int64: String] {
    var texts: [Int64: String] = [:]
    let rows = try Row.fetchCursor(database, sql: "SELECT id, text FROM words")
    while let row = try rows.next() { texts[row[0]] = row[1] }
    return texts
  }
}
