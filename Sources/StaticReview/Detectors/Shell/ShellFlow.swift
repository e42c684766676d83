internal import JudgeTypes

/// Failures that get lost on their way: in pipes, in functions that are asked as a condition, before a restart.
enum ShellFlow {
  static let detector = Detector.file("shell_flow") { source, rule in
    guard !source.isTest else { return [] }
    if source.language == .shell { return hits(in: source.shell, rule) }
    guard let pipeline = Pipeline.of(source) else { return [] }
    return pipeline.steps.flatMap { step -> [Hit] in
      guard let script = step.script else { return [] }
      // GitLab's runner switches pipefail on by itself.
      return (pipeline.system == .gitlab ? [] : shownOnly(script, rule)) + asked(script, rule)
    }
  }

  private static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    shownOnly(script, rule) + asked(script, rule) + unmigrated(script, rule) + unreached(script, rule)
  }

  private static let plans = Pattern.fixed(
    #"\b(?:terraform|tofu|terragrunt|pulumi)\s+(?:-\S+\s+)*(?:plan|apply|up|destroy)\b"#)

  /// `pytest | tee log`: the status is that of tee.
  private static func shownOnly(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    guard script.options.stopsAtErrors, !script.options.failsInPipes else { return [] }
    if script.commands.contains(where: { $0.words.contains { $0.text.contains("PIPESTATUS") } }) { return [] }
    return script.commands.indices.compactMap { index -> Hit? in
      let command = script.commands[index]
      guard command.after == .pipe, command.before != .pipe, command.depth == 0, !command.isCondition,
        [ShellPrograms.verifies, ShellPrograms.migrates, ShellPrograms.publishes, plans].contains(where: {
          script.has($0, in: command.range)
        })
      else { return nil }
      let pipeline = script.pipeline(from: index)
      guard pipeline.indices.dropFirst().allSatisfy({ script.program(script.commands[$0]).first?.text == "tee" }) else {
        return nil
      }
      return Hit(
        rule, in: script.path, lines: script.lines(of: pipeline.range),
        message: "a failure is lost in the pipe, for tee always succeeds; set -o pipefail", severity: .medium)
    }
  }

  /// With `set -e`, a function that stands in a condition goes on after a failure inside of it.
  private static func asked(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    guard script.options.stopsAtErrors else { return [] }
    let wrappers = ShellInjection.wrappers(in: script)
    let bodies = Dictionary(
      grouping: script.commands.indices.filter { script.commands[$0].depth == 0 }, by: { script.commands[$0].function })
    var seen: Set<String> = []
    return script.commands.compactMap { call -> Hit? in
      guard call.isCondition || call.after == .or, call.depth == 0, !call.name.isEmpty, !seen.contains(call.name) else {
        return nil
      }
      guard let body = bodies[call.name], let last = body.last else { return nil }
      seen.insert(call.name)
      let lost = body.first { index in
        let command = script.commands[index]
        guard index != last, !script.pipeline(from: index).indices.contains(last), !command.isCondition,
          command.before != .pipe, command.after != .and,
          UnsafeShell.isUnchecked(index, script)
        else { return false }
        return ShellInjection.writes(command, wrappers) || script.has(ShellPrograms.dumps, in: command.range)
          || script.has(ShellPrograms.migrates, in: command.range)
          || script.has(ShellPrograms.publishes, in: command.range)
      }
      return lost.map {
        Hit(
          rule, in: script.path, lines: script.lines(of: call.range),
          message:
            "as a condition, \(call.name) runs without set -e: a failure in its line \(script.line(at: script.commands[$0].range.lowerBound)) goes unnoticed",
          severity: .medium)
      }
    }
  }

  /// `set -e`, then `make; if [ $? -ne 0 ]`: after a failure the script has ended, and the check never runs.
  private static func unreached(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    guard script.options.stopsAtErrors, !script.commands.contains(where: { $0.name == "set" && isOff($0) }) else {
      return []
    }
    return script.commands.indices.compactMap { index -> Hit? in
      let command = script.commands[index]
      guard command.depth == 0, command.before == .none, command.after != .or, !command.isCondition || isTest(command),
        asksForStatus(command), index > 0
      else { return nil }
      let before = script.commands[index - 1]
      guard before.depth == 0, before.after == .none, before.before != .or, before.before != .and, !before.isCondition,
        before.function == command.function, !before.words.isEmpty, before.name != "trap", !isTest(before),
        before.name != "return", script.has(canFail, in: before.range)
      else { return nil }
      return Hit(
        rule, in: script.path, lines: script.lines(of: command.range),
        message:
          "with set -e the script ends at a failure of line \(script.line(at: before.range.lowerBound)): this check sees none; if ! …",
        severity: .medium)
    }
  }

  private static let canFail = Pattern.fixed(#"\A(?!\s*(?:echo|printf|sleep|:|true|local|export)\b)"#)

  private static func isTest(_ command: ShellCommand) -> Bool { ["[", "[[", "test"].contains(command.name) }

  private static func asksForStatus(_ command: ShellCommand) -> Bool {
    let values = command.words.isEmpty ? command.assignments.map(\.value) : isTest(command) ? command.words : []
    return values.contains { $0.expansions.contains { $0.name == "?" } }
  }

  private static func isOff(_ command: ShellCommand) -> Bool {
    command.words.dropFirst().contains { $0.text.hasPrefix("+") }
  }

  private static let migrates = Pattern.fixed(
    #"(?:\A|[\s/])(?:db[-_]?)?migrate(?:\.sh)?\s[^|;\n]*\bup\b|\bmigrate:(?:up|latest|deploy|run)\b"#)

  /// Without `set -e`: the new version is started on a schema that was not changed.
  private static func unmigrated(_ script: ShellScript, _ rule: Rule) -> [Hit] {
    guard !script.options.stopsAtErrors else { return [] }
    if script.commands.contains(where: { $0.name == "trap" && $0.words.contains { $0.text == "ERR" } }) { return [] }
    return script.commands.indices.compactMap { index -> Hit? in
      let command = script.commands[index]
      guard command.depth == 0, script.has(migrates, in: command.range), UnsafeShell.isUnchecked(index, script),
        command.after != .and, !["echo", "printf", "info", "log"].contains(command.name),
        script.commands[index...].dropFirst().contains(where: {
          $0.depth == 0 && $0.function == command.function && $0.before != .and
            && script.has(ShellPrograms.publishes, in: $0.range)
        })
      else { return nil }
      return Hit(
        rule, in: script.path, lines: script.lines(of: command.range),
        message: "a migration that fails stops nothing: what relies on it is started all the same")
    }
  }
}
