internal import JudgeTypes

/// Queries that routines put together, and what they do with errors and with rows that others change too.
enum SQLRoutines {
  private static let joined = Pattern.fixed(
    #"'\s*(?:\|\||\+)\s*+(?!(?:QUOTE_|QUOTENAME|DBMS_ASSERT|CHR\(|CHAR\(|'|NCHAR)|CAST\(\s*@\w+\s+AS\s+N?VARCHAR)\(?\s*[@:]?([A-Z_]\w*)|CONCAT\s*\(\s*N?'[^']*'\s*,\s*(?!QUOTE\(|')@?([A-Z_]\w*)"#
  )
  private static let keyword = Pattern.fixed(
    #"(?i)\b(?:SELECT|INSERT|UPDATE|DELETE|DROP|ALTER|CREATE|TRUNCATE|GRANT|REFRESH|WHERE|FROM|ORDER\s+BY|CALL|VACUUM|COPY)\b"#
  )
  private static let assignment = Pattern.fixed(
    #"\A(?:SET |SELECT |DECLARE )?([@\w]+)(?: (?:TEXT|N?VARCHAR\d?\s*\([\w ]+\)))? ?(?::=|\+?=) ?"#)

  static let injection = Detector.file("sql_dynamic", reading: SQLMigrations.isSQL) { source, rule in
    let script = source.sql
    if source.isTest { return [] }
    let executed = names(executedIn: script)
    let values = SQLValues(script)
    return script.statements.compactMap { statement in
      let text = statement.text
      let bytes = Array(text.utf8)
      if statement.routine == nil, !statement.isInBody, !text.hasPrefix("EXEC"), !text.hasPrefix("SET @"),
        !text.hasPrefix("PREPARE")
      {
        return nil
      }
      let isExecution =
        text.hasPrefix("EXECUTE ") || text.hasPrefix("EXEC(") || text.hasPrefix("EXEC (") || text.hasPrefix("EXECUTE(")
        || text.hasPrefix("RETURN QUERY EXECUTE") || text.hasPrefix("OPEN ") && text.contains(" FOR ")
        || text.hasPrefix("EXEC SP_EXECUTESQL N'") || text.contains(" IN EXECUTE ")
      let target = assignment.allMatches(in: bytes, limit: 1).first?.groups[0].map {
        String(decoding: bytes[$0], as: UTF8.self)
      }
      let isBuilt = target.map { executed.contains($0) } ?? false
      guard isExecution || isBuilt, keyword.matches(bytes) || isExecution else { return nil }
      let reduced = values.reduced(text)
      guard joinsLooseName(reduced.text, values) && hasLooseName(reduced.text) || reduced.isLoose && usesValue(text)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: statement.range),
        message:
          "a value becomes part of the statement that is executed; hand it over with USING, or quote it with %I, %L or QUOTENAME"
      )
    }
  }

  private static func joinsLooseName(_ text: String, _ values: SQLValues) -> Bool {
    let bytes = Array(text.utf8)
    return joined.allMatches(in: bytes).contains { match in
      guard let name = match.group(0) ?? match.group(1) else { return true }
      return !values.isHarmless(String(decoding: bytes[name], as: UTF8.self))
    }
  }

  private static let executedName = Pattern.fixed(
    #"\b(?:EXECUTE(?: IMMEDIATE)?|EXEC|EXEC SP_EXECUTESQL|SP_EXECUTESQL|PREPARE \w+ FROM)\s*\(?\s*(@?\w+)\s*\)?(?=\s*(?:;|\z|,|USING|INTO))"#
  )

  /// The variables whose text is executed.
  private static func names(executedIn script: SQLScript) -> Set<String> {
    var names: Set<String> = []
    for statement in script.statements where statement.text.contains("EXEC") || statement.text.contains("PREPARE") {
      let bytes = Array(statement.text.utf8)
      for match in executedName.allMatches(in: bytes) {
        if let name = match.groups[0] { names.insert(String(decoding: bytes[name], as: UTF8.self)) }
      }
    }
    return names
  }

  private static let tableLoop = Pattern.fixed(
    #"\b(?:TG_TABLE_NAME|TG_TABLE_SCHEMA|TG_OP|CURRENT_USER|NOW\(\)|CURRENT_DATE|SQLERRM|TO_CHAR)\b"#)
  private static let record = Pattern.fixed(#"\|\|\s*(?:R|REC|ROW|TBL|T)\.\w+"#)

  /// Whether what is joined is more than what the catalogue itself says.
  private static func hasLooseName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !(tableLoop.matches(bytes) || record.matches(bytes)) || text.contains(" P_") || text.contains("|| P_")
  }

  private static func usesValue(_ text: String) -> Bool { !tableLoop.matches(Array(text.utf8)) }

  // MARK: Errors

  private static let swallowed = Pattern.fixed(
    #"(?i)\bWHEN\s+OTHERS\s+THEN\s*(?:NULL\s*;|RETURN(?:\s+(?:NULL|FALSE|TRUE|0|1|NEW|''))?\s*;|RAISE\s+(?:NOTICE|WARNING|INFO|DEBUG|LOG)\b[^;]*;\s*(?:RETURN\b[^;]*;\s*)?END\b|DBMS_OUTPUT\.\w+\([^;]*;\s*END\b)|\bDECLARE\s+CONTINUE\s+HANDLER\s+FOR\s+SQLEXCEPTION\s+(?:BEGIN\s*END\b|SET\s+@?\w+\s*=\s*\w+\s*;)|\bBEGIN\s+CATCH\b(?:(?!\bTHROW\b|\bRAISERROR\b|\bINSERT\b|\bEXEC\b|\bRETURN\s+-)[^;]|;(?!\s*(?:THROW|RAISERROR)))*?\bEND\s+CATCH\b"#
  )
  private static let passesOn = Pattern.fixed(#"(?i)\b(?:THROW|RAISERROR|INSERT|EXEC|SIGNAL|RESIGNAL)\b"#)

  static let errors = Detector.file("sql_swallowed", reading: SQLMigrations.isSQL) { source, rule in
    let script = source.sql
    return swallowed.allMatches(in: script.code).compactMap { match in
      passesOn.matches(script.code, in: match.range)
        ? nil : Hit(rule, in: source.path, lines: source.lines(of: match.range))
    }
  }

  // MARK: Two at once

  private static let readAmount = Pattern.fixed(
    #"\ASELECT\b(?!.*\b(?:FOR (?:NO KEY )?UPDATE|UPDLOCK|XLOCK|HOLDLOCK|SERIALIZABLE)\b).*?\b((?:\w+_)?(?:BALANCE|STOCK|QUANTITY|QTY|AVAILABLE|SEATS\w*|INVENTORY|CREDITS?|REMAINING|AMOUNT_LEFT|ON_HAND|STATUS)(?:_\w+)?)\b.*?(?:\bINTO\b|=).*?\bFROM ["`\[]?(?:\w+\.)?(\w+)"#
  )
  private static let nextNumber = Pattern.fixed(
    #"(?i)\b(?:SELECT|:=|=|\()\s*(?:COALESCE\s*\(\s*|ISNULL\s*\(\s*|IFNULL\s*\(\s*)?MAX\s*\(\s*[\w.]+\s*\)\s*(?:,\s*[01]\s*\)\s*)?\+\s*1\b"#
  )

  static let races = Detector.file("sql_races", reading: SQLMigrations.isSQL) { source, rule in
    let script = source.sql
    if source.isTest { return [] }
    var hits = nextNumber.allMatches(in: script.code).compactMap { match -> Hit? in
      guard script.statements.contains(where: { $0.isInBody && $0.range.contains(match.range.lowerBound) }) else {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "two at once get the same number; use a sequence or an identity")
    }
    for (index, statement) in script.statements.enumerated()
    where statement.isInBody && statement.text.hasPrefix("SELECT ") {
      let bytes = Array(statement.text.utf8)
      guard statement.text.contains(" INTO ") || statement.text.hasPrefix("SELECT @"),
        !statement.text.contains("FOR UPDATE"),
        let match = readAmount.allMatches(in: bytes, limit: 1).first, let column = match.groups[0],
        let table = match.groups[1]
      else { continue }
      let (name, from) = (String(decoding: bytes[column], as: UTF8.self), String(decoding: bytes[table], as: UTF8.self))
      let isWritten = script.statements[index...].dropFirst().prefix(15).contains { later in
        later.routine == statement.routine && later.text.hasPrefix("UPDATE ") && later.text.contains(from)
          && later.text.contains(name)
          && !later.text.contains("\(name) >=")
      }
      guard isWritten else { continue }
      hits.append(
        Hit(
          rule, in: source.path, lines: source.lines(of: statement.range),
          message:
            "\(name.lowercased()) is read without a lock and written afterwards; two at once both pass. SELECT … FOR UPDATE"
        ))
    }
    return hits
  }
}
