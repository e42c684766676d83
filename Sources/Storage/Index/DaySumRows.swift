import GRDB
import JudgeTypes
import SkillHealth

/// The sums of days as rows, read back.
enum DaySumRows {
  /// All days where there is no first one: none has a text that sorts before it.
  private static func first(_ since: Day?) -> StatementArguments { ["since": since?.description ?? ""] }

  static func runs(since: Day?, in database: Database) throws -> [RunDay] {
    let sql = "SELECT * FROM run_days WHERE day >= :since ORDER BY day, mode, outcome, exit_code"
    return try Row.fetchAll(database, sql: sql, arguments: first(since)).compactMap { row in
      // A journal may say anything; what is no day stands in no row of days.
      guard let day = Day(try IndexRows.value(row, "day") as String) else { return nil }
      let outcome: String = try IndexRows.value(row, "outcome")
      let exitCode: Int = try IndexRows.value(row, "exit_code")
      return RunDay(
        day: day, mode: try IndexRows.word(row, "mode"),
        outcome: outcome.isEmpty ? nil : try IndexRows.word(row, "outcome"), exitCode: exitCode < 0 ? nil : exitCode,
        runs: try IndexRows.value(row, "runs"), artifacts: try IndexRows.value(row, "artifacts"))
    }
  }

  static func totals(in database: Database) throws -> IndexTotals? {
    let sql = """
      SELECT sum(runs) AS runs, sum(artifacts) AS artifacts, min(day) AS first, max(day) AS last FROM run_days
      """
    guard let row = try Row.fetchOne(database, sql: sql), let runs: Int = try IndexRows.value(row, "runs") else {
      return nil
    }
    return IndexTotals(
      runs: runs, artifacts: try IndexRows.value(row, "artifacts"), firstDay: try IndexRows.value(row, "first"),
      lastDay: try IndexRows.value(row, "last"))
  }

  static func rules(since: Day?, limit: Int, in database: Database) throws -> [RuleCount] {
    let sql = """
      SELECT rule, severity, sum(findings) AS findings FROM rule_days WHERE day >= :since GROUP BY rule, severity
      ORDER BY 3 DESC, 1, 2 LIMIT \(limit)
      """
    return try Row.fetchAll(database, sql: sql, arguments: first(since)).map { row in
      RuleCount(
        rule: try IndexRows.value(row, "rule"), severity: try IndexRows.word(row, "severity"),
        findings: try IndexRows.value(row, "findings"))
    }
  }

  static func severities(since: Day?, in database: Database) throws -> [Severity: Int] {
    let sql = "SELECT severity, sum(findings) AS findings FROM rule_days WHERE day >= :since GROUP BY severity"
    var counts: [Severity: Int] = [:]
    for row in try Row.fetchAll(database, sql: sql, arguments: first(since)) {
      counts[try IndexRows.word(row, "severity")] = try IndexRows.value(row, "findings") as Int
    }
    return counts
  }

  static func failures(since: Day?, limit: Int, in database: Database) throws -> [SeatFailures] {
    let sql = """
      SELECT persona, model, sum(seats) AS asked, sum(failed) AS failed FROM usage_days WHERE day >= :since
      GROUP BY persona, model HAVING sum(failed) > 0 ORDER BY 4 DESC, 1, 2 LIMIT \(limit)
      """
    return try Row.fetchAll(database, sql: sql, arguments: first(since)).map { row in
      SeatFailures(
        persona: try IndexRows.value(row, "persona"), model: try IndexRows.value(row, "model"),
        asked: try IndexRows.value(row, "asked"), failed: try IndexRows.value(row, "failed"))
    }
  }

  static func usage(by group: UsageGroup, since: Day?, in database: Database) throws -> [CostLine] {
    let amounts = ["input_tokens", "output_tokens", "cached_tokens", "cost"].flatMap {
      [$0, $0 + "_known", $0 + "_unknown"]
    }
    let sums = (["calls", "answers", "cached"] + amounts).map { "sum(\($0)) AS \($0)" }.joined(separator: ", ")
    let sql = """
      SELECT \(group.rawValue) AS name, \(sums) FROM usage_days WHERE day >= :since GROUP BY \(group.rawValue)
      ORDER BY \(group.rawValue)
      """
    return try Row.fetchAll(database, sql: sql, arguments: first(since)).map { row in
      CostLine(
        name: try IndexRows.value(row, "name"), calls: try IndexRows.value(row, "calls"),
        answers: try IndexRows.value(row, "answers"), cachedAnswers: try IndexRows.value(row, "cached"),
        inputTokens: try amount(row, "input_tokens") { $0 }, outputTokens: try amount(row, "output_tokens") { $0 },
        cachedTokens: try amount(row, "cached_tokens") { $0 }, costUSD: try amount(row, "cost") { Double($0) / 1e9 })
    }
  }

  private static func amount<Number>(
    _ row: Row, _ name: String, _ number: (Int) -> Number
  ) throws -> CostLine.Amount<Number> {
    let isKnown: Int = try IndexRows.value(row, name + "_known")
    return CostLine.Amount(
      known: isKnown > 0 ? number(try IndexRows.value(row, name)) : nil,
      unknownAnswers: try IndexRows.value(row, name + "_unknown"))
  }
}
