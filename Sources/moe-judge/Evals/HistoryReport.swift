import Evals
import Provenance
import Reports
import StoredRuns

/// Earlier evals as they are shown, the oldest first.
struct HistoryReport {
  let heads: [EvalHead]
  let isOfOneSuite: Bool

  init(_ heads: [EvalHead], isOfOneSuite: Bool) {
    self.heads = heads
    self.isOfOneSuite = isOfOneSuite
  }

  private var suites: [String] { Set(heads.map(\.origin.suite)).sorted() }

  // MARK: For a person

  var table: String {
    guard !heads.isEmpty else {
      return "no eval is kept yet; 'moe-judge eval run SUITE --offline' makes one\n"
    }
    let isLabelled = heads.contains { $0.origin.label != nil || $0.origin.improvement != nil }
    var columns = TextTable()
    columns.add(
      ["date", "id"] + (isOfOneSuite ? [] : ["suite"]) + [
        "split", "mode", "cases", "outcome F1", "precision", "recall", "F1", "kappa", "cost",
      ] + (isLabelled ? ["label"] : []))
    for head in heads {
      let (origin, figures) = (head.origin, head.figures)
      columns.add(
        [origin.date, origin.id] + (isOfOneSuite ? [] : [origin.suite]) + [
          origin.split ?? "all", origin.mode, figures.casesInWords, figure(figures.outcomeF1),
          figure(figures.precision), figure(figures.recall), figure(figures.f1), figure(figures.kappa), head.cost,
        ] + (isLabelled ? [origin.labelInWords] : []))
    }
    return columns.text
  }

  /// A plot for each suite, with an empty line before it; nothing where no run has a figure.
  func plots(_ marks: F1Plot.Marks) -> String {
    suites.map { plot(of: $0).text(marks: marks) }.filter { !$0.isEmpty }.map { "\n" + $0 }.joined()
  }

  // MARK: For a program

  var json: JSONValue { ["evals": .array(heads.map(\.json))] }

  /// The plot of the one suite that is here, for a file.
  func onlyPlot(for path: String) throws -> F1Plot {
    guard let suite = suites.first else {
      throw CommandFailure("--svg \(path): there is nothing to draw; run the suite first: moe-judge eval run SUITE")
    }
    guard suites.count == 1 else {
      throw CommandFailure("--svg \(path): name one suite to draw: \(suites.joined(separator: ", ")).")
    }
    return plot(of: suite)
  }

  private func plot(of suite: String) -> F1Plot {
    let heads = heads.filter { $0.origin.suite == suite }
    let outcomes = F1Plot.Series(
      name: "outcome F1",
      points: heads.map {
        .init(label: $0.pointLabel, value: $0.figures.outcomeF1, interval: $0.figures.outcomeInterval)
      })
    let findings = F1Plot.Series(
      name: "finding F1",
      points: heads.map { .init(label: $0.pointLabel, value: $0.figures.f1, interval: $0.figures.findingInterval) })
    // Where constraints are measured there are no outcomes.
    let hasOutcomes = heads.contains { $0.figures.outcomeF1 != nil } || heads.allSatisfy { $0.figures.f1 == nil }
    return F1Plot(
      title: "\(suite): F1 over \(counted(heads.count, "run"))",
      series: hasOutcomes ? [outcomes, findings] : [findings])
  }
}

extension EvalOrigin {
  /// To the minute, in UTC.
  fileprivate var date: String { String(started.prefix(16).replacing("T", with: " ")) }

  fileprivate var labelInWords: String {
    let step = improvement.map { "\($0)" + (iteration.map { " step \($0)" } ?? "") }
    return [step, label].compactMap(\.self).joined(separator: ": ")
  }
}

extension EvalFigures {
  fileprivate var casesInWords: String {
    "\(cases)" + (repeats > 1 ? " x \(repeats)" : "") + (unjudged > 0 ? " (\(unjudged) not whole)" : "")
  }
}

extension EvalHead {
  fileprivate var cost: String {
    origin.mode == "offline" ? "no calls" : figures.costUSD.map(money) ?? "not known"
  }

  fileprivate var pointLabel: String {
    let part = origin.split.map { " \($0)" } ?? ""
    return origin.date + part
  }
}
