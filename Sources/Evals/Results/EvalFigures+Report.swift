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
}
