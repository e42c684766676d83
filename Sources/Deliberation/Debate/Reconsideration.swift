import JudgeTypes

/// What a seat holds after it was asked again: what it held before, but for what new evidence that holds speaks for.
struct Reconsideration {
  let evaluation: Evaluation
  /// Nil where it stands by its scores and its verdict.
  let change: PositionChange?
  private let prior: Evaluation

  private typealias Changes = [Dimension.ID: PositionChange.OfDimension]

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
    let proposed = Self.proposals(of: prior, by: seat, answer, findings, new, to: questions)
    let counted = proposed.filter(\.value.isSupported)
    let merge = FindingMerge(prior: prior.findings, said: findings, new: new.findings)
    let kept = merge.findings(changing: proposed) { $0.isSupported }
    let held = Self.evaluation(
      of: seat, round: round, prior, scores: Self.scores(prior, changing: counted), findings: kept,
      // The words of a seat that changed without evidence speak for what does not count.
      words: counted.count == proposed.count ? answer : nil)
    evaluation = held
    guard !proposed.isEmpty || held.verdict != prior.verdict else {
      change = nil
      return
    }
    change = PositionChange(
      seat: seat.id, from: prior.verdict,
      to: seat.verdict(
        scores: Self.scores(prior, changing: proposed), findings: merge.findings(changing: proposed) { _ in true }),
      dimensions: proposed.values.sorted { $0.dimension < $1.dimension },
      evidence: new.evidence(on: Array(proposed.keys) + (held.verdict == prior.verdict ? [] : [nil])),
      withdrawn: prior.verifiedFindings.filter { !kept.contains($0) })
  }

  /// Whether it holds otherwise than before: another score or another verdict.
  var isMoved: Bool { evaluation.scores != prior.scores || evaluation.verdict != prior.verdict }

  /// The scores that it would give now. A verified critical finding stands whatever else is said of its dimension.
  private static func proposals(
    of prior: Evaluation, by seat: Seat, _ answer: SeatAnswer, _ findings: [Finding], _ new: NewEvidence,
    to questions: [Dimension.ID]
  ) -> Changes {
    var proposed: Changes = [:]
    for dimension in seat.dimensions where questions.contains(dimension.id) {
      let against = findings.filter { $0.status == .verified && $0.dimension == dimension.id }
      let said = answer.dimensions.first { $0.dimension == dimension.id }
      let before = prior.scores[dimension.id]
      guard let score = dimension.score(for: said, against: against), score != before else { continue }
      let isBetter = before.map { score > $0 } ?? (score > .violated)
      let isCritical = prior.verifiedFindings.contains { $0.dimension == dimension.id && $0.severity == .critical }
      proposed[dimension.id] = .init(
        dimension: dimension.id, from: before, to: score,
        isSupported: !(isBetter && isCritical) && new.speaks(on: dimension.id, forBetter: isBetter))
    }
    return proposed
  }

  private static func scores(_ prior: Evaluation, changing changes: Changes) -> [Dimension.ID: Score] {
    prior.scores.merging(changes.mapValues(\.to)) { _, new in new }
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

/// What remains of a seat's findings once it was asked again.
private struct FindingMerge {
  let prior: [Finding]
  /// All that it says now.
  let said: [Finding]
  /// Those of them that show something new, or that do not hold.
  let new: [Finding]

  /// What was found before, without what a better score withdraws and is not said again; then what was found now, without what
  /// speaks for a change that does not count. What does not hold is kept either way: it counts against the judge.
  func findings(
    changing changes: [Dimension.ID: PositionChange.OfDimension],
    counting isCounted: (PositionChange.OfDimension) -> Bool
  ) -> [Finding] {
    func change(of finding: Finding) -> PositionChange.OfDimension? { finding.dimension.flatMap { changes[$0] } }
    let kept = prior.filter { finding in
      guard finding.status == .verified, let change = change(of: finding), isCounted(change) else { return true }
      return Self.isWorse(change) || finding.severity == .critical || said.contains { $0.isSaid(again: finding) }
    }
    let added = new.filter { finding in
      guard finding.status == .verified else { return true }
      guard let change = change(of: finding) else { return finding.rule != NewEvidence.movingRule }
      return isCounted(change) && !NewEvidence.isForBetter(finding)
    }
    return added.reduce(into: kept) { all, finding in
      if !all.contains(where: { $0.isSaid(again: finding) && $0.severity >= finding.severity }) { all.append(finding) }
    }
  }

  private static func isWorse(_ change: PositionChange.OfDimension) -> Bool {
    change.from.map { change.to < $0 } ?? (change.to == .violated)
  }
}

extension Finding {
  /// Whether it is the same fault at the same place, against the same dimension.
  fileprivate func isSaid(again other: Finding) -> Bool {
    fingerprint == other.fingerprint && dimension == other.dimension && status == other.status
  }
}
