import JudgeTypes
import Markdown

/// What a section of a record may oblige to, which decides the rules that read it.
struct Place: Sendable, Hashable {
  enum Authority: Sendable, Hashable {
    /// States the decision: keywords, commitments, imperatives, plain present tense, noun phrases in lists.
    case decision
    /// A document without a decision section, or tests and confirmation: keywords, commitments, imperatives.
    case specification
    /// Must, should and imperatives of the proposal in short.
    case summary
    /// Must and should laid on the system or its users.
    case background
    /// Must and should, and what the deciders commit themselves to.
    case consequences
  }

  let authority: Authority
  let isInDecision: Bool
  /// Whether only the capitals of RFC 2119 count.
  let usesCapitals: Bool
  /// Whether plain present tense and bare noun phrases count: in a decision, and throughout a rule book.
  let takesPlain: Bool
  /// Whether the document explains rather than decides or lays down rules: it says much of what will or may happen.
  let describes: Bool
  /// What a list right below the heading is read under: graduation criteria are demands, however they are put.
  let stem: Lead?
}

extension Place {
  /// Nil where nothing counts: goals, alternatives, status, definitions and the like.
  init?(of section: RecordSection, in record: DecisionRecord, isRuleBook: Bool = false) {
    guard let authority = Self.authority(of: section, in: record) else { return nil }
    self.authority = authority
    isInDecision =
      authority == .decision || (authority == .specification && section.role == .other)
    usesCapitals = record.usesKeywordCapitals
    describes = authority == .specification && section.role == .other && !isRuleBook && !record.usesKeywordCapitals
    let headings = section.headings.map { $0.lowercased() }
    stem =
      authority == .specification && headings.contains { $0.hasSuffix("criteria") }
      ? .level(.must) : Self.stem(of: section)
    takesPlain =
      authority == .decision || (authority == .specification && (isRuleBook || section.role == .verification))
  }

  private static func authority(of section: RecordSection, in record: DecisionRecord) -> Authority? {
    switch section.role {
    case .decision: return .decision
    case .context: return .background
    case .summary: return .summary
    case .consequences: return .consequences
    case .verification: return .specification
    case .notation where !saysHowToRead(section):
      return isPartOfDecision(section) ? .decision : plain(section, in: record)
    case .rationale where !section.name.lowercased().contains("alternative"): return .background
    case .goals, .alternatives, .rationale, .status, .notation, .definitions, .examples, .questions, .references,
      .people:
      return nil
    case .other:
      if section.headings.isEmpty { return preamble(of: record) }
      return plain(section, in: record)
    }
  }

  /// "### Don't", "### Optional": a short heading that says how binding the list right below it is.
  private static func stem(of section: RecordSection) -> Lead? {
    guard let heading = section.headings.last, heading.split(separator: " ").count <= 5, !asks(heading),
      SectionRole.named(by: heading) == nil
    else { return nil }
    return Lead(name: heading)
  }

  /// "What do we not trust": a question, which the list answers.
  private static func asks(_ heading: String) -> Bool {
    let words = heading.lowercased().split { !$0.isLetter }.prefix(2)
    guard words.count == 2 else { return false }
    return ["what", "how", "why", "which", "who", "when", "where"].contains(words[words.startIndex])
      && ["do", "does", "is", "are", "did", "was", "were", "can"].contains(words[words.index(after: words.startIndex)])
  }

  /// Whether `record` has a section for its decision; one "Retention policy" among others is none.
  static func decides(_ record: DecisionRecord) -> Bool {
    record.sections.contains { section in
      guard section.role == .decision else { return false }
      guard let heading = section.headings.last(where: { SectionRole.named(by: $0) == .decision }) else { return true }
      let words = heading.lowercased().split { !$0.isLetter }
      return words.count < 2 || !["policy", "rules", "requirements", "guidelines"].contains(words.last)
    }
  }

  /// A section whose heading says nothing of its purpose is what a document without a decision section consists of.
  private static func plain(_ section: RecordSection, in record: DecisionRecord) -> Authority {
    let weighs = section.headings.contains { weighing.contains($0.lowercased().split(separator: " ").last ?? "") }
    return decides(record) || weighs ? .background : .specification
  }

  /// "Design considerations" weigh what the rest of the document then settles.
  private static let weighing: Set<Substring> = ["considerations", "discussion", "analysis", "challenges", "history"]

  /// "Conventions", "Notational conventions" tell how to read the document; "Naming conventions" are what it is about.
  private static func saysHowToRead(_ section: RecordSection) -> Bool {
    guard let heading = section.headings.last(where: { SectionRole.named(by: $0) == .notation }) else { return false }
    let words = heading.lowercased().split { !$0.isLetter }
    return words.count == 1 || words.contains { ["notational", "document", "requirements", "notation"].contains($0) }
      || words.last != "conventions"
  }

  private static func isPartOfDecision(_ section: RecordSection) -> Bool {
    section.headings.dropLast().contains { SectionRole.named(by: $0) == .decision }
  }

  /// Text before the first heading: all of a document without headings, else the beginning of a specification.
  private static func preamble(of record: DecisionRecord) -> Authority? {
    if record.sections.allSatisfy(\.headings.isEmpty) { return .specification }
    if decides(record) { return .summary }
    return record.usesKeywordCapitals ? .specification : .summary
  }

  var takesWill: Bool { authority == .decision || authority == .specification }
  var takesImperatives: Bool { takesWill || authority == .summary }
}
