import Markdown

/// An item of a checklist with what it asks for.
public struct RequiredItem: Sendable, Hashable {
  /// Things of which one is enough; mostly there is only one.
  public struct Need: Sendable, Hashable {
    public let alternatives: [Requirement]
    /// Whether the item says that it may be missing.
    public let isOptional: Bool
  }

  public let item: SkillItem
  /// Empty where no machine can tell.
  public let needs: [Need]
  /// Whether it asks for more than being there, such as running, clean or approved.
  public let needsPerson: Bool
  /// The skill whose output it names, where it names files too.
  public let provider: String?

  public var requirements: [Requirement] { needs.flatMap(\.alternatives) }
  /// Whether one of several things is enough.
  public var isEither: Bool { needs.contains { $0.alternatives.count > 1 } }

  /// - Parameters:
  ///   - skills: the names of the other skills, by which a name without the word "skill" is known.
  ///   - section: where it stands; in Required Tools every plain word in back ticks is a tool.
  public init(_ item: SkillItem, in section: SkillSection, skills: Set<String> = []) {
    self.item = item
    let words = ItemWords(item, section: section)
    let named = words.skill(among: skills)
    var found = words.needs(without: named)
    let asked = found.flatMap(\.alternatives)
    found += words.plainNeeds.filter { need in
      !need.alternatives.contains { plain in asked.contains { plain.isSameThing(as: $0) } }
    }
    let hasFiles = found.flatMap(\.alternatives).contains(where: \.isFile)
    provider = hasFiles ? named : nil
    if let named, !hasFiles, !words.isNegated(named) {
      found.append(Need(alternatives: [.output(ofSkill: named)], isOptional: words.isOptional))
    }
    var seen: Set<Requirement> = []
    needs = found.compactMap { need in
      let new = need.alternatives.filter { seen.insert($0).inserted }
      return new.isEmpty ? nil : Need(alternatives: new, isOptional: need.isOptional)
    }
    needsPerson = words.needsPerson || words.namesCommand || needs.isEmpty
  }

  static func requirement(of path: PathWord) -> Requirement {
    path.isOutside ? .outside(path.path) : path.isPattern ? .files(path.path) : .file(path.path)
  }
}

extension ItemWords {
  /// What its code spans and links ask for, by what stands around each.
  func needs(without skill: String?) -> [RequiredItem.Need] {
    let spans = ItemSpans(item)
    var groups: [(things: [Requirement], isOptional: Bool)] = []
    for (place, span) in spans.spans.enumerated() {
      let thing: Requirement? =
        switch span.content {
        case .code(let code): code == skill ? nil : requirement(of: code)
        case .link(let target): PathWord(link: target).map(RequiredItem.requirement)
        }
      let isOptional = beginsOptional || span.isOptional
      let things = span.isNegated ? [] : [thing].compactMap(\.self)
      if !groups.isEmpty, spans.isAlternative(place) {
        groups[groups.count - 1].things += things
        if isOptional { groups[groups.count - 1].isOptional = true }
      } else {
        groups.append((things, isOptional))
      }
    }
    return groups.filter { !$0.things.isEmpty }.map { .init(alternatives: $0.things, isOptional: $0.isOptional) }
  }

  /// "Optional: `x`", or a list that is led in so.
  var beginsOptional: Bool {
    let openings = [item.text] + item.context
    return openings.contains {
      $0.tokens.first.map { ["optional", "optionally", "recommended"].contains($0) } ?? false
    }
  }

  /// Whether the words beside the name deny it.
  func isNegated(_ skill: String) -> Bool {
    if let span = ItemSpans(item).spans.first(where: { $0.content == .code(skill) }) { return span.isNegated }
    let words = item.text.tokens
    guard let place = words.firstIndex(of: skill.lowercased()) else { return false }
    return Negation.stands(before: Array(words[..<place]), after: Array(words[(place + 1)...]))
  }
}

extension Requirement {
  /// The program that it names.
  private var program: String? {
    switch self {
    case .program(let name, _), .programAsked(let name, _): name
    default: nil
    }
  }

  fileprivate var isFile: Bool { program == nil }

  /// The same program with and without a version, or the very same thing.
  fileprivate func isSameThing(as other: Requirement) -> Bool {
    guard let name = program, let otherName = other.program else { return self == other }
    return name.lowercased() == otherName.lowercased()
      || KnownTool.named(name)?.programs == KnownTool.named(otherName)?.programs && KnownTool.named(name) != nil
  }
}
