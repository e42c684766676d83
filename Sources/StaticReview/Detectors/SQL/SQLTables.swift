internal import JudgeTypes

/// What a file does to one table in one place and leaves out in another.
enum SQLTables {
  private static func names(_ pattern: Pattern, _ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return pattern.allMatches(in: bytes).compactMap { match in
      match.group(0).map { String(decoding: bytes[$0], as: UTF8.self).uppercased() }
    }
  }

  // MARK: Policies without row security

  private static let created = Pattern.fixed(
    #"\ACREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(?:["\w]+\.)?"?(\w+)"#)
  private static let enabled = Pattern.fixed(
    #"\AALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?:["\w]+\.)?"?(\w+)"? (?:[^;]*, ?)?(?:ENABLE|FORCE) ROW LEVEL SECURITY"#)
  private static let policy = Pattern.fixed(#"\ACREATE POLICY \S+ ON (?:["\w]+\.)?"?(\w+)"#)

  static let policies = Detector.file("sql_policies", reading: SQLMigrations.isSQL) { source, rule in
    let statements = source.sql.statements
    let tables = Set(statements.flatMap { names(created, $0.text) })
    let secured = Set(statements.flatMap { names(enabled, $0.text) })
    // Done in a loop over the catalogue, it is done for all.
    guard !secured.isEmpty, !statements.contains(where: { $0.isInBody && $0.text.contains("ROW LEVEL SECURITY") })
    else {
      return []
    }
    var seen: Set<String> = []
    return statements.compactMap { statement -> Hit? in
      guard let table = names(policy, statement.text).first, tables.contains(table), !secured.contains(table),
        seen.insert(table).inserted
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: statement.range),
        message: "row security is never enabled on \(table.lowercased()), so this policy has no effect")
    }
  }

  // MARK: Amounts changed without an entry

  private static let amount = #"(?:\w+_)?(?:BALANCE|CREDITS?|STOCK|QUANTITY|ON_HAND|POINTS)(?:_\w+)?"#
  private static let amountSet = try? Pattern(
    #"\AUPDATE (?:ONLY )?(?:["\w]+\.)?"?(\w+)"?(?: (?:AS )?\w+)? SET (?:[^;]*, ?)?"# + amount + #" ?= ?(?!DEFAULT)"#)
  private static let entry = Pattern.fixed(
    #"\AINSERT INTO (?:["\w]+\.)?"?\w*(?:ENTR(?:Y|IES)|LEDGER|HISTORY|AUDIT|LOG|JOURNAL|TRANSACTIONS?|MOVEMENTS?|BOOKINGS?|POSTINGS?)\b"#
  )
  private static let calls = Pattern.fixed(
    #"\A(?:PERFORM|CALL|EXEC(?:UTE)?) |\bSELECT \w*(?:LOG|AUDIT|BOOK|POST|RECORD)\w*\("#)

  static let records = Detector.file("sql_unrecorded", reading: SQLMigrations.isSQL) { source, rule in
    let statements = source.sql.statements
    guard !source.isTest, let amountSet, !statements.contains(where: { $0.text.contains(" TRIGGER ") }) else {
      return []
    }
    let routines = Dictionary(grouping: statements.filter { $0.routine != nil }, by: { $0.routine ?? 0 })
    func tables(_ inside: [SQLStatement]) -> Set<String> { Set(inside.flatMap { names(amountSet, $0.text) }) }
    func records(_ inside: [SQLStatement]) -> Bool { inside.contains { entry.matches(Array($0.text.utf8)) } }
    let recorded = routines.values.filter(records).reduce(into: Set<String>()) { $0.formUnion(tables($1)) }
    return routines.sorted { $0.key < $1.key }.compactMap { head, inside -> Hit? in
      guard !records(inside), !inside.contains(where: { calls.matches(Array($0.text.utf8)) }),
        let table = tables(inside).intersection(recorded).min(),
        let change = inside.first(where: { names(amountSet, $0.text).contains(table) })
      else { return nil }
      let first = source.line(at: statements[head].range.lowerBound)
      let line = source.line(at: change.range.lowerBound)
      return Hit(
        rule, in: source.path, lines: line - first < 8 ? first...line : line...line,
        message: "\(table.lowercased()) is changed without the entry that other routines here write", severity: .medium)
    }
  }

  // MARK: Whole rows read, changed and written back

  private static let wholeRow = Pattern.fixed(
    #"\ASELECT (?:\w+\.)?\* INTO (?:STRICT )?(\w+) FROM (?:["\w]+\.)?"?(\w+)(?!.*\b(?:FOR (?:NO KEY )?UPDATE|FOR SHARE)\b)"#
  )

  static let reads = Detector.file("sql_row_races", reading: SQLMigrations.isSQL) { source, rule in
    let statements = source.sql.statements
    if source.isTest { return [] }
    return statements.indices.compactMap { index -> Hit? in
      let statement = statements[index]
      let bytes = Array(statement.text.utf8)
      guard statement.isInBody, let match = wholeRow.allMatches(in: bytes, limit: 1).first,
        let row = match.group(0).map({ String(decoding: bytes[$0], as: UTF8.self) }),
        let table = match.group(1).map({ String(decoding: bytes[$0], as: UTF8.self) }),
        let written = try? Pattern(
          #"\AUPDATE (?:ONLY )?(?:["\w]+\.)?"?\#(table)\b.*? SET (?:[^;]*, ?)?(\#(amount)) ?= ?(?!\1\b|(?!\#(row)\.)\w+\.\1 ?[-+])[\w.]"#
        ),
        let computed = try? Pattern(#"\b\#(row)\.\#(amount) ?[-+<>]|[<>] ?\#(row)\.\#(amount)"#)
      else { return nil }
      let later = statements[index...].dropFirst().prefix(15).filter { $0.routine == statement.routine }
      guard let change = later.first(where: { written.matches(Array($0.text.utf8)) }),
        later.contains(where: { computed.matches(Array($0.text.utf8)) })
      else { return nil }
      let first = source.line(at: statement.range.lowerBound)
      let last = source.line(at: change.range.lowerBound)
      return Hit(
        rule, in: source.path, lines: last - first < 12 ? first...last : first...first,
        message:
          "\(table.lowercased()) is read without a lock and written back; two at once both pass. SELECT … FOR UPDATE, or one UPDATE with the condition"
      )
    }
  }

  // MARK: A step back that does not bring back

  private static let downMarker = Pattern.fixed(
    #"(?im)^--\s*(?:\+goose\s+down|\+migrate\s+down|migrate:down|rollback\b|\+micrate\s+down)"#)
  private static let dropped = Pattern.fixed(#"\bDROP COLUMN (?:IF EXISTS )?"?(\w+)"#)
  private static let invented = Pattern.fixed(#"\bADD COLUMN (?:IF NOT EXISTS )?"?(\w+)"?[^,;]*\bDEFAULT (?!NULL)"#)

  static let restored = Detector.file("sql_invented_values", reading: SQLMigrations.isSQL) { source, rule in
    let script = source.sql
    guard let down = downMarker.allMatches(in: script.original, limit: 1).first?.range.lowerBound else { return [] }
    let lost = Set(script.statements.filter { $0.range.lowerBound < down }.flatMap { names(dropped, $0.text) })
    let back = script.statements.filter { $0.range.lowerBound > down }
    return back.compactMap { statement -> Hit? in
      guard let column = names(invented, statement.text).first(where: lost.contains),
        !back.contains(where: { $0.text.hasPrefix("UPDATE ") && $0.text.contains(column) })
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: statement.range),
        message: "every row gets the same \(column.lowercased()) back, whatever stood there before", severity: .medium)
    }
  }
}
