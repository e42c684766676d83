import JudgeTypes

/// What a seat holds after it was asked again: what it held before, but for what new evidence that holds speaks for.
struct Reconsideration {
  /// Findings of this rule say what moved a seat to a better score; they are no faults.
  static let movingRule = "changed_position"

  let evaluation: Evaluation
  /// Nil where it stands by its scores and its verdict.
  let change: PositionChange?
  private let prior: Evaluation

  /// - Parameters:
  ///   - prior: what the seat held.
  ///   - found: all that it has found so far, withdrawn or not.
  ///   - findings: what the claims of `answer` came to.
  ///   - questions: what it was asked about; nothing else is heard.
  init(
    of prior: Evaluation, having found: [Finding], by seat: Seat, answering answer: SeatAnswer,
    findings: [Finding], to questions: [Dimension.ID], round: Int
  ) {
    self.prior = prior
    let new = NewEvidence(of: findings, after: found)
    var proposed: [Dimension.ID: PositionChange.OfDimension] = [:]
    for dimension in seat.dimensions where questions.contains(dimension.id) {
      let against = findings.filter { $0.status == .verified && $0.dimension == dimension.id }
      let said = answer.dimensions.first { $0.dimension == dimension.id }
      let before = prior.scores[dimension.id]
      guard let score = dimension.score(for: said, against: against), score != before else { continue }
      proposed[dimension.id] = .init(
        dimension: dimension.id, from: before, to: score, isSupported: new.speaks(on: dimension.id))
    }
    let counted = proposed.filter(\.value.isSupported)
    let isHeard = counted.count == proposed.count
    let held = Self.evaluation(
      of: seat, round: round, prior, scores: Self.scores(prior, changing: counted),
      findings: Self.findings(prior, adding: new.findings, changing: proposed, counting: { $0.isSupported }),
      // The words of a seat that changed without evidence speak for what does not count.
      words: isHeard ? answer : nil)
    evaluation = held
    guard !proposed.isEmpty || held.verdict != prior.verdict else {
      change = nil
      return
    }
    change = PositionChange(
      seat: seat.id, from: prior.verdict,
      to: seat.verdict(
        scores: Self.scores(prior, changing: proposed),
        findings: Self.findings(prior, adding: new.findings, changing: proposed, counting: { _ in true })),
      dimensions: proposed.values.sorted { $0.dimension < $1.dimension },
      evidence: new.evidence(on: Array(proposed.keys) + (held.verdict == prior.verdict ? [] : [nil])))
  }

  /// Whether it holds otherwise than before: another score or another verdict.
  var isMoved: Bool { evaluation.scores != prior.scores || evaluation.verdict != prior.verdict }

  private static func scores(
    _ prior: Evaluation, changing changes: [Dimension.ID: PositionChange.OfDimension]
  ) -> [Dimension.ID: Score] {
    prior.scores.merging(changes.mapValues(\.to)) { _, new in new }
  }

  /// What was found before, without what a better score withdraws; then what was found now, without what speaks for a change
  /// that does not count. What does not hold is kept either way: it counts against the judge.
  private static func findings(
    _ prior: Evaluation, adding new: [Finding], changing changes: [Dimension.ID: PositionChange.OfDimension],
    counting isCounted: (PositionChange.OfDimension) -> Bool
  ) -> [Finding] {
    func change(of finding: Finding) -> PositionChange.OfDimension? { finding.dimension.flatMap { changes[$0] } }
    let kept = prior.findings.filter { finding in
      guard finding.status == .verified, let change = change(of: finding), let from = change.from else { return true }
      return change.to < from || !isCounted(change)
    }
    let added = new.filter { finding in
      guard finding.status == .verified else { return true }
      guard let change = change(of: finding) else { return finding.rule != movingRule }
      guard isCounted(change) else { return false }
      let isWorse = change.from.map { change.to < $0 } ?? (change.to == .violated)
      return isWorse || (finding.rule != movingRule && finding.severity > .info)
    }
    return added.reduce(into: kept) { all, finding in
      let isKnown = all.contains {
        $0.fingerprint == finding.fingerprint && $0.dimension == finding.dimension && $0.severity >= finding.severity
      }
      if !isKnown { all.append(finding) }
    }
  }

  private static func evaluation(
    of seat: Seat, round: Int, _ prior: Evaluation, scores: [Dimension.ID: Score], findings: [Finding],
    words answer: SeatAnswer?
  ) -> Evaluation {
    let reasons = (answer?.dimensions ?? []).filter { !$0.rationale.isEmpty }.map { ($0.dimension, $0.rationale) }
    let rationale = answer?.rationale ?? ""
    return Evaluation(
      seat: seat.id, round: round, scores: scores, findings: findings,
      verdict: seat.verdict(scores: scores, findings: findings),
      rationale: rationale.isEmpty ? prior.rationale : rationale, confidence: answer?.confidence ?? prior.confidence,
      unsupported: prior.unsupported.filter { scores[$0] == nil },
      reasons: prior.reasons.merging(reasons) { _, new in new })
  }
}

/// What of a seat's findings shows something that the seat had not shown before.
private struct NewEvidence {
  /// Those that show something new, or that do not hold. What is said again of the same lines moves nothing.
  let findings: [Finding]
  private let pieces: [(dimension: Dimension.ID?, evidence: Evidence)]

  /// - Parameter found: all that the seat found before; new is what it had not shown for the same dimension, and of a finding
  ///   that speaks against none, what it had not shown at all.
  init(of findings: [Finding], after found: [Finding]) {
    var kept: [Finding] = []
    var pieces: [(dimension: Dimension.ID?, evidence: Evidence)] = []
    for finding in findings {
      let earlier = found.filter { finding.dimension == nil || $0.dimension == finding.dimension }
      let known = KnownEvidence(earlier.flatMap(\.evidence))
      let new = finding.status == .verified ? finding.evidence.map(\.evidence).filter(known.isNew) : []
      pieces += new.map { (finding.dimension, $0) }
      if finding.status == .voided || !new.isEmpty { kept.append(finding) }
    }
    self.findings = kept
    self.pieces = pieces
  }

  func speaks(on dimension: Dimension.ID) -> Bool { pieces.contains { $0.dimension == dimension } }

  func evidence(on dimensions: [Dimension.ID?]) -> [Evidence] {
    pieces.filter { dimensions.contains($0.dimension) }.map(\.evidence).reduce(into: []) { all, piece in
      if !all.contains(piece) { all.append(piece) }
    }
  }
}

/// The evidence that a seat has shown already.
private struct KnownEvidence {
  private var lines: [String: Set<Int>] = [:]
  private var terms: Set<String> = []

  init(_ cited: [CheckedEvidence]) {
    for piece in cited where piece.isVerified {
      switch piece.evidence {
      case .quote(let path, let start, let end, _): lines[path, default: []].formUnion(start...max(start, end))
      case .absence(_, let terms): self.terms.formUnion(terms.map { $0.lowercased() })
      }
    }
  }

  /// Whether it shows a line, or looked for a term, that was not shown before. The same lines quoted otherwise are old.
  func isNew(_ piece: Evidence) -> Bool {
    switch piece {
    case .quote(let path, let start, let end, _):
      let known = lines[path] ?? []
      return (start...max(start, end)).contains { !known.contains($0) }
    case .absence(_, let terms): return terms.contains { !self.terms.contains($0.lowercased()) }
    }
  }
}
