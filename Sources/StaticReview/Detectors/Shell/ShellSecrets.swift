internal import JudgeTypes

/// Secrets that a script shows: printed, traced, or on a command line that every process list holds.
enum ShellSecrets {
  private static let secretName = Pattern.fixed(
    #"(?i)(?:\A|_)(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRET|TOKEN|API_?KEY|APIKEY|ACCESS_?KEY|PRIV(?:ATE)?_?KEY|CREDENTIALS?|AUTH_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY)(?:_?(?:KEY|VALUE|PROD|PRODUCTION|STAGING|LIVE|B64|BASE64|\d+))?\z|(?:Password|Secret|Token|ApiKey|Passphrase)\z"#
  )
  private static let notSecret = Pattern.fixed(
    #"(?i)\A(?:OLD)?PWD\z|(?:FILE|PATH|DIR|NAME|ARN|URL|ID|LENGTH|COUNT|TTL|EXPIR\w*|PUBLIC\w*)\z|_ID_|MAX_TOKEN|TOKEN_COUNT|HAS_|IS_|NUM_"#
  )
  private static let secretExpression = Pattern.fixed(
    #"\$\{\{\s*(?:secrets\.(?!GITHUB_TOKEN)|toJSON\(\s*(?:secrets|github)\s*\)|github\.token)"#)

  static func isSecret(_ expansion: ShellExpansion, _ script: ShellScript) -> Bool {
    if expansion.name == "{{" { return script.has(secretExpression, in: expansion.range) }
    if expansion.operation == "#" || expansion.operation.hasPrefix(":+") || expansion.operation.hasPrefix("+") {
      return false
    }
    // A few characters of it, or it without its middle.
    if expansion.operation.hasPrefix(":"), !expansion.operation.hasPrefix(":-") { return false }
    if ["%", "#", "/"].contains(where: expansion.operation.hasPrefix) { return false }
    let name = Array(expansion.name.utf8)
    return secretName.matches(name) && !notSecret.matches(name)
  }

  static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    script.commands.indices.compactMap { index in
      printed(at: index, script, rule) ?? dumped(at: index, script, rule) ?? onCommandLine(at: index, script, rule)
    } + traced(script, rule)
  }

  private static func printed(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    guard command.depth == 0, command.after != .pipe,
      ["echo", "printf", "print", "logger", "wall"].contains(script.program(command).first?.text ?? "")
        || ["log", "info", "debug", "log_info", "warn", "error", "die"].contains(command.name)
    else { return nil }
    guard showsOutput(command), !isInWrittenGroup(index, script),
      let secret = command.words.dropFirst().lazy.flatMap({ $0.expansions }).first(where: {
        isSecret($0, script) || holdsAnswer($0, command, script)
      }),
      !command.words.contains(where: { $0.text.contains("::add-mask::") || $0.text.contains("task.setvariable") })
    else { return nil }
    let name = secret.name == "{{" ? "a secret of the pipeline" : "$\(secret.name)"
    return Hit(rule, in: script.path, lines: script.lines(of: command.range), message: "\(name) is printed")
  }

  private static let secretSource = Pattern.fixed(
    #"\A["']?(?:\$\(|`)\s*(?:curl\b[^|]*(?:/oauth2?/|/token\b|/auth/|/login\b|grant_type=|client_secret)|vault\s+(?:kv\s+get|read)\b|aws\s+secretsmanager\s+get-secret-value|aws\s+ssm\s+get-parameters?\b[^|]*--with-decryption|gcloud\s+secrets\s+versions\s+access|gcloud\s+auth\s+print-\w+-token|az\s+keyvault\s+secret\s+show|az\s+account\s+get-access-token|op\s+read\s|gh\s+auth\s+token|kubectl\s+(?:[^|]*\s)?get\s+secrets?\s)"#
  )
  private static let reduced = Pattern.fixed(
    #"%\{http_code\}|\|\s*(?:wc|sha\d+sum|md5sum|cut)\b|\|\s*jq\b(?![^|]*(?:token|secret|password|\s\.\s|\s['"]\.['"]))|--query\s+["']?(?![^\s]*(?:Secret|Value|value|token|Token))\w|-o\s+name\b"#
  )

  /// A variable that holds the answer of what gives out tokens or secrets.
  private static func holdsAnswer(_ expansion: ShellExpansion, _ command: ShellCommand, _ script: ShellScript) -> Bool {
    guard !expansion.isCommand, expansion.operation.isEmpty,
      case .value(let value)? = script.variables.origins(of: expansion.name, before: command.range.lowerBound).last
    else { return false }
    let bytes = Array(value.text.utf8)
    return secretSource.matches(bytes) && !reduced.matches(bytes)
  }

  static func showsOutput(_ command: ShellCommand) -> Bool {
    !command.redirections.contains { redirection in
      redirection.sign.hasSuffix(">") && !redirection.sign.hasPrefix("2")
        && !redirection.target.text.hasPrefix("/dev/std")
        && !["/dev/tty", "/dev/fd/1"].contains(redirection.target.text) || redirection.sign == "1>&"
        || redirection.sign.hasSuffix("<")
    }
  }

  /// `{ echo …; echo …; } > file`, or a group that is piped on.
  static func isInWrittenGroup(_ index: Int, _ script: ShellScript) -> Bool {
    script.groups.contains { start, end in
      guard start <= index, index < end else { return false }
      return script.commands[start..<end].contains {
        $0.after == .pipe || !showsOutput($0) && $0.redirections.contains { $0.sign.hasSuffix(">") }
      }
    }
  }

  private static func dumped(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    let words = script.program(command).map(\.text)
    guard script.isStep, command.depth == 0, showsOutput(command) else { return nil }
    let isDump =
      words == ["env"] || words == ["printenv"] || words == ["export", "-p"] || words == ["declare", "-x"]
      || words == ["set"]
    let isFile =
      words.first == "cat"
      && words.dropFirst().contains {
        $0 == ".env" || $0.hasSuffix("/.env") || $0.contains("credentials") || $0.hasSuffix(".netrc")
          || $0.hasSuffix(".npmrc")
      }
    guard isDump || isFile else { return nil }
    let followers = script.pipeline(from: index).indices.dropFirst().map { script.commands[$0].name }
    guard followers.allSatisfy({ ["sort", "less", "tee", "cat", "base64"].contains($0) }) else { return nil }
    return Hit(
      rule, in: script.path, lines: script.lines(of: command.range),
      message: "the whole environment, secrets with it, goes into the build's log")
  }

  private static let passwordFlag = Pattern.fixed(
    #"\A(?:-p|--password=|--passwd=|--pass=|--token=|--auth-token=|--secret=|-a)(?=["']?\$)"#)
  private static let passwordPrograms: Set = [
    "mysql", "mysqldump", "mysqladmin", "mariadb", "sshpass", "redis-cli", "mongo", "mongosh", "mongodump", "sqlcmd",
    "smbclient", "ldapsearch", "ldapmodify", "htpasswd", "zip", "7z", "keytool",
  ]

  /// `mysql -p"$PASS"`: whoever lists processes reads it.
  private static func onCommandLine(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    let words = Array(script.program(command))
    guard let program = words.first?.text.split(separator: "/").last.map(String.init) else { return nil }
    let isLogin = ["docker", "podman", "helm"].contains(program) && words.contains { $0.text == "login" }
    guard passwordPrograms.contains(program) || isLogin else { return nil }
    for (position, word) in words.enumerated().dropFirst()
    where word.expansions.contains(where: { isSecret($0, script) }) {
      let previous = words[position - 1].text
      guard
        passwordFlag.matches(Array(word.text.utf8))
          || ["-p", "--password", "-w", "-P", "-a", "--token"].contains(previous)
      else { continue }
      return Hit(
        rule, in: script.path, lines: script.lines(of: command.range),
        message: "a password on the command line of '\(program)' stands in every process list",
        // These clients blank it as soon as they run, and nobody else is on a pipeline's machine.
        severity: script.isStep || ["mysql", "mariadb", "mongo"].contains(where: program.hasPrefix) ? .low : .medium)
    }
    return nil
  }

  private static let debugging = Pattern.fixed(#"(?i)debug|trace|verbose"#)

  /// `set -x` while commands with secrets run.
  private static func traced(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    var tracing: ShellCommand?
    for (index, command) in script.commands.enumerated() {
      if command.name == "set" {
        let flags = command.words.dropFirst().map(\.text)
        if flags.contains(where: { $0.hasPrefix("-") && $0.contains("x") })
          || flags.contains("xtrace") && flags.contains("-o")
        {
          // Only when somebody asks for it.
          let isAsked = index > 0 && script.has(debugging, in: script.commands[index - 1].range)
          tracing = isAsked ? nil : command
        }
        if flags.contains(where: { $0.hasPrefix("+") && $0.contains("x") }) { tracing = nil }
        continue
      }
      guard let start = tracing else { continue }
      let used = (command.words + command.assignments.map(\.value)).contains { word in
        word.expansions.contains { isSecret($0, script) }
      }
      let isNameTest = ["[", "[[", "test", ":"].contains(command.name)
      guard used, !isNameTest else { continue }
      return [
        Hit(
          rule, in: script.path, lines: script.lines(of: start.range),
          message: "set -x prints line \(script.line(at: command.range.lowerBound)) with the secret in it")
      ]
    }
    return []
  }
}
