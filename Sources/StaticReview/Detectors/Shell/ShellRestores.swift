internal import JudgeTypes

/// Dumps that are written back over a database which people use.
enum ShellRestores {
  private static let restores = Pattern.fixed(
    #"\bpg_restore\b(?=[^|;&\n]*\s(?:-d|--dbname)\b)(?=[^|;&\n]*\s(?:--clean|-c\b))|\bpsql\b(?![^|;&\n]*\s(?:-c|--command)\b)"#
  )
  private static let whole = Pattern.fixed(#"\s(?:-1\b|--single-transaction\b)"#)
  private static let stops = Pattern.fixed(#"(?i)ON_ERROR_STOP|\s(?:--exit-on-error|-e)\b"#)
  private static let unpacks = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:gunzip|zcat|gzip\s+-\w*d|xzcat|zstdcat|bzcat|cat|age|gpg|openssl)\b"#)
  private static let spare = Pattern.fixed(#"(?i)test|_ci\b|seed|init|fixture|sandbox|scratch|demo|example"#)
  private static let named = Pattern.fixed(
    #"(?i)(?<![a-z])(?:restor(?:e[sd]?|ing|ation)|recover(?:y|s|ed|ing)?|rollback|import(?:s|ed|ing)?)(?![a-z])"#)
  /// What makes tables instead of filling them again.
  private static let schema = Pattern.fixed(#"(?i)schema|migrat|\bddl\b"#)
  private static let keeps = Pattern.fixed(#"\b(?:pg_dump|pg_basebackup|createdb)\b"#)

  /// The places where a dump is read back, from the command that unpacks it.
  private static func places(in script: ShellScript) -> [(range: Range<Int>, isPiped: Bool)] {
    guard !script.isStep, named.matches(Array(script.path.utf8)) || named.matches(script.bytes),
      !spare.matches(Array(script.path.utf8))
    else { return [] }
    return script.commands.indices.compactMap { index in
      let command = script.commands[index]
      guard command.depth == 0, !command.isCondition, script.has(restores, in: command.range),
        !script.has(schema, in: command.range)
      else { return nil }
      let isFed = command.redirections.contains { $0.sign == "<" }
      guard command.before == .pipe else {
        let isClean = script.text(command.range).contains("pg_restore")
        return isFed || isClean ? (command.range, false) : nil
      }
      guard index > 0, script.has(unpacks, in: script.commands[index - 1].range),
        !script.has(schema, in: script.commands[index - 1].range)
      else { return nil }
      return (script.commands[index - 1].range.lowerBound..<command.range.upperBound, true)
    }
  }

  /// What goes on after a statement that failed, and ends well.
  static func swallowed(in script: ShellScript, _ rule: Rule) -> [Hit] {
    places(in: script).filter { place in
      script.text(place.range).contains("psql") && !script.has(stops, in: place.range)
        && !script.has(whole, in: place.range)
    }.map {
      Hit(
        rule, in: script.path, lines: script.lines(of: $0.range),
        message: "psql goes on after a statement that fails, and ends as if all were restored; -v ON_ERROR_STOP=1",
        severity: .medium)
    }
  }

  /// What leaves a database half replaced when it fails.
  static func irreversible(in script: ShellScript, _ rule: Rule) -> [Hit] {
    places(in: script).filter { place in
      !script.has(whole, in: place.range) && !script.has(keeps, in: 0..<place.range.lowerBound)
    }.map {
      Hit(
        rule, in: script.path, lines: script.lines(of: $0.range),
        message: "no transaction and no copy of what is there: when this fails the database is half replaced")
    }
  }

  /// `gunzip | psql` whose status is that of psql alone.
  static func halves(in script: ShellScript, _ rule: Rule) -> [Hit] {
    if script.options.failsInPipes { return [] }
    return places(in: script).filter(\.isPiped).map {
      Hit(
        rule, in: script.path, lines: script.lines(of: $0.range),
        message:
          "an archive that breaks off is restored in part, for the pipe's status is that of its last command; set -o pipefail"
      )
    }
  }
}
