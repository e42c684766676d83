import Deliberation
import Reports

/// What a panel's diversity was worth on labelled votes.
struct LabelledDiversity {
  private let worth: PanelWorth

  /// - Throws: `CommandFailure` for a file that cannot be used.
  init(_ path: String) throws {
    let file = try VoteFile(path, for: .training)
    guard let worth = PanelWorth(VoteTable.training(file.lines)) else {
      throw CommandFailure("\(path): there is no labelled item in it.")
    }
    self.worth = worth
  }

  var text: String {
    var columns = TextTable()
    columns.add(["judge", "judge", "error correlation", "items"])
    for pair in worth.errors.pairs {
      columns.add([pair.first, pair.second, shown(pair.correlation), "\(pair.items)"])
    }
    var text = worth.errors.pairs.isEmpty ? "" : columns.text + "\n"
    text += "\(counted(worth.judges, "judge")), \(counted(worth.items, "labelled item"))\n"
    text += "mean error correlation r: \(shown(worth.correlation))\n"
    text += "worth as many independent judges: n_eff \(shown(worth.effectiveCount))\n"
    text +=
      "panel's plain vote right: \(shown(worth.panelAccuracy)); best single judge: \(shown(worth.bestAccuracy)) (\(worth.bestJudge))\n"
    text += "panel minus best single judge: \(shown(worth.gain))\n"
    return text + "in brackets: 95 % of 1,000 resamples of the questions\n"
  }

  private func shown(_ value: Double) -> String { "\((value * 1_000).rounded() / 1_000)" }

  private func shown(_ estimate: PanelWorth.Estimate?) -> String {
    guard let estimate else { return "-" }
    guard let interval = estimate.interval else { return shown(estimate.value) }
    return "\(shown(estimate.value)) [\(shown(interval.lowerBound)), \(shown(interval.upperBound))]"
  }
}
