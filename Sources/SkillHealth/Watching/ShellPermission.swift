/// What a skill may do in a shell.
struct ShellPermission {
  let tools: [ToolPermission]

  /// The first command of the line that nothing allows; nil where all are allowed.
  func firstForbidden(in line: String) -> String? {
    guard !tools.contains(where: { $0.use == nil }) else { return nil }
    let own = ShellLine(line).commands.first { command in
      !Self.isFree(command) && !allows(command)
    }
    // What only looks may stand in `$(...)`.
    let inner = ShellLine.substitutions(in: line).first { !$0.isReadOnly && !Self.isFree($0) && !allows($0) }
    return (own ?? inner).map { $0.words.joined(separator: " ") }
  }

  private func allows(_ command: ShellLine.Command) -> Bool {
    var words = command.arguments.isEmpty ? [] : Array(command.arguments)
    words.insert(command.words.first { !$0.contains("=") } ?? "", at: 0)
    while let first = words.first, words.count > 1, ["time", "nohup", "timeout"].contains(first) {
      words.removeFirst(first == "timeout" ? 2 : 1)
    }
    let text = words.joined(separator: " ")
    return tools.contains { $0.allows(command: text) }
  }

  /// Going somewhere, saying something, and cutting what another command wrote.
  private static func isFree(_ command: ShellLine.Command) -> Bool {
    if ["cd", "pwd", "true", ":"].contains(command.name) { return true }
    if command.name == "echo" { return command.isReadOnly }
    return command.isPiped && command.isReadOnly
      && ["head", "tail", "wc", "grep", "sort", "uniq", "cut", "tr"].contains(command.name)
  }
}
