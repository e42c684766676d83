/// Where a skill may work, and with what: its Scope Boundaries, allowed tools and Required Tools.
struct SkillScope: Sendable {
  /// Nil where the skill does not restrict its tools.
  let tools: [ToolPermission]?
  /// What belongs to the work; empty where nothing is said.
  let inside: [PathWord]
  let outside: [Limit]

  /// A path that is off limits.
  struct Limit: Sendable, Hashable {
    let path: PathWord
    /// Whether only changing it is.
    let isForChanges: Bool

    /// A name without a folder stands for files of that name in any.
    func names(_ file: String) -> Bool {
      path.matches(file)
        || !path.isFolder && !path.path.contains("/")
          && file.split(separator: "/").last.map { path.matches(String($0)) } == true
    }
  }

  init(_ skill: SkillFile?) {
    let allowed = skill?.frontMatter?.allowedTools
    let items = (skill?.sections(.scopeBoundaries) ?? []).flatMap(\.items)
    let needed = (skill?.sections(.requiredTools) ?? []).flatMap(\.items).flatMap(\.codes)
      .filter { AgentTools.contains($0) }
    tools = allowed.map { allowed in
      let names = Set(allowed.map(\.tool))
      return allowed + needed.filter { !names.contains($0) }.map { ToolPermission($0) }
    }
    var (inside, outside): ([PathWord], [Limit]) = ([], [])
    // "You may read `a`. You may not:" says two things, and leads to a list of its own.
    for item in items where item.form != .paragraph || !item.text.hasSuffix(":") {
      let paths = PathWord.all(in: [item])
      if Self.forbids(item) {
        outside += paths.map { Limit(path: $0, isForChanges: Self.isAboutChanges(item)) }
      } else {
        inside += paths
      }
    }
    self.inside = inside
    self.outside = outside
  }

  /// Its own words decide, else what it stands under: "Out of scope", "Do not touch".
  private static func forbids(_ item: SkillItem) -> Bool {
    let own = forbidden(item.words)
    return own ?? item.context.reversed().lazy.compactMap { forbidden($0.lowercased()) }.first ?? false
  }

  /// Nil where the words say neither.
  private static func forbidden(_ words: String) -> Bool? {
    let words = " " + words.replacing("’", with: "'").map { ",.:;()".contains($0) ? " " : $0 } + " "
    if signs.contains(where: { words.contains($0) }) { return true }
    return ["in scope", "in-scope", " only", "allowed", " may ", "inside", " within"].contains(where: {
      words.contains($0)
    })
      ? false : nil
  }

  private static let signs = [
    "out of scope", "out-of-scope", "do not", "don't", " never", " not ", "off limits", "off-limits", "forbidden",
    " avoid", "outside", "hands off", " no ", "leave alone", "excluded",
  ]

  private static func isAboutChanges(_ item: SkillItem) -> Bool {
    ["modif", "edit", "chang", "writ", "touch", "commit", "delet", "renam"].contains { item.setting.contains($0) }
  }
}

extension SessionWatch {
  /// A tool that the skill does not allow, or a path outside of where it works.
  func confusion(_ use: ToolUse, _ place: Place) -> Advice? {
    if let tools = scope.tools, let skill, !tools.isEmpty, use.kind != .skill, use.kind != .waiting,
      !tools.contains(where: { $0.allows(use.name, command: use.command) })
    {
      return Advice(
        .contextConfusion,
        "\(use.name) is not among the tools that the skill \(skill.name) allows (\(tools.prefix(6).map(\.description).joined(separator: ", "))). Stay with those, or say why not."
      )
    }
    guard let path = use.path, [.read, .edit, .write].contains(use.kind) else { return nil }
    let changes = use.kind != .read
    guard let relative = place.relative(path) else {
      guard !isAgentsOwn(place.absolute(path), changes: changes, home: place.home) else { return nil }
      return Advice(
        .contextConfusion,
        "\(Self.short(path)) lies outside of the project (\(place.root ?? "")). Check that it is the file that is meant."
      )
    }
    let name = skill.map { "the skill \($0.name)" } ?? "the skill"
    if let limit = scope.outside.first(where: { (changes || !$0.isForChanges) && $0.names(relative) }) {
      return Advice(
        .contextConfusion, "\(relative) is off limits for \(name): its Scope Boundaries name \(limit.path.path).")
    }
    guard changes, !scope.inside.isEmpty, !scope.inside.contains(where: { $0.matches(relative) }),
      !(skill?.leaves(relative) ?? false)
    else { return nil }
    let allowed = scope.inside.prefix(4).map(\.path).joined(separator: ", ")
    return Advice(
      .contextConfusion, "\(relative) lies outside of what \(name) is for (\(allowed)). Go back to its scope.")
  }

  /// Temporary files, what agents keep of their own, and, to be read, what the system and package managers installed.
  private func isAgentsOwn(_ path: String, changes: Bool, home: String?) -> Bool {
    let own = [".claude", ".codex", ".gemini", ".cursor", ".copilot", ".config", ".agents"]
    var allowed = ["/tmp", "/private/tmp", "/var/folders", "/dev/null", "/dev/stdout", "/dev/stderr"]
    if let home { allowed += own.map { home + "/" + $0 } }
    if let skill, skill.folder.hasPrefix("/") { allowed.append(skill.folder) }
    if !changes {
      allowed += ["/usr", "/opt", "/nix", "/Library", "/etc/os-release", "/proc"]
      if let home { allowed += [".cargo", ".rustup", ".m2", ".npm", ".cache", "go/pkg"].map { home + "/" + $0 } }
    }
    return allowed.contains { path == $0 || path.hasPrefix($0 + "/") }
      || ["node_modules", "site-packages"].contains { path.contains("/\($0)/") }
  }
}
