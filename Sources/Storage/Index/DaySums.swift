/// What pages ask for of all runs, kept by day by the database itself, so that no page reads all rows.
///
/// Triggers add what is inserted and take away what is deleted, all in integers, so that what is left is exact whatever the order.
/// A row of sums in which nothing is left is removed. A run's rows are deleted before the run is: only there stands the day.
enum DaySums {
  /// The step of the schema that makes the sums and counts what is there already.
  static let migration = [tables, runTriggers, findingTriggers, seatTriggers, filling].joined(separator: "\n")

  /// `outcome` is empty and `exit_code` is -1 for a run that has not ended. Costs are in billionths of a dollar. `X_known`: the rows
  /// whose X is known; `X_unknown`: the answers of those where it is not.
  private static let tables = """
    ALTER TABLE seat_usage ADD COLUMN state TEXT;
    CREATE TABLE run_days (
      day TEXT NOT NULL, mode TEXT NOT NULL, outcome TEXT NOT NULL, exit_code INTEGER NOT NULL, runs INTEGER NOT NULL,
      artifacts INTEGER NOT NULL,
      PRIMARY KEY (day, mode, outcome, exit_code)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE rule_days (
      day TEXT NOT NULL, severity TEXT NOT NULL, rule TEXT NOT NULL, findings INTEGER NOT NULL,
      PRIMARY KEY (day, severity, rule)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE run_findings (
      run TEXT NOT NULL PRIMARY KEY, \(severities.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", "))
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE usage_days (
      day TEXT NOT NULL, persona TEXT NOT NULL, model TEXT NOT NULL,
      \(usage.map { "\($0.column) INTEGER NOT NULL" }.joined(separator: ", ")),
      PRIMARY KEY (day, persona, model)
    ) WITHOUT ROWID, STRICT;
    \(severities.map { "CREATE INDEX run_findings_\($0) ON run_findings(run) WHERE \($0) > 0;" }.joined(separator: "\n"))
    CREATE INDEX runs_by_outcome ON runs(outcome);
    CREATE INDEX runs_by_mode ON runs(mode);
    CREATE INDEX runs_without_seats ON runs(started) WHERE has_seats = 0;
    CREATE INDEX judgments_by_run_and_path ON judgments(run, path);

    """

  // MARK: Runs

  private static let runTriggers = """
    CREATE TRIGGER runs_inserted AFTER INSERT ON runs BEGIN
      \(run("NEW", 1))
    END;
    CREATE TRIGGER runs_updated AFTER UPDATE OF started, mode, outcome, exit_code, artifacts ON runs BEGIN
      \(run("OLD", -1))
      \(run("NEW", 1))
    END;
    CREATE TRIGGER runs_moved AFTER UPDATE OF started ON runs
    WHEN substr(OLD.started, 1, 10) <> substr(NEW.started, 1, 10) BEGIN
      \(rules(from: "findings WHERE run = NEW.id AND status = 'verified'", day: "substr(OLD.started, 1, 10)", -1))
      \(rules(from: "findings WHERE run = NEW.id AND status = 'verified'", day: "substr(NEW.started, 1, 10)", 1))
      \(seats(from: "seat_usage WHERE run = NEW.id", day: "substr(OLD.started, 1, 10)", -1))
      \(seats(from: "seat_usage WHERE run = NEW.id", day: "substr(NEW.started, 1, 10)", 1))
      DELETE FROM rule_days WHERE day = substr(OLD.started, 1, 10) AND findings = 0;
      DELETE FROM usage_days WHERE day = substr(OLD.started, 1, 10) AND seats = 0;
    END;
    CREATE TRIGGER runs_deleted BEFORE DELETE ON runs BEGIN
      DELETE FROM seat_usage WHERE run = OLD.id;
      DELETE FROM findings WHERE run = OLD.id;
      DELETE FROM judgments WHERE run = OLD.id;
      DELETE FROM run_findings WHERE run = OLD.id;
      \(run("OLD", -1))
    END;

    """

  private static func run(_ row: String, _ sign: Int) -> String {
    """
    INSERT INTO run_days VALUES (
      substr(\(row).started, 1, 10), \(row).mode, ifnull(\(row).outcome, ''), ifnull(\(row).exit_code, -1), \(sign),
      \(sign) * \(row).artifacts)
    ON CONFLICT DO UPDATE SET runs = runs + excluded.runs, artifacts = artifacts + excluded.artifacts;
    """
      + (sign > 0
        ? ""
        : """

        DELETE FROM run_days WHERE day = substr(\(row).started, 1, 10) AND mode = \(row).mode
          AND outcome = ifnull(\(row).outcome, '') AND exit_code = ifnull(\(row).exit_code, -1) AND runs = 0;
        """)
  }

  // MARK: Findings

  private static let severities = ["critical", "high", "medium", "low", "info"]

  private static let findingTriggers = """
    CREATE TRIGGER findings_inserted AFTER INSERT ON findings WHEN NEW.status = 'verified' BEGIN
      \(finding("NEW", 1))
    END;
    CREATE TRIGGER findings_updated_from AFTER UPDATE ON findings WHEN OLD.status = 'verified' BEGIN
      \(finding("OLD", -1))
    END;
    CREATE TRIGGER findings_updated_to AFTER UPDATE ON findings WHEN NEW.status = 'verified' BEGIN
      \(finding("NEW", 1))
    END;
    CREATE TRIGGER findings_deleted AFTER DELETE ON findings WHEN OLD.status = 'verified' BEGIN
      \(finding("OLD", -1))
    END;

    """

  private static func finding(_ row: String, _ sign: Int) -> String {
    let counts = severities.map { "\(sign) * (\(row).severity = '\($0)')" }.joined(separator: ", ")
    let day = "(SELECT substr(started, 1, 10) FROM runs WHERE id = \(row).run)"
    return """
      INSERT INTO rule_days SELECT substr(started, 1, 10), \(row).severity, \(row).rule, \(sign) FROM runs WHERE id = \(row).run
      ON CONFLICT DO UPDATE SET findings = findings + excluded.findings;
      INSERT INTO run_findings VALUES (\(row).run, \(counts))
      ON CONFLICT DO UPDATE SET \(added(severities));
      """
        + (sign > 0
          ? ""
          : """

          DELETE FROM rule_days WHERE day = \(day) AND severity = \(row).severity AND rule = \(row).rule AND findings = 0;
          """)
  }

  /// The verified findings of many rows, as `from` chooses them.
  private static func rules(from: String, day: String, _ sign: Int) -> String {
    """
    INSERT INTO rule_days SELECT \(day), severity, rule, \(sign) * count(*) FROM \(from) GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET findings = findings + excluded.findings;
    """
  }

  // MARK: Seats

  /// What is summed up of each seat. No count is taken for more than a million millions, and no cost for more than ten thousand
  /// dollars, so that nothing that a journal may say makes a sum overflow.
  private static var usage: [(column: String, of: (String) -> String)] {
    [
      ("seats", { _ in "1" }),
      (
        "failed",
        { row in
          // Earlier versions did not say how a seat ended; one that called and got no answer had failed.
          "ifnull(\(row)state = 'failed', \(row)cached = 0 AND \(row)calls > 0 AND \(row)answers = 0)"
        }
      ),
      ("calls", { "min(\($0)calls, 1000000000000)" }), ("answers", { "min(\($0)answers, 1000000000000)" }),
      ("cached", { "\($0)cached" }),
    ]
      + ["input_tokens", "output_tokens", "cached_tokens"].flatMap { column in
        amount(column, of: column) { "min(\($0), 1000000000000)" }
      }
      + amount("cost", of: "cost_usd") { "CAST(round(min(\($0), 10000.0) * 1e9) AS INTEGER)" }
  }

  private static func amount(
    _ name: String, of column: String, _ value: @escaping (String) -> String
  ) -> [(column: String, of: (String) -> String)] {
    [
      (name, { "ifnull(\(value($0 + column)), 0)" }), (name + "_known", { "\($0)\(column) IS NOT NULL" }),
      (name + "_unknown", { "iif(\($0)\(column) IS NULL, min(\($0)answers, 1000000000000), 0)" }),
    ]
  }

  private static let seatTriggers = """
    CREATE TRIGGER seat_usage_inserted AFTER INSERT ON seat_usage BEGIN
      \(seat("NEW", 1))
    END;
    CREATE TRIGGER seat_usage_updated AFTER UPDATE ON seat_usage BEGIN
      \(seat("OLD", -1))
      \(seat("NEW", 1))
    END;
    CREATE TRIGGER seat_usage_deleted AFTER DELETE ON seat_usage BEGIN
      \(seat("OLD", -1))
    END;

    """

  private static func seat(_ row: String, _ sign: Int) -> String {
    let values = usage.map { "\(sign) * (\($0.of(row + ".")))" }.joined(separator: ", ")
    return """
      INSERT INTO usage_days SELECT substr(started, 1, 10), \(row).persona, \(row).model, \(values) FROM runs WHERE id = \(row).run
      ON CONFLICT DO UPDATE SET \(added(usage.map(\.column)));
      """
        + (sign > 0
          ? ""
          : """

          DELETE FROM usage_days WHERE day = (SELECT substr(started, 1, 10) FROM runs WHERE id = \(row).run)
            AND persona = \(row).persona AND model = \(row).model AND seats = 0;
          """)
  }

  /// The usage of many seats, as `from` chooses them.
  private static func seats(from: String, day: String, _ sign: Int) -> String {
    let values = usage.map { "\(sign) * sum(\($0.of("seat_usage.")))" }.joined(separator: ", ")
    return """
      INSERT INTO usage_days SELECT \(day), persona, model, \(values) FROM \(from) GROUP BY 1, 2, 3
      ON CONFLICT DO UPDATE SET \(added(usage.map(\.column)));
      """
  }

  private static func added(_ columns: [String]) -> String {
    columns.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
  }

  // MARK: What is there already

  private static let filling = """
    INSERT INTO run_days SELECT substr(started, 1, 10), mode, ifnull(outcome, ''), ifnull(exit_code, -1), count(*), sum(artifacts)
    FROM runs GROUP BY 1, 2, 3, 4;
    INSERT INTO run_findings SELECT run, \(severities.map { "sum(severity = '\($0)')" }.joined(separator: ", "))
    FROM findings WHERE status = 'verified' GROUP BY 1;
    \(rules(from: "findings JOIN runs ON runs.id = findings.run WHERE status = 'verified'", day: "substr(started, 1, 10)", 1))
    \(seats(from: "seat_usage JOIN runs ON runs.id = seat_usage.run WHERE true", day: "substr(started, 1, 10)", 1))

    """
}
