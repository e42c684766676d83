import Markdown

/// What a section of a record is for, told by its heading.
public enum SectionRole: String, Sendable, Hashable, CaseIterable {
  case decision, context, summary, consequences, goals, alternatives, rationale, status, notation, definitions
  case examples, questions, verification, references, people
  /// A heading that says nothing of its purpose.
  case other

  /// The role that `heading` names, nil when it names none.
  ///
  /// The longest phrase found in it wins, so "Decision Drivers" are goals. A single word counts only in a heading of at
  /// most three words; what/how/why only alone, or "Why X", which gives reasons.
  static func named(by heading: String) -> SectionRole? {
    // "Decision: Use X for all orders".
    if let colon = heading.firstIndex(of: ":"), heading.index(after: colon) < heading.endIndex,
      let role = named(by: String(heading[..<colon]))
    {
      return role
    }
    let words = words(of: heading)
    guard let first = words.first else { return nil }
    if isSetAside(words) { return .alternatives }
    if words.count > 1, first == "why" || first == "rationale" { return .rationale }
    // "Options laid before the board", "Alternatives that we looked at".
    if ["options", "alternatives"].contains(first) { return .alternatives }
    if words.count == 1 || words.count == 2 && words.last == "how", let role = alone[first] { return role }
    var best: (length: Int, role: SectionRole)?
    let candidates = Set(words).flatMap { phrasesByWord[$0] ?? [] }.sorted { $0.order < $1.order }
    for (_, phrase, role) in candidates where phrase.count > (best?.length ?? 0) {
      if phrase.count == 1, words.count > 3 || words.count > 1 && role != .decision && !isAbout(phrase[0], words) {
        continue
      }
      if contains(words, phrase) { best = (phrase.count, role) }
    }
    return best?.role
  }

  /// Whether a bold line of its own stands for the heading of a part: "**Context**", "**Decision**".
  static func isHeading(_ line: String) -> Bool { bold.contains(line.lowercased().trimmed) }

  private static let bold: Set<String> = [
    "context", "background", "problem statement", "decision", "decision outcome", "decision drivers", "consequences",
    "alternatives", "rejected alternatives", "alternatives considered", "considered options", "considered alternatives",
    "rejected options", "rationale", "status",
  ]

  /// "Rejected solution", "What we rejected", "Previous decision", "Not chosen", "Proposal B": what was not decided.
  private static func isSetAside(_ words: [String]) -> Bool {
    guard let last = words.last, words.count <= 4 else { return false }
    if words.contains(where: { ["rejected", "discarded", "dismissed"].contains($0) }) { return true }
    if words == ["not", "chosen"] { return true }
    if ["previous", "former", "superseded"].contains(words[0]) {
      return ["decision", "decisions", "solution", "approach"].contains(last)
    }
    return words.count == 2 && ["proposal", "option", "alternative", "variant"].contains(words[0]) && last.count == 1
  }

  /// Whether a heading of a few words is about what one of them names: "Known risks" is, "Order status" is not.
  private static func isAbout(_ name: String, _ words: [String]) -> Bool {
    words.allSatisfy { $0 == name || qualifiers.contains($0) }
  }

  private static let qualifiers: Set<String> = [
    "and", "or", "the", "our", "a", "an", "of", "for", "this", "in", "to", "positive", "negative", "known", "other",
    "open",
    "possible", "proposed", "considered", "additional", "general", "technical", "main", "key", "expected", "current",
    "related", "future", "design", "project", "business", "architectural", "alternative", "further", "potential",
    "brief",
    "document", "rfc", "adr", "problem", "decision", "user", "more", "initial", "existing", "risks", "benefits",
    "context",
    "background", "motivation", "goals", "alternatives", "options", "consequences", "drawbacks", "references",
    "summary",
    "status", "impact", "examples", "questions", "rationale", "test", "testing", "assumptions", "limitations", "usage",
  ]

  private static func words(of heading: String) -> [String] {
    var words = heading.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "'") }.map(String.init)
    while let first = words.first, first.allSatisfy(\.isNumber) { words.removeFirst() }
    return words
  }

  private static func contains(_ words: [String], _ phrase: [String]) -> Bool {
    guard phrase.count <= words.count else { return false }
    return (0...(words.count - phrase.count)).contains { words[$0..<($0 + phrase.count)].elementsEqual(phrase) }
  }

  private static let alone: [String: SectionRole] = [
    "what": .decision, "how": .decision, "why": .context, "who": .people, "when": .context, "details": .decision,
    "design": .decision, "explanation": .decision, "outcome": .decision, "usage": .decision, "scope": .context,
  ]

  /// The phrases by the first word of each, with their place in the list.
  private static let phrasesByWord = phrases.enumerated().reduce(
    into: [String: [(order: Int, phrase: [String], role: SectionRole)]]()
  ) { byWord, entry in
    byWord[entry.element.0[0], default: []].append((entry.offset, entry.element.0, entry.element.1))
  }

  private static let phrases: [([String], SectionRole)] = [
    (.decision, "decision; decisions; decision outcome; proposal; proposed solution; proposed decision; solution"),
    (.decision, "resolution; chosen option; selected option; design details; detailed design; internal details"),
    (.decision, "guide level explanation; reference level explanation; guidelines; specification; requirements"),
    (.decision, "what we decided; decision details; implementation details; implementation; policy; rules"),
    (.decision, "recommendation; recommendations; approach; detailed explanation; technical design; design overview"),
    (.decision, "proposed change; proposed changes; proposed design; final decision"),
    (.context, "context; context and problem statement; background; motivation; problem; problem statement; issue"),
    (.context, "prior art; current state; current situation; assumptions; forces; applicability"),
    (.summary, "summary; abstract; overview; introduction; executive summary; tl dr"),
    (.consequences, "consequences; implications; drawbacks; risks; risks and mitigations; impact; trade offs"),
    (.consequences, "positive consequences; negative consequences; results; outcomes; benefits; disadvantages"),
    (.goals, "goals; non goals; goals and non goals; decision drivers; drivers; user stories; evaluation criteria"),
    (.goals, "decision criteria; objectives; success criteria; future possibilities; future work; out of scope"),
    (.alternatives, "alternatives; alternatives considered; considered options; options; options considered"),
    (.alternatives, "pros and cons; pros and cons of the options; rejected alternatives; implementation option"),
    (.alternatives, "rejected options; considered alternatives; discarded options"),
    (.rationale, "rationale; justification; argument; reasoning; rationale and alternatives"),
    (.status, "status; decision status; release signoff checklist; implementation history; changelog; history; date"),
    (.notation, "notational conventions; conventions; requirements language; keywords; notation"),
    (.definitions, "definitions; terminology; glossary; acronyms; terms"),
    (.examples, "examples; example; potential scenarios; scenarios; use cases"),
    (.questions, "open questions; unresolved questions; open issues; questions; open points"),
    (.verification, "graduation criteria; test plan; testing; documentation; confirmation; validation; tests"),
    (.verification, "compliance; testing strategy"),
    (.references, "references; related; links; more information; related decisions; related adrs; citations; notes"),
    (.references, "see also; bibliography; resources"),
    (.people, "stakeholders; stakeholder impacts; reviews; deciders; participants; approvals; authors; owners"),
    (.people, "approval process; responsibility; responsibilities"),
  ].flatMap { role, phrases in
    phrases.split(separator: ";").map { ($0.split(separator: " ").map(String.init), role) }
  }
}
