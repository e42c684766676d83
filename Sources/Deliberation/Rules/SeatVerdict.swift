public import JudgeTypes

extension Seat {
  /// The verdict by the persona's thresholds.
  ///
  /// The earned share is Σ weight × (score - 1) / 2 over the assessed dimensions, as an exact ratio.
  public func verdict(scores: [Dimension.ID: Score], findings: [Finding]) -> Verdict {
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
  public func score(for answer: DimensionAnswer?, against findings: [Finding]) -> Score? {
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
