internal import JudgeTypes

/// Changes of a schema or of rows that lose data, lock busy tables, or have no way back.
enum SQLMigrations {
  @Sendable static func isSQL(_ source: Source, _ artifact: Artifact) -> Bool { source.language == .sql }

  private static let postgres = Pattern.fixed(
    #"(?i)\b(?:BIGSERIAL|SMALLSERIAL|SERIAL|JSONB|TIMESTAMPTZ|BYTEA|PLPGSQL|CONCURRENTLY|GEN_RANDOM_UUID|UUID_GENERATE_V4|CITEXT|TSVECTOR|LOCK_TIMEOUT|STATEMENT_TIMEOUT|CREATE\s+EXTENSION|ALTER\s+COLUMN\s+\w+\s+(?:TYPE|SET|DROP)|VALIDATE\s+CONSTRAINT|USING\s+(?:GIN|GIST|BRIN|BTREE)|INET|ON\s+CONFLICT|ROW\s+LEVEL\s+SECURITY|NUMERIC\(\d+,\s*\d+\)\s+DEFAULT|TEXT\[\]|NOT\s+VALID)\b|::\w|\bPG_\w+"#
  )
  private static let changes = Pattern.fixed(#"(?i)\bALTER\s+TABLE\b"#)
  private static let migrationPath = Pattern.fixed(
    #"(?i)(?:\A|/)(?:migrations?|migrate|flyway|liquibase|changelogs?|alembic|db/changes?|schema_changes|upgrades?)/|(?:\A|/)(?:V\d[\w.]*__|\d{3,}[_-]|\d{1,4}[_-]\w)|\.up\.sql\z|migrat"#
  )
  private static let markers = Pattern.fixed(
    #"(?im)^--\s*(?:\+goose|\+migrate|migrate:up|liquibase|changeset\s|\+micrate|rambler|atlas:)"#)

  static func isMigration(_ script: SQLScript) -> Bool {
    migrationPath.matches(Array(script.path.utf8)) || markers.matches(script.original)
  }

  private static let downMarker = Pattern.fixed(
    #"(?im)^--\s*(?:\+goose\s+down|\+migrate\s+down|migrate:down|rollback\b|down\b(?:\s+migration)?\s*$|undo\s*$|rambler\s+down|\+micrate\s+down|=+\s*down\b)"#
  )
  private static let downPath = Pattern.fixed(
    #"(?i)(?:\.down\.sql|[_-](?:down|rollback|undo|revert)\.sql|(?:\A|/)U\d[\w.]*__[^/]*\.sql|/(?:down|rollback|undo|revert)/[^/]*)\z"#
  )

  /// From where on the file takes changes back.
  private static func downStart(_ script: SQLScript) -> Int {
    if downPath.matches(Array(script.path.utf8)) { return 0 }
    return downMarker.allMatches(in: script.original, limit: 1).first?.range.lowerBound ?? .max
  }

  private static let excuse = Pattern.fixed(
    #"(?i)\b(?:expand|contract|back(?:ed)?[- ]?up|deprecated|unused|no longer|copied|moved to|archived?|already migrated|superseded|obsolete|not (?:been )?(?:read|used|written)|nothing (?:reads|uses)|stopped (?:using|reading|writing)|safe to (?:drop|remove)|snapshot|approved|dead since|retained|exported|empty|intended|intentional)"#
  )

  /// Whether a comment in the lines before says why the loss is none.
  private static func isExplained(_ statement: SQLStatement, _ source: Source) -> Bool {
    let line = source.line(at: statement.range.lowerBound)
    let lines = source.range(ofLines: max(source.firstLine, line - 5)...source.lines(of: statement.range).upperBound)
    return excuse.matches(source.bytes, in: lines)
  }

  private static let name = #"(?:ONLY\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?["`\[]?(?:\w+["`\]]?\.["`\[]?)?(\w+)["`\]]?"#
  private static let create = try? Pattern(
    #"\ACREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+|LOCAL\s+)?(?:TEMP(?:ORARY)?\s+|UNLOGGED\s+|EXTERNAL\s+)?TABLE\s+"#
      + name)
  private static let alter = try? Pattern(#"\AALTER\s+TABLE\s+"# + name)
  private static let drop = try? Pattern(#"\ADROP\s+TABLE\s+"# + name)
  private static let update = try? Pattern(#"\AUPDATE\s+(?:TOP\s*\(\d+\)\s+)?"# + name)
  private static let delete = try? Pattern(#"\ADELETE\s+(?:FROM\s+)?"# + name)
  private static let truncate = try? Pattern(#"\ATRUNCATE\s+(?:TABLE\s+)?"# + name)
  private static let index = try? Pattern(#"\ACREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)[^(]*?\bON\s+"# + name)
  private static let passing = Pattern.fixed(
    #"(?i)(?:\A|_)(?:tmp|temp|stag(?:e|ing)|stg|scratch|cache|session|sessions|import|etl|work|test|backup|bak|old|copy|queue|inserted|deleted)(?:_|\z|\d)|\A(?:tmp|temp|stg)|\A#"#
  )

  private static func captured(_ pattern: Pattern?, _ text: String) -> String? {
    let bytes = Array(text.utf8)
    return pattern?.allMatches(in: bytes, limit: 1).first?.groups[0].map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  static let unsafe = Detector.file("sql_unsafe_migration", reading: isSQL) { source, rule in
    let script = source.sql
    let down = downStart(script)
    let created = Set(script.statements.compactMap { captured(create, $0.text) })
    // What the file itself calls huge is not filled in one statement.
    let added = huge.matches(script.original) ? [] : columns(script)
    let isPostgres =
      postgres.matches(script.code) && isMigration(script)
      && script.statements.contains {
        changes.matches(Array($0.text.utf8)) || index?.matches(Array($0.text.utf8)) == true
      }
    let guards = SQLGuards(script)
    return script.statements.compactMap { statement in
      guard statement.range.lowerBound < down, !source.isTest else { return nil }
      guard
        let found = loss(of: statement, created, added)
          ?? (isPostgres && !statement.isInBody ? lock(of: statement, created) : nil)
          ?? (statement.isInBody ? nil : strict(statement, created))
      else { return nil }
      if found.isExcusable, isExplained(statement, source) || guards.cover(statement, changing: table(of: statement)) {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: marked(statement, found.marks, source), message: found.message,
        severity: found.severity)
    }
  }

  /// The table that a statement changes.
  private static func table(of statement: SQLStatement) -> String? {
    for pattern in [alter, drop, update, delete, truncate, index] {
      if let table = captured(pattern, statement.text) { return table }
    }
    return nil
  }

  private static let huge = Pattern.fixed(
    #"(?im)--[^\n]*\b\d+(?:[.,]\d+)?\s*(?:million|mio\.?|billion)\s+(?:rows|records|lines|entries)\b"#)

  private struct Finding {
    let message: String
    var severity: Severity?
    var isExcusable = true
    /// What marks the line inside of a long statement.
    var marks: Pattern?
  }

  private static func marked(_ statement: SQLStatement, _ marks: Pattern?, _ source: Source) -> ClosedRange<Int> {
    if let match = marks?.allMatches(in: source.bytes, range: statement.range, limit: 1).first {
      return source.lines(of: match.range)
    }
    let lines = source.lines(of: statement.range)
    return lines.count > 6 ? lines.lowerBound...lines.lowerBound : lines
  }

  private static let condition = Pattern.fixed(#"\bWHERE\b|\bLIMIT\s+\d|\bCURRENT\s+OF\b|\bJOIN\b|\bUSING\b"#)
  private static let dropColumn = Pattern.fixed(
    #"(?i)\bDROP\s+(?:COLUMN\b|(?!(?:CONSTRAINT|INDEX|KEY|FOREIGN|PRIMARY|DEFAULT|NOT|PARTITION|TRIGGER|CHECK|EXPRESSION|IDENTITY|TABLE|POLICY|VIEW|TYPE|FUNCTION|COLUMN)\b)["`\[]?\w+["`\]]?\s*(?:,|\z|;|CASCADE))"#
  )
  private static let assigned = Pattern.fixed(#"\bSET\s+["`\[]?(?:\w+\.)?(\w+)"#)

  /// Rows, columns or tables that are gone.
  private static func loss(of statement: SQLStatement, _ created: Set<String>, _ added: Set<String>) -> Finding? {
    let text = statement.text
    let bytes = Array(text.utf8)
    if let table = captured(update, text), text.contains(" SET "), !condition.matches(bytes), !isPassing(table),
      !created.contains(table)
    {
      let column = assigned.allMatches(in: bytes, limit: 1).first?.groups[0].map {
        String(decoding: bytes[$0], as: UTF8.self)
      }
      // A new column is filled in all rows.
      if let column, added.contains(column) { return nil }
      return Finding(message: "the UPDATE has no WHERE: it changes every row of \(table.lowercased())")
    }
    if let table = captured(delete, text), !condition.matches(bytes), !isPassing(table), !created.contains(table) {
      return Finding(message: "the DELETE has no WHERE: it deletes every row of \(table.lowercased())")
    }
    guard !statement.isInBody else { return nil }
    if let table = captured(truncate, text), !isPassing(table), !created.contains(table) {
      return Finding(message: "TRUNCATE deletes every row of \(table.lowercased())")
    }
    if let table = captured(drop, text), !created.contains(table), !isPassing(table) {
      return Finding(message: "DROP TABLE deletes \(table.lowercased()) with its rows")
    }
    if text.hasPrefix("DROP DATABASE") || text.hasPrefix("DROP SCHEMA") && text.hasSuffix("CASCADE") {
      return Finding(message: "this deletes everything in it")
    }
    if let table = captured(alter, text), !created.contains(table), !isPassing(table), dropColumn.matches(bytes) {
      return Finding(
        message: "DROP COLUMN deletes what stands in it, and breaks whatever still reads it", marks: dropColumn)
    }
    return nil
  }

  private static func isPassing(_ table: String) -> Bool { passing.matches(Array(table.utf8)) }

  private static let addColumn = Pattern.fixed(
    #"\bADD\s+(?:COLUMN\s+)?(?:IF NOT EXISTS\s+)?(?!CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|INDEX|KEY|CHECK|PARTITION|VALUE)["`\[]?(\w+)"#
  )

  /// The columns that the file adds.
  private static func columns(_ script: SQLScript) -> Set<String> {
    var columns: Set<String> = []
    for statement in script.statements where statement.text.hasPrefix("ALTER TABLE") {
      let bytes = Array(statement.text.utf8)
      for match in addColumn.allMatches(in: bytes) {
        if let name = match.groups[0] { columns.insert(String(decoding: bytes[name], as: UTF8.self)) }
      }
    }
    return columns
  }

  private static let strictColumn = Pattern.fixed(
    #"(?i)\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?!CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|INDEX|KEY|CHECK)["`\[]?\w+["`\]]?\s+(?!(?:BIG|SMALL)?SERIAL)(?:(?!\bDEFAULT\b|\bGENERATED\b|\bIDENTITY\b|,\s*(?:ADD|DROP|ALTER)\b|\bSERIAL\b)[^;])*?\bNOT\s+NULL\b(?!(?:(?!,\s*(?:ADD|DROP|ALTER)\b)[^;])*?\b(?:DEFAULT|GENERATED|IDENTITY|AUTO_INCREMENT)\b)"#
  )
  private static let retype = Pattern.fixed(
    #"(?i)\bALTER\s+(?:COLUMN\s+)?["`\[]?\w+["`\]]?\s+(?:SET\s+DATA\s+)?TYPE\s+(?!TEXT\b)\w+|\bMODIFY\s+(?:COLUMN\s+)?\w+\s+(?:VARCHAR|CHAR|INT|SMALLINT|TINYINT|DECIMAL|DATE)"#
  )
  private static let rename = Pattern.fixed(
    #"(?i)\bRENAME\s+(?:COLUMN\s+)?(?!CONSTRAINT|INDEX|VALUE|TO\s+\w+_(?:OLD|BACKUP|LEGACY))(?:["`\[]?\w+["`\]]?\s+)?TO\b"#
  )

  /// What fails or stops on a table with rows.
  private static func strict(_ statement: SQLStatement, _ created: Set<String>) -> Finding? {
    guard let table = captured(alter, statement.text), !created.contains(table), !isPassing(table) else { return nil }
    let bytes = Array(statement.text.utf8)
    if strictColumn.matches(bytes) {
      return Finding(
        message: "a NOT NULL column without a default fails on a table that has rows", isExcusable: false,
        marks: strictColumn)
    }
    if retype.matches(bytes) {
      return Finding(
        message: "a change of type rewrites the table under a lock, and can cut values off", severity: .medium,
        marks: retype)
    }
    if rename.matches(bytes) {
      return Finding(message: "the version that runs now still uses the old name", severity: .medium, marks: rename)
    }
    return nil
  }

  private static let constraint = Pattern.fixed(
    #"(?i)\bADD\s+(?:CONSTRAINT\s+\S+\s+)?(?:FOREIGN\s+KEY|CHECK\s*\()(?![^;]*\bNOT\s+VALID\b)|\bADD\s+CONSTRAINT\s+\S+\s+UNIQUE\b(?!\s+USING)"#
  )

  /// Locks that hold a busy PostgreSQL table.
  private static func lock(of statement: SQLStatement, _ created: Set<String>) -> Finding? {
    if let table = captured(index, statement.text), !created.contains(table), !isPassing(table) {
      return Finding(
        message: "CREATE INDEX without CONCURRENTLY locks \(table.lowercased()) against writing until it is done",
        severity: .medium)
    }
    guard let table = captured(alter, statement.text), !created.contains(table),
      constraint.matches(Array(statement.text.utf8))
    else { return nil }
    return Finding(
      message:
        "the constraint is checked on every row of \(table.lowercased()) under a lock; add it NOT VALID and validate it apart",
      severity: .medium,
      marks: constraint)
  }

  // MARK: No way back

  private static let upMarker = Pattern.fixed(#"(?im)^--\s*(?:\+goose\s+up|\+migrate\s+up|migrate:up|\+micrate\s+up)"#)
  private static let transaction = Pattern.fixed(
    #"(?i)\b(?:BEGIN\s+(?:TRAN(?:SACTION)?|WORK)|START\s+TRANSACTION|SAVEPOINT|XACT_ABORT)\b|\bBEGIN\s*;"#)
  private static let routineHead = Pattern.fixed(
    #"\A(?:CREATE|ALTER) (?:OR (?:REPLACE|ALTER) )?(?:DEFINER ?= ?\S+ )?PROC"#)

  static let rollback = Detector.file("sql_missing_rollback", reading: isSQL) { source, rule in
    let script = source.sql
    if source.isTest { return [] }
    if let up = upMarker.allMatches(in: script.original, limit: 1).first {
      let down = downStart(script)
      let hasDown = down != .max && script.statements.contains { $0.range.lowerBound > down }
      return hasDown
        ? []
        : [
          Hit(
            rule, in: source.path, lines: source.lines(of: down == .max ? up.range : down..<(down + 1)),
            message: "the migration has no down step")
        ]
    }
    if transaction.matches(script.code) || isMigration(script) { return [] }
    let isPostgres = postgres.matches(script.code)
    var hits: [Hit] = []
    let changing = script.statements.filter { changesRows($0) }
    let loose = changing.filter { $0.routine == nil }
    if loose.count >= 2, let first = loose.first {
      hits.append(
        Hit(
          rule, in: source.path, lines: source.lines(of: first.range),
          message: "\(loose.count) changes of rows without a transaction: a failure leaves some of them done"))
    }
    for (routine, inside) in Dictionary(grouping: changing.filter { $0.routine != nil }, by: { $0.routine ?? 0 })
      .sorted(by: { $0.key < $1.key })
    {
      // A function of PostgreSQL runs inside its caller's transaction.
      guard inside.count >= 2, !isPostgres, routineHead.matches(Array(script.statements[routine].text.utf8)) else {
        continue
      }
      let head = source.line(at: script.statements[routine].range.lowerBound)
      let last = source.line(at: inside.last?.range.lowerBound ?? 0)
      hits.append(
        Hit(
          rule, in: source.path, lines: head...max(head, last),
          message: "the procedure changes \(inside.count) things without a transaction"))
    }
    return hits
  }

  private static func changesRows(_ statement: SQLStatement) -> Bool {
    let text = statement.text
    if text.hasPrefix("UPDATE ") && text.contains(" SET ") || text.hasPrefix("DELETE ") { return true }
    return statement.isInBody && text.hasPrefix("INSERT ")
  }
}
