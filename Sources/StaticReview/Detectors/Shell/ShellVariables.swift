/// Where the variables of a script get their values.
struct ShellVariables: Sendable {
  enum Origin: Sendable {
    case value(ShellWord)
    /// Read from a file or a person.
    case read
    /// The items of a loop.
    case items([ShellWord])
  }

  private var origins: [String: [(offset: Int, origin: Origin)]] = [:]
  /// Variables that some test looks at, or that are demanded by `${NAME:?}`.
  private var checked: Set<String> = []
  /// Variables that are held against a pattern.
  private var matched: Set<String> = []
  /// Functions that are called with what the script was called with.
  private var exposed: Set<String> = []

  init(_ commands: [ShellCommand]) {
    for command in commands {
      for assignment in command.assignments { add(assignment, at: command.range.lowerBound) }
      note(command)
    }
    let functions = Set(commands.compactMap(\.function))
    for command in commands where functions.contains(command.name) {
      let isOutside = command.words.dropFirst().contains { word in
        word.expansions.contains { comesFromOutside($0, in: command) }
      }
      if isOutside { exposed.insert(command.name) }
    }
  }

  private mutating func add(_ assignment: ShellAssignment, at offset: Int) {
    origins[assignment.name, default: []].append((offset, .value(assignment.value)))
  }

  private mutating func note(_ command: ShellCommand) {
    let words = command.words.map(\.text)
    switch command.name {
    case "read", "mapfile", "readarray":
      for word in words.dropFirst()
      where !word.hasPrefix("-") && word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
        origins[word, default: []].append((command.range.lowerBound, .read))
      }
    case "for", "select":
      guard words.count > 1 else { break }
      let items = words.count > 2 ? Array(command.words.dropFirst(3)) : []
      origins[words[1], default: []].append((command.range.lowerBound, .items(items)))
    case "local", "export", "declare", "readonly", "typeset":
      for word in command.words.dropFirst() {
        guard let equals = word.text.firstIndex(of: "=") else { continue }
        let value = ShellWord(
          range: word.range, text: String(word.text[word.text.index(after: equals)...]), expansions: word.expansions,
          isBare: word.isBare)
        origins[String(word.text[..<equals]), default: []].append((command.range.lowerBound, .value(value)))
      }
    case "test", "[", "[[", "case":
      let isMatch = words.contains("=~")
      for word in command.words {
        for expansion in word.expansions {
          checked.insert(expansion.name)
          if isMatch { matched.insert(expansion.name) }
        }
      }
    default: break
    }
    for word in command.words + command.assignments.map(\.value) {
      for expansion in word.expansions where expansion.operation.hasPrefix(":?") || expansion.operation.hasPrefix("?") {
        checked.insert(expansion.name)
      }
    }
  }

  func origins(of name: String, before offset: Int) -> [Origin] {
    (origins[name] ?? []).filter { $0.offset < offset }.map(\.origin)
  }

  func isChecked(_ name: String) -> Bool { checked.contains(name) }

  private static let given: Set<String> = [
    "HOME", "PWD", "OLDPWD", "USER", "HOSTNAME", "RANDOM", "SECONDS", "BASH_SOURCE", "EUID", "UID", "PPID", "LINENO",
    "PATH",
    "GITHUB_WORKSPACE", "RUNNER_TEMP", "GITHUB_ENV", "GITHUB_OUTPUT", "CI_PROJECT_DIR", "SHELL", "0", "$", "?", "#",
    "!",
    "{{", "RUNNER_TOOL_CACHE", "PIPESTATUS", "LOGNAME", "FUNCNAME",
  ]

  /// Whether it may be empty where it stands: nothing gives it a value, or what gives it may give none.
  func mayBeEmpty(_ expansion: ShellExpansion, in command: ShellCommand, _ options: ShellScript.Options, depth: Int = 0)
    -> Bool
  {
    let name = expansion.name
    if expansion.isDemanded || Self.given.contains(name) || checked.contains(name) || depth > 5 { return false }
    if expansion.isCommand { return !options.stopsAtErrors }
    let all = origins(of: name, before: command.range.lowerBound)
    if all.isEmpty {
      // In a function what is missing is up to who calls it; with set -u nothing unset is used.
      return !options.stopsAtUnset && (command.function == nil || !expansion.isPositional)
    }
    return all.allSatisfy { origin in
      switch origin {
      case .read: return true
      case .items: return false
      case .value(let value): return mayBeEmpty(value, in: command, options, depth: depth + 1)
      }
    }
  }

  private func mayBeEmpty(_ word: ShellWord, in command: ShellCommand, _ options: ShellScript.Options, depth: Int)
    -> Bool
  {
    guard !word.expansions.isEmpty else { return word.text.isEmpty }
    var rest = word.text
    for expansion in word.expansions where expansion.isCommand {
      // What asks for the script's own place, or makes a file, always has an answer.
      if ["pwd", "dirname", "mktemp", "date", "basename", "uname", "hostname", "whoami", "nproc"].contains(
        where: rest.contains)
      {
        return false
      }
    }
    for expansion in word.expansions {
      guard let at = rest.firstIndex(of: "$") ?? rest.firstIndex(of: "`") else { break }
      rest = String(rest[..<at]) + rest[at...].dropFirst(expansion.range.count)
    }
    if rest.contains(where: { $0.isLetter || $0.isNumber }) { return false }
    return word.expansions.allSatisfy { mayBeEmpty($0, in: command, options, depth: depth) }
  }

  private static let request: Set<String> = [
    "QUERY_STRING", "REQUEST_URI", "PATH_INFO", "HTTP_USER_AGENT", "HTTP_COOKIE", "HTTP_REFERER",
    "SSH_ORIGINAL_COMMAND",
    "CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE", "CI_COMMIT_DESCRIPTION", "CI_COMMIT_REF_NAME", "CI_COMMIT_BRANCH",
    "CI_COMMIT_AUTHOR",
    "CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_COMMIT_TAG_MESSAGE",
    "BITBUCKET_BRANCH", "CIRCLE_BRANCH", "GITHUB_HEAD_REF", "TRAVIS_COMMIT_MESSAGE", "BUILD_SOURCEVERSIONMESSAGE",
    "PR_TITLE",
    "PR_BODY", "ISSUE_TITLE", "ISSUE_BODY", "COMMENT_BODY", "CHANGE_TITLE", "CHANGE_BRANCH", "HEAD_REF",
    "COMMIT_MESSAGE",
  ]

  static func isOfOutsiders(_ name: String) -> Bool { request.contains(name) }

  /// Whether whoever starts the script, or what it reads, chooses this.
  func comesFromOutside(_ expansion: ShellExpansion, in command: ShellCommand, depth: Int = 0) -> Bool {
    let name = expansion.name
    if depth > 5 || matched.contains(name) || expansion.operation == "#" || expansion.operation.hasPrefix(":+") {
      return false
    }
    if expansion.operation.hasPrefix("//") || expansion.operation.hasPrefix("@Q") { return false }
    if Self.request.contains(name) { return true }
    if expansion.isPositional { return command.function.map(exposed.contains) ?? true }
    return origins(of: name, before: command.range.lowerBound).contains { origin in
      switch origin {
      case .read: true
      case .items(let words): depth < 4 && words.contains { outside($0, command, depth) }
      case .value(let value): outside(value, command, depth)
      }
    }
  }

  private func outside(_ word: ShellWord, _ command: ShellCommand, _ depth: Int) -> Bool {
    word.expansions.contains { !$0.isCommand && comesFromOutside($0, in: command, depth: depth + 1) }
  }
}
