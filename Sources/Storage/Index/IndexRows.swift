import GRDB
import JudgeTypes
import Provenance

/// A row that holds a word this version does not know.
struct UnreadableRow: Error {
  let words: String
}

/// Summaries as rows, and back.
enum IndexRows {
  /// - Parameter count: how many judgments of the run are there already and stay; its row is written anew.
  static func replace(_ summary: RunSummary, after count: Int, in database: Database) throws {
    let record = summary.record
    let run = record.run.description
    if count == 0 {
      try database.cachedStatement(sql: "DELETE FROM runs WHERE id = ?").execute(arguments: [run])
    } else {
      // Whoever built the index anew just when the run ended has written these too.
      try database.cachedStatement(sql: "DELETE FROM judgments WHERE run = ? AND ordinal >= ?")
        .execute(arguments: [run, count])
    }
    try database.cachedStatement(sql: put).execute(arguments: [
      run, record.started, record.finished, record.mode.rawValue, record.outcome?.rawValue, record.exitCode,
      record.artifacts, record.version, record.costUSD,
    ])
    let judgments = try database.cachedStatement(sql: "INSERT INTO judgments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let findings = try database.cachedStatement(sql: "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for (position, judgment) in summary.judgments.enumerated() {
      let ordinal = summary.ordinals?[position] ?? count + position
      try judgments.execute(arguments: [
        run, ordinal, judgment.path, judgment.kind.rawValue, judgment.sha256, judgment.outcome.rawValue,
        judgment.agreement, judgment.findings.count, judgment.seatsJudged, judgment.seats,
      ])
      for (place, finding) in judgment.findings.enumerated() {
        try findings.execute(arguments: [
          run, ordinal, place, finding.fingerprint, finding.rule, finding.severity.rawValue, finding.message,
          finding.path, finding.line, finding.status.rawValue, finding.dimension?.rawValue,
          finding.dimensions?.map(\.rawValue).joined(separator: "\n"),
        ])
      }
      try SeatUsageRows.insert(judgment.seatUsage, of: run, judgment: ordinal, in: database)
    }
  }

  private static let put = """
    INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (id) DO UPDATE SET
      started = excluded.started, finished = excluded.finished, mode = excluded.mode, outcome = excluded.outcome,
      exit_code = excluded.exit_code, artifacts = excluded.artifacts, version = excluded.version,
      cost_usd = excluded.cost_usd, has_seats = excluded.has_seats
    """

  static func remove(_ run: RunID, from database: Database) throws -> Bool {
    try database.execute(sql: "DELETE FROM runs WHERE id = ?", arguments: [run.description])
    return database.changesCount > 0
  }

  /// A run's row with the path of its first judgment.
  static let runs = """
    SELECT *, (SELECT path FROM judgments WHERE run = runs.id ORDER BY ordinal LIMIT 1) AS first_path FROM runs
    """

  static func records(
    limit: Int, offset: Int, outcome: Outcome?, path: String?, in database: Database
  ) throws -> [RunRecord] {
    let sql = """
      \(runs)
      WHERE (:outcome IS NULL OR outcome = :outcome)
        AND (:path IS NULL OR EXISTS (
          SELECT 1 FROM judgments
          WHERE run = runs.id AND (path = :path OR substr(path, 1, length(:folder)) = :folder)))
      ORDER BY id DESC LIMIT :limit OFFSET :offset
      """
    let folder = path.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    let arguments: StatementArguments = [
      "outcome": outcome?.rawValue, "path": path, "folder": folder, "limit": limit, "offset": offset,
    ]
    return try Row.fetchAll(database, sql: sql, arguments: arguments).map(record)
  }

  static func summary(of run: RunID, in database: Database) throws -> RunSummary? {
    let name = run.description
    guard let row = try Row.fetchOne(database, sql: "\(runs) WHERE id = ?", arguments: [name]) else {
      return nil
    }
    let findingRows = try Row.fetchAll(
      database, sql: "SELECT * FROM findings WHERE run = ? ORDER BY judgment, ordinal", arguments: [name])
    let findings = try Dictionary(grouping: findingRows) { try value($0, "judgment") as Int }
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM judgments WHERE run = ? ORDER BY ordinal", arguments: [name])
    let ordinals = try rows.map { try value($0, "ordinal") as Int }
    let judgments = try zip(rows, ordinals).map { row, ordinal in
      try judgment(
        row, findings: (findings[ordinal] ?? []).map(finding),
        seatUsage: SeatUsageRows.usage(of: name, judgment: ordinal, in: database))
    }
    return RunSummary(record: try record(row), judgments: judgments, ordinals: ordinals)
  }

  static func record(_ row: Row) throws -> RunRecord {
    let name: String = try value(row, "id")
    guard let run = RunID(name) else { throw UnreadableRow(words: "'\(name)' is not a run's id") }
    let outcome: String? = try value(row, "outcome")
    return RunRecord(
      run: run, started: try value(row, "started"), finished: try value(row, "finished"),
      mode: try word(row, "mode"), outcome: try outcome.map { _ in try word(row, "outcome") },
      exitCode: try value(row, "exit_code"), artifacts: try value(row, "artifacts"),
      firstPath: try value(row, "first_path"), version: try value(row, "version"), costUSD: try value(row, "cost_usd"))
  }

  static func judgment(
    _ row: Row, findings: [FindingSummary], seatUsage: [SeatUsage]
  ) throws -> JudgmentSummary {
    JudgmentSummary(
      path: try value(row, "path"), kind: try word(row, "kind"), sha256: try value(row, "sha256"),
      outcome: try word(row, "outcome"), agreement: try value(row, "agreement"),
      seatsJudged: try value(row, "seats_judged"), seats: try value(row, "seats"), findings: findings,
      seatUsage: seatUsage)
  }

  private static func finding(_ row: Row) throws -> FindingSummary {
    let dimension: String? = try value(row, "dimension")
    let dimensions: String? = try value(row, "dimensions")
    return FindingSummary(
      fingerprint: try value(row, "fingerprint"), rule: try value(row, "rule"), severity: try word(row, "severity"),
      message: try value(row, "message"), path: try value(row, "path"), line: try value(row, "line"),
      status: try word(row, "status"), dimension: dimension.map(Dimension.ID.init(_:)),
      dimensions: dimensions?.split(separator: "\n").map { Dimension.ID(String($0)) })
  }

  /// A column's value. GRDB's own subscript would trap on one of another type.
  static func value<Value: DatabaseValueConvertible>(_ row: Row, _ column: String) throws -> Value {
    guard row.hasColumn(column), let value = Value.fromDatabaseValue(row[column] as DatabaseValue) else {
      throw UnreadableRow(words: "no '\(column)', or one of another type")
    }
    return value
  }

  /// A column that holds one of a type's words.
  static func word<Word: RawRepresentable>(_ row: Row, _ column: String) throws -> Word
  where Word.RawValue == String {
    let text: String = try value(row, column)
    guard let word = Word(rawValue: text) else { throw UnreadableRow(words: "'\(text)' is no known \(column)") }
    return word
  }
}
