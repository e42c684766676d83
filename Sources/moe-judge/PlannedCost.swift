import JudgeTypes
import LanguageModels
import Provenance
import Reports

/// The most that planned calls cost, by model and in all: every prompt read at the dearest rate, every answer as long as it
/// may be. A likely figure would need the length of answers, which nobody knows before they are there.
struct PlannedCost {
  struct Call {
    let model: ModelName
    let inputTokens: Int
    let outputLimit: Int

    init(_ model: ModelName, to prompt: Prompt) {
      (self.model, inputTokens, outputLimit) = (model, prompt.estimatedTokens, prompt.outputLimit)
    }
  }

  struct OfModel {
    let model: ModelName
    let calls: Int
    let inputTokens: Int
    let outputTokens: Int
    /// In US dollars; nil where no price is known.
    let limit: Double?
  }

  /// By name.
  let models: [OfModel]
  let budget: Budget?

  init(_ calls: [Call], catalogue: ModelCatalogue, budget: Budget?) {
    self.budget = budget
    models = Dictionary(grouping: calls, by: \.model).sorted { "\($0.key)" < "\($1.key)" }.map { model, calls in
      let price = catalogue.price(of: model)
      return OfModel(
        model: model, calls: calls.count, inputTokens: calls.reduce(0) { $0.adding($1.inputTokens) },
        outputTokens: calls.reduce(0) { $0.adding($1.outputLimit) },
        // Call by call, since the price of a long prompt is another one.
        limit: price.map { price in
          calls.reduce(0) { $0 + price.cost(inputTokens: $1.inputTokens, outputTokens: $1.outputLimit) }
        })
    }
  }

  /// In US dollars; nil where the price of one is not known.
  var limit: Double? {
    models.reduce(0 as Double?) { sum, model in sum.flatMap { sum in model.limit.map { sum + $0 } } }
  }

  /// Why there is no limit; nil where there is one.
  var reason: String? {
    let unknown = models.filter { $0.limit == nil }.map(\.model.description)
    return unknown.isEmpty ? nil : "no price is known for \(unknown.joined(separator: ", "))"
  }

  /// Whether the budget covers all of it, retries and repairs aside; nil without a budget.
  var fits: Bool? {
    let tokens = models.reduce(0) { $0.adding($1.inputTokens).adding($1.outputTokens) }
    return budget.map { $0.covers(Expense(usd: limit ?? 0, tokens: tokens)) }
  }
}

// MARK: - For people and programs

extension PlannedCost {
  var text: String {
    guard !models.isEmpty else { return "" }
    var text = ""
    for entry in models {
      let cost = entry.limit.map { "at most \(money($0))" } ?? "cost not known, as no price is"
      text += "\(entry.model): \(counted(entry.calls, "call")), \(cost)\n"
    }
    if let limit { text += "in all at most \(money(limit)), before what the cache holds\n" }
    if let reason { text += "in all not known: \(reason); name it under 'models' in moe-judge.yaml\n" }
    guard let budget, let fits else { return text }
    return text
      + (fits
        ? "the budget of \(budget.words) covers it\n"
        : "the budget of \(budget.words) may not cover it: artifacts are judged in order, and of each the seats first whose "
          + "dimensions bind most\n")
  }

  var json: JSONObject {
    [
      "cost_usd_limit": .optional(limit), "cost_usd_reason": .optional(reason),
      "models": .array(
        models.map { entry in
          [
            "model": .string(entry.model.description), "calls": .integer(entry.calls),
            "input_tokens": .integer(entry.inputTokens), "output_tokens_limit": .integer(entry.outputTokens),
            "cost_usd_limit": .optional(entry.limit),
          ]
        }),
      "budget": budget.map { budget in
        [
          "usd": .optional(budget.usd), "tokens": budget.tokens.map { .integer($0) } ?? .null,
          "fits": .bool(fits ?? false),
        ]
      } ?? .null,
    ]
  }
}
