/// The tables of what is on record of skills, and the steps that lead to them.
///
/// `records`, `renames` and `baselines` are the record itself: nothing in them is changed or taken out. `days` and `pattern_days` are
/// derived from them, and kept up in the same transaction, under the name that a skill has now.
enum HealthSchema {
  /// "moeh" in the database's header.
  static let schema = DatabaseSchema(applicationID: 0x6d6f_6568, migrations: migrations)

  // Records come a day at a time, of all skills, and are read a skill at a time: what is in the order of days is written in one place,
  // and `days` is cut into spans of 32 days so that both ways touch few pages.
  private static let migrations: [String] = [
    """
    CREATE TABLE standing (changes INTEGER NOT NULL) STRICT;
    INSERT INTO standing VALUES (0);
    CREATE TABLE skills (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, category TEXT, files TEXT NOT NULL DEFAULT '[]',
      changed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE records (
      id INTEGER PRIMARY KEY, skill INTEGER NOT NULL REFERENCES skills(id), source TEXT NOT NULL, key TEXT NOT NULL,
      day INTEGER NOT NULL, score REAL CHECK (score BETWEEN 0 AND 100),
      invocations INTEGER NOT NULL CHECK ((invocations > 0) = (score IS NOT NULL)), spread REAL CHECK (spread >= 0),
      category INTEGER REFERENCES words(id), model INTEGER REFERENCES words(id),
      prompt INTEGER REFERENCES words(id), anti_patterns TEXT, amends INTEGER REFERENCES records(id),
      recorded_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX records_by_key ON records(source, key, skill) WHERE amends IS NULL;
    CREATE UNIQUE INDEX records_by_amended ON records(amends) WHERE amends IS NOT NULL;
    CREATE INDEX records_by_day ON records(day, skill);
    CREATE TABLE renames (
      skill INTEGER PRIMARY KEY REFERENCES skills(id), successor INTEGER NOT NULL REFERENCES skills(id),
      recorded_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE baselines (
      id INTEGER PRIMARY KEY, skill INTEGER NOT NULL REFERENCES skills(id), name TEXT NOT NULL, day INTEGER NOT NULL,
      score REAL NOT NULL CHECK (score BETWEEN 0 AND 100), invocations INTEGER NOT NULL CHECK (invocations > 0),
      reason TEXT NOT NULL, author TEXT NOT NULL, recorded_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX baselines_by_skill ON baselines(skill);
    CREATE TABLE days (
      span INTEGER NOT NULL, skill INTEGER NOT NULL, day INTEGER NOT NULL, score REAL NOT NULL,
      invocations INTEGER NOT NULL, spread REAL, model INTEGER, prompt INTEGER,
      PRIMARY KEY (span, skill, day)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE pattern_days (
      skill INTEGER NOT NULL, day INTEGER NOT NULL, pattern TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (skill, day, pattern)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE checkpoints (skill INTEGER PRIMARY KEY, last_day INTEGER NOT NULL, state BLOB NOT NULL) STRICT;
    """
      + ["records", "renames", "baselines"].map(guardians).joined()
  ]

  /// Whatever program opens the database.
  private static func guardians(of table: String) -> String {
    let key = table == "renames" ? "skill" : "id"
    return ["UPDATE", "DELETE"].map { deed in
      """

      CREATE TRIGGER \(table)_refuse_\(deed.lowercased()) BEFORE \(deed) ON \(table)
      BEGIN SELECT RAISE(ABORT, '\(table) are only ever added to'); END;
      """
    }.joined()
      // A row that takes another's place deletes it without a word to triggers of deletion.
      + """

      CREATE TRIGGER \(table)_refuse_replace BEFORE INSERT ON \(table)
      WHEN EXISTS (SELECT 1 FROM \(table) WHERE \(key) = NEW.\(key))
      BEGIN SELECT RAISE(ABORT, '\(table) are only ever added to'); END;
      """
  }

  /// The span of `days` that a day stands in.
  static func span(of day: Int) -> Int { day >> 5 }
}
