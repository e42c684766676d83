import Provenance

/// What makes two calls of a tool the same, or nearly.
struct CallSignature: Sendable, Hashable {
  let exact: String
  let near: String
  /// Whether it may change what later calls see.
  let changes: Bool

  init(_ use: ToolUse) {
    exact = Self.hash(use.name + "\n" + use.input.canonical)
    let subject = use.command.map(Self.plain) ?? use.path ?? use.input.canonical
    near = Self.hash(use.name + "\n" + subject)
    switch use.kind {
    case .edit, .write: changes = true
    case .shell: changes = !ShellLine(use.command ?? "").isReadOnly
    case .other: changes = true
    case .read, .search, .listing, .skill, .waiting: changes = false
    }
  }

  /// The command without figures, redirections and what its output is cut with.
  private static func plain(_ command: String) -> String {
    let line = ShellLine(command)
    let commands = line.commands.filter { command in
      !["head", "tail", "tee", "cat", "wc"].contains(command.name) || line.commands.count == 1
    }
    return commands.map { command in
      command.words.map { $0.filter { !$0.isNumber } }.filter { !$0.isEmpty && !$0.hasPrefix(">") && $0 != "&" }
        .joined(separator: " ")
    }.joined(separator: " | ")
  }

  private static func hash(_ text: String) -> String { String(Digest.number(of: text), radix: 36) }
}

/// A line for a shell, cut into its commands. Quotes are known, expansions are not: nothing of it is run.
struct ShellLine: Sendable, Hashable {
  struct Command: Sendable, Hashable {
    var words: [String] = []
    /// Whether it reads what the one before it wrote.
    var isPiped = false
    /// The file that its output goes to.
    var target: String?
    /// Variables set before the name are left out.
    var name: String { words.first { !$0.contains("=") }.map { String($0.split(separator: "/").last ?? "") } ?? "" }
    var arguments: ArraySlice<String> { words.drop { $0.contains("=") }.dropFirst() }
  }

  private(set) var commands: [Command] = []

  init(_ text: String) {
    var current = Command()
    var word = ""
    var quote: Character?
    var isRedirection = false
    func endWord() {
      guard !word.isEmpty else { return }
      if isRedirection { current.target = word } else { current.words.append(word) }
      isRedirection = false
      word = ""
    }
    func endCommand(isPiped: Bool) {
      endWord()
      if !current.words.isEmpty { commands.append(current) }
      current = Command(isPiped: isPiped)
    }
    var last: Character = " "
    for character in text.prefix(8_000) {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else {
        switch character {
        case "'", "\"": quote = character
        case "|": if last != "|" { endCommand(isPiped: true) } else { current.isPiped = false }
        case ";", "\n": endCommand(isPiped: false)
        case "&" where last == ">": word.append(character)
        case "&": endCommand(isPiped: false)
        case ">":
          let isError = word == "2"
          if word == "1" || isError { word = "" }
          endWord()
          isRedirection = !isError
          if isError { word = "2>" }
        case _ where character.isWhitespace: if word == "2>" { word = "2>" } else { endWord() }
        default: word.append(character)
        }
      }
      last = character
    }
    endCommand(isPiped: false)
    for place in commands.indices {
      commands[place].words.removeAll { $0.hasPrefix("2>") }
      if commands[place].target?.hasPrefix("&") == true { commands[place].target = nil }
    }
    commands.removeAll { $0.words.isEmpty }
  }

  /// Whether every command only looks.
  var isReadOnly: Bool {
    !commands.isEmpty
      && commands.allSatisfy { command in
        if let target = command.target, target != "/dev/null" { return false }
        if command.name == "sed" { return !command.words.contains { $0.hasPrefix("-i") || $0 == "--in-place" } }
        if command.name == "git" {
          return Self.lookingGit.contains(command.arguments.first { !$0.hasPrefix("-") } ?? "")
        }
        return Self.looking.contains(command.name)
      }
  }

  private static let looking: Set<String> = [
    "ls", "cat", "head", "tail", "grep", "rg", "find", "fd", "wc", "pwd", "echo", "printf", "which", "type", "file",
    "stat", "du",
    "df", "ps", "env", "date", "cd", "sort", "uniq", "cut", "tr", "awk", "diff", "tree", "jq", "less", "more", "test",
    "true",
    "whoami", "uname", "sleep",
  ]
  private static let lookingGit: Set<String> = [
    "status", "diff", "log", "show", "branch", "blame", "ls-files", "rev-parse", "describe", "remote", "grep",
  ]
}
