internal import JudgeTypes

/// What detectors find in one shell script, whether it is a file or a step of a pipeline.
enum ShellRules {
  /// A detector that looks at shell files as one script and at pipelines step by step.
  static func detector(
    _ name: String, _ find: @escaping @Sendable (ShellScript, Rule) -> [Hit]
  ) -> Detector {
    Detector.file(name) { source, rule in
      guard !source.isTest else { return [] }
      if source.language == .shell { return find(source.shell, rule) }
      return Pipeline.of(source)?.steps.flatMap { step in step.script.map { find($0, rule) } ?? [] } ?? []
    }
  }

  static let all: [Detector] = [
    detector("shell_unsafe", UnsafeShell.hits), detector("shell_swallowed", ShellErrors.hits),
    detector("shell_elsewhere", ShellErrors.elsewhere), detector("shell_restored", ShellRestores.swallowed),
    detector("shell_irreversible", ShellRestores.irreversible), detector("shell_half_restored", ShellRestores.halves),
    detector("shell_injection", ShellInjection.hits),
    detector("shell_sql", ShellInjection.queries),
    detector("shell_download", ShellDownloads.hits), detector("shell_secrets", ShellSecrets.hits),
    detector("shell_health", ShellHealth.hits), detector("shell_races", ShellState.races),
    detector("shell_rollback", ShellState.rollback), detector("shell_open_files", ShellState.openFiles),
    detector("shell_timeouts", ShellState.timeouts), ShellFlow.detector,
  ]
}

/// What commands are for, by their text.
enum ShellPrograms {
  /// Writes out what is kept in a store.
  static let dumps = Pattern.fixed(
    #"\b(?:pg_dump(?:all)?|pg_basebackup|mysqldump|mariadb-dump|mariabackup|xtrabackup|mongodump|etcdctl\s+snapshot\s+save|influxd?\s+backup|redis-cli\s+[^|]*--rdb|zfs\s+send|btrfs\s+send|cqlsh|neo4j-admin\s+(?:database\s+)?dump|slapcat|sqlite3\s+[^|]*\.(?:dump|backup)|restic\s+backup|borg\s+create|velero\s+backup)\b"#
  )
  /// Makes or checks what later commands rely on.
  static let prepares = Pattern.fixed(
    #"\b(?:(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?(?:ci|install|test|build)\b|make\b(?!\S)|docker(?:\s+buildx)?\s+build\b|docker[- ]compose\s+(?:build|pull)\b|(?:\./)?mvnw?\s|(?:\./)?gradlew?\s|pytest\b|(?:go|cargo|dotnet|swift)\s+(?:build|test|vet)\b|git\s+(?:pull|fetch|clone|checkout|merge|reset)\b|rsync\s|scp\s|alembic\s+upgrade|flyway\s|liquibase\s|manage\.py\s+(?:migrate|test|check)|(?:rails|rake)\s+(?:db:migrate|test|spec)|rspec\b|composer\s+install|bundle\s+(?:install|exec)|terraform\s+(?:init|plan|validate)|tar\s+-?\w*c\w*\s|(?:sha\d+sum|shasum)\s[^|]*-c|gpg\s[^|]*--verify|artisan\s+migrate|prisma\s+migrate|phpunit\b|aws\s+s3\s+(?:cp|sync)|gsutil\s+(?:cp|rsync)|rclone\s+(?:copy|sync)|cp\s+-\w*[ar])"#
  )
  /// Cannot be taken back, or is what users get.
  static let publishes = Pattern.fixed(
    #"\b(?:kubectl\s+(?:[^|]*\s)?(?:apply|delete|set\s+image|rollout\s+restart|replace)\b|helm\s+(?:upgrade|install|rollback)\b|terraform\s+(?:apply|destroy)\b|docker\s+push\b|docker[- ]compose\s+[^|]*\bup\b|(?:npm|yarn|pnpm|cargo|poetry)\s+publish\b|twine\s+upload|aws\s+s3\s+(?:sync|rm|mv)\b|aws\s+(?:ecs|lambda|cloudformation|deploy)\s+(?:update|create|deploy)\S*|gcloud\s+[^|]*\bdeploy\b|gsutil\s+(?:-m\s+)?rsync|(?:systemctl|service)\s+(?:\S+\s+)?(?:restart|reload|start)\b|pm2\s+(?:restart|reload)|supervisorctl\s+restart|git\s+push\b|rsync\s[^|]*--delete|dropdb\b|pg_restore\b|gh\s+release\s+create|ansible-playbook\b|serverless\s+deploy|flyctl\s+deploy|fly\s+deploy|vercel\b[^|]*--prod|firebase\s+deploy|cap\s+production\s+deploy|ln\s+-\w*sf?n?\w*\s[^|]*(?:current|live))"#
  )
  static let deletes = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:rm\s+-\w*r\w*|rm\s+--recursive|find\s[^|]*-delete|find\s[^|]*-exec\s+rm|git\s+clean\s+-\w*f|aws\s+s3\s+rm|zfs\s+destroy|dropdb|restic\s+forget|truncate\s)"#
  )
  /// Says whether something is as it must be.
  static let verifies = Pattern.fixed(
    #"\b(?:(?:sha\d+sum|shasum|md5sum)\s[^|]*(?:-c\b|--check)|gpgv?\s[^|]*--verify|cosign\s+verify|minisign\s+-V|(?:trivy|grype)(?::[\w.-]+)?\s|snyk\s+(?:test|container|code)|(?:npm|yarn|pnpm)\s+audit|pip-audit|bandit\s|semgrep\s|tfsec\s|checkov\s|gitleaks\s|trufflehog\s|safety\s+check|bundle-audit|gosec\s|govulncheck|dependency-check|(?:npm|yarn|pnpm)\s+(?:run\s+)?test\b|pytest\b|(?:npx\s+(?:--\S+\s+)*|yarn\s+|pnpm\s+(?:exec\s+)?)(?:vitest|jest|mocha|cypress\s+run|playwright\s+test|detox\s+test)\b|xcodebuild\s[^|]*\btest\b|newman\s+run|go\s+test\b|cargo\s+(?:test|audit)\b|phpunit\b|rspec\b|mvn\s[^|]*\b(?:test|verify)\b|gradlew?\s[^|]*\b(?:test|check)\b|terraform\s+validate|(?:make|tox|nox)\s+(?:test|check)\b|manage\.py\s+test|dotnet\s+test|swift\s+test|ctest\b)"#
  )
  static let migrates = Pattern.fixed(
    #"\b(?:alembic\s+upgrade|flyway\s+[^|]*migrate|liquibase\s+[^|]*update|manage\.py\s+migrate|(?:rails|rake)\s+db:migrate|artisan\s+migrate|prisma\s+migrate\s+deploy|sequelize\s+db:migrate|knex\s+migrate|dbmate\s+up|goose\s[^|]*\bup\b|typeorm\s+migration:run|sqitch\s+deploy|(?:psql|mysql|sqlcmd|mariadb)\s[^|]*(?:-f\s|<\s*\S))"#
  )
}
