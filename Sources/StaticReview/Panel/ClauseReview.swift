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
/// one does not; a clause that forbids a term is violated where it stands.
struct ClauseReview {
  private let sources: [Source]
  private let matches: [[Taxonomy.Match]]
  private let taxonomy: Taxonomy

  init(of sources: [Source], taxonomy: Taxonomy) {
    self.sources = sources
    self.taxonomy = taxonomy
    matches = sources.map { taxonomy.matches(in: $0.string(0..<$0.text.count, in: .text)) }
  }

  func findings(for dimensions: [Dimension]) -> [ClauseFinding] {
    dimensions.compactMap { dimension in dimension.clause.map { finding(for: dimension, clause: $0) } }
  }

  private func finding(for dimension: Dimension, clause: Clause) -> ClauseFinding {
    let severity: Severity = dimension.level.isBinding ? .high : .medium
    func assessed(_ rationale: String, _ violation: ClauseFinding.Violation? = nil) -> ClauseFinding {
      ClauseFinding(
        dimension: dimension.id, severity: severity, isAssessed: true, rationale: rationale, violation: violation)
    }
    let demanded = subject(of: clause, isForbidden: dimension.level == .mustNot || dimension.level == .shouldNot)
    guard let demanded, dimension.level != .may else {
      return ClauseFinding(
        dimension: dimension.id, severity: severity, isAssessed: false,
        rationale: "The clause is about nothing that the text alone can tell.", violation: nil)
    }
    if dimension.level == .mustNot || dimension.level == .shouldNot {
      guard let place = place(of: [demanded]) else { return assessed("Looked for \(demanded.name): found none.") }
      return assessed(
        "\(demanded.name) stands in \(place.path), line \(place.line).",
        violation(at: place, "\(clause.adr) forbids \(demanded.name), which is used here"))
    }
    if let own = self.place(of: [demanded]) {
      return assessed("\(demanded.name) stands in \(own.path), line \(own.line).")
    }
    guard let rival = place(of: taxonomy.rivals(of: demanded)) else {
      return ClauseFinding(
        dimension: dimension.id, severity: severity, isAssessed: false,
        rationale: "Neither \(demanded.name) nor a rival of it stands in the artifact.", violation: nil)
    }
    return assessed(
      "\(rival.name) stands where \(clause.adr) asks for \(demanded.name).",
      violation(at: rival, "\(clause.adr) asks for \(demanded.name); \(rival.name) is used here"))
  }

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

  /// Choices that a file may well differ in without breaking the decision: a script beside a service, a hash for a name.
  private static let softRivals: Set<String> = ["language", "api-style", "hash", "deployment", "cloud-provider"]

  /// The term that the clause itself chooses or forbids; nil when it only speaks of one.
  private func subject(of clause: Clause, isForbidden: Bool) -> Taxonomy.Term? {
    let bytes = Array(clause.text.utf8)
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
