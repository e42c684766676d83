internal import JudgeTypes

/// What scripts do to state that others use too: locks, running versions, databases, and who may read what they leave.
enum ShellState {
  // MARK: Locks

  private static let lockName = Pattern.fixed(#"(?i)lock|lck|mutex|running|pid"#)
  private static let sound = Pattern.fixed(
    #"\bflock\b|\block(?:file|run)\b|\bsetlock\b|\bshlock\b|\bnoclobber\b|\bset\s+-\w*C|\bkill\s+-0\b|\bps\s+-\w*p|\bpgrep\b|/proc/|\bmkdir\s+(?!-p)["']?\$\{?\w*lock"#
  )

  /// A lock that is looked for first and made afterwards.
  static func races(in script: ShellScript, _ rule: Rule) -> [Hit] {
    if sound.matches(script.bytes) { return [] }
    return script.commands.indices.compactMap { index -> Hit? in
      let command = script.commands[index]
      guard ["[", "[[", "test"].contains(command.name), command.isCondition || command.after == .and,
        let flag = command.words.firstIndex(where: { ["-f", "-e", "-s"].contains($0.text) }),
        flag + 1 < command.words.count
      else { return nil }
      let lock = command.words[flag + 1]
      guard lockName.matches(Array((lock.text + script.resolved(lock, before: command.range.lowerBound)).utf8)) else {
        return nil
      }
      let isAbsence = command.words.contains { $0.text == "!" }
      var leaves = isAbsence
      for later in script.commands[index...].dropFirst().prefix(10) {
        if ["exit", "return"].contains(later.name) { leaves = true }
        guard leaves, makes(later, lock.text) else { continue }
        let lines = script.line(at: command.range.lowerBound)...script.line(at: later.range.lowerBound)
        return Hit(
          rule, in: script.path, lines: lines.count > 10 ? lines.lowerBound...lines.lowerBound : lines,
          message: "two that start at once both find no '\(lock.text)' and both go on; use flock, or mkdir the lock",
          severity: .medium)
      }
      return nil
    }
  }

  private static func makes(_ command: ShellCommand, _ path: String) -> Bool {
    if command.name == "touch" { return command.words.dropFirst().contains { $0.text == path } }
    return ["echo", "printf", "date", ":", ""].contains(command.name)
      && command.redirections.contains { $0.sign == ">" && $0.target.text == path }
  }

  // MARK: No way back

  private static let service = Pattern.fixed(
    #"\b(?:systemctl|service|supervisorctl|pm2|rc-service|launchctl)\s+(?:\S+\s+)?(?:stop|start|restart|reload)\b|\bdocker[- ]compose\s+[^\n]*\b(?:up|down|restart)\b"#
  )
  private static let passing = Pattern.fixed(
    #"(?i)tmp|temp|build|cache|work|stag|new|dist|target|node_modules|next|old|log|scratch|download|\.git"#)
  private static let fills = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:tar\s+-?\w*x|unzip\s|cp\s+-\w*[raR]|rsync\s|git\s+clone|mv\s)"#)
  private static let keeps = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:tar\s+-?\w*c|cp\s|rsync\s|mv\s|zip\s|ln\s|restic\s|borg\s)"#)

  static func rollback(in script: ShellScript, _ rule: Rule) -> [Hit] {
    if script.isStep { return [] }
    let downtime = ShellDowntime.left(in: script, rule)
    return script.commands.indices.compactMap {
      replacedVersion(at: $0, script, rule) ?? droppedDatabase(at: $0, script, rule)
        ?? downtime[$0]
    }
  }

  /// The running version is deleted, and then the new one is put there.
  private static func replacedVersion(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    let words = Array(script.program(command).map(\.text))
    guard words.first == "rm",
      words.dropFirst().contains(where: { $0.hasPrefix("-") && $0.lowercased().contains("r") }),
      let target = words.dropFirst().last(where: { !$0.hasPrefix("-") }), service.matches(script.bytes)
    else { return nil }
    var folder = target
    var expansions = command.words.flatMap(\.expansions)
    var isInside = false
    if ["*", "./*"].contains(target) {
      guard let last = script.commands[..<index].last(where: { $0.name == "cd" && $0.function == command.function }),
        last.words.count > 1
      else { return nil }
      (folder, expansions, isInside) = (last.words[1].text, last.words[1].expansions, true)
    }
    while folder.hasSuffix("/") || folder.hasSuffix("*") { folder.removeLast() }
    let word = ShellWord(
      range: command.range, text: folder, expansions: expansions, isBare: true)
    guard folder.count > 2, folder.hasPrefix("/") || folder.hasPrefix("$"), !passing.matches(Array(folder.utf8)),
      !passing.matches(Array(script.resolved(word, before: command.range.lowerBound).utf8))
    else { return nil }
    guard
      let filled = script.commands[index...].dropFirst().prefix(6).first(where: { later in
        script.has(fills, in: later.range)
          && (later.words.contains {
            $0.text == folder || $0.text.hasPrefix(folder + "/") || $0.text.hasSuffix("=" + folder)
          }
            || isInside && later.name == "tar")
      })
    else { return nil }
    let isKept = script.commands[..<index].contains {
      script.has(keeps, in: $0.range) && script.text($0.range).contains(folder)
    }
    if isKept { return nil }
    return Hit(
      rule, in: script.path, lines: script.lines(of: command.range),
      message:
        "the running version is deleted before the new one is there (line \(script.line(at: filled.range.lowerBound))), and no copy is kept; unpack beside it and switch"
    )
  }

  private static let drops = Pattern.fixed(
    #"(?i)\A(?:sudo\s+(?:-u\s+\w+\s+)?)?(?:dropdb\s|(?:psql|mysql|mariadb)\s[^|;]*\bdrop\s+database\b)"#)
  private static let loads = Pattern.fixed(
    #"(?i)\bpg_restore\s|\b(?:gunzip|zcat|gzip\s+-\w*d|xzcat|zstdcat|bzcat|cat)\b[^;&]*\|\s*(?:sudo\s+(?:-u\s+\w+\s+)?)?(?:psql|mysql|mariadb)\b|\b(?:psql|mysql|mariadb)\s[^|;\n]*<\s*["'$/\w]"#
  )
  private static let guarded = Pattern.fixed(
    #"(?i)\b(?:pg_dump|mysqldump|mariadb-dump)\s|\bg(?:un)?zip\s+-\w*t|\bpg_restore\s+(?:-l|--list)|\brename\s+to\b|\bzstd\s+-t|\[\[?\s+(?:!\s+)?-[fsre]\s+["']?\$|\btest\s+-[fsre]\s"#
  )
  private static let spare = Pattern.fixed(#"(?i)test|tmp|temp|_ci\b|dev|local|staging|sandbox|scratch|demo|example"#)

  /// A database is dropped for one whose archive nobody has looked at.
  private static func droppedDatabase(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    guard script.has(drops, in: command.range), !spare.matches(script.bytes, in: command.range),
      !spare.matches(Array(script.path.utf8))
    else { return nil }
    let end = min(script.bytes.count, command.range.upperBound + 800)
    guard loads.matches(script.bytes, in: command.range.upperBound..<end),
      !guarded.matches(script.bytes, in: 0..<command.range.lowerBound)
    else { return nil }
    return Hit(
      rule, in: script.path, lines: script.lines(of: command.range),
      message:
        "the database is gone before anybody knows that its archive is there and can be read; load beside it and rename"
    )
  }

  // MARK: Who may read

  private static let opening = Pattern.fixed(#"\A(?:[ugo]*[ao][ugo]*\+\w*[rR]\w*|0?[0-7]?[0-7]{2}[45])\z"#)
  private static let secretFile = Pattern.fixed(
    #"(?i)(?:\.(?:key|p12|pfx|jks|kdbx|dump|sql\.(?:gz|bz2|xz|zst)|htpasswd|pgpass|netrc)|(?:\A|/)\.env(?:\.prod\w*)?|/id_(?:rsa|ed25519|ecdsa)|/etc/shadow|/credentials)\z"#
  )
  private static let secretFolder = Pattern.fixed(
    #"(?i)/(?:[\w.]+[-_.])?(?:backups?|dumps?|secrets|credentials)(?:/|\z)"#)

  /// `chmod -R a+rX /srv/backup`: everybody on the machine reads what must not be read.
  static func openFiles(in script: ShellScript, _ rule: Rule) -> [Hit] {
    script.commands.compactMap { command -> Hit? in
      let words = Array(script.program(command))
      guard words.first?.text == "chmod",
        let mode = words.firstIndex(where: { opening.matches(Array($0.text.utf8)) })
      else { return nil }
      let isDeep = words.contains { $0.text.hasPrefix("-") && $0.text.contains("R") }
      let target = words[(mode + 1)...].first { word in
        let path = Array(script.resolved(word, before: command.range.lowerBound).utf8)
        return secretFile.matches(path) || isDeep && secretFolder.matches(path)
      }
      return target.map {
        Hit(
          rule, in: script.path, lines: script.lines(of: command.range),
          message: "everybody on the machine may read \($0.text)", severity: .medium)
      }
    }
  }

  // MARK: Waiting

  private static let limited = Pattern.fixed(
    #"\s(?:-\w*m\s*\d|-m\s|--max-time|--connect-timeout|--speed-time|-y\s?\d)|\btimeout\s+[\d"$-]|(?i)\$\{?\w*(?:opt|arg|flag|curl)"#
  )
  private static let near = Pattern.fixed(
    #"localhost|127\.0\.0\.1|file://|unix-socket|\.(?:tar\.\w+|tgz|zip|iso|deb|rpm|gz)\b"#)
  private static let scheduled = Pattern.fixed(
    #"(?im)^#[^\n]*(?:\bcron\w*\b|\*/\d+\s|\bevery\s+(?:\d+|five|ten|fifteen)\s+(?:minutes?|seconds?)\b)"#)

  /// A request of a script that runs again and again, or that gives its other requests a limit.
  static func timeouts(in script: ShellScript, _ rule: Rule) -> [Hit] {
    let requests = script.commands.filter { script.program($0).first?.text == "curl" }
    guard !script.isStep, !requests.isEmpty else { return [] }
    let whole = requests.map { script.has(limited, in: $0.range) }
    guard whole.contains(true) || scheduled.matches(script.bytes, in: 0..<min(1500, script.bytes.count)) else {
      return []
    }
    return zip(requests, whole).compactMap { command, isLimited in
      guard !isLimited, !script.has(near, in: command.range), script.text(command.range).contains("http") else {
        return nil
      }
      return Hit(
        rule, in: script.path, lines: script.lines(of: command.range),
        message: "curl waits without end for a server that does not answer; --max-time", severity: .medium)
    }
  }
}

extension ShellScript {
  /// A word with the values that the script gives to its variables.
  func resolved(_ word: ShellWord, before offset: Int, depth: Int = 0) -> String {
    var text = word.text
    guard depth < 4 else { return text }
    for expansion in word.expansions where !expansion.isCommand && expansion.name != "{{" {
      guard let place = text.firstRange(of: self.text(expansion.range)),
        case .value(let value)? = variables.origins(of: expansion.name, before: offset).last
      else { continue }
      text.replaceSubrange(place, with: resolved(value, before: offset, depth: depth + 1))
    }
    return text
  }
}
