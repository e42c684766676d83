internal import JudgeTypes

/// Services that stay down when something fails between their stop and their start.
enum ShellDowntime {
  private static let stops = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:(?:systemctl|supervisorctl|pm2)\s+stop\s+(\S+)|service\s+(\S+)\s+stop\b|docker(?:\s+compose|-compose)\s+(?:-\S+\s+\S+\s+)*(?:stop|down|pause)\b|docker\s+stop\s+(\S+))"#
  )
  private static let starts = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:(?:systemctl|supervisorctl|pm2)\s+(?:re)?start\b|service\s+\S+\s+(?:re)?start\b|docker(?:\s+compose|-compose)\s+(?:-\S+\s+\S+\s+)*(?:start|up|unpause)\b|docker\s+start\b)"#
  )
  /// Takes its time and needs room, a network or somebody else's answer.
  private static let copies = Pattern.fixed(
    #"\A(?:sudo\s+)?(?:tar\s|rsync\s|scp\s|cp\s+-\w*[aR]|pg_dump|pg_restore|mysqldump|mongodump|docker\s+run\b|aws\s+s3\b|restic\b|borg\b|rclone\b|gzip\b|zip\s|dd\s)"#
  )

  /// By the index of the stop. With `set -e` a copy that fails ends the script while the service is down, unless a trap
  /// starts it again.
  static func left(in script: ShellScript, _ rule: Rule) -> [Int: Hit] {
    guard script.options.stopsAtErrors, !script.commands.contains(where: { $0.name == "trap" }) else { return [:] }
    let stopped = Set(script.commands.indices.filter { isStop(script.commands[$0], in: script) })
    guard let first = stopped.min() else { return [:] }
    var hits: [Int: Hit] = [:]
    // From the end on, by function: whether something is started again, and the first copy before that.
    var ahead: [String?: (isStarted: Bool, copy: ShellCommand?)] = [:]
    for index in script.commands.indices[first...].reversed() {
      let command = script.commands[index]
      guard command.depth == 0 else { continue }
      if stopped.contains(index), let next = ahead[command.function], next.isStarted, let copy = next.copy {
        hits[index] = hit(command, copy, in: script, rule)
      }
      if script.has(starts, in: command.range) {
        ahead[command.function] = (true, nil)
      } else if command.after != .or, script.has(copies, in: command.range) {
        ahead[command.function, default: (false, nil)].copy = command
      }
    }
    return hits
  }

  private static func isStop(_ command: ShellCommand, in script: ShellScript) -> Bool {
    command.depth == 0 && command.before == .none && !command.isCondition && script.has(stops, in: command.range)
  }

  private static func hit(_ command: ShellCommand, _ copy: ShellCommand, in script: ShellScript, _ rule: Rule) -> Hit {
    Hit(
      rule, in: script.path, lines: script.lines(of: command.range),
      message:
        "when line \(script.line(at: copy.range.lowerBound)) fails, set -e ends the script and what was stopped stays down; start it again in a trap"
    )
  }
}
