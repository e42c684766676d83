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

  /// With `set -e` a copy that fails ends the script while the service is down, unless a trap starts it again.
  static func left(at index: Int, _ script: ShellScript, _ rule: Rule) -> Hit? {
    let command = script.commands[index]
    guard script.options.stopsAtErrors, command.depth == 0, command.before == .none, !command.isCondition,
      script.has(stops, in: command.range), !script.commands.contains(where: { $0.name == "trap" })
    else { return nil }
    let later = script.commands[index...].dropFirst().filter { $0.depth == 0 && $0.function == command.function }
    guard let start = later.firstIndex(where: { script.has(starts, in: $0.range) }),
      let copy = later[..<start].first(where: { $0.after != .or && script.has(copies, in: $0.range) })
    else { return nil }
    return Hit(
      rule, in: script.path, lines: script.lines(of: command.range),
      message:
        "when line \(script.line(at: copy.range.lowerBound)) fails, set -e ends the script and what was stopped stays down; start it again in a trap"
    )
  }
}
