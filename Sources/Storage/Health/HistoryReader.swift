import GRDB
import JudgeTypes
import SkillHealth

/// Reads what is on record of one skill after the other, within one snapshot.
struct HistoryReader {
  /// A skill that is to be read.
  struct Place {
    let number: Int64
    let id: Skill.ID
    let category: String?
    let files: [String]
  }

  /// In the order of their names.
  let places: [Place]
  private let database: Database
  /// Anti-patterns that were seen later are left out.
  private let until: Day?
  private let spans: [Int]
  private let words: [Int64: String]
  private let baselines: [Int64: [Baseline]]
  private let hasPatterns: Bool
  private let days, lastPattern, patterns: Statement

  /// - Parameters:
  ///   - skills: those to read, under whatever name they had; nil for all.
  ///   - category: only what belongs to it.
  ///   - until: no anti-pattern that was seen after this day.
  init(_ database: Database, skills: Set<Skill.ID>? = nil, category: String? = nil, until: Day? = nil) throws {
    self.until = until
    self.database = database
    let numbers = try SkillNumbers(in: database)
    places = try Self.places(numbers, skills, category, in: database)
    baselines = try HealthStore.baselines(numbers, in: database)
    words = try WordNumbers.texts(in: database)
    // Each next span by one search: there is no list of them.
    spans = try Int.fetchAll(
      database,
      sql: """
        WITH RECURSIVE found(span) AS (
          SELECT min(span) FROM days UNION ALL
          SELECT (SELECT min(span) FROM days WHERE days.span > found.span) FROM found WHERE found.span IS NOT NULL)
        SELECT span FROM found WHERE span IS NOT NULL
        """)
    hasPatterns = try Int.fetchOne(database, sql: "SELECT 1 FROM pattern_days LIMIT 1") != nil
    days = try database.cachedStatement(
      sql: """
        SELECT day, score, invocations, spread, model, prompt FROM days
        WHERE span = ? AND skill = ? AND day > ? ORDER BY day
        """)
    lastPattern = try database.cachedStatement(sql: "SELECT max(day) FROM pattern_days WHERE skill = ?")
    patterns = try database.cachedStatement(
      sql: "SELECT pattern, sum(count) FROM pattern_days WHERE skill = ? AND day > ? AND day <= ? GROUP BY pattern")
  }

  private static func places(
    _ numbers: SkillNumbers, _ skills: Set<Skill.ID>?, _ category: String?, in database: Database
  ) throws -> [Place] {
    var wanted: Set<Int64>?
    if let skills {
      var numbers = numbers
      wanted = Set(try skills.compactMap { try numbers.number(of: $0, in: database).map(numbers.current(of:)) })
    }
    var places: [Place] = []
    let rows = try Row.fetchCursor(database, sql: "SELECT id, name, category, files FROM skills ORDER BY name")
    while let row = try rows.next() {
      let (number, belongs): (Int64, String?) = (row[0], row[2])
      guard numbers.current(of: number) == number, wanted?.contains(number) ?? true,
        category == nil || category == belongs
      else { continue }
      let files: String = row[3]
      places.append(
        Place(
          number: number, id: .init(row[1] as String), category: belongs,
          files: files == "[]" ? [] : try HealthRows.texts(files)))
    }
    return places
  }

  /// Nil for a skill without a score.
  func history(_ place: Place) throws -> SkillHistory? {
    let found = try scores(place.number, after: .min)
    guard let end = found.last?.day else { return nil }
    return try history(place, found, upTo: end)
  }

  /// Of its days only those after `last`.
  func tail(_ place: Place, after last: Day) throws -> SkillHistory {
    let found = try scores(place.number, after: last.number)
    return try history(place, found, upTo: found.last?.day ?? last)
  }

  private func history(_ place: Place, _ found: [DailyScore], upTo end: Day) throws -> SkillHistory {
    SkillHistory(
      skill: place.id, category: place.category, files: place.files, days: found,
      baselines: baselines[place.number] ?? [], antiPatterns: try antiPatterns(place.number, upTo: end))
  }

  private func scores(_ number: Int64, after last: Int) throws -> [DailyScore] {
    var found: [DailyScore] = []
    for span in spans where last == .min || span >= HealthSchema.span(of: last) {
      let rows = try Row.fetchCursor(days, arguments: [span, number, last])
      while let row = try rows.next() {
        found.append(
          DailyScore(
            day: Day(number: row[0]), score: row[1], invocations: row[2], spread: row[3],
            model: (row[4] as Int64?).flatMap { words[$0] }, prompt: (row[5] as Int64?).flatMap { words[$0] }))
      }
    }
    return found
  }

  /// Of the thirty days that end with the last one on record.
  private func antiPatterns(_ number: Int64, upTo last: Day) throws -> [AntiPattern: Int] {
    guard hasPatterns, let seen = try Int.fetchOne(lastPattern, arguments: [number]) else { return [:] }
    let end = min(max(last.number, seen), until?.number ?? .max)
    let rows = try Row.fetchAll(patterns, arguments: [number, end - 30, end])
    let known = rows.compactMap { row in AntiPattern(rawValue: row[0]).map { ($0, row[1] as Int) } }
    return Dictionary(known, uniquingKeysWith: +)
  }
}
