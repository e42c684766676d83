import Foundation
import GRDB
import JudgeTypes
import SkillHealth

/// Adds entries within one transaction, and keeps what is derived from them.
struct HealthWriter {
  private let database: Database
  private let time: Int
  private var skills: SkillNumbers
  private var words = WordNumbers()
  private let insertion, dayInsertion, patternInsertion: Statement
  /// The earliest day of which something changed, by skill.
  private var touched: [Int64: Int] = [:]
  /// Days that have several records, or none that counts any more.
  private var stale: Set<SkillDay> = []
  /// The category that the last record named, by skill.
  private var categories: [Int64: String] = [:]
  private(set) var addition = HealthAddition()

  init(_ database: Database, at time: Date) throws {
    self.database = database
    self.time = Int(time.timeIntervalSince1970)
    skills = try SkillNumbers(in: database)
    insertion = try database.cachedStatement(
      sql: "INSERT INTO records VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    dayInsertion = try database.cachedStatement(
      sql: "INSERT INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
    patternInsertion = try database.cachedStatement(
      sql: "INSERT INTO pattern_days VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
  }

  mutating func add(_ entry: HealthEntry, onClash clash: HealthClash) throws {
    let number = try skills.madeNumber(of: entry.skill, in: database)
    let current = skills.current(of: number)
    guard let standing = try HealthRows.standing(entry.source, entry.key, skills.all(of: current), in: database)
    else {
      try insert(entry, number, current, amending: nil)
      addition.added += 1
      return
    }
    if entry.saysTheSame(as: standing.entry) {
      addition.unchanged += 1
    } else if clash == .amend {
      stale.insert(SkillDay(skill: current, day: standing.entry.day.number))
      touch(current, standing.entry.day.number)
      try insert(entry, number, current, amending: standing.id)
      addition.amended += 1
    } else {
      addition.conflicts.append(.init(given: entry, standing: standing.entry))
    }
  }

  private mutating func insert(
    _ entry: HealthEntry, _ number: Int64, _ current: Int64, amending amended: Int64?
  ) throws {
    var score: Double?
    var spread: Double?
    var invocations = 0
    var model: Int64?
    var prompt: Int64?
    if case .record(let record) = entry {
      (score, spread, invocations) = (record.score, record.spread, record.invocations)
      model = try words.number(of: record.model, in: database)
      prompt = try words.number(of: record.prompt, in: database)
    }
    let day = entry.day.number
    try insertion.execute(arguments: [
      number, entry.source.rawValue, entry.key, day, score, invocations, spread,
      try words.number(of: entry.category, in: database), model, prompt,
      HealthRows.text(of: entry.antiPatterns), amended, time,
    ])
    touch(current, day)
    if let category = entry.category { categories[current] = category }
    let place = SkillDay(skill: current, day: day)
    guard amended == nil, !stale.contains(place) else {
      stale.insert(place)
      return
    }
    if let score {
      try dayInsertion.execute(arguments: [
        HealthSchema.span(of: day), current, day, score, invocations, spread, model, prompt,
      ])
      if database.changesCount == 0 { stale.insert(place) }
    }
    for (pattern, count) in entry.antiPatterns {
      try patternInsertion.execute(arguments: [current, day, pattern.rawValue, count])
    }
  }

  private mutating func touch(_ skill: Int64, _ day: Int) {
    touched[skill] = touched[skill].map { min($0, day) } ?? day
  }

  /// Derives anew what has changed, and drops what was computed from what was there before.
  func finish() throws {
    let days = DerivedDays(database: database, skills: skills)
    for place in stale { try days.derive(place) }
    for (skill, category) in categories {
      try database.cachedStatement(sql: "UPDATE skills SET category = ? WHERE id = ? AND category IS NOT ?")
        .execute(arguments: [category, skill, category])
    }
    try HealthRows.mark(touched, in: database)
  }
}

/// One day of one skill, under its number of now.
struct SkillDay: Hashable {
  let skill: Int64
  let day: Int
}

/// What is derived of a day from its records.
struct DerivedDays {
  let database: Database
  let skills: SkillNumbers

  func derive(_ place: SkillDay) throws {
    try database.cachedStatement(sql: "DELETE FROM pattern_days WHERE skill = ? AND day = ?")
      .execute(arguments: [place.skill, place.day])
    try database.cachedStatement(sql: "DELETE FROM days WHERE span = ? AND skill = ? AND day = ?")
      .execute(arguments: [HealthSchema.span(of: place.day), place.skill, place.day])
    var parts: [(id: Int64, part: DailyScore.Part, model: Int64?, prompt: Int64?)] = []
    var patterns: [AntiPattern: Int] = [:]
    let select = try database.cachedStatement(
      sql: """
        SELECT id, score, invocations, spread, model, prompt, anti_patterns FROM records AS r
        WHERE day = ? AND skill = ? AND NOT EXISTS (SELECT 1 FROM records WHERE amends = r.id)
        """)
    for number in skills.all(of: place.skill) {
      let rows = try Row.fetchCursor(select, arguments: [place.day, number])
      while let row = try rows.next() {
        patterns.merge(try HealthRows.antiPatterns(row[6]), uniquingKeysWith: +)
        guard let score: Double = row[1] else { continue }
        // Numbers of texts stand for them here.
        let model: Int64? = row[4]
        let prompt: Int64? = row[5]
        parts.append(
          (
            row[0],
            DailyScore.Part(
              score: score, invocations: row[2], spread: row[3], model: model.map(String.init),
              prompt: prompt.map(String.init)), model, prompt
          ))
      }
    }
    parts.sort { $0.id < $1.id }
    if let day = DailyScore(parts.map(\.part), on: Day(number: place.day)) {
      try database.cachedStatement(sql: "INSERT INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?)").execute(arguments: [
        HealthSchema.span(of: place.day), place.skill, place.day, day.score, day.invocations, day.spread,
        day.model.flatMap(Int64.init), day.prompt.flatMap(Int64.init),
      ])
    }
    for (pattern, count) in patterns {
      try database.cachedStatement(sql: "INSERT INTO pattern_days VALUES (?, ?, ?, ?)")
        .execute(arguments: [place.skill, place.day, pattern.rawValue, count])
    }
  }
}

extension HealthEntry {
  /// Whether it adds nothing to what is on record. Without a category it says nothing of that.
  func saysTheSame(as standing: HealthEntry) -> Bool {
    guard category == nil || category == standing.category, antiPatterns == standing.antiPatterns, day == standing.day
    else { return false }
    switch (self, standing) {
    case (.record(let new), .record(let old)):
      return new.score == old.score && new.invocations == old.invocations && new.spread == old.spread
        && new.model == old.model && new.prompt == old.prompt
    case (.sighting, .sighting): return true
    case (.record, .sighting), (.sighting, .record): return false
    }
  }
}
