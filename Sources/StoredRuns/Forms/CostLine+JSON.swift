public import Provenance
public import Storage

extension CostLine {
  /// Every sum is `{"known", "not_reported"}`: what is known, null where nothing is, and the number of answers without it.
  public var json: JSONValue {
    [
      "name": .string(name), "calls": .integer(calls), "answers": .integer(answers),
      "cached_answers": .integer(cachedAnswers),
      "input_tokens": sum(.optional(inputTokens.known), inputTokens.unknownAnswers),
      "output_tokens": sum(.optional(outputTokens.known), outputTokens.unknownAnswers),
      "cached_tokens": sum(.optional(cachedTokens.known), cachedTokens.unknownAnswers),
      "cost_usd": sum(.optional(costUSD.known), costUSD.unknownAnswers),
    ]
  }

  private func sum(_ known: JSONValue, _ unknown: Int) -> JSONValue {
    ["known": known, "not_reported": .integer(unknown)]
  }
}
