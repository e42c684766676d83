public import Foundation
internal import GRDB
public import JudgeTypes
public import SkillHealth

extension HealthStore {
  /// Declares levels to compare with, all or none. What was declared before is kept; the last one of a skill is in force.
  ///
  /// - Throws: `unknownSkill`, and `baselineExists` where the skill has one of that name and day.
  public func declare(_ baselines: [(skill: Skill.ID, baseline: Baseline)], at time: Date = Date()) throws(HealthError)
  {
    let path = path
    try write { database in
      var numbers = try SkillNumbers(in: database)
      let insertion = try database.cachedStatement(sql: "INSERT INTO baselines VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)")
      let find = try database.cachedStatement(sql: "SELECT 1 FROM baselines WHERE skill = ? AND name = ? AND day = ?")
      for (skill, baseline) in baselines {
        guard let number = try numbers.number(of: skill, in: database) else {
          throw HealthError(path, .unknownSkill(skill))
        }
        let day = baseline.day.number
        for number in numbers.all(of: numbers.current(of: number))
        where try Int.fetchOne(find, arguments: [number, baseline.name, day]) != nil {
          throw HealthError(path, .baselineExists(skill, name: baseline.name, day: baseline.day))
        }
        try insertion.execute(arguments: [
          number, baseline.name, day, baseline.score, baseline.invocations, baseline.reason, baseline.author,
          Int(time.timeIntervalSince1970),
        ])
      }
    }
  }

  /// Of each skill in the order of declaration, by its number of now.
  static func baselines(_ numbers: SkillNumbers, in database: Database) throws -> [Int64: [Baseline]] {
    var all: [Int64: [Baseline]] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT skill, name, day, score, invocations, reason, author FROM baselines ORDER BY id")
    while let row = try rows.next() {
      all[numbers.current(of: row[0]), default: []].append(
        Baseline(
          name: row[1], day: Day(number: row[2]), score: row[3], invocations: row[4], reason: row[5], author: row[6]))
    }
    return all
  }
}
