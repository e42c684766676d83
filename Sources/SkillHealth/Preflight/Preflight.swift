import YAMLFiles

/// Looks whether what a skill needs is there. It reads names and asks programs on a short list for their version; it never runs
/// what a skill file says.
public struct Preflight: Sendable {
  let files: ProjectFiles
  let programs: Programs
  let environment: [String: String]
  let root: String

  /// - Parameters:
  ///   - root: the folder that the skill works in; nothing outside of it is looked at but the skill's own folder and PATH.
  ///   - environment: whose variables count.
  ///   - patience: for how long a program may think about its version.
  public init(root: String, environment: [String: String], patience: Duration = .seconds(3)) {
    self.root = root
    self.environment = environment
    files = ProjectFiles(root: root)
    programs = Programs(environment: environment, root: root, patience: patience)
  }

  /// - Parameter siblings: the other skills of the same folder, which may leave behind what this one needs.
  public func check(_ skill: SkillFile, siblings: [SkillFile]) async -> PreflightResult {
    let others = PriorSkills(siblings)
    var missing: [MissingThing] = []
    var warnings: [PreflightWarning] = []
    if skill.frontMatter == nil { missing.append(Self.missingFrontMatter(of: skill)) }
    warnings += skill.remarks.map {
      PreflightWarning(kind: .frontMatter, name: $0.key, line: $0.line, message: $0.message)
    }
    for kind in [SkillSection.preflightChecklist, .requiredContext, .requiredTools] {
      for section in skill.sections(kind) {
        for item in section.items {
          let required = RequiredItem(item, in: kind, skills: others.names)
          let found = await check(required, of: skill, others)
          missing += found.missing
          warnings += found.warnings
        }
        warnings += section.codeBlocks.map(Self.unrunCode)
      }
    }
    warnings += Self.missingSections(of: skill)
    return PreflightResult(skill: skill.name, path: skill.path, missing: Self.once(missing), warnings: warnings)
  }

  private func check(
    _ required: RequiredItem, of skill: SkillFile, _ others: PriorSkills
  ) async -> (missing: [MissingThing], warnings: [PreflightWarning]) {
    var (missing, warnings): ([MissingThing], [PreflightWarning]) = ([], [])
    for need in required.needs {
      var answers: [RequirementAnswer] = []
      for requirement in need.alternatives {
        answers.append(await answer(to: requirement, required: required, of: skill, others))
      }
      if need.alternatives.count > 1, answers.contains(.met) { continue }
      let unsure = answers.compactMap(\.warning)
      warnings += unsure
      // One that may be enough is there.
      if need.alternatives.count > 1, !unsure.isEmpty { continue }
      let absent = Self.alternatives(answers.compactMap(\.missing))
      if need.isOptional {
        warnings += absent.map {
          PreflightWarning(
            kind: .optional, name: $0.name, line: $0.line, message: "optional, and not there: \($0.why) \($0.mend)")
        }
      } else {
        missing += absent
      }
    }
    if required.needsPerson, missing.isEmpty {
      warnings.append(
        PreflightWarning(
          kind: .person, name: required.item.text, line: required.item.line,
          message: "no machine can tell; ask a person: \(required.item.text)"))
    }
    return (missing, warnings)
  }

  /// One of several would be enough, so one thing is missing.
  private static func alternatives(_ missing: [MissingThing]) -> [MissingThing] {
    guard let first = missing.first, missing.count > 1 else { return missing }
    return [
      MissingThing(
        kind: first.kind, name: missing.map(\.name).joined(separator: " or "), line: first.line,
        why: missing.map(\.why).joined(separator: " "), mend: "One of them is enough: \(first.mend)",
        runFirst: missing.lazy.compactMap(\.runFirst).first)
    ]
  }

  /// What several items name is missing once, where it is named first; what they ask of it in another version is another thing.
  private static func once(_ missing: [MissingThing]) -> [MissingThing] {
    var seen: Set<[String]> = []
    return missing.filter { seen.insert([$0.kind.rawValue, $0.name, $0.mend]).inserted }
  }

  // MARK: The file itself

  private static func missingFrontMatter(of skill: SkillFile) -> MissingThing {
    MissingThing(
      kind: .frontMatter, name: "front matter", line: 1,
      why: "The file does not begin with front matter, so no agent knows when to use it.",
      mend:
        "Put these lines before everything else: '---', 'name: \(skill.name)', 'description: what it does and when to use it', '---'."
    )
  }

  private static func unrunCode(_ block: SkillFile.CodeBlock) -> PreflightWarning {
    PreflightWarning(
      kind: .person, name: "code block", line: block.lines.lowerBound,
      message: "commands of a skill file are never run here; run them yourself and look at what they say")
  }

  private static func missingSections(of skill: SkillFile) -> [PreflightWarning] {
    SkillSection.quality.filter { skill.section($0) == nil }.map { section in
      PreflightWarning(
        kind: .section, name: section.heading, line: nil,
        message: "there is no section '## \(section.heading)'; write there \(section.purpose)")
    }
  }
}

/// What the world says to one requirement.
enum RequirementAnswer: Sendable, Hashable {
  case met
  case missing(MissingThing)
  case warned(PreflightWarning)

  var missing: MissingThing? { if case .missing(let thing) = self { thing } else { nil } }
  var warning: PreflightWarning? { if case .warned(let warning) = self { warning } else { nil } }
}
