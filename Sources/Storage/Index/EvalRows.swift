import Evals
import GRDB

/// Evals as rows, and back.
enum EvalRows {
  private static let columns = [
    "id", "suite", "started", "finished", "split", "mode", "version", "git_commit", "panel", "label", "improvement",
    "iteration", "cases", "repeats", "unjudged", "outcome_tp", "outcome_fp", "outcome_fn", "finding_tp", "finding_fp",
    "finding_fn", "outcome_f1", "outcome_f1_low", "outcome_f1_high", "precision", "recall", "f1", "f1_low", "f1_high",
    "macro_f1", "kappa",
    "flip_rate", "cost_usd", "input_tokens", "output_tokens",
  ]

  /// Writes an eval with its cases in place of what was known of it.
  static func replace(_ record: EvalRecord, in database: Database) throws {
    let (origin, figures) = (record.head.origin, record.head.figures)
    try database.execute(sql: "DELETE FROM eval_runs WHERE id = ?", arguments: [origin.id])
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    let head: [(any DatabaseValueConvertible)?] = [
      origin.id, origin.suite, origin.started, origin.finished, origin.split, origin.mode, origin.version,
      origin.commit, origin.panel, origin.label, origin.improvement, origin.iteration, figures.cases, figures.repeats,
      figures.unjudged, figures.outcome.truePositives, figures.outcome.falsePositives, figures.outcome.falseNegatives,
      figures.findings.truePositives, figures.findings.falsePositives, figures.findings.falseNegatives,
      figures.outcomeF1, figures.outcomeF1Low, figures.outcomeF1High, figures.precision, figures.recall, figures.f1,
      figures.f1Low, figures.f1High, figures.macroF1, figures.kappa, figures.flipRate, figures.costUSD,
      figures.inputTokens, figures.outputTokens,
    ]
    try database.execute(
      sql: "INSERT INTO eval_runs (\(columns.joined(separator: ", "))) VALUES (\(places))",
      arguments: StatementArguments(head))
    let statement = try database.cachedStatement(sql: "INSERT INTO eval_cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for one in record.results.cases {
      try statement.execute(arguments: [
        origin.id, one.id, one.repetition ?? 0, one.split, one.expected, one.came, one.isRight, one.truePositives,
        one.falsePositives, one.falseNegatives, one.labels,
      ])
    }
  }

  /// The newest `limit`, the oldest of them first.
  static func heads(suite: String?, limit: Int, in database: Database) throws -> [EvalHead] {
    let sql = "SELECT * FROM eval_runs WHERE (:suite IS NULL OR suite = :suite) ORDER BY id DESC LIMIT :limit"
    return try Row.fetchAll(database, sql: sql, arguments: ["suite": suite, "limit": limit]).map(head).reversed()
  }

  static func head(_ row: Row) throws -> EvalHead {
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value { try IndexRows.value(row, column) }
    func counts(_ what: String) throws -> Counts {
      Counts(
        truePositives: try value(what + "_tp"), falsePositives: try value(what + "_fp"),
        falseNegatives: try value(what + "_fn"))
    }
    return EvalHead(
      origin: EvalOrigin(
        id: try value("id"), suite: try value("suite"), started: try value("started"), finished: try value("finished"),
        split: try value("split"), mode: try value("mode"), version: try value("version"),
        commit: try value("git_commit"), panel: try value("panel"), label: try value("label"),
        improvement: try value("improvement"), iteration: try value("iteration")),
      figures: EvalFigures(
        cases: try value("cases"), repeats: try value("repeats"), unjudged: try value("unjudged"),
        outcome: try counts("outcome"), findings: try counts("finding"), outcomeF1: try value("outcome_f1"),
        outcomeF1Low: try value("outcome_f1_low"), outcomeF1High: try value("outcome_f1_high"),
        precision: try value("precision"), recall: try value("recall"), f1: try value("f1"), f1Low: try value("f1_low"),
        f1High: try value("f1_high"), macroF1: try value("macro_f1"), kappa: try value("kappa"),
        flipRate: try value("flip_rate"),
        costUSD: try value("cost_usd"), inputTokens: try value("input_tokens"),
        outputTokens: try value("output_tokens")))
  }
}
