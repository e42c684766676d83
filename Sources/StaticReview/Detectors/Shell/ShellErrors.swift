internal import JudgeTypes

/// Failures that a script throws away.
enum ShellErrors {
  static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    script.commands.indices.compactMap { index in hit(at: index, script, rule) } + switchedOff(script, rule)
  }

  /// Failures of what another shell runs, or another system was asked for.
  static func elsewhere(in script: ShellScript, _ rule: Rule) -> [Hit] {
    script.commands.indices.compactMap { index in
      handedOn(at: index, script, rule) ?? unansweredHook(at: index, script, rule)
    }
  }

  private static let forgiven = Pattern.fixed(
    #"\b(?:alembic\s+upgrade|flyway\s|liquibase\s|manage\.py\s+migrate|(?:rails|rake)\s+db:migrate|artisan\s+migrate|prisma\s+(?:migrate|db\s+push)|sequelize\s+db:migrate|knex\s+migrate|(?:npm|yarn|pnpm)\s+(?:run\s+)?(?:db:)?migrat\w*(?::\w+)?|pg_dump|mysqldump|mongodump)\b[^|;&\n]*\|\|\s*(?:true\b|:(?:\s|\z)|echo\b|printf\b|exit\s+0)"#
  )

  /// `ssh host "migrate || true"`: the same in what is handed to another shell as text.
  private static func handedOn(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    guard !["echo", "printf"].contains(command.name),
      let word = command.words.dropFirst().first(where: { forgiven.matches(Array($0.text.utf8)) })
    else { return nil }
    let line = forgiven.allMatches(in: script.bytes, range: word.range, limit: 1).first.map(\.range) ?? word.range
    return Hit(
      rule, in: script.path, lines: script.lines(of: line),
      message: "a failure of the migration or dump counts as success")
  }

  private static let hook = Pattern.fixed(
    #"(?i)\s(?:-X\s*|--request[= ])["']?POST\b(?=[^\n]*(?:deploy|release|publish|rollout|render\.com|netlify|vercel|railway))|(?i)deploy_?hook"#
  )
  private static let examined = Pattern.fixed(
    #"\s-\w*f|--fail|-w\s|--write-out|http_code|(?i)slack|discord|teams|telegram|notif"#)

  /// A deployment asked for by HTTP, where an answer that refuses it counts as success.
  private static func unansweredHook(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    guard script.isStep, script.program(command).first?.text == "curl", command.depth == 0, command.after != .pipe,
      script.has(hook, in: command.range), !script.has(examined, in: command.range)
    else { return nil }
    return Hit(
      rule, in: script.path, lines: script.lines(of: command.range),
      message: "curl succeeds whatever the server answers: a deployment that was refused looks done; --fail",
      severity: .medium)
  }

  private static let excuses: Set = ["true", ":", "echo", "printf", "exit", "return"]

  private static func hit(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    guard matters(command.range, script), command.before != .pipe, command.depth == 0, !command.isCondition else {
      return nil
    }
    if isCleanUp(command) { return nil }
    let pipeline = script.pipeline(from: index)
    let alternatives = script.alternatives(of: index)
    if !alternatives.isEmpty {
      guard alternatives.allSatisfy({ isExcuse($0) }) else { return nil }
      return Hit(
        rule, in: script.path, lines: script.lines(of: pipeline.range),
        message: "a failure of '\(title(command, script))' counts as success")
    }
    guard !script.options.stopsAtErrors, UnsafeShell.isUnchecked(index, script),
      script.has(ShellPrograms.dumps, in: command.range) || script.has(ShellPrograms.migrates, in: command.range),
      command.redirections.contains(where: { ($0.sign == "2>" || $0.sign == "&>") && $0.target.text == "/dev/null" })
    else { return nil }
    return Hit(
      rule, in: script.path, lines: script.lines(of: command.range),
      message: "what '\(title(command, script))' says when it fails is thrown away, and nobody looks at how it ended")
  }

  private static func title(_ command: ShellCommand, _ script: ShellScript) -> String {
    script.program(command).prefix(2).map(\.text).joined(separator: " ")
  }

  private static func isCleanUp(_ command: ShellCommand) -> Bool {
    guard let function = command.function?.lowercased() else { return false }
    return ["clean", "teardown", "tear_down", "trap", "on_exit", "finish", "rollback"].contains(
      where: function.contains)
  }

  /// `|| true`, `|| echo …`, `|| exit 0`, `|| return 0`.
  private static func isExcuse(_ command: ShellCommand) -> Bool {
    guard excuses.contains(command.name) || command.words.isEmpty else { return false }
    if command.words.isEmpty { return false }
    switch command.name {
    case "exit", "return": return command.words.dropFirst().first?.text == "0"
    default: return true
    }
  }

  private static let harmless = Pattern.fixed(
    #"\A\s*(?:sudo\s+)?(?:echo|printf|grep|if|docker\s+(?:rm|rmi|stop|kill|network)|kubectl\s+(?:[^|]*\s)?(?:delete|get|describe|wait)|git\s+(?:fetch|pull|checkout|reset|clone|merge)|systemctl\s+(?:stop|start|restart|reload|disable|enable)|service\s|cp\s|make\s|terraform\s+(?:plan|init)|docker[- ]compose|ln\s|ansible-lint|(?:npm|yarn|pnpm)\s+(?:run\s+)?(?:ci|install)|bundle\s|pm2\s|supervisorctl\s|helm\s+(?:install|rollback))|--dry-run|--help|--version"#
  )

  private static func matters(_ range: Range<Int>, _ script: ShellScript) -> Bool {
    if script.has(harmless, in: range) { return false }
    return [
      ShellPrograms.dumps, ShellPrograms.verifies, ShellPrograms.migrates, ShellPrograms.publishes,
      ShellPrograms.prepares,
    ]
    .contains { script.has($0, in: range) }
  }

  /// `set +e` over commands that matter, with nobody asking how they ended.
  private static func switchedOff(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    var hits: [Hit] = []
    for (index, command) in script.commands.enumerated() where command.name == "set" && isOff(command) {
      var affected = 0
      for later in script.commands.indices where later > index {
        let next = script.commands[later]
        if next.name == "set",
          next.words.dropFirst().contains(where: { $0.text.hasPrefix("-") && $0.text.contains("e") })
        {
          break
        }
        if next.words.contains(where: { $0.expansions.contains { $0.name == "?" || $0.name == "PIPESTATUS" } })
          || next.assignments.contains(where: {
            $0.value.expansions.contains { $0.name == "?" || $0.name == "PIPESTATUS" }
          })
        {
          affected = 0
          break
        }
        if next.depth == 0, matters(next.range, script), UnsafeShell.isUnchecked(later, script) { affected += 1 }
      }
      guard affected > 0 else { continue }
      hits.append(
        Hit(
          rule, in: script.path, lines: script.lines(of: command.range),
          message: "from here on failures are ignored, those of commands that matter among them"))
    }
    return hits
  }

  private static func isOff(_ command: ShellCommand) -> Bool {
    let words = command.words.map(\.text)
    return words.contains { $0.hasPrefix("+") && $0.contains("e") } || words.contains("+o") && words.contains("errexit")
  }
}
