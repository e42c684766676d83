/// The tables of the index, and the steps that lead to them.
enum IndexSchema {
  /// "moej" in the database's header.
  static let schema = DatabaseSchema(applicationID: 0x6d6f_656a, migrations: migrations)

  private static let migrations: [String] = [
    """
    CREATE TABLE runs (
      id TEXT NOT NULL PRIMARY KEY, started TEXT NOT NULL, finished TEXT, mode TEXT NOT NULL, outcome TEXT,
      exit_code INTEGER, artifacts INTEGER NOT NULL, version TEXT NOT NULL, cost_usd REAL
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE judgments (
      run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL, path TEXT NOT NULL,
      kind TEXT NOT NULL, sha256 TEXT NOT NULL, outcome TEXT NOT NULL, agreement REAL, findings INTEGER NOT NULL,
      seats_judged INTEGER NOT NULL, seats INTEGER NOT NULL,
      PRIMARY KEY (run, ordinal)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE findings (
      run TEXT NOT NULL, judgment INTEGER NOT NULL, ordinal INTEGER NOT NULL, fingerprint TEXT NOT NULL,
      rule TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, path TEXT, line INTEGER,
      status TEXT NOT NULL, dimension TEXT,
      PRIMARY KEY (run, judgment, ordinal),
      FOREIGN KEY (run, judgment) REFERENCES judgments(run, ordinal) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX judgments_by_path ON judgments(path);
    CREATE INDEX findings_by_fingerprint ON findings(fingerprint);
    """,
    // What was indexed before this step has no rows of seats, and says so.
    """
    ALTER TABLE runs ADD COLUMN has_seats INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE seat_usage (
      run TEXT NOT NULL, judgment INTEGER NOT NULL, round INTEGER NOT NULL, seat TEXT NOT NULL, persona TEXT NOT NULL,
      model TEXT NOT NULL, calls INTEGER NOT NULL, answers INTEGER NOT NULL, input_tokens INTEGER,
      output_tokens INTEGER, cached_tokens INTEGER, cost_usd REAL, cached INTEGER NOT NULL,
      PRIMARY KEY (run, judgment, round, seat),
      FOREIGN KEY (run, judgment) REFERENCES judgments(run, ordinal) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT;
    """,
    // A figure that there is none of is null. `improvement` and `iteration` are null but for the steps of an improvement.
    """
    CREATE TABLE eval_runs (
      id TEXT NOT NULL PRIMARY KEY, suite TEXT NOT NULL, started TEXT NOT NULL, finished TEXT NOT NULL, split TEXT,
      mode TEXT NOT NULL, version TEXT NOT NULL, git_commit TEXT, panel TEXT NOT NULL, label TEXT, improvement TEXT,
      iteration INTEGER, cases INTEGER NOT NULL, repeats INTEGER NOT NULL, unjudged INTEGER NOT NULL,
      outcome_tp INTEGER NOT NULL, outcome_fp INTEGER NOT NULL, outcome_fn INTEGER NOT NULL,
      finding_tp INTEGER NOT NULL, finding_fp INTEGER NOT NULL, finding_fn INTEGER NOT NULL,
      outcome_f1 REAL, outcome_f1_low REAL, outcome_f1_high REAL, precision REAL, recall REAL, f1 REAL, f1_low REAL,
      f1_high REAL, macro_f1 REAL, kappa REAL, flip_rate REAL, cost_usd REAL, input_tokens INTEGER, output_tokens INTEGER
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE eval_cases (
      eval TEXT NOT NULL REFERENCES eval_runs(id) ON DELETE CASCADE, case_id TEXT NOT NULL,
      repetition INTEGER NOT NULL, split TEXT NOT NULL, expected TEXT NOT NULL, came TEXT NOT NULL,
      is_right INTEGER NOT NULL, tp INTEGER NOT NULL, fp INTEGER NOT NULL, fn INTEGER NOT NULL, labels TEXT NOT NULL,
      PRIMARY KEY (eval, case_id, repetition)
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX eval_runs_by_suite ON eval_runs(suite, id);
    """,
    DaySums.migration,
    // One a line. Null where no more than `dimension` is known: in what was indexed before this step, and of pruned runs.
    "ALTER TABLE findings ADD COLUMN dimensions TEXT;",
  ]
}
