public import JudgeTypes

/// The version of the rules by which answers become scores, verdicts and outcomes. A stored run is checked by its own: one
/// of rules that this program does not know is refused by name.
public let verdictRulesVersion = "3"

extension Seat {
  /// What the seat holds, computed from its answer: nobody asks a judge for its verdict.
  ///
  /// - Returns: `.abstained` when it assessed nothing.
  public func result(of answer: SeatAnswer, checkedBy check: EvidenceCheck, round: Int = 0) -> SeatResult {
    result(of: answer, findings: answer.claims.map(check.finding), round: round)
  }

  /// The same with the findings that the answer's claims came to.
  func result(of answer: SeatAnswer, findings: [Finding], round: Int = 0) -> SeatResult {
    let answers = Dictionary(answer.dimensions.map { ($0.dimension, $0) }, uniquingKeysWith: { first, _ in first })
    var scores: [Dimension.ID: Score] = [:]
    var unsupported: [Dimension.ID] = []
    let verified = findings.filter { $0.status == .verified }
    for dimension in dimensions {
      let against = verified.filter { $0.dimension == dimension.id }
      guard let score = dimension.score(for: answers[dimension.id], against: against) else { continue }
      if score == .violated, dimension.level.isBinding, against.isEmpty {
        unsupported.append(dimension.id)
      } else {
        scores[dimension.id] = score
      }
    }
    let isGrave = findings.contains { $0.status == .verified && $0.severity >= persona.thresholds.failOn }
    guard !scores.isEmpty || isGrave else {
      return .abstained(
        reason: unsupported.isEmpty
          ? "it assessed no dimension" : "what it held against the artifact rests on no valid evidence")
    }
    return .judged(
      Evaluation(
        seat: id, round: round, scores: scores, findings: findings,
        verdict: verdict(scores: scores, findings: findings),
        rationale: answer.rationale, confidence: answer.confidence, unsupported: unsupported))
  }

  /// The verdict by the persona's thresholds.
  ///
  /// The earned share is Σ weight × (score - 1) / 2 over the assessed dimensions, as an exact ratio.
  func verdict(scores: [Dimension.ID: Score], findings: [Finding]) -> Verdict {
    let thresholds = persona.thresholds
    let worst = findings.filter { $0.status == .verified }.map(\.severity).max()
    let violated = dimensions.filter { scores[$0.id] == .violated }
    var earned = 0
    var whole = 0
    for dimension in dimensions {
      guard let score = scores[dimension.id] else { continue }
      earned += dimension.weight * (score.rawValue - 1)
      whole += dimension.weight * 2
    }
    if let worst, worst >= thresholds.failOn || worst == .critical { return .fail }
    if violated.contains(where: \.level.isBinding) { return .fail }
    if whole > 0, !thresholds.conditional.isReached(by: earned, of: whole) { return .fail }
    if let worst, worst >= thresholds.conditionalOn { return .conditional }
    if !violated.isEmpty { return .conditional }
    return whole == 0 || thresholds.pass.isReached(by: earned, of: whole) ? .pass : .conditional
  }
}

extension Dimension {
  /// The score from the checks, lowered by verified findings; nil when the judge could not tell.
  ///
  /// From the checks: any required "no", or more "no" than "yes", is 1; any other "no" is 2; else 3. On pass/fail any "no" is 1.
  /// Without an answer to every check nothing above 1 is derived, and without one to every required check only from a required
  /// "no": what was not looked at is not met. A verified finding of high or critical severity makes it 1, a medium one lowers
  /// it to at most 2 on the scale of three.
  func score(for answer: DimensionAnswer?, against findings: [Finding]) -> Score? {
    let base = baseScore(for: answer)
    switch findings.map(\.severity).max() {
    case .critical, .high: return .violated
    case .medium: return scale == .threePoint ? base.map { min($0, .partly) } : base
    case .low, .info, nil: return base
    }
  }

  private func baseScore(for answer: DimensionAnswer?) -> Score? {
    guard let answer, answer.isAssessed else { return nil }
    guard !answer.checks.isEmpty else { return .met }
    let refused = answer.checks.values.count { $0 == .no }
    let agreed = answer.checks.values.count { $0 == .yes }
    guard refused + agreed > 0 else { return nil }
    let own = checks.map { (isRequired: $0.isRequired, answer: answer.checks[$0.id]) }
    let isViolatedOutright = own.contains { $0.isRequired && $0.answer == .no }
    guard isViolatedOutright || own.allSatisfy({ !$0.isRequired || $0.answer != nil }) else { return nil }
    if isViolatedOutright || refused > agreed || (scale == .passFail && refused > 0) { return .violated }
    guard own.allSatisfy({ $0.answer != nil }) else { return nil }
    return refused == 0 ? .met : .partly
  }
}
