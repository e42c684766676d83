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
}

extension Place {
  /// Nil where nothing counts: goals, alternatives, status, definitions and the like.
  init?(of section: RecordSection, in record: DecisionRecord) {
    guard let authority = Self.authority(of: section, in: record) else { return nil }
    self.authority = authority
    isInDecision =
      authority == .decision || (authority == .specification && section.role == .other)
    usesCapitals = record.usesKeywordCapitals
  }

  private static func authority(of section: RecordSection, in record: DecisionRecord) -> Authority? {
    switch section.role {
    case .decision: return .decision
    case .context: return .background
    case .summary: return .summary
    case .consequences: return .consequences
    case .verification: return .specification
    case .goals, .alternatives, .rationale, .status, .notation, .definitions, .examples, .questions, .references,
      .people:
      return nil
    case .other:
      if section.headings.isEmpty { return preamble(of: record) }
      return record.hasDecisionSection ? .background : .specification
    }
  }

  /// Text before the first heading: all of a document without headings, else the beginning of a specification.
  private static func preamble(of record: DecisionRecord) -> Authority? {
    if record.sections.allSatisfy(\.headings.isEmpty) { return .specification }
    if record.hasDecisionSection { return nil }
    return record.usesKeywordCapitals ? .specification : .summary
  }

  var takesWill: Bool { authority == .decision || authority == .specification }
  var takesImperatives: Bool { takesWill || authority == .summary }
}
