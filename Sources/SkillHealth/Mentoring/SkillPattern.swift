/// Something in the structure of a skill file that others can take over.
public enum SkillPattern: Sendable, Hashable, Comparable {
  case section(SkillSection)
  /// A key of the front matter.
  case frontMatter(String)
  /// A section whose heading speaks of examples.
  case examples
  /// Tasks to tick off in the Completion Checklist.
  case tickedChecklist
  /// The Output Template holds a code block.
  case templateBlock
  /// At least one code block.
  case codeBlocks
  /// Anti-patterns in a table, each with what to do instead.
  case antiPatternTable

  /// As tables and guides name it.
  public var name: String {
    switch self {
    case .section(let section): "section '\(section.heading)'"
    case .frontMatter(let key): "front matter '\(key)'"
    case .examples: "worked examples"
    case .tickedChecklist: "a completion checklist to tick off"
    case .templateBlock: "an output template as a code block"
    case .codeBlocks: "code blocks"
    case .antiPatternTable: "anti-patterns in a table, each with its remedy"
    }
  }

  private var rank: Int {
    switch self {
    case .frontMatter(let key): Self.keys.firstIndex(of: key) ?? 9
    case .section(let section): 10 + (SkillSection.allCases.firstIndex(of: section) ?? 0)
    case .tickedChecklist: 40
    case .antiPatternTable: 41
    case .templateBlock: 42
    case .examples: 43
    case .codeBlocks: 44
    }
  }

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  /// The keys that say something about how well a skill is kept.
  static let keys = ["category", "version", "allowed-tools"]
}

extension SkillFile {
  /// What of the known patterns it has.
  public var patterns: Set<SkillPattern> {
    var patterns = Set(sections.compactMap(\.kind).map { SkillPattern.section($0) })
    let front = frontMatter
    if front?.category != nil { patterns.insert(.frontMatter("category")) }
    if front?.version != nil { patterns.insert(.frontMatter("version")) }
    if front?.allowedTools != nil { patterns.insert(.frontMatter("allowed-tools")) }
    if section(.completionChecklist)?.items.contains(where: { $0.form == .task }) == true {
      patterns.insert(.tickedChecklist)
    }
    if section(.outputTemplate)?.codeBlocks.isEmpty == false { patterns.insert(.templateBlock) }
    if section(.antiPatterns)?.items.contains(where: { $0.form == .row }) == true { patterns.insert(.antiPatternTable) }
    if sections.contains(where: \.isExamples) { patterns.insert(.examples) }
    if sections.contains(where: { !$0.codeBlocks.isEmpty }) { patterns.insert(.codeBlocks) }
    return patterns
  }

  /// What it belongs to.
  public var category: String? { frontMatter?.category }
}

extension SkillFile.Section {
  var isExamples: Bool {
    heading.lowercased().split { !$0.isLetter }.contains { $0 == "example" || $0 == "examples" }
  }
}
