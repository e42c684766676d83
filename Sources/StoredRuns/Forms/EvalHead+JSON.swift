public import Evals
public import Provenance

extension EvalHead {
  /// Where it came from, and its figures; null for a figure that there is none of.
  public var json: JSONValue {
    [
      "id": .string(origin.id), "suite": .string(origin.suite), "started": .string(origin.started),
      "finished": .string(origin.finished), "split": .optional(origin.split), "mode": .string(origin.mode),
      "version": .string(origin.version), "commit": .optional(origin.commit), "panel": .string(origin.panel),
      "label": .optional(origin.label), "improvement": .optional(origin.improvement),
      "iteration": .optional(origin.iteration), "cases": .integer(figures.cases),
      "repeats": .integer(figures.repeats), "not_whole": .integer(figures.unjudged),
      "outcome": figures.outcome.json, "findings": figures.findings.json, "outcome_f1": .optional(figures.outcomeF1),
      "outcome_f1_interval": intervalJSON(figures.outcomeInterval),
      "f1_interval": intervalJSON(figures.findingInterval),
      "precision": .optional(figures.precision), "recall": .optional(figures.recall), "f1": .optional(figures.f1),
      "outcome_macro_f1": .optional(figures.macroF1), "kappa": .optional(figures.kappa),
      "flip_rate": .optional(figures.flipRate), "cost_usd": .optional(figures.costUSD),
      "input_tokens": .optional(figures.inputTokens), "output_tokens": .optional(figures.outputTokens),
    ]
  }
}
