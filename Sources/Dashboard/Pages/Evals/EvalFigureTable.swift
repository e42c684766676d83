internal import Evals
internal import JudgeTypes
internal import Reports

/// The figures of a run with their intervals, as a whole and by part.
enum EvalFigureTable {
  static func section(_ kept: KeptEval) -> HTML {
    let figures = kept.figures
    var rows: [(String, SavedFigures.Figure, HTML)] = []
    if figures.confusion != nil {
      rows += [
        ("outcome F1", figures.outcomeF1, "of what is held back: \(counts(figures.outcome))"),
        ("outcome macro F1", figures.macroF1, "each outcome counting the same"),
        ("kappa", figures.kappa, "agreement with the labels beyond chance, −1 to 1"),
      ]
    }
    rows += [
      ("finding precision", figures.precision, "findings that meet a fault"),
      ("finding recall", figures.recall, "faults that were found"),
      ("finding F1", figures.f1, counts(figures.findings)),
    ]
    let flips = kept.head.figures.flipRate.map {
      "<p>Flip rate: \(percent($0)) of cases did not come out the same each time.</p>" as HTML
    }
    return """
      <section class="card" aria-labelledby="figures"><h2 id="figures">Figures</h2>
      \(EvalWords.scroll("Figures", """
        <table class="figures"><caption>0 to 1, but for kappa; intervals are 95 % bootstrap intervals over the cases</caption><thead><tr>\
        <th scope="col">figure</th><th scope="col" class="count">value</th><th scope="col" class="count">95 % interval</th>\
        <th scope="col"><span class="unseen">drawn</span></th><th scope="col">of what</th></tr></thead><tbody>
        \(HTML.joined(rows.map(row)))</tbody></table>

        """ as HTML))\(flips ?? "")\(parts(kept))</section>

      """
  }

  private static func counts(_ counts: Counts) -> HTML {
    "\(counts.truePositives) right, \(counts.falsePositives) false alarms, \(counts.falseNegatives) missed"
  }

  private static func row(_ name: String, _ figure: SavedFigures.Figure, _ words: HTML) -> HTML {
    """
    <tr><th scope="row">\(name)</th><td class="count">\(EvalWords.figure(figure.value))</td>\
    <td class="count">\(EvalWords.interval(figure.interval))</td><td class="drawn">\(whisker(figure))</td><td class="soft">\(words)</td></tr>

    """
  }

  /// The interval as a bar from 0 to 1, the value as a dot; the cells beside it say the same.
  static func whisker(_ figure: SavedFigures.Figure) -> HTML {
    guard let value = figure.value else { return "" }
    func x(_ value: Double) -> String { plotted(4 + 152 * min(max(value, 0), 1)) }
    let bar = figure.interval.map { range -> HTML in
      #"<path class="span" d="M\#(x(range.lowerBound)) 10H\#(x(range.upperBound))"/>"#
    }
    return """
      <svg class="chart whisker" viewBox="0 0 160 20" aria-hidden="true"><path class="axis" d="M4 10H156M4 6V14M156 6V14"/>\(bar ?? "")\
      <circle class="dot" cx="\(x(value))" cy="10" r="3.5"/></svg>
      """
  }

  // MARK: By part

  private static func parts(_ kept: KeptEval) -> HTML {
    let byPart = Dictionary(grouping: kept.results.cases, by: \.split)
    guard byPart.count > 1, kept.figures.confusion != nil else { return "" }
    let order = ["train", "dev", "holdout"]
    let names = byPart.keys.sorted { (order.firstIndex(of: $0) ?? 9, $0) < (order.firstIndex(of: $1) ?? 9, $1) }
    let rows = names.prefix(10).map { name -> HTML in
      let score = F1Score(of: byPart[name] ?? [], seed: 1)
      return """
        <tr><th scope="row">\(clipped(name, to: 40))</th><td class="count">\(score.cases)</td><td class="count">\(score.right)</td>\
        <td class="count">\(EvalWords.figure(score.outcomeF1))</td><td class="count">\(EvalWords.interval(score.interval))</td>\
        <td class="count">\(EvalWords.figure(score.findingF1))</td></tr>

        """
    }
    return """
      <h3>By part of the suite</h3>
      \(EvalWords.scroll("Figures by part of the suite", """
        <table><caption>A critic sees train, iterations compete on dev, the holdout is only counted</caption><thead><tr>\
        <th scope="col">part</th><th scope="col" class="count">judgments</th><th scope="col" class="count">right</th>\
        <th scope="col" class="count">outcome F1</th><th scope="col" class="count">95 % interval</th>\
        <th scope="col" class="count">finding F1</th></tr></thead><tbody>
        \(HTML.joined(rows))</tbody></table>

        """ as HTML))
      """
  }
}

/// What was expected by what came.
enum Confusion {
  static func section(_ figures: SavedFigures) -> HTML {
    guard let confusion = figures.confusion else { return "" }
    let came = Outcome.allCases.filter { outcome in
      confusion.values.contains { $0[outcome] != nil } || confusion[outcome] != nil
    }
    let heads = came.map { #"<th scope="col" class="vote">\#(spoken($0.rawValue))</th>"# as HTML }
    let rows = confusion.keys.sorted().map { expected -> HTML in
      let row = confusion[expected] ?? [:]
      let all = row.values.reduce(0, +)
      let cells = came.map { cell(row[$0] ?? 0, of: all, expected, $0) }
      return """
        <tr><th scope="row">\(HTMLWords.verdict(expected.rawValue))</th>\(HTML.joined(cells))<td class="count">\(all)</td></tr>

        """
    }
    return """
      <section class="card" aria-labelledby="confusion"><h2 id="confusion">What came of what was expected</h2>
      \(EvalWords.scroll("Confusion matrix", """
        <table class="confusion"><caption>Judgments: a row is the outcome that was expected, a column the one that came. Holding back by \
        another outcome than expected still counts as held back.</caption><thead><tr><th scope="col">expected</th>\(HTML.joined(heads))\
        <th scope="col" class="count">all</th></tr></thead><tbody>
        \(HTML.joined(rows))</tbody></table>

        """ as HTML))</section>

      """
  }

  private static func cell(_ count: Int, of all: Int, _ expected: Outcome, _ came: Outcome) -> HTML {
    let held: Set<Outcome> = [.fail, .conditional]
    let isRight = expected == .pass ? came == .pass : held.contains(came)
    guard count > 0 else {
      return #"<td class="vote none"><b>0</b><span class="unseen">\#(words(expected, came, isRight))</span></td>"#
    }
    let tone = expected == came ? "good" : isRight ? "warning" : "bad"
    return """
      <td class="vote \(tone)"><b>\(count)</b><span>\(percent(Double(count) / Double(max(1, all))))</span>\
      <span class="verdictword">\(expected == came ? "right" : isRight ? "held back" : "wrong")</span>\
      <span class="unseen">\(words(expected, came, isRight))</span></td>
      """
  }

  private static func words(_ expected: Outcome, _ came: Outcome, _ isRight: Bool) -> String {
    " expected \(spoken(expected.rawValue)), came \(spoken(came.rawValue))"
  }
}
