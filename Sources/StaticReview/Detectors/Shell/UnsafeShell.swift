internal import JudgeTypes

/// Scripts that go wrong after a failure, or with an empty or odd value.
enum UnsafeShell {
  static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    var hits: [Hit] = []
    for index in script.commands.indices {
      hits += emptyDeletion(at: index, script, rule) + split(at: index, script, rule)
      hits += lostPipe(at: index, script, rule) + blindChange(at: index, script, rule)
    }
    if !script.isStep { hits += guessable(script, rule) }
    return hits + goingOn(script, rule)
  }

  private static let recursive = Pattern.fixed(#"\A-\w*[rR]|\A--recursive"#)

  /// `rm -rf "$DIR/…"` where DIR may be empty.
  private static func emptyDeletion(at index: Int, _ script: ShellScript, _ rule: Rule) -> [Hit] {
    let command = script.commands[index]
    let words = script.program(command)
    guard words.first?.text == "rm", words.contains(where: { recursive.matches(Array($0.text.utf8)) }) else {
      return []
    }
    for word in words.dropFirst() {
      guard let first = word.expansions.first, word.text.hasPrefix("$"), first.name != "{{", !first.isCommand else {
        continue
      }
      let rest = word.text.dropFirst(first.range.count)
      guard rest.hasPrefix("/"), script.variables.mayBeEmpty(first, in: command, script.options) else { continue }
      if isTested(first.name, before: index, script) { continue }
      let parts = rest.split(separator: "/").count
      let isGrave = rest == "/" || rest.hasSuffix("*") || parts < 2
      return [
        Hit(
          rule, in: script.path, lines: script.lines(of: command.range),
          message: "deletes '\(rest)' from the root when $\(first.name) is empty", severity: isGrave ? nil : .medium)
      ]
    }
    return []
  }

  /// `[ -n "$DIR" ] && rm …`, or the variable stands in a test before.
  private static func isTested(_ name: String, before index: Int, _ script: ShellScript) -> Bool {
    script.variables.isChecked(name)
  }

  /// Names that are split at blanks: `rm $file`, `for f in $(ls)`.
  private static func split(at index: Int, _ script: ShellScript, _ rule: Rule) -> [Hit] {
    let command = script.commands[index]
    let words = script.program(command)
    let name = words.first?.text ?? ""
    if name == "for" {
      guard
        let list = command.words.dropFirst(3).first(where: { $0.isBare && $0.expansions.contains(where: \.isCommand) }),
        listing.matches(script.bytes, in: list.range), isUsedOnFiles(command.words[1].text, from: index, script)
      else { return [] }
      return [
        Hit(
          rule, in: script.path, lines: script.lines(of: command.range),
          message: "file names with blanks are split here; loop over a glob or read names that end in a zero byte",
          severity: .medium)
      ]
    }
    guard ["rm", "mv"].contains(name) else { return [] }
    for word in words.dropFirst() where !word.text.hasPrefix("-") {
      guard let loose = word.expansions.first(where: { !$0.isQuoted && !$0.isCommand && $0.name != "{{" }),
        script.variables.comesFromOutside(loose, in: command), loose.name != "?", loose.name != "#"
      else { continue }
      return [
        Hit(
          rule, in: script.path, lines: script.lines(of: command.range),
          message: "$\(loose.name) is not quoted: a name with a blank or a star becomes several", severity: .medium)
      ]
    }
    return []
  }

  private static let listing = Pattern.fixed(#"\A(?:\$\(|`)\s*(?:ls\b(?![^|)]*\|\s*(?:wc|head))|find\b)"#)

  private static func isUsedOnFiles(_ variable: String, from index: Int, _ script: ShellScript) -> Bool {
    script.commands[index...].dropFirst().prefix(25).contains { command in
      command.words.dropFirst().contains { $0.expansions.contains { $0.name == variable } }
        && [
          "rm", "mv", "cp", "gzip", "tar", "chmod", "chown", "convert", "psql", "mysql", "sed", "scp", "aws", "unlink",
        ]
        .contains(script.program(command).first?.text ?? "")
    }
  }

  /// `pg_dump | gzip > file`: the file is there, whatever became of the dump.
  private static func lostPipe(at index: Int, _ script: ShellScript, _ rule: Rule) -> [Hit] {
    let command = script.commands[index]
    guard command.after == .pipe, command.before != .pipe, !script.options.failsInPipes,
      script.has(ShellPrograms.dumps, in: command.range) || script.has(archive, in: command.range)
    else { return [] }
    if script.commands.contains(where: { $0.words.contains { $0.text.contains("PIPESTATUS") } }) { return [] }
    let pipeline = script.pipeline(from: index)
    // Shown to a person, or restored at once, a dump that fails is seen.
    guard
      script.has(keeps, in: pipeline.range)
        || pipeline.indices.contains(where: { script.commands[$0].redirections.contains { $0.sign.hasSuffix(">") } })
    else { return [] }
    return [
      Hit(
        rule, in: script.path, lines: script.lines(of: pipeline.range),
        message:
          "a dump that fails leaves a file that looks whole, for the pipe's status is that of its last command; set -o pipefail"
      )
    ]
  }

  private static let archive = Pattern.fixed(#"\btar\s+-?\w*c\w*\s"#)
  private static let keeps = Pattern.fixed(
    #"\|\s*(?:aws\s+s3\s+cp|gsutil\s+cp|rclone\s+rcat|ssh\s|az\s+storage|restic|dd\s+of|tee\s|openssl\s+enc[^|]*-out|gpg\s[^|]*(?:-o|--output))"#
  )

  private static let relativeDeletion = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:rm\s+(?:-\w*[rR]\w*\s+|--recursive\s+)(?:-\w+\s+)*(?:--\s+)?["']?(?![/$~"'-])\S|rm\s+(?:-\w+\s+)*(?![/$~])[^\s"']*\*|find\s+\.\s[^|]*(?:-delete|-exec\s+rm)|git\s+(?:clean|reset\s+--hard)|rsync\s[^|]*--delete\S*\s[^|]*\s?\./?\s)"#
  )

  /// `cd "$DIR"` and then a deletion by a relative name, wherever one is.
  private static func blindChange(at index: Int, _ script: ShellScript, _ rule: Rule) -> [Hit] {
    let command = script.commands[index]
    guard command.name == "cd" || command.name == "pushd", command.words.count > 1, !command.isCondition,
      !script.options.stopsAtErrors, command.after != .and, command.after != .or
    else { return [] }
    for later in script.commands[index...].dropFirst().prefix(8) {
      if later.name == "cd" || later.function != command.function { return [] }
      guard script.has(relativeDeletion, in: later.range) else { continue }
      let lines = script.line(at: command.range.lowerBound)...script.line(at: later.range.lowerBound)
      return [
        Hit(
          rule, in: script.path, lines: lines.count > 4 ? lines.lowerBound...lines.lowerBound : lines,
          message: "when this cd fails, what follows deletes wherever the script happens to be")
      ]
    }
    return []
  }

  private static let temporary = Pattern.fixed(#"\A/(?:var/)?tmp/(?!\S*(?:\$\(|XXX|`|\$\{?RANDOM))[\w.${}/@%+-]+\z"#)
  private static let shared = Pattern.fixed(#"(?i)\.(?:lock|pid|sock)\z|/dev/|\.X11"#)

  /// A file in /tmp by a name that anybody can guess.
  private static func guessable(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    var seen: Set<String> = []
    var named: [String: ShellCommand] = [:]
    for command in script.commands {
      for assignment in command.assignments where isGuessable(assignment.value.text) {
        named[assignment.name] = command
      }
    }
    return script.commands.compactMap { command in
      guard let target = written(by: command, script) else { return nil }
      var place = command
      var path = target.text
      if let variable = target.expansions.first, target.text.hasPrefix("$"), let assigned = named[variable.name] {
        place = assigned
        path = assigned.assignments.first { $0.name == variable.name }?.value.text ?? path
      }
      guard isGuessable(path), seen.insert(path).inserted else { return nil }
      return Hit(
        rule, in: script.path, lines: script.lines(of: place.range),
        message: "anybody on the machine can guess this name and put a link there first; use mktemp", severity: .medium)
    }
  }

  /// What only root does: a folder of somebody else's becomes part of what it installs.
  private static let installs = Pattern.fixed(#"(?m)^\s*(?:systemctl\s|chown\s|useradd\s|install\s+-|service\s)"#)

  private static func isGuessable(_ path: String) -> Bool {
    temporary.matches(Array(path.utf8)) && !shared.matches(Array(path.utf8))
  }

  private static func written(by command: ShellCommand, _ script: ShellScript) -> ShellWord? {
    if let redirection = command.redirections.first(where: { $0.sign.hasSuffix(">") && !$0.sign.hasPrefix("2") }) {
      return redirection.target
    }
    let words = Array(script.program(command))
    switch words.first?.text {
    case "mkdir" where installs.matches(script.bytes) && words.contains(where: { $0.text == "-p" }):
      return words.dropFirst().last { !$0.text.hasPrefix("-") }
    case "tee": return words.dropFirst().first { !$0.text.hasPrefix("-") }
    case "curl", "wget", "pg_dump", "mysqldump":
      guard let flag = words.firstIndex(where: { ["-o", "-O", "--output", "-f"].contains($0.text) }),
        flag + 1 < words.count
      else { return nil }
      return words[flag + 1]
    default: return nil
    }
  }

  /// Without `set -e`: what is published or deleted relies on something before that nobody looked at.
  private static func goingOn(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    guard !script.options.stopsAtErrors else { return [] }
    if script.commands.contains(where: { $0.name == "trap" && $0.words.contains { $0.text == "ERR" } }) { return [] }
    let top = script.commands.indices.filter { script.commands[$0].depth == 0 && !script.commands[$0].isCondition }
    var prepared: [String?: Int] = [:]
    for index in top {
      let command = script.commands[index]
      let isGrave =
        script.has(ShellPrograms.publishes, in: command.range) || script.has(ShellPrograms.deletes, in: command.range)
        || script.has(ShellPrograms.migrates, in: command.range)
      if isGrave, command.before != .and, command.before != .or, let first = prepared[command.function] {
        let maker = script.program(script.commands[first]).prefix(2).map(\.text).joined(separator: " ")
        return [
          Hit(
            rule, in: script.path, lines: script.lines(of: command.range),
            message:
              "after a failed '\(maker)' (line \(script.line(at: script.commands[first].range.lowerBound))) the script goes on to line \(script.line(at: command.range.lowerBound)); set -e, or check it"
          )
        ]
      }
      if isUnchecked(index, script),
        script.has(ShellPrograms.prepares, in: command.range) || script.has(ShellPrograms.dumps, in: command.range)
          || script.has(ShellPrograms.migrates, in: command.range)
      {
        prepared[command.function] = prepared[command.function] ?? index
      }
    }
    return []
  }

  /// Whether nobody looks at how the command ended.
  static func isUnchecked(_ index: Int, _ script: ShellScript) -> Bool {
    let command = script.commands[index]
    guard !command.isCondition, command.after != .or, command.after != .background else { return false }
    var last = index
    while script.commands[last].after == .and || script.commands[last].after == .pipe,
      let next = script.next(after: last)
    {
      last = next
    }
    if script.commands[last].after == .or { return false }
    guard let next = script.next(after: last) else { return true }
    // `$?` in the next commands.
    return !script.commands[next...].prefix(3).contains { later in
      later.words.contains { $0.expansions.contains { $0.name == "?" } }
        || later.assignments.contains { $0.value.expansions.contains { $0.name == "?" } }
    }
  }
}
