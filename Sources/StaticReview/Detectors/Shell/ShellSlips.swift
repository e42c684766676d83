internal import JudgeTypes
internal import YAMLFiles

/// Commands that do something else than they read: sent to the background, or ended together with others.
enum ShellSlips {
  static let detector = Detector.file("shell_slips") { source, rule in
    guard !source.isTest else { return [] }
    if source.language == .shell { return hits(in: source.shell, rule) + ended(source.shell, rule) }
    // Azure's and Windows' own shells part commands by one ampersand.
    guard let pipeline = Pipeline.of(source), pipeline.system != .azure else { return [] }
    return pipeline.steps.flatMap { step -> [Hit] in
      guard let script = step.script else { return [] }
      let runner = pipeline.jobs.first { $0.name == step.job }?.value["runs-on"]
      let machines = (runner?.scalars ?? []).compactMap(\.string)
      if machines.contains(where: { $0.hasPrefix("windows") }) { return [] }
      return hits(in: script, rule) + (machines.contains("self-hosted") ? ended(script, rule) : [])
    }
  }

  private static let sent: Set<String> = ["ssh", "bash", "sh", "su", "docker", "podman", "kubectl"]

  /// In the script, and in what it hands to another shell as text.
  private static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    parted(script).map { index in
      Hit(
        rule, in: script.path, lines: script.lines(of: script.commands[index].range),
        message:
          "one '&' sends this to the background: what follows neither waits for it nor asks whether it failed; '&&'")
    }
      + script.commands.flatMap { command -> [Hit] in
        let words = script.program(command)
        guard sent.contains(words.first?.text ?? "") else { return [] }
        return words.dropFirst().filter { $0.text.contains("&") }.compactMap { word in
          let inner = ShellScript(Array(word.text.utf8), path: script.path)
          guard !parted(inner).isEmpty else { return nil }
          return Hit(
            rule, in: script.path, lines: script.lines(of: word.range),
            message: "one '&' sends the command before it to the background; what follows neither waits nor asks: '&&'")
        }
      }
  }

  /// What ends by itself, and what comes behind it needs.
  private static let prepares = Pattern.fixed(
    #"\A(?:cd|pushd|mkdir|export|source|\.)\s|\A(?:docker|podman|helm|npm|az|aws|gcloud|oc)\s(?:\S+\s+)*?login\b|\A(?:git\s+(?:pull|clone|fetch|checkout|merge|reset)|(?:npm|yarn|pnpm)\s+(?:ci|install|i|run\s+build|build)\b|pip3?\s+install|docker(?:\s+compose|-compose)?\s+(?:pull|build|down)|(?:apt|apt-get)\s+(?:-\S+\s+)*(?:update|install)|composer\s+install|bundle\s+install|mvn\s|(?:\./)?gradlew?\s+build|(?:go|cargo|dotnet)\s+build|terraform\s+init|tar\s|unzip\s|cp\s|mv\s|rsync\s|scp\s)"#
  )

  /// The commands that `&` parts from the next one on the same line, where nobody waits for them.
  private static func parted(_ script: ShellScript) -> [Int] {
    if script.commands.contains(where: { $0.name == "wait" }) { return [] }
    return script.commands.indices.filter { index in
      let command = script.commands[index]
      guard command.after == .background, command.before != .and, let next = script.next(after: index),
        script.has(prepares, in: command.range)
      else { return false }
      let following = script.commands[next].range.lowerBound
      return script.line(at: following) == script.line(at: max(command.range.lowerBound, command.range.upperBound - 1))
    }
  }

  private static let openEnd = Pattern.fixed(#"[A-Za-z0-9][-_=:.]\z"#)

  /// `pkill -f "job-$N"` ends job-10 as well as job-1, and whatever else names it.
  private static func ended(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    script.commands.compactMap { command in
      let words = script.program(command)
      guard words.first?.text == "pkill", let pattern = words.last, words.count > 2,
        words.dropFirst().contains(where: {
          $0.text.hasPrefix("-") && !$0.text.hasPrefix("--") && $0.text.contains("f")
        })
          || words.contains(where: { $0.text == "--full" }),
        let last = pattern.expansions.last, isAtEnd(last, of: pattern, script),
        openEnd.matches(script.bytes, in: pattern.range.lowerBound..<last.range.lowerBound)
      else { return nil }
      return Hit(
        rule, in: script.path, lines: script.lines(of: command.range),
        message: "the pattern has no end: every process whose command line begins like it is ended as well",
        severity: .medium)
    }
  }

  private static func isAtEnd(_ expansion: ShellExpansion, of word: ShellWord, _ script: ShellScript) -> Bool {
    let rest = expansion.range.upperBound..<max(expansion.range.upperBound, word.range.upperBound)
    return script.text(rest).allSatisfy { "\"'".contains($0) }
  }
}
