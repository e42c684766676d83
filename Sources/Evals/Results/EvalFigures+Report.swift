public import JudgeTypes

extension EvalFigures {
  /// - Parameters:
  ///   - unjudged: the judgments that providers or the budget kept from being whole.
  ///   - usage: of all of them.
  public init(_ report: EvalReport, unjudged: Int, usage: Usage) {
    let all = report.all
    self.init(
      cases: Set(report.results.map(\.evalCase.id)).count, repeats: report.repeats, unjudged: unjudged,
      outcome: all.outcome, findings: all.findings, outcomeF1: all.outcome.f1,
      outcomeF1Low: all.outcomeInterval?.lowerBound, outcomeF1High: all.outcomeInterval?.upperBound,
      precision: all.findings.precision, recall: all.findings.recall, f1: all.findings.f1,
      f1Low: all.f1Interval?.lowerBound, f1High: all.f1Interval?.upperBound, macroF1: all.macroF1,
      kappa: all.kappa, flipRate: report.flipRate, costUSD: usage.calls == 0 && usage.answers == 0 ? 0 : usage.costUSD,
      inputTokens: usage.inputTokens, outputTokens: usage.outputTokens)
  }

  /// Of cases alone, without their judgments: macro F1 and kappa are left out.
  ///
  /// - Parameter seed: of the resamples.
  public init(of cases: [SavedResults.Case], usage: Usage, seed: UInt64) {
    let outcome = bootstrapInterval(of: cases, seed: seed) { $0.outcome.f1 }
    let findings = bootstrapInterval(of: cases, seed: seed) { $0.findings.f1 }
    self.init(
      cases: cases.count, repeats: 1, unjudged: 0, outcome: cases.outcome, findings: cases.findings,
      outcomeF1: cases.outcome.f1, outcomeF1Low: outcome?.lowerBound, outcomeF1High: outcome?.upperBound,
      precision: cases.findings.precision, recall: cases.findings.recall, f1: cases.findings.f1,
      f1Low: findings?.lowerBound, f1High: findings?.upperBound, macroF1: nil, kappa: nil, flipRate: nil,
      costUSD: usage.calls == 0 && usage.answers == 0 ? 0 : usage.costUSD, inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens)
  }
}

extension EvalFigures {
  /// Of an extraction, which has no outcome to be right about: only the figures of the constraints.
  public init(_ report: ExtractionReport) {
    let (all, none) = (report.all, Usage.none)
    self.init(
      cases: report.results.count, repeats: 1, unjudged: 0, outcome: Counts(), findings: all.counts, outcomeF1: nil,
      outcomeF1Low: nil, outcomeF1High: nil, precision: all.counts.precision, recall: all.counts.recall,
      f1: all.counts.f1, f1Low: all.f1Interval?.lowerBound, f1High: all.f1Interval?.upperBound, macroF1: nil,
      kappa: nil, flipRate: nil, costUSD: 0, inputTokens: none.inputTokens, outputTokens: none.outputTokens)
  }
}
