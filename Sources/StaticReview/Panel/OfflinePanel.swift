public import JudgeTypes
public import Rubrics

/// Six roles over one static review: what each seat says of it.
public struct OfflinePanel: Sendable {
  let report: ReviewReport
  let clauses: [ClauseFinding]
  private let contents: [String: String]
  /// What proves each hit of the report, in their order.
  private let proofs: [Evidence]

  /// - Parameters:
  ///   - raw: the artifact as read, in which the faults are looked for.
  ///   - redacted: as it may be shown and stored; quotes are taken from it.
  ///   - dimensions: those that rest on clauses of decision records; they are held against the artifact by their terms.
  ///   - suppressions: the comments in the artifact that may leave findings out; nil where every one may.
  public init(
    review: StaticReview, raw: Artifact, redacted: Artifact, clauses dimensions: [Dimension], taxonomy: Taxonomy,
    suppressions: BaseSuppressions? = nil
  ) {
    report = review.review(raw, taxonomy: dimensions.isEmpty ? nil : taxonomy, suppressions: suppressions)
    let clauses = ClauseReview(of: report.terms, taxonomy: taxonomy).findings(for: dimensions)
    // In a kind that no rules review, a name that was found must not be all that a pass rests on.
    let isReviewed = !report.rules.isEmpty
    self.clauses = clauses.filter { isReviewed || $0.violation != nil }
    let contents = Dictionary(
      redacted.files.map { ($0.path, $0.content) }, uniquingKeysWith: { first, _ in first })
    self.contents = contents
    // Hits come sorted by path: each file is parted into lines once.
    var (path, lines): (String?, [Substring]) = (nil, [])
    proofs = report.hits.map { hit in
      if path != hit.path { (path, lines) = (hit.path, contents[hit.path]?.lines ?? []) }
      return hit.absentTerms.map { .absence(path: hit.path, terms: $0) } ?? Self.quote(hit.path, hit.lines, of: lines)
    }
  }

  /// What was not looked through to the end.
  public var incomplete: [UnfinishedSearch] { report.incomplete }

  /// The comments in the artifact that ask for findings to be left out, and what came of each.
  public var suppressions: [Suppression] { report.suppressions }

  /// Whether it found what speaks against a dimension, not only something to note.
  public var holdsGraveFault: Bool { report.hits.contains { $0.severity >= .high } }

  /// The dimensions that the review can assess in this artifact.
  public var assessable: Set<Dimension.ID> {
    Set(report.rules.flatMap(\.dimensions)).union(clauses.filter(\.isAssessed).map(\.dimension))
  }

  /// What `seat` says, in the form in which models answer.
  ///
  /// - Parameter imported: what other tools found and this seat speaks for.
  public func answer(of seat: Seat, with imported: [ToolFinding] = []) -> SeatAnswer {
    let ids = Set(seat.dimensions.map(\.id))
    let claims =
      zip(report.hits, proofs).flatMap { self.claims(from: $0, shownBy: $1, against: seat.dimensions) }
      + clauses.compactMap { claim(from: $0, among: ids) } + imported.compactMap(claim)
    let places = Set(claims.map { Place(rule: $0.rule, evidence: $0.evidence) }).count
    let answers = seat.dimensions.map { dimension in
      DimensionAnswer(
        dimension: dimension.id, isAssessed: assessable.contains(dimension.id),
        rationale: rationale(of: dimension, found: claims.count { $0.dimension == dimension.id }), checks: [:])
    }
    let looked = report.rules.count { !ids.isDisjoint(with: $0.dimensions) }
    let found = places == 0 ? "none" : "\(places)"
    return SeatAnswer(
      dimensions: answers, claims: claims,
      rationale: "Looked for \(looked) faults in \(counted(report.files, "file")) of \(counted(report.lines, "line")): "
        + "found \(found).",
      confidence: nil)
  }

  private struct Place: Hashable {
    let rule: String
    let evidence: [Evidence]
  }

  private func rationale(of dimension: Dimension, found: Int) -> String {
    let looked = report.rules.count { $0.dimensions.contains(dimension.id) }
    if let clause = clauses.first(where: { $0.dimension == dimension.id && $0.isAssessed }) { return clause.rationale }
    guard looked > 0 else { return "No detector reads this kind of artifact for it." }
    return "Looked for \(counted(looked, "fault")): found \(found == 0 ? "none" : "\(found)")."
  }

  /// One claim for each of the seat's dimensions that the fault speaks against.
  private func claims(from hit: Hit, shownBy proof: Evidence, against dimensions: [Dimension]) -> [Claim] {
    guard let rule = report.rules.first(where: { $0.id == hit.rule }) else { return [] }
    return dimensions.filter { rule.dimensions.contains($0.id) }.map { dimension in
      Claim(
        rule: hit.rule.rawValue, severity: hit.severity, message: hit.message, dimension: dimension.id,
        evidence: [proof])
    }
  }

  private func claim(from clause: ClauseFinding, among dimensions: Set<Dimension.ID>) -> Claim? {
    guard let violation = clause.violation, dimensions.contains(clause.dimension) else { return nil }
    return Claim(
      rule: clause.dimension.rawValue, severity: clause.severity, message: violation.message,
      dimension: clause.dimension, evidence: [quote(violation.path, violation.lines)])
  }

  func quote(_ path: String, _ range: ClosedRange<Int>) -> Evidence {
    Self.quote(path, range, of: contents[path]?.lines ?? [])
  }

  /// The text of the lines, cut before a redaction mark where enough is left to be a quote; at most six lines.
  private static func quote(_ path: String, _ range: ClosedRange<Int>, of all: [Substring]) -> Evidence {
    let last = min(range.upperBound, range.lowerBound + 5, max(all.count, 1))
    let first = min(range.lowerBound, last)
    let text = all.isEmpty ? "" : all[(first - 1)..<last].joined(separator: "\n")
    var (shown, start, end) = (Substring(text), first, last)
    if let mark = text.firstRange(of: "[redacted:") {
      let before = text[..<mark.lowerBound]
      if before.count(where: { !$0.isWhitespace }) >= 8 {
        shown = before
        end = first + before.count { $0 == "\n" }
      }
    }
    // Lines too short to be a quote take their neighbours with them.
    var solid = shown.count { !$0.isWhitespace }
    while solid < 8, start > 1 || end < all.count {
      if start > 1 {
        start -= 1
        solid += all[start - 1].count { !$0.isWhitespace }
      }
      if end < all.count {
        end += 1
        solid += all[end - 1].count { !$0.isWhitespace }
      }
    }
    if start < first || end > last { shown = Substring(all[(start - 1)..<end].joined(separator: "\n")) }
    return .quote(path: path, startLine: start, endLine: end, text: trimmed(shown))
  }
}

/// Without white space at either end.
func trimmed(_ text: Substring) -> String {
  var text = text.drop(while: \.isWhitespace)
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}

func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
