internal import JudgeTypes
internal import Rubrics

/// What the offline review says of one clause of a decision record.
struct ClauseFinding: Sendable {
  struct Violation: Sendable {
    let path: String
    let lines: ClosedRange<Int>
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
/// Only bare clauses are judged: "we will use PostgreSQL", "Redis must not be used". A demand is violated where a rival is used
/// and the demanded thing is not, a prohibition where the thing is used. Whatever narrows a clause (a purpose, an exception, a
/// second name, a figure) leaves it unassessed, and so does a forbidden name that does not stand there, since things go by other
/// names too.
struct ClauseReview {
  private let files: [FileTerms]
  private let taxonomy: Taxonomy

  init(of files: [FileTerms], taxonomy: Taxonomy) {
    self.files = files
    self.taxonomy = taxonomy
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
    switch (place(of: [subject]), place(of: taxonomy.rivals(of: subject), inTests: false)) {
    case (let own?, nil):
      return finding("\(subject.name) stands in \(own.path), line \(own.line).", isAssessed: true)
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

  private func violation(at place: FileTerms.Use, _ message: String) -> ClauseFinding.Violation {
    ClauseFinding.Violation(path: place.path, lines: place.line...place.line, message: message)
  }

  /// Choices that a file may well differ in without breaking the decision: a script beside a service, a hash for a name.
  private static let softRivals: Set<String> = ["language", "api-style", "hash", "deployment", "cloud-provider"]

  /// The term that a bare clause chooses or forbids; nil for every other clause.
  private func subject(of clause: Clause, isForbidden: Bool) -> Taxonomy.Term? {
    let text = clause.text.withoutAlternative
    let matches = taxonomy.matches(in: text)
    guard let first = matches.first, matches.allSatisfy({ $0.term == first.term }), matches.count == 1 else {
      return nil
    }
    var words = Array(text.utf8)
    words.replaceSubrange(first.range, with: [1])
    let forms = isForbidden ? Self.prohibitions : Self.choices
    guard forms.contains(where: { $0.matches(words, in: 0..<words.count) }) else { return nil }
    guard !isForbidden else { return first.term }
    return first.term.rivals.map { Self.softRivals.contains($0) ? nil : first.term } ?? nil
  }

  // In the patterns \u{1} stands for the term.
  private static let choices = [
    Pattern.fixed(
      #"(?i)\A(?:(?:we|the team|our team|(?:all |our )?services|the (?:service|system|application|backend|project|platform))\s+)?(?:(?:will|shall|must|should|have decided to|decided to|are going to)\s+)?(?:use|uses|adopt|adopts|standardi[sz]e on)\s+\x01(?:\s+as\s+(?:our|the|its)\s+(?:\w+\s+){0,2}(?:database|store|broker|queue|cache|bus))?[.!]?(?:,?\s+(?:because|since)\b.*)?\z"#
    ),
    Pattern.fixed(
      #"(?i)\A(?:chosen|selected) option:\s*["“*`]*(?:use\s+)?\x01["”*`]*[.,]?(?:\s+(?:because|since)\b.*)?\z"#),
  ]
  private static let prohibitions = [
    Pattern.fixed(
      #"(?i)\A(?:(?:we|the team|(?:all |our )?services|the (?:service|system|application|backend|project|platform))\s+)?(?:(?:will|shall|must|should|may|do|does)\s+)?(?:not|never|don't|won't)\s+use\s+(?:any\s+)?\x01(?:\s+(?:anywhere|at all))?[.!]?(?:,?\s+(?:because|since)\b.*)?\z"#
    ),
    Pattern.fixed(
      #"(?i)\A(?:no \w+ (?:may|must|shall|should|can) use|no use of|avoid(?: using)?|(?:we )?(?:have )?decided (?:not to use|against)|no)\s+\x01[.!]?(?:,?\s+(?:because|since)\b.*)?\z"#
    ),
    Pattern.fixed(
      #"(?i)\A(?:the use of\s+)?\x01\s+(?:(?:must|shall|should|may|will)\s+(?:not|never)\s+be\s+used(?:\s+(?:anywhere|at all))?|is\s+(?:forbidden|prohibited|banned|disallowed|not allowed|not permitted))[.!]?(?:,?\s+(?:because|since)\b.*)?\z"#
    ),
  ]

  /// Where one of `terms` is first used; what only tests use is no choice of the product's.
  private func place(of terms: [Taxonomy.Term], inTests: Bool = true) -> FileTerms.Use? {
    let names = Set(terms.map(\.name))
    for file in files where inTests || !file.isTest {
      if let use = file.uses.first(where: { names.contains($0.name) }) { return use }
    }
    return nil
  }
}

extension String {
  /// "Instead of using MySQL, we will use PostgreSQL" as "we will use PostgreSQL".
  fileprivate var withoutAlternative: String {
    let lower = lowercased()
    for contrast in ["instead of ", "rather than "] {
      if lower.hasPrefix(contrast), let comma = firstRange(of: ", ") { return String(self[comma.upperBound...]) }
      if let range = firstRange(of: " \(contrast)") { return String(self[..<range.lowerBound]) }
    }
    return self
  }
}
