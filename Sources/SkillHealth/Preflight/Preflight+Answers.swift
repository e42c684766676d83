extension Preflight {
  /// Looks for one thing.
  func answer(
    to requirement: Requirement, required: RequiredItem, of skill: SkillFile, _ others: PriorSkills
  ) async -> RequirementAnswer {
    let line = required.item.line
    switch requirement {
    case .file(let path): return file(path, line, required.provider, skill, others)
    case .files(let pattern): return files(pattern, line, required.provider, skill, others)
    case .outside(let path): return .warned(outside(path, line))
    case .variable(let name): return variable(name, line)
    case .program(let name, let version): return await program(name, atLeast: version, line)
    case .programAsked(let name, let version): return await program(name, asked: version, line)
    case .agentTool(let name): return agentTool(name, line, skill)
    case .output(let name): return output(ofSkill: name, line, skill, others)
    }
  }

  // MARK: Files

  /// The root, as messages call it.
  private var place: String { root == "." ? "the working folder" : root }

  /// Below the root, or beside the skill file, where skills bring files of their own.
  private func presence(_ skill: SkillFile, _ look: (ProjectFiles) -> ProjectFiles.Presence) -> ProjectFiles.Presence {
    let here = look(files)
    guard here == .missing else { return here }
    let beside = look(ProjectFiles(root: skill.folder))
    return beside == .there ? .there : .missing
  }

  private func file(
    _ path: String, _ line: Int, _ provider: String?, _ skill: SkillFile, _ others: PriorSkills
  ) -> RequirementAnswer {
    switch presence(skill, { $0.presence(of: path) }) {
    case .there: return .met
    case .outside: return .warned(outside(path, line))
    case .missing:
      let first = provider ?? others.skill(leaving: path)
      return .missing(
        MissingThing(
          kind: .file, name: path, line: line, why: "There is no \(path) in \(place).",
          mend: first.map { "Run the skill \($0) first: it writes \(path)." }
            ?? "Create \(path), or correct the path in \(skill.path).", runFirst: first))
    }
  }

  private func files(
    _ pattern: String, _ line: Int, _ provider: String?, _ skill: SkillFile, _ others: PriorSkills
  ) -> RequirementAnswer {
    switch presence(skill, { $0.presence(ofPattern: pattern) }) {
    case .there: return .met
    case .outside: return .warned(outside(pattern, line))
    case .missing:
      let first = provider ?? others.skill(leaving: pattern)
      return .missing(
        MissingThing(
          kind: .files, name: pattern, line: line, why: "No file in \(place) matches \(pattern).",
          mend: first.map { "Run the skill \($0) first: it writes such files." }
            ?? "Create at least one file that matches, or correct the pattern in \(skill.path).", runFirst: first))
    }
  }

  private func outside(_ path: String, _ line: Int) -> PreflightWarning {
    PreflightWarning(
      kind: .outside, name: path, line: line,
      message:
        "\(path) leads out of \(place), so it was not looked at; check it yourself, or name a path inside the root")
  }

  // MARK: Variables and programs

  private func variable(_ name: String, _ line: Int) -> RequirementAnswer {
    if let value = environment[name], !value.isEmpty { return .met }
    let state = environment[name] == nil ? "is not set" : "is set and empty"
    return .missing(
      MissingThing(
        kind: .variable, name: name, line: line, why: "The environment variable \(name) \(state).",
        mend: "export \(name)=... (put the value there, and no secret into a file under version control)"))
  }

  private func program(_ name: String, atLeast minimum: ToolVersion?, _ line: Int) async -> RequirementAnswer {
    let known = KnownTool.named(name)
    guard let place = (known?.programs ?? [name]).lazy.compactMap({ programs.place(of: $0) }).first else {
      return .missing(
        MissingThing(
          kind: .tool, name: name, line: line, why: "There is no program \(name) on PATH.",
          mend: Self.installation(name, known, atLeast: minimum)))
    }
    guard let minimum else { return .met }
    guard let arguments = known?.versionArguments else {
      return .warned(
        PreflightWarning(
          kind: .version, name: name, line: line,
          message: "\(place) is there; it is not asked for its version. Check that it is \(minimum) or later"))
    }
    guard let version = await programs.version(of: place, arguments: arguments) else {
      return .warned(
        PreflightWarning(
          kind: .version, name: name, line: line,
          message: "\(place) is there and did not tell its version. Check that it is \(minimum) or later"))
    }
    guard version < minimum else { return .met }
    return .missing(
      MissingThing(
        kind: .version, name: name, line: line, why: "\(place) is \(version), and \(minimum) or later is asked for.",
        mend: Self.installation(name, known, atLeast: minimum)))
  }

  private func program(_ name: String, asked version: String, _ line: Int) async -> RequirementAnswer {
    let answer = await program(name, atLeast: nil, line)
    guard answer == .met else { return answer }
    return .warned(
      PreflightWarning(
        kind: .version, name: name, line: line,
        message: "\(name) is there, and '\(version)' is asked of its version; ask a person whether it fits"))
  }

  private static func installation(_ name: String, _ known: KnownTool?, atLeast minimum: ToolVersion?) -> String {
    let wanted = minimum.map { "\(name) \($0) or later" } ?? name
    guard let package = known?.package else { return "Install \(wanted) so that it is on PATH." }
    return "sudo apt-get install \(package)"
      + (minimum == nil ? " (or your system's package manager)" : ", or from its makers, so that PATH has \(wanted)")
  }

  private func agentTool(_ name: String, _ line: Int, _ skill: SkillFile) -> RequirementAnswer {
    guard let allowed = skill.frontMatter?.allowedTools, !allowed.contains(where: { $0.names(name) })
    else { return .met }
    return .warned(
      PreflightWarning(
        kind: .permission, name: name, line: line,
        message: "the skill needs the tool \(name), and its 'allowed-tools:' does not name it; add it there"))
  }

  // MARK: Other skills

  private func output(ofSkill name: String, _ line: Int, _ skill: SkillFile, _ others: PriorSkills) -> RequirementAnswer
  {
    guard let other = others.skill(named: name) else {
      return .missing(
        MissingThing(
          kind: .skill, name: name, line: line, why: "There is no skill \(name) beside this one.",
          mend: "Install the skill \(name) in the same folder, or correct its name in \(skill.path)."))
    }
    let outputs = other.outputs.filter { !$0.isOutside }
    guard !outputs.isEmpty else {
      return .warned(
        PreflightWarning(
          kind: .person, name: name, line: line,
          message: "\(other.path) names no file that it leaves behind, so nobody can tell whether it ran; ask a person")
      )
    }
    let absent = outputs.filter { output in
      (output.isPattern ? files.presence(ofPattern: output.path) : files.presence(of: output.path)) == .missing
    }
    guard let first = absent.first else { return .met }
    return .missing(
      MissingThing(
        kind: .skill, name: name, line: line,
        why: "The skill \(other.name) has not run: its output \(first.path) is not there.",
        mend: "Run the skill \(other.name) first (\(other.path)).", runFirst: other.name))
  }
}

/// The other skills, by what they are called and by what they leave behind.
struct PriorSkills: Sendable {
  private let skills: [SkillFile]
  /// The names of their front matter and of their folders.
  let names: Set<String>

  init(_ skills: [SkillFile]) {
    self.skills = skills
    names = Set(skills.flatMap { [$0.name, $0.folderName] })
  }

  func skill(named name: String) -> SkillFile? {
    let plain = name.split(separator: ":").last.map(String.init) ?? name
    return skills.first { [$0.name, $0.folderName].contains { $0.lowercased() == plain.lowercased() } }
  }

  /// The name of the skill whose output is the path, or what the pattern describes.
  func skill(leaving path: String) -> String? { skills.first { $0.leaves(path) }?.name }
}

extension SkillFile {
  /// The name of the folder that it stands in.
  public var folderName: String { folder.split(separator: "/").last.map(String.init) ?? folder }

  /// What its Success Output and Output Template name, but not what they say to be gone.
  public var outputs: [PathWord] {
    let items = (sections(.successOutput) + sections(.outputTemplate)).flatMap(\.items)
    return PathWord.all(in: items.filter { !ItemWords($0, section: .successOutput).asksForAbsence })
  }

  func leaves(_ path: String) -> Bool {
    outputs.contains { output in
      output.path == path || output.isPattern && output.matches(path)
        || PathWord(code: path).map { $0.isPattern && !output.isPattern && $0.matches(output.path) } == true
        || output.isFolder && path.hasPrefix(output.path + "/")
    }
  }
}
