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
    guard !source.isPartial else { return [] }
    let prose = Prose(source)
    let names =
      (prose.headings.first.map { $0.title } ?? "") + " " + source.reviewedPath.split(separator: "/").suffix(1).joined()
    guard title.occurs(in: names), steps(in: prose) >= 2, !wayBack.matches(source.bytes) else { return [] }
    let name = source.reviewedPath.lowercased()
    guard !name.hasSuffix("readme.md"), !name.contains("changelog"), !name.contains("contributing") else { return [] }
    let isDataChange = pasted(destructive, in: prose) || pasted(migrating, in: prose)
    let isDeployment = pasted(deploying, in: prose) && production.matches(source.bytes)
    guard isDataChange || isDeployment else { return [] }
    return [
      Hit(
        rule, in: source.path, lines: 1...1,
        message: isDataChange
          ? "the procedure changes data or schema, and says neither how to go back nor what to save before"
          : "the procedure deploys to production, and says neither how to go back nor when to stop",
        severity: isDataChange ? .high : .medium, absentTerms: terms)
    ]
  }

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
