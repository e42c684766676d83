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
    let text = Self.withoutDocuments(text)
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
      commands[place].words.removeAll { $0.hasPrefix("2>") || $0.hasPrefix("<") }
      if commands[place].target?.hasPrefix("&") == true { commands[place].target = nil }
    }
    commands.removeAll { $0.words.isEmpty }
  }

  /// The text without what is handed to commands from `<<WORD` to WORD.
  private static func withoutDocuments(_ text: String) -> String {
    guard text.contains("<<") else { return text }
    var lines: [Substring] = []
    var rest = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
    while let line = rest.popFirst() {
      lines.append(line)
      for word in endings(in: line) {
        if let end = rest.firstIndex(where: { $0.drop { $0 == "\t" } == word }) { rest = rest[(end + 1)...] }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// `EOF` of `<<EOF`, `<<-EOF` and `<< 'EOF'`; `<<<` hands over a word.
  private static func endings(in line: Substring) -> [Substring] {
    line.split(separator: "<<", omittingEmptySubsequences: false).dropFirst().compactMap { part in
      guard part.first != "<", part.first != nil else { return nil }
      let word = part.drop { "- '\"\\".contains($0) }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return word.isEmpty ? nil : word
    }
  }

  /// What the words between `$(` and `)`, or between back ticks, run.
  static func substitutions(in text: String, depth: Int = 0) -> [Command] {
    guard depth < 3 else { return [] }
    let text = withoutDocuments(text)
    var found: [Command] = []
    func take(_ inner: Substring) {
      found += ShellLine(String(inner)).commands + substitutions(in: String(inner), depth: depth + 1)
    }
    var rest = text.prefix(8_000)
    while let start = rest.firstRange(of: "$(") {
      var level = 1
      let inner = rest[start.upperBound...].prefix { character in
        level += character == "(" ? 1 : character == ")" ? -1 : 0
        return level > 0
      }
      take(inner)
      rest = rest[inner.endIndex...]
    }
    let ticked = text.split(separator: "`", omittingEmptySubsequences: false)
    for place in stride(from: 1, to: ticked.count - 1, by: 2) { take(ticked[place]) }
    return found
  }

  /// A sleep, or a look at how far work elsewhere came.
  var waits: Bool {
    commands.contains { command in
      if command.words.contains("sleep") || command.name == "wait" { return true }
      let words = command.arguments.prefix(2).joined(separator: " ")
      switch command.name {
      case "gh": return ["pr checks", "run view", "run watch"].contains(words)
      case "kubectl": return words.hasPrefix("get") || words == "rollout status"
      default: return false
      }
    }
  }

  /// Whether every command only looks.
  var isReadOnly: Bool { !commands.isEmpty && commands.allSatisfy(\.isReadOnly) }
}

extension ShellLine.Command {
  /// Whether it only looks.
  var isReadOnly: Bool {
    if let target, target != "/dev/null" { return false }
    if name == "sed" { return !words.contains { $0.hasPrefix("-i") || $0 == "--in-place" } }
    if name == "git" { return Self.lookingGit.contains(arguments.first { !$0.hasPrefix("-") } ?? "") }
    return Self.looking.contains(name)
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

  /// A path that a command is given, and whether the command may change what is there.
  struct Touch: Sendable, Hashable {
    let path: String
    let changes: Bool
    /// Whether all that lies below it is meant too.
    var isDeep = false
    /// Whether new text is written there.
    var writes = false
  }

  /// Where its output goes, and what of its arguments is known to be a path.
  var touches: [Touch] {
    var found: [Touch] = []
    if let target, target != "/dev/null" { found.append(Touch(path: target, changes: true, writes: true)) }
    let paths = arguments.filter { !$0.hasPrefix("-") }
    switch name {
    case "rm", "mv", "rmdir", "unlink", "shred": found += paths.map { Touch(path: $0, changes: true, isDeep: true) }
    case "touch", "truncate": found += paths.map { Touch(path: $0, changes: true) }
    case "tee": found += paths.map { Touch(path: $0, changes: true, writes: true) }
    case "cp":
      found += paths.dropLast().map { Touch(path: $0, changes: false, isDeep: true) }
      found += paths.suffix(1).map { Touch(path: $0, changes: true) }
    case "sed":
      let isEditing = arguments.contains { $0.hasPrefix("-i") || $0 == "--in-place" }
      let hasScript = arguments.contains("-e") || arguments.contains("-f")
      found += paths.dropFirst(hasScript ? 0 : 1).map { Touch(path: $0, changes: isEditing, writes: isEditing) }
    case "cat", "head", "tail", "less", "more": found += paths.map { Touch(path: $0, changes: false) }
    default: break
    }
    return found
  }
}
