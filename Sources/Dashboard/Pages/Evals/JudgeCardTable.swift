internal import Evals
internal import JudgeTypes
internal import Reports
internal import YAMLFiles

/// How single judges did, by the team's calibration file.
enum JudgeCardTable {
  private static let most = 60

  static func section(_ cards: TeamJudgeCards?) -> HTML {
    """
    <section class="card" aria-labelledby="judges"><h2 id="judges">Judge cards</h2>
    \(body(cards))</section>

    """
  }

  private static func body(_ cards: TeamJudgeCards?) -> HTML {
    let measure = CommandLine.block("moe-judge eval calibrate SUITE --repeat 2 -o calibration.json")
    guard let cards else {
      return """
        <p class="soft">No calibration file: neither does moe-judge.yaml name one, nor is there \(TeamJudgeCards.fallback). A card says how \
        often a judge is right, how steady it is and what it costs.</p>\(measure)
        """
    }
    guard cards.problems.isEmpty else {
      let problems = cards.problems.prefix(10).map { HTMLWords.prose($0.description, limit: 400) }
      return "<p>\(HTMLWords.code(cards.path)) cannot be read:</p>\(HTMLWords.list(Array(problems)))"
    }
    let from: HTML = """
      <p class="soft">From \(HTMLWords.code(cards.path)), suite \(HTMLWords.code(cards.suite ?? "not named")), measured \
      \(cards.measured.map(EvalWords.time) ?? "at a time that is not on record").</p>
      """
    guard !cards.cards.isEmpty else {
      return from + """
        <p>The file holds calibrations of \(counted(cards.withoutCard, "judge")) and no cards: an earlier version wrote it. Measure again:\
        </p>\(measure)
        """
    }
    let stale = cards.cards.filter { $0.freshness == .stale }
    let warning: HTML = HTML.when(
      !stale.isEmpty,
      """
      <p class="banner"><span aria-hidden="true">!</span> \(counted(stale.count, "card")) stale: the judge's rubrics changed since, and \
      its verdicts are advisory until it is measured anew.</p>\(measure)
      """)
    let rows = cards.cards.prefix(most).map(row)
    let more = cards.cards.count - rows.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more judge")) not shown</p>"#)
    return from + warning + table(rows) + rest + notes
  }

  private static func table(_ rows: [HTML]) -> HTML {
    let heads = [
      "kappa", "accuracy", "precision", "recall", "by severity: precision / recall", "flips", "evidence held",
      "could not tell / failed",
      "length bias", "position bias", "latency", "price",
    ]
    let columns = HTML.joined(heads.map { #"<th scope="col">\#($0)</th>"# })
    return EvalWords.scroll(
      "Judge cards",
      """
      <table class="cards"><caption>One judge a row: a persona on a model, by its first words, before any debate</caption><thead><tr>\
      <th scope="col">judge</th>\(columns)</tr></thead><tbody>
      \(HTML.joined(rows))</tbody></table>

      """)
  }

  private static func row(_ entry: TeamJudgeCards.Entry) -> HTML {
    let card = entry.card
    let severities = card.bySeverity.map { one -> HTML in
      #"<span class="nowrap">\#(one.severity.rawValue) \#(short(one.precision)) / \#(short(one.recall))</span>"#
    }
    let cells: [HTML] = [
      short(card.kappa), share(card.accuracy), share(card.precision), share(card.recall),
      HTML.joined(severities, by: "<br/>"), share(card.flipRate), share(card.evidenceValidity),
      "\(share(card.abstained)) / \(share(card.failed))", short(card.lengthBias), short(card.positionBias),
      card.latencyMilliseconds.map { "\(Int(min(max($0, 0), 1e12).rounded())) ms" } ?? none,
      card.costUSD.map { HTML(text: money($0)) } ?? none,
    ]
    return """
      <tr><th scope="row">\(HTMLWords.code(card.persona.rawValue)) \(freshness(entry.freshness))<span class="model">\
      \(HTMLWords.breakable(clipped(card.model.description, to: 120)))</span><span class="model">\(counted(card.cases, "case")), \
      \(counted(card.verdicts, "verdict"))</span></th>\(HTML.joined(cells.map { "<td>\($0)</td>" }))</tr>

      """
  }

  private static func freshness(_ freshness: TeamJudgeCards.Freshness) -> HTML {
    switch freshness {
    case .fresh: HTMLWords.chip("✓", "fresh", .good)
    case .stale: HTMLWords.chip("!", "stale", .warning)
    case .unknown: HTMLWords.chip("?", "not checked", .calm)
    }
  }

  private static let none: HTML = #"<span class="soft">none</span>"#
  private static func short(_ value: Double?) -> HTML { value.map { HTML(text: twoDecimals($0)) } ?? none }
  private static func share(_ value: Double?) -> HTML { value.map { HTML(text: percent($0)) } ?? none }

  private static let notes: HTML = """
    <p class="soft">Kappa is agreement with the labels beyond chance, −1 to 1. Flips: pairs of verdicts on one case that differ. Length bias \
    above 0: long sound files are held back more often. Position bias above 0: it looks more at the beginning of files. Latency and price are \
    means of one answer.</p>
    """
}
