import GRDB
import JudgeTypes

/// What seats took as rows, and back.
enum SeatUsageRows {
  static func insert(_ seats: [SeatUsage], of run: String, judgment: Int, in database: Database) throws {
    guard !seats.isEmpty else { return }
    let statement = try database.cachedStatement(
      sql: "INSERT INTO seat_usage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for seat in seats {
      let usage = seat.usage
      try statement.execute(arguments: [
        run, judgment, seat.round, seat.seat.rawValue, seat.persona.rawValue, seat.model, usage.calls, usage.answers,
        usage.inputTokens, usage.outputTokens, usage.cachedTokens, usage.costUSD, seat.isCached,
        seat.state?.rawValue,
      ])
    }
  }

  static func usage(of run: String, judgment: Int, in database: Database) throws -> [SeatUsage] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM seat_usage WHERE run = ? AND judgment = ? ORDER BY round, seat",
      arguments: [run, judgment]
    ).map { row in
      SeatUsage(
        seat: .init(try IndexRows.value(row, "seat") as String),
        persona: .init(try IndexRows.value(row, "persona") as String), model: try IndexRows.value(row, "model"),
        round: try IndexRows.value(row, "round"), isCached: try IndexRows.value(row, "cached"),
        state: try state(row),
        usage: Usage(
          calls: try IndexRows.value(row, "calls"), answers: try IndexRows.value(row, "answers"),
          inputTokens: try IndexRows.value(row, "input_tokens"),
          outputTokens: try IndexRows.value(row, "output_tokens"),
          cachedTokens: try IndexRows.value(row, "cached_tokens"), costUSD: try IndexRows.value(row, "cost_usd")))
    }
  }

  private static func state(_ row: Row) throws -> SeatState? {
    let known: String? = try IndexRows.value(row, "state")
    return try known.map { _ in try IndexRows.word(row, "state") }
  }

  /// The sums of each group, by the group's name.
  ///
  /// - Parameter since: only of runs that started at this time or later, RFC 3339 in UTC; nil for all.
  static func costs(by group: CostGroup, since: String?, in database: Database) throws -> [CostLine] {
    let sql = """
      SELECT \(group.column) AS name, sum(calls) AS calls, sum(answers) AS answers, sum(cached) AS cached,
        \(sums("input_tokens", unknown: "input_unknown")), \(sums("output_tokens", unknown: "output_unknown")),
        \(sums("cached_tokens", unknown: "cached_unknown")), \(sums("seat_usage.cost_usd", as: "cost", unknown: "unpriced"))
      FROM seat_usage JOIN runs ON runs.id = seat_usage.run
      WHERE (:since IS NULL OR runs.started >= :since) GROUP BY name ORDER BY name
      """
    return try Row.fetchAll(database, sql: sql, arguments: ["since": since]).map { row in
      CostLine(
        name: try IndexRows.value(row, "name"), calls: try IndexRows.value(row, "calls"),
        answers: try IndexRows.value(row, "answers"), cachedAnswers: try IndexRows.value(row, "cached"),
        inputTokens: try amount(row, "input_tokens", "input_unknown"),
        outputTokens: try amount(row, "output_tokens", "output_unknown"),
        cachedTokens: try amount(row, "cached_tokens", "cached_unknown"), costUSD: try amount(row, "cost", "unpriced"))
    }
  }

  /// The runs with models of that time that were indexed before seats were, and so count for nothing.
  ///
  /// Hardly any run lacks its seats, which an index knows; the sign before `mode` keeps SQLite from another one.
  static func uncounted(since: String?, in database: Database) throws -> Int {
    try Int.fetchOne(
      database,
      sql: """
        SELECT count(*) FROM runs
        WHERE +mode = 'models' AND has_seats = 0 AND (:since IS NULL OR started >= :since)
        """, arguments: ["since": since]) ?? 0
  }

  /// What is known of a column, and of how many answers it is not: a seat whose calls brought no answer owes nothing.
  private static func sums(_ column: String, as name: String? = nil, unknown: String) -> String {
    """
    sum(\(column)) AS \(name ?? column), \
    sum(CASE WHEN \(column) IS NULL THEN answers ELSE 0 END) AS \(unknown)
    """
  }

  private static func amount<Number: DatabaseValueConvertible & AdditiveArithmetic & Sendable>(
    _ row: Row, _ column: String, _ unknown: String
  ) throws -> CostLine.Amount<Number> {
    CostLine.Amount(known: try IndexRows.value(row, column), unknownAnswers: try IndexRows.value(row, unknown))
  }
}

extension CostGroup {
  /// Of `seat_usage` and `runs`.
  fileprivate var column: String {
    switch self {
    case .day: "substr(runs.started, 1, 10)"
    case .model: "model"
    case .persona: "persona"
    case .seat: "seat"
    case .round: "CAST(round AS TEXT)"
    case .run: "runs.id"
    }
  }
}
