internal import JudgeTypes

/// Procedures that change production and know no way back.
enum Procedures {
  private static let title = Pattern.fixed(
    #"(?i)\b(?:run-?book|playbook|migrat\w+|upgrad\w+|deploy\w*|release|cut-?over|maintenance|procedure|fail-?over|roll-?out|change plan|decommission\w*|clean-?up|purge|backfill|rotation|switch-?over|how to)\b"#
  )
  private static let destructive = Pattern.fixed(
    #"(?i)\b(?:DROP (?:TABLE|COLUMN|DATABASE|SCHEMA)|TRUNCATE(?: TABLE)? \w+|DELETE FROM \w+|UPDATE [\w."]+ SET|ALTER TABLE|pg_restore|terraform destroy|aws (?:s3 rm|rds delete|dynamodb delete)\S*|kubectl delete (?:pvc|pv|statefulset|namespace|ns)|rm -rf /\w+|mongorestore|redis-cli FLUSH\w+|DROP COLLECTION)\b"#
  )
  private static let migrating = Pattern.fixed(
    #"(?i)\b(?:flyway migrate|alembic upgrade|(?:rails|rake) db:migrate|manage\.py migrate|prisma migrate deploy|knex migrate:latest|liquibase update|sequelize db:migrate|goose up|dbmate up|migrate -path\b.* up)\b"#
  )
  private static let deploying = Pattern.fixed(
    #"(?i)\b(?:kubectl (?:apply|set image|replace|patch)|helm (?:upgrade|install)|terraform apply|docker (?:stack deploy|compose up)|aws (?:ecs update-service|lambda update-function-code)|gcloud (?:run|app) deploy|ansible-playbook|cap production deploy|systemctl restart)\b"#
  )
  private static let production = Pattern.fixed(
    #"(?i)\b(?:prod(?:uction)?|live|customers?|primary|patients?|outage|downtime|maintenance window|on-?call)\b"#)
  private static let wayBack = Pattern.fixed(
    #"(?i)roll(?:ing|ed|s)?[ -]?back|\brevert|back-?ups?\b|\bback(?:ed|ing)? up\b|back[- ]?out|snapshot|\brestor(?:e|ing)\b|\bundo\b|\babort|way back|previous (?:version|release|image|revision|deployment|state)|downgrade|pg_dump|mysqldump|dry[- ]run|point-in-time|PITR|canary|blue[/-]green|down(?:ward)? migration|\.down\.sql|switch(?:ed|ing)? back|fall(?:ing)? back|old (?:table|column|version) (?:is |stays|remains)|feature flag|git checkout|re-?deploy|reversible|last known good|--atomic|helm history"#
  )

  static let terms = ["rollback", "roll back", "revert", "backup", "restore"]

  static let detector = Detector.file("procedure_without_rollback") { source, rule in
    guard let plan = plan(of: source) else { return [] }
    let isDataChange = !plan.changes.isEmpty || pasted(migrating, in: plan.prose)
    let isDeployment = pasted(deploying, in: plan.prose) && production.matches(source.bytes)
    guard isDataChange || isDeployment else { return [] }
    let line = plan.denial ?? 1
    return [
      Hit(
        rule, in: source.path, lines: line...line,
        message: isDataChange
          ? "the procedure changes data or schema, and says neither how to go back nor what to save before"
          : "the procedure deploys to production, and says neither how to go back nor when to stop",
        severity: isDataChange ? .high : .medium, absentTerms: terms)
    ]
  }

  /// The statements of a plan without a way back that lose data.
  static let losses = Detector.file("procedure_losing_data") { source, rule in
    guard let plan = plan(of: source) else { return [] }
    var last = -9
    return plan.prose.lines.filter { $0.isPasted && loss.occurs(in: $0.text) }.compactMap { line in
      defer { last = line.number }
      guard line.number - last > 1 else { return nil }
      return Hit(
        rule, in: source.path, lines: line.number...line.number,
        message: "this loses data or locks a table, and the plan saves nothing before")
    }
  }

  /// The step of a plan without a way back that gives away where the data lay.
  static let givenAway = Detector.file("procedure_without_backup") { source, rule in
    guard let plan = plan(of: source), !plan.changes.isEmpty else { return [] }
    return plan.prose.lines.filter { !$0.isPasted && retiring.occurs(in: $0.text) && !denies($0.text) }.prefix(1).map {
      Hit(
        rule, in: source.path, lines: $0.number...$0.number,
        message: "where the data lay is given away, and nothing says what was saved before")
    }
  }

  private struct Plan {
    let prose: Prose
    /// The lines of statements that change data or schema.
    let changes: [Int]
    /// Where it says itself that there is no way back.
    let denial: Int?
  }

  /// A procedure of at least two steps that names no way back.
  private static func plan(of source: Source) -> Plan? {
    guard !source.isPartial else { return nil }
    let name = source.reviewedPath.lowercased()
    guard !name.hasSuffix("readme.md"), !name.contains("changelog"), !name.contains("contributing") else { return nil }
    let prose = Prose(source)
    let names =
      (prose.headings.first.map { $0.title } ?? "") + " " + source.reviewedPath.split(separator: "/").suffix(1).joined()
    guard title.occurs(in: names.replacing("_", with: " ")), steps(in: prose) >= 2 else { return nil }
    var denial: Int?
    for line in prose.lines where wayBack.occurs(in: line.text) {
      guard denies(line.text) || copy.occurs(in: line.text) else { return nil }
      if !line.isPasted, denial == nil, denies(line.text) { denial = line.number }
    }
    return Plan(
      prose: prose, changes: prose.lines.filter { changesData($0) }.map(\.number), denial: denial)
  }

  private static func changesData(_ line: Prose.Line) -> Bool {
    line.isPasted
      ? destructive.occurs(in: line.text) : Prose.codeSpans(in: line.text).contains(where: destructive.occurs)
  }

  private static let denial = Pattern.fixed(
    #"(?i)\b(?:no|not|never|without|cannot|impossible|neither|nor)\b|n't\b"#)
  private static func denies(_ text: String) -> Bool { denial.occurs(in: text) }

  /// A dump that goes straight into another database saves nothing.
  private static let copy = Pattern.fixed(#"\b(?:pg_dump|mysqldump)\b[^\n]*\|\s*(?:psql|mysql|pg_restore)\b"#)
  private static let loss = Pattern.fixed(
    #"(?i)\b(?:DROP (?:TABLE|COLUMN|DATABASE|SCHEMA)|TRUNCATE(?: TABLE)? \w+|DELETE FROM \w+)\b|\bADD COLUMN\b[^;\n]*\bNOT NULL\b[^;\n]*\bDEFAULT\s+\w*(?:random|uuid|nextval|clock)\w*\s*\("#
  )
  private static let retiring = Pattern.fixed(
    #"(?i)\A\s*(?:\d{1,2}[.)]|[-*])\s+[^\n]*\b(?:switch(?:es|ed)? off|shut(?:s)? down|decommission\w*|dismantle\w*|wipe\w*|hand(?:s|ed)? (?:\w+ ){0,4}back|give(?:s|n)? (?:\w+ ){0,4}back|scrap\w*|terminate\w*|delete\w*|remove\w*)\b[^\n]*\b(?:servers?|databases?|disks?|volumes?|machines?|clusters?|instances?|storage)\b"#
  )

  private static let numbered = Pattern.fixed(
    #"(?m)^\s{0,4}(?:\d{1,2}[.)]\s|#{2,4}\s+(?:Step\s+)?\d{1,2}\b|[-*]\s+\[ \]\s)"#)

  private static func steps(in prose: Prose) -> Int { numbered.allMatches(in: prose.bytes, limit: 5).count }

  /// As a command or statement: in a fence or a code span.
  private static func pasted(_ pattern: Pattern, in prose: Prose) -> Bool {
    prose.lines.contains { line in
      line.isPasted ? pattern.occurs(in: line.text) : Prose.codeSpans(in: line.text).contains(where: pattern.occurs)
    }
  }
}
