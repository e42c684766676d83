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

    /// What takes in a whole folder meets what is named in it; taking the folder away does so too.
    func isMet(by touch: ShellLine.Command.Touch, at file: String) -> Bool {
      if names(file) { return true }
      guard touch.isDeep else { return false }
      return path.matches(file + "/x") && path.isPattern
        || touch.changes && (file.isEmpty || path.path.hasPrefix(file + "/"))
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
      let isForbidden = Self.forbids(item)
      for span in ItemSpans(item).spans {
        let path: PathWord? =
          switch span.content {
          case .code(let code): PathWord(code: code)
          case .link(let target): PathWord(link: target)
          }
        guard let path else { continue }
        // "`src/`, but not `src/gen.py`"
        let isException = ["not", "except", "without"].contains(span.before.tokens.last ?? "")
        if isForbidden {
          if !isException || span.before.tokens.last == "not" {
            outside.append(Limit(path: path, isForChanges: Self.isAboutChanges(item)))
          }
        } else if isException {
          outside.append(Limit(path: path, isForChanges: false))
        } else {
          inside.append(path)
        }
      }
    }
    self.inside = inside
    self.outside = outside
  }

  /// What it stands under decides where that speaks of scope ("Out of scope", "You may edit:"), unless the item itself begins with
  /// "do not"; else its own words.
  private static func forbids(_ item: SkillItem) -> Bool {
    let own = item.words.replacing("’", with: "'").tokens.prefix(2).joined(separator: " ")
    if own == "do not" || own.hasPrefix("don't") || own.hasPrefix("never") { return true }
    return item.context.reversed().lazy.compactMap { forbidden($0.lowercased()) }.first ?? forbidden(item.words)
      ?? false
  }

  /// Nil where the words say neither.
  private static func forbidden(_ words: String) -> Bool? {
    let words = " " + words.replacing("’", with: "'").map { ",.:;()".contains($0) ? " " : $0 } + " "
    if ["out of scope", "out-of-scope", "not in scope"].contains(where: { words.contains($0) }) { return true }
    if ["in scope", "in-scope"].contains(where: { words.contains($0) }) { return false }
    if signs.contains(where: { words.contains($0) }) { return true }
    return [" only", "allowed", " may ", "inside", " within"].contains(where: { words.contains($0) }) ? false : nil
  }

  /// "**In scope**" and its like alone on a line stand for a heading.
  static func isHeading(_ bold: String) -> Bool {
    let words = bold.lowercased()
    return ["in scope", "in-scope", "out of scope", "out-of-scope", "off limits", "off-limits"].contains {
      words.contains($0)
    }
  }

  private static let signs = [
    "do not", "don't", " never", " not ", "off limits", "off-limits", "forbidden", " avoid", "outside", "hands off",
    " no ", "leave alone", "excluded",
  ]

  private static func isAboutChanges(_ item: SkillItem) -> Bool {
    ["modif", "edit", "chang", "writ", "touch", "commit", "delet", "renam"].contains { item.setting.contains($0) }
  }
}

extension SessionWatch {
  /// A tool that the skill does not allow, or a path outside of where it works.
  func confusion(_ use: ToolUse, _ place: Place) -> Advice? {
    if let advice = forbiddenTool(use, place) ?? forbiddenTouch(use, place) { return advice }
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
    guard changes, !scope.inside.isEmpty, !scope.inside.contains(where: { $0.matches(relative) }),
      !(skill?.leaves(relative) ?? false)
    else { return nil }
    let allowed = scope.inside.prefix(4).map(\.path).joined(separator: ", ")
    return Advice(
      .contextConfusion, "\(relative) lies outside of what \(name) is for (\(allowed)). Go back to its scope.")
  }

  /// What the skill's `allowed-tools` do not name.
  private func forbiddenTool(_ use: ToolUse, _ place: Place) -> Advice? {
    guard let tools = scope.tools, let skill, !tools.isEmpty, use.kind != .skill, use.kind != .waiting else {
      return nil
    }
    let named = tools.filter { $0.names(use.name) }
    let what: String
    if named.isEmpty {
      what = "\(use.name) is not among the tools"
    } else if use.kind == .shell {
      guard let command = ShellPermission(tools: named).firstForbidden(in: use.command ?? "") else { return nil }
      what = "'\(Self.short(command))' is not among the commands"
    } else if let path = use.path {
      guard let relative = place.relative(path), !named.contains(where: { $0.allows(path: relative) }) else {
        return nil
      }
      what = "\(use.name) of \(relative) is not among the uses"
    } else {
      return nil
    }
    let list = (named.isEmpty ? tools : named).prefix(6).map(\.description).joined(separator: ", ")
    return Advice(
      .contextConfusion, "\(what) that the skill \(skill.name) allows (\(list)). Stay with those, or say why not.")
  }

  /// A path that the Scope Boundaries put off limits, whichever tool or command it is given to.
  private func forbiddenTouch(_ use: ToolUse, _ place: Place) -> Advice? {
    guard !scope.outside.isEmpty else { return nil }
    for touch in use.touches(place) {
      guard let relative = place.relative(touch.path),
        let limit = scope.outside.first(where: {
          (touch.changes || !$0.isForChanges) && $0.isMet(by: touch, at: relative)
        })
      else { continue }
      let name = skill.map { "the skill \($0.name)" } ?? "the skill"
      return Advice(
        .contextConfusion,
        "\(relative.isEmpty ? touch.path : relative) is off limits for \(name): its Scope Boundaries name \(limit.path.path)."
      )
    }
    return nil
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
