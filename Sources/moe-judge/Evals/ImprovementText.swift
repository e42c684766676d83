import Evals
import Foundation
import JudgeTypes
import Reports

extension IterationRecord {
  /// One line for those who watch.
  var progressLine: String {
    guard let train, let dev, let devPairs else {
      return "iteration \(number): \(state.words)\(trouble.map { ": \($0)" } ?? "")"
    }
    return
      "iteration \(number): \(counted(edits, "edit")), outcome F1 train \(rounded(train.outcomeF1)), dev \(rounded(dev.outcomeF1)), "
      + "dev \(devPairs.mended) mended and \(devPairs.broken) broken, \(state.words)"
  }
}

extension ImprovementReport {
  /// The report on a terminal.
  func text(command: String, marks: F1Plot.Marks) -> String {
    var table = TextTable()
    table.add(["iteration", "train F1", "dev F1", "95 %", "dev finding F1", "dev mended", "dev broken", "edits", ""])
    table.add(["baseline"] + cells(baselineTrain, baselineDev) + ["", "", "", ""])
    for iteration in iterations {
      table.add(
        ["\(iteration.number)"] + cells(iteration.train, iteration.dev)
          + [
            iteration.devPairs.map { "\($0.mended)" } ?? "-", iteration.devPairs.map { "\($0.broken)" } ?? "-",
            "\(iteration.edits)", iteration.state.words,
          ])
    }
    let head = "suite \(start.suite), loop \(start.id), critic \(start.critic)\n" + table.text
    let refusals = refused.map { "refused: \($0.edit.path): \($0.reason)\n" }.joined()
    let labels = doubts.map { "label to look at: \($0.caseID): \($0.doubt)\n" }.joined()
    return safeLines(head) + "\n" + plot.text(columns: 12, marks: marks) + "\n"
      + safeLines(verdict + refusals + labels + casesText + "again: \(command)\n")
  }

  /// F1 per iteration on train and on dev.
  var plot: F1Plot {
    func point(_ label: String, _ score: F1Score?) -> F1Plot.Point {
      F1Plot.Point(label: label, value: score?.outcomeF1, interval: score?.interval)
    }
    let measured = iterations.filter { $0.dev != nil }
    return F1Plot(
      title: "outcome F1 per iteration, suite \(start.suite)",
      series: [
        .init(
          name: "train",
          points: [point("baseline", baselineTrain)] + measured.map { point("iteration \($0.number)", $0.train) }),
        .init(
          name: "dev",
          points: [point("baseline", baselineDev)] + measured.map { point("iteration \($0.number)", $0.dev) }),
      ])
  }

  private func cells(_ train: F1Score?, _ dev: F1Score?) -> [String] {
    [
      rounded(train?.outcomeF1), rounded(dev?.outcomeF1),
      dev.flatMap { dev in dev.low.flatMap { low in dev.high.map { "\(rounded(low))-\(rounded($0))" } } } ?? "-",
      rounded(dev?.findingF1),
    ]
  }

  private var verdict: String {
    var text = ""
    if let end {
      text += "search: \(end.search.words)\n\(end.outcome.rawValue): \(end.outcome.words)\n"
    }
    if let flips { text += "the baseline measured again on dev: \(counted(flips, "case")) came out otherwise\n" }
    if let dev {
      text +=
        "dev: \(dev.mended) mended, \(dev.broken) broken of \(dev.cases)\(devP.map { ", p \(significant($0))" } ?? "")\n"
    }
    if let entry = end?.entry {
      text +=
        "holdout, opened once: \(entry.counts.mended) mended, \(entry.counts.broken) broken of \(entry.counts.cases)"
        + "\(entry.p.map { ", p \(significant($0))" } ?? "") at level \(significant(entry.alpha)); outcome F1 \(rounded(holdoutBefore?.outcomeF1))"
        + " → \(rounded(holdoutNow?.outcomeF1)); the ledger has \(significant(end?.wealth ?? 0)) of \(AlphaLedger.budget) left\n"
    }
    text +=
      "planned for \(share(start.mends)) mended and \(share(start.breaks)) broken: with \(cases["dev"] ?? 0) cases in dev and "
      + "\(cases["holdout"] ?? 0) in the holdout such a gain is adopted in \(share(power)) of loops; four of five need "
      + "\(needed.map { "\($0)" } ?? "more than 2000") each\n"
    if let cost = usage.costUSD, usage.calls > 0 { text += "cost: \(money(cost)), \(counted(usage.calls, "call"))\n" }
    return text
  }

  private var casesText: String {
    var text = ""
    for (title, ids) in [
      ("broken", changed.broken), ("mended", changed.mended), ("still failing", changed.stillFailing),
    ]
    where !ids.isEmpty {
      text +=
        "\(title) (train and dev, \(ids.count)): \(ids.prefix(12).joined(separator: ", "))\(ids.count > 12 ? ", ..." : "")\n"
    }
    return text
  }

  /// The report as the body of a pull request.
  func markdown(command: String) -> String {
    var text = "# Improvement of the panel, suite `\(start.suite)`\n\n"
    for line in verdict.split(separator: "\n") { text += "- \(safeForMarkdown(String(line)))\n" }
    text +=
      "\n| iteration | train F1 | dev F1 | 95 % | dev finding F1 | dev mended / broken | |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    text += "| baseline | \(cells(baselineTrain, baselineDev).joined(separator: " | ")) | | |\n"
    for iteration in iterations {
      let pairs = iteration.devPairs.map { "\($0.mended) / \($0.broken)" } ?? "-"
      text +=
        "| \(iteration.number) | \(cells(iteration.train, iteration.dev).joined(separator: " | ")) | \(pairs) | \(iteration.state.words) |\n"
    }
    for (title, ids) in [
      ("Broken", changed.broken), ("Mended", changed.mended), ("Still failing", changed.stillFailing),
    ] where !ids.isEmpty {
      text += "\n<details><summary>\(title) on train and dev: \(ids.count)</summary>\n\n"
      for id in ids { text += "- \(safeForMarkdown(id))\n" }
      text += "\n</details>\n"
    }
    if !refused.isEmpty {
      text += "\n## Refused edits\n\n"
      for refusal in refused { text += "- \(safeForMarkdown(refusal.edit.path)): \(safeForMarkdown(refusal.reason))\n" }
    }
    if !doubts.isEmpty {
      text += "\n## Labels to look at, apart from this change\n\n"
      for doubt in doubts { text += "- \(safeForMarkdown(doubt.caseID)): \(safeForMarkdown(doubt.doubt))\n" }
    }
    if !diff.isEmpty {
      text += "\n## Change\n\n\(fenced(diff, as: "diff"))"
    }
    return text + "\nReproduce: `\(command)`\n"
  }

  private func share(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
}

/// To three places; `-` where there is nothing.
func rounded(_ value: Double?) -> String {
  guard let value else { return "-" }
  return "\((value * 1_000).rounded() / 1_000)"
}
