internal import JudgeTypes
internal import Rubrics

/// What the offline review says of one clause of a decision record.
struct ClauseFinding: Sendable {
  struct Violation: Sendable {
    let path: String?
    let lines: ClosedRange<Int>?
    let absentTerms: [String]
    let message: String
  }

  let dimension: Dimension.ID
  let severity: Severity
  /// False where the clause is about nothing that the artifact's text can tell.
  let isAssessed: Bool
  let rationale: String
  let violation: Violation?
}

/// Holds clauses of decision records against an artifact by the technical terms in them.
///
/// A clause that demands one of several rivals ("we will use PostgreSQL") is violated where a rival stands and the demanded
/// one does not; a clause that forbids a term is violated where it stands. That a forbidden name is not there shows nothing,
/// since the thing goes by other names too, and a demand that says more than its choice ("PostgreSQL 15 for all data") is
/// not met by the name alone: both are left unassessed.
struct ClauseReview {
  private let sources: [Source]
  private let matches: [[Taxonomy.Match]]
  private let taxonomy: Taxonomy

  /// Documents speak of things; only what is built, configured or run uses them.
  init(of all: [Source], taxonomy: Taxonomy) {
    sources = all.filter(\.isUse)
    self.taxonomy = taxonomy
    matches = sources.map { source in
      let phrases = source.phrases
      return taxonomy.matches(in: source.string(0..<source.text.count, in: .text)).filter { match in
        !phrases.contains { $0.overlaps(match.range) }
      }
    }
  }

  func findings(for dimensions: [Dimension]) -> [ClauseFinding] {
    dimensions.compactMap { dimension in dimension.clause.map { finding(for: dimension, clause: $0) } }
  }

  private func finding(for dimension: Dimension, clause: Clause) -> ClauseFinding {
    let severity: Severity = dimension.level.isBinding ? .high : .medium
    let isForbidden = dimension.level == .mustNot || dimension.level == .shouldNot
    func finding(_ rationale: String, isAssessed: Bool, _ violation: ClauseFinding.Violation? = nil) -> ClauseFinding {
      ClauseFinding(
        dimension: dimension.id, severity: severity, isAssessed: isAssessed, rationale: rationale, violation: violation)
    }
    guard dimension.level != .may, let subject = subject(of: clause, isForbidden: isForbidden) else {
      return finding("The clause is about nothing that the text alone can tell.", isAssessed: false)
    }
    if isForbidden {
      guard let place = place(of: [subject]) else {
        return finding("\(subject.name) does not stand in the artifact by a name that is known.", isAssessed: false)
      }
      return finding(
        "\(subject.name) stands in \(place.path), line \(place.line).", isAssessed: true,
        violation(at: place, "\(clause.adr) forbids \(subject.name), which is used here"))
    }
    switch (place(of: [subject]), place(of: taxonomy.rivals(of: subject))) {
    case (let own?, nil):
      return finding(
        "\(subject.name) stands in \(own.path), line \(own.line).", isAssessed: isBareChoice(clause, of: subject))
    case (_?, let rival?):
      return finding("Both \(subject.name) and \(rival.name) stand in the artifact.", isAssessed: false)
    case (nil, let rival?):
      return finding(
        "\(rival.name) stands where \(clause.adr) asks for \(subject.name).", isAssessed: true,
        violation(at: rival, "\(clause.adr) asks for \(subject.name); \(rival.name) is used here"))
    case (nil, nil):
      return finding("Neither \(subject.name) nor a rival of it stands in the artifact.", isAssessed: false)
    }
  }

  /// Whether the clause demands nothing beside the choice that its name could show: no figure, no "all", no exception.
  private func isBareChoice(_ clause: Clause, of subject: Taxonomy.Term) -> Bool {
    let named = taxonomy.matches(in: clause.text).filter { $0.term == subject }
    let others = clause.text.utf8.enumerated().filter { offset, _ in !named.contains { $0.range.contains(offset) } }
    return !Self.qualified.matches(others.map(\.element), in: 0..<others.count)
  }

  private static let qualified = Pattern.fixed(
    #"(?i)\d|\b(?:all|each|every|only|exclusively|everywhere|always|never|not|no|and|with|must|should|except|unless|if|when|where)\b"#
  )

  private func violation(at place: Place, _ message: String) -> ClauseFinding.Violation {
    ClauseFinding.Violation(path: place.path, lines: place.line...place.line, absentTerms: [], message: message)
  }

  private static let choice = Pattern.fixed(
    #"(?i)\b(?:us(?:e|es|ed|ing)|adopt\w*|cho(?:ose|sen|se)|stor(?:e|ed|es|age)\s+(?:\w+\s+){0,3}in|persist\w*\s+(?:\w+\s+){0,3}in|standardi[sz]e\w*\s+on|built\s+on|runs?\s+on|option:|written\s+in|implemented\s+in|encrypted\s+with|hashed\s+with|depend\w*\s+on|introduc\w+|import\w*)\s+(?:\w+[\s-]+){0,4}\z"#
  )

  /// What is left behind, not chosen: "instead of using MySQL", "we no longer use MySQL".
  private static let leftBehind = Pattern.fixed(
    #"(?i)\b(?:instead\s+of|rather\s+than|stop(?:s|ped)?|no\s+longer|avoid\w*|away\s+from|cease|without|replac\w+|except|unless|if|when|not|never|migrat\w+\s+from|over)\s+(?:\w+[\s-]+){0,4}\z"#
  )
  /// Nothing that narrows what was said: "Redis as the system of record" forbids less than Redis.
  private static let ends = Pattern.fixed(#"\A[)\]"'`*_]*\s*(?:[.;,!]|\z|and\b|or\b|anywhere\b|at all\b)"#)

  /// What is left open to some cannot be told from what is forbidden to others: "no Redis, except as a cache".
  private static let exceptions = Pattern.fixed(
    #"(?i)\b(?:except|unless|other\s+than|apart\s+from|aside\s+from|besides|exceptions?|for\s+now|new)\b"#)

  /// Choices that a file may well differ in without breaking the decision: a script beside a service, a hash for a name.
  private static let softRivals: Set<String> = ["language", "api-style", "hash", "deployment", "cloud-provider"]

  /// The term that the clause itself chooses or forbids; nil when it only speaks of one.
  private func subject(of clause: Clause, isForbidden: Bool) -> Taxonomy.Term? {
    let bytes = Array(clause.text.utf8)
    guard !Self.exceptions.matches(bytes, in: 0..<bytes.count) else { return nil }
    return taxonomy.terms(in: clause.text).first { match in
      guard Self.choice.matches(bytes, in: 0..<match.range.lowerBound) else { return false }
      if isForbidden { return Self.ends.matches(bytes, in: match.range.upperBound..<bytes.count) }
      return match.term.rivals.map { !Self.softRivals.contains($0) } ?? false
        && !Self.leftBehind.matches(bytes, in: 0..<match.range.lowerBound)
    }?.term
  }

  private struct Place {
    let name: String
    let path: String
    let line: Int
  }

  private func place(of terms: [Taxonomy.Term]) -> Place? {
    let names = Set(terms.map(\.name))
    for (source, found) in zip(sources, matches) {
      for match in found where names.contains(match.name) {
        let line = source.line(at: match.range.lowerBound)
        if source.isUnderJudgment(line...line) { return Place(name: match.name, path: source.path, line: line) }
      }
    }
    return nil
  }
}

extension Source {
  /// Whether it can use a thing, rather than speak of it; a generated rubric repeats its record.
  fileprivate var isUse: Bool {
    ![.document, .adr, .agentOutput].contains(kind) && ![.markdown, .text].contains(language)
      && !bytes.starts(with: "# Generated by moe-judge".utf8)
  }

  /// Running text in a program's strings and in the values of data: a message that names a thing does not use it.
  fileprivate var phrases: [Range<Int>] {
    let strings = spans.filter { $0.kind == .string && isRunningText($0.content) }.map(\.content)
    guard [.yaml, .json, .toml, .ini, .xml].contains(language) else { return strings }
    return strings + lineNumbers.map { range(ofLines: $0...$0) }.filter(isRunningText)
  }

  /// More words than a name or a command has, unless it is SQL.
  private func isRunningText(_ range: Range<Int>) -> Bool {
    let words = bytes[range].split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    return words.count > 4 && !Self.statements.contains(String(decoding: words[0], as: UTF8.self).lowercased())
  }

  /// The first words of SQL.
  private static let statements: Set<String> = [
    "select", "insert", "update", "delete", "create", "alter", "drop", "with", "merge", "call", "grant", "exec",
  ]
}
