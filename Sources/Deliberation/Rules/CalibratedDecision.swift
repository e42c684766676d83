import JudgeTypes

extension Tally {
  /// What the shares come to, withheld where panels that agreed this far were too seldom right. A fail is never softened.
  ///
  /// - Parameter verdicts: of each ballot; nil where the seat gave none.
  func plainDecision(_ verdicts: [Verdict?], _ weights: [Int]) -> Decision {
    var decision = decisionByShares(verdicts, weights)
    guard let abstention = rule.abstention, decision.outcome != .noConsensus else { return decision }
    let agreement = possibleAgreement(verdicts, weights)
    let confidence = abstention.curve.leastAccuracy(in: agreement)
    decision.confidence = confidence
    let bar = Double(abstention.bar.numerator) / Double(abstention.bar.denominator)
    guard decision.isGood, confidence < bar else { return decision }
    let silent = agreement.lowerBound < agreement.upperBound ? ", whatever the silent seats would have said" : ""
    return Decision(
      outcome: .noConsensus, rule: .abstention,
      reason: "\(decision.reason), but panels that agreed this far\(silent) were right in "
        + "\(inDigits(confidence, besides: bar)) of cases; the bar is \(inDigits(bar, besides: confidence)) (\(abstention.bar)), so "
        + "the panel abstains",
      confidence: confidence)
  }

  /// From the agreement where every silent seat had said something else to that where all had joined one verdict.
  ///
  /// Where none was silent it is the judgment's agreement. A seat that falls silent widens it, so that silence never helps.
  private func possibleAgreement(_ verdicts: [Verdict?], _ weights: [Int]) -> ClosedRange<Double> {
    var byVerdict: [Verdict: Int] = [:]
    var silent = 0
    for (verdict, weight) in zip(verdicts, weights) {
      if let verdict { byVerdict[verdict, default: 0] += weight } else { silent += weight }
    }
    let whole = Double(weights.reduce(0, +))
    guard whole > 0 else { return 0...1 }
    let most = byVerdict.values.max() ?? 0
    return Double(most) / whole...Double(most + silent) / whole
  }
}
