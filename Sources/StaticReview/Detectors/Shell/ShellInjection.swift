internal import JudgeTypes

/// Values from outside that a second shell, or a database, reads as code.
enum ShellInjection {
  static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    script.commands.compactMap { command in
      guard let words = evaluated(by: command, script),
        let expansion = words.lazy.flatMap({ $0.expansions }).first(where: { isOutside($0, command, script) })
      else { return nil }
      return Hit(
        rule, in: script.path, lines: script.lines(of: command.range),
        message: "$\(expansion.name) becomes part of a command line that a shell reads again")
    }
  }

  private static func isOutside(_ expansion: ShellExpansion, _ command: ShellCommand, _ script: ShellScript) -> Bool {
    !expansion.isCommand && expansion.name != "{{" && script.variables.comesFromOutside(expansion, in: command)
  }

  /// The words that a second shell reads.
  private static func evaluated(by command: ShellCommand, _ script: ShellScript) -> [ShellWord]? {
    let words = script.program(command)
    guard let first = words.first else { return nil }
    let rest = Array(words.dropFirst())
    switch first.text.split(separator: "/").last.map(String.init) ?? "" {
    case "eval":
      let isKnown = ["set", "$(getopt", "$(ssh-agent", "$(docker-machine"].contains {
        rest.first?.text.hasPrefix($0) == true
      }
      return isKnown ? nil : rest
    case "sh", "bash", "zsh", "dash", "ksh":
      guard let flag = rest.firstIndex(where: { $0.text.hasPrefix("-") && $0.text.hasSuffix("c") }),
        flag + 1 < rest.count
      else { return nil }
      // What follows the command line are its arguments, which are safe.
      return [rest[flag + 1]]
    case "su", "runuser":
      guard let flag = rest.firstIndex(where: { $0.text == "-c" || $0.text == "--command" || $0.text == "-lc" }),
        flag + 1 < rest.count
      else { return nil }
      return [rest[flag + 1]]
    case "ssh": return remote(rest, script).map { Array($0) }
    default: return nil
    }
  }

  private static let sshFlags = Set("bcDEeFIiJLlmOopQRSWw".map { "-\($0)" })

  /// What follows the host in an ssh command line.
  private static func remote(_ words: [ShellWord], _ script: ShellScript) -> ArraySlice<ShellWord>? {
    var index = 0
    while index < words.count, words[index].text.hasPrefix("-") {
      index += sshFlags.contains(words[index].text) ? 2 : 1
    }
    return index + 1 < words.count ? words[(index + 1)...] : nil
  }

  private static let clients: Set = [
    "psql", "mysql", "mariadb", "sqlite3", "sqlcmd", "clickhouse-client", "cqlsh", "mongosh", "mongo", "bq",
  ]
  private static let statement = Pattern.fixed(
    #"(?i)\b(?:select\b.{1,400}\bfrom|insert\s+into|update\b.{1,200}\bset|delete\s+from|drop\s+(?:table|database|user|schema)|alter\s+\w+|grant\b.{1,200}\bto|create\s+(?:user|role|database)|db\.\w+\.\w+\()"#
  )

  /// SQL that is put together from values of outside.
  static func queries(in script: ShellScript, _ rule: Rule) -> [Hit] {
    let wrappers = Self.wrappers(in: script)
    return script.commands.indices.compactMap { index -> Hit? in
      let command = script.commands[index]
      guard command.before != .pipe else { return nil }
      let pipeline = script.pipeline(from: index)
      let parts = pipeline.indices.map { script.commands[$0] }
      guard parts.contains(where: { isClient($0) || wrappers.contains($0.name) }) else { return nil }
      for word in parts.flatMap(texts) where statement.matches(Array(word.text.replacing("\n", with: " ").utf8)) {
        guard let loose = word.expansions.first(where: { isOutside($0, command, script) }) else { continue }
        let range = pipeline.range.lowerBound..<max(pipeline.range.upperBound, loose.range.upperBound)
        return Hit(
          rule, in: script.path, lines: script.lines(of: range),
          message:
            "$\(loose.name) becomes part of the query; hand it over as a variable of the client (psql -v, :'name')")
      }
      return nil
    }
  }

  /// Functions that hand their arguments to a client, such as `run() { psql -q "$@"; }`.
  static func wrappers(in script: ShellScript) -> Set<String> {
    Set(
      script.commands.compactMap { command in
        isClient(command) && command.words.contains { $0.expansions.contains { $0.name == "@" || $0.name == "*" } }
          ? command.function : nil
      })
  }

  private static let change = Pattern.fixed(
    #"(?i)\b(?:insert\s+into|update\b.{1,200}\bset|delete\s+from|drop\s|alter\s|truncate\s|create\s)"#)

  /// Whether a command changes what stands in a database.
  static func writes(_ command: ShellCommand, _ wrappers: Set<String>) -> Bool {
    (isClient(command) || wrappers.contains(command.name))
      && texts(of: command).contains { change.matches(Array($0.text.replacing("\n", with: " ").utf8)) }
  }

  private static func isClient(_ command: ShellCommand) -> Bool {
    command.words.contains { clients.contains($0.text.split(separator: "/").last.map(String.init) ?? "") }
  }

  /// What a command is given to read: its words, here-documents and here-strings.
  private static func texts(of command: ShellCommand) -> [ShellWord] {
    let strings = command.redirections.filter { $0.sign == "<<<" }.map(\.target)
    return command.words + command.documents + strings
  }
}
