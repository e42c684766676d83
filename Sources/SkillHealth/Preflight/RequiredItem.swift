/// An item of a checklist with what it asks for.
public struct RequiredItem: Sendable, Hashable {
  public let item: SkillItem
  /// Empty where no machine can tell.
  public let requirements: [Requirement]
  /// Whether one of the requirements is enough.
  public let isEither: Bool
  /// Whether the item says that it may be missing.
  public let isOptional: Bool
  /// Whether it asks for more than being there, such as running, clean or approved.
  public let needsPerson: Bool
  /// The skill whose output it names, where it names files too.
  public let provider: String?

  /// - Parameters:
  ///   - skills: the names of the other skills, by which a name without the word "skill" is known.
  ///   - section: where it stands; in Required Tools every plain word in back ticks is a tool.
  public init(_ item: SkillItem, in section: SkillSection, skills: Set<String> = []) {
    self.item = item
    let words = ItemWords(item, section: section)
    let named = words.skill(among: skills)
    var found: [Requirement] = []
    if !words.isNegated {
      for code in item.codes where code != named { if let one = words.requirement(of: code) { found.append(one) } }
      for link in item.links {
        if let path = PathWord(link: link) { found.append(Self.requirement(of: path)) }
      }
      found += words.plainRequirements.filter { plain in !found.contains { plain.isSameThing(as: $0) } }
    }
    let hasFiles = found.contains { if case .program = $0 { false } else { true } }
    provider = hasFiles ? named : nil
    if let named, !hasFiles, !words.isNegated { found.append(.output(ofSkill: named)) }
    var seen: Set<Requirement> = []
    requirements = found.filter { seen.insert($0).inserted }
    isEither = requirements.count > 1 && words.saysOr
    isOptional = words.isOptional
    needsPerson = words.needsPerson || words.namesCommand || requirements.isEmpty
  }

  static func requirement(of path: PathWord) -> Requirement {
    path.isOutside ? .outside(path.path) : path.isPattern ? .files(path.path) : .file(path.path)
  }
}

extension Requirement {
  /// The same program with and without a version, or the very same thing.
  fileprivate func isSameThing(as other: Requirement) -> Bool {
    if case .program(let name, _) = self, case .program(let otherName, _) = other {
      return name.lowercased() == otherName.lowercased()
        || KnownTool.named(name)?.programs == KnownTool.named(otherName)?.programs && KnownTool.named(name) != nil
    }
    return self == other
  }
}
