extension EvalFigures {
  /// The 95 % interval of the outcome's F1; nil where there is none.
  public var outcomeInterval: ClosedRange<Double>? { interval(outcomeF1Low, outcomeF1High) }
  /// The 95 % interval of the findings' F1; nil where there is none.
  public var findingInterval: ClosedRange<Double>? { interval(f1Low, f1High) }
}

extension F1Score {
  /// The 95 % interval of the outcome's F1; nil where there is none.
  public var interval: ClosedRange<Double>? { Evals.interval(low, high) }
}

private func interval(_ low: Double?, _ high: Double?) -> ClosedRange<Double>? {
  guard let low, let high, low <= high else { return nil }
  return low...high
}
