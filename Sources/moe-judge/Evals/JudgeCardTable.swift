import Evals
import JudgeTypes
import Reports

extension MeasuredJudges {
  var text: String {
    let part = parts.map(\.rawValue).joined(separator: " and ")
    let times = repeats == 1 ? "once" : "\(repeats) times"
    return "suite \(suite), \(part): \(counted(cases, "case")), each asked \(times); measured \(measured)\n" + figures
      + severities + panelLine + notes.map { $0 + "\n" }.joined()
  }

  private var figures: String {
    var columns = TextTable()
    columns.add([
      "judge", "cases", "accuracy", "kappa", "flips", "precision", "recall", "evidence held", "abstained", "failed",
      "latency", "cost", "length bias", "position bias", "rubric", "model",
    ])
    for card in cards.cards {
      columns.add([
        card.judge.persona.rawValue, "\(card.cases)", shown(card.accuracy), shown(card.kappa), shown(card.flipRate),
        shown(card.findings.precision), shown(card.findings.recall), shown(card.evidenceValidity),
        shown(card.abstained), shown(card.failed),
        card.meanLatencyMilliseconds.map { "\(Int($0.rounded())) ms" } ?? "-", card.meanCostUSD.map(money) ?? "-",
        shown(card.lengthBias), shown(card.positionBias), String(hash(of: card).prefix(12)),
        card.judge.model.description,
      ])
    }
    return columns.text
  }

  /// Precision and recall by severity, of those that occur.
  private var severities: String {
    var columns = TextTable()
    for card in cards.cards {
      let cells = Severity.allCases.reversed().compactMap { severity -> String? in
        guard card.precision[severity] != nil || card.recall[severity] != nil else { return nil }
        return "\(severity.rawValue) \(shown(card.precision[severity])) / \(shown(card.recall[severity]))"
      }
      if !cells.isEmpty { columns.add([card.judge.persona.rawValue] + cells) }
    }
    let text = columns.text
    return text.isEmpty
      ? "" : "precision / recall by severity (a label counts as the gravest that any judge saw in it)\n" + text
  }

  private var panelLine: String {
    guard let panel = cards.panel else { return "" }
    let points = panel.curve.points.map { "\(shown($0.accuracy)) at \(shown($0.place))" }.joined(separator: ", ")
    return "panel right by its agreement, on \(counted(panel.cases, "case")): \(points)"
      + (isOffline ? "\n" : "; it is to abstain below \(bar)\n")
  }

  private func shown(_ value: Double?) -> String { value.map { "\(($0 * 1_000).rounded() / 1_000)" } ?? "-" }
}
