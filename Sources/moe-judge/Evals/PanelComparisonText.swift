import Evals
import JudgeTypes
import Provenance
import Reports

/// How a panel compares with its judges, for people and for scripts.
struct PanelComparisonText {
  let suite: EvalSuite
  let comparison: PanelComparison
  let isOffline: Bool

  var text: String {
    var columns = TextTable()
    columns.add([
      "who decides", "cases", "right", "undecided", "accuracy", "outcome F1", "cost", "tokens", "cost per extra right",
      "model",
    ])
    for contender in comparison.contenders {
      columns.add([
        contender.name, "\(contender.cases)", "\(contender.right)", "\(contender.undecided)",
        shown(contender.accuracy), shown(contender.outcomeF1), contender.usage.costUSD.map(money) ?? "-",
        contender.tokens.map(String.init) ?? "-", comparison.costPerExtraRight(of: contender).map(signedMoney) ?? "-",
        contender.model?.description ?? "",
      ])
    }
    return "suite \(suite.id)\n" + columns.text + comparison.pairs.map(line).joined()
      + notes.map { $0 + "\n" }.joined()
  }

  private func line(of pair: PanelComparison.Pair) -> String {
    let counts = pair.counts
    let extra = pair.costPerExtraRight.map { ", \(signedMoney($0)) for each extra right one" } ?? ""
    return "\(pair.better.name) over \(pair.other.name): \(counts.mended) mended, \(counts.broken) broken, "
      + "\(counts.stillRight) right by both, \(counts.stillWrong) by neither\(extra); \(chance(of: pair))\n"
  }

  private func chance(of pair: PanelComparison.Pair) -> String {
    guard let p = pair.p, let pWorse = pair.pWorse else {
      let count = pair.counts.discordant
      return count == 0
        ? "no case came out differently"
        : "cannot decide: fewer than \(ExactTest.fewest) cases came out differently"
    }
    let isWorse = pair.counts.broken > pair.counts.mended
    let value = isWorse ? pWorse : p
    let shown = value < 0.000_1 ? "less than 0.0001" : "\((value * 10_000).rounded() / 10_000)"
    return
      "luck alone \(isWorse ? "breaks" : "mends") so many with a chance of \(shown) (exact one-sided test of McNemar)"
  }

  /// What must be known to read the figures.
  var notes: [String] {
    var notes = isOffline ? ["offline: the panel is one reviewer in six roles and holds no debate"] : []
    if !isOffline {
      notes.append(
        comparison.debate == nil
          ? "the panel holds no debate (rounds: 0)"
          : "a debate was held in \(comparison.debated) of \(counted(comparison.panel.cases, "case"))")
    }
    if let best = comparison.bestJudge {
      notes.append(
        "the best judge (\(best.name)) was chosen on these same cases, which flatters it: on new ones expect less of it"
      )
    }
    if comparison.keptAnswers > 0 {
      notes.append(
        "\(counted(comparison.keptAnswers, "answer")) came from the cache and cost nothing now, so no cost per extra right one "
          + "is given; --cache off measures what they cost")
    }
    return notes
  }

  var json: JSONValue {
    [
      "suite": .string(suite.id), "mode": .string(isOffline ? "offline" : "models"),
      "contenders": .array(comparison.contenders.map(json)),
      "best_judge": .optional(comparison.bestJudge?.name), "pairs": .array(comparison.pairs.map(json)),
      "debated": .integer(comparison.debated), "kept_answers": .integer(comparison.keptAnswers),
      "notes": .texts(notes),
    ]
  }

  private func json(_ contender: Contender) -> JSONValue {
    [
      "kind": .string(contender.kind.rawValue), "name": .string(contender.name),
      "model": .optional(contender.model?.description), "cases": .integer(contender.cases),
      "right": .integer(contender.right), "undecided": .integer(contender.undecided),
      "accuracy": .optional(contender.accuracy), "outcome_f1": .optional(contender.outcomeF1),
      "cost_usd": .optional(contender.usage.costUSD), "tokens": .optional(contender.tokens),
      "cost_per_extra_right_usd": .optional(comparison.costPerExtraRight(of: contender)),
    ]
  }

  private func json(_ pair: PanelComparison.Pair) -> JSONValue {
    [
      "better": .string(pair.better.name), "other": .string(pair.other.name), "mended": .integer(pair.counts.mended),
      "broken": .integer(pair.counts.broken), "still_right": .integer(pair.counts.stillRight),
      "still_wrong": .integer(pair.counts.stillWrong), "p": .optional(pair.p), "p_worse": .optional(pair.pWorse),
      "cost_per_extra_right_usd": .optional(pair.costPerExtraRight),
    ]
  }

  private func shown(_ share: Double?) -> String { share.map { "\(($0 * 1_000).rounded() / 1_000)" } ?? "-" }

  private func signedMoney(_ dollars: Double) -> String { dollars < 0 ? "-" + money(-dollars) : money(dollars) }
}
