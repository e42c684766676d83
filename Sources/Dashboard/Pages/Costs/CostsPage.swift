internal import JudgeTypes
internal import Reports
internal import SkillHealth
internal import Storage
internal import StoredRuns

/// What the calls of models took: by day, by model, by persona.
enum CostsPage {
  static func page(
    _ period: CostPeriod = .month, from stores: Stores, links: Links
  ) throws -> SitePage? {
    SitePage(
      place: period.place, title: period == .month ? "Costs" : "Costs, \(period.words)",
      body: "<h1>Costs</h1>\n" + (try body(period, stores, links)))
  }

  private static func body(_ period: CostPeriod, _ stores: Stores, _ links: Links) throws -> HTML {
    guard let index = try stores.index() else { return NothingYet.markup }
    let since = period.start(until: stores.today)
    let days = try index.usage(by: .day, since: since)
    let uncounted = try index.runsWithoutSeats(since: since)
    let head = lead + periods(period, links)
    let others = try OtherCosts(since: since, in: index, of: stores).markup(links)
    guard let total = CostLine.total(of: days, named: "in all") else {
      return head + nothing(period, try index.runDays(since: since)) + others + note(uncounted)
    }
    return head + """
      <section class="card" aria-labelledby="in-all">
      <h2 id="in-all">\(period == .all ? "All days" : "The \(period.words)")</h2>
      \(tiles(figures(total)))\(others)\(note(uncounted))\(CostChart(lines: days, since: since, today: stores.today).markup)</section>
      \(CostTable(of: "model", lines: try index.usage(by: .model, since: since), total: total).section)\
      \(CostTable(of: "persona", lines: try index.usage(by: .persona, since: since), total: total).section)
      """
  }

  private static let lead: HTML = """
    <p class="lead">What calls of models took for judgments, by the day in UTC on which their run started. A seat counts for the model that answered, \
    calls to one that failed before it included. What a provider did not report is never counted as zero.</p>

    """

  private static func periods(_ chosen: CostPeriod, _ links: Links) -> HTML {
    let items = CostPeriod.allCases.compactMap { period -> HTML? in
      guard let address = links.address(of: period.place) else { return nil }
      let current: HTML = period == chosen ? " aria-current=\"page\"" : ""
      return "<li><a href=\"\(address)\"\(current)>\(period.words)</a></li>\n"
    }
    return "<nav class=\"choices\" aria-label=\"Period\"><ul>\n\(HTML.joined(items))</ul></nav>\n"
  }

  private static func nothing(_ period: CostPeriod, _ runs: [RunDay]) -> HTML {
    let offline = runs.reduce(0) { $1.mode == .offline ? $0 + $1.runs : $0 }
    let words: HTML =
      offline > 0
      ? "<p>\(grouped(offline, "run")) of the offline panel, which calls nobody and costs nothing.</p>\n"
      : "<p>The offline panel calls nobody and costs nothing. A panel of models is on record here once it has judged:</p>\n<pre class=\"command\"><code>moe-judge judge FILE</code></pre>\n"
    return """
      <div class="empty"><h2>No calls of models, \(period.words)</h2>
      \(words)</div>

      """
  }

  private static func note(_ uncounted: Int) -> HTML {
    guard uncounted > 0 else { return "" }
    return """
      <p class="banner"><span aria-hidden="true">!</span> \(grouped(uncounted, "run")) that an earlier version indexed stand in no sum; \
      <code>moe-judge runs reindex</code> counts them.</p>

      """
  }

  private static func figures(_ total: CostLine) -> [(name: String, value: HTML, note: String)] {
    let answers = total.answers + total.cachedAnswers
    let kept = answers > 0 ? percent(Double(total.cachedAnswers) / Double(answers)) : "–"
    return [
      ("Cost", HTML(text: total.shortCost), total.costNote),
      ("Requests sent", HTML(text: grouped(total.calls)), "retries included"),
      ("Answers", HTML(text: grouped(answers)), ""),
      ("Kept answers", HTML(text: kept), "\(grouped(total.cachedAnswers)) from the cache, without a call"),
      ("Tokens in", HTML(text: total.tokenWords(total.inputTokens, number: rounded)), cachedShare(total)),
      ("Tokens out", HTML(text: total.tokenWords(total.outputTokens, number: rounded)), ""),
    ]
  }

  /// Of the tokens in, those that the provider had kept.
  private static func cachedShare(_ line: CostLine) -> String {
    guard let cached = line.cachedTokens.known, let input = line.inputTokens.known, input > 0 else { return "" }
    return "\(percent(Double(cached) / Double(input))) of them kept by providers"
  }
}

extension CostLine {
  /// For a figure that stands large: to the cent from a dollar on, and said where it is not the whole.
  var shortCost: String {
    guard calls > 0 else { return "no calls" }
    guard let known = costUSD.known else { return "not known" }
    let exact = known >= 1 ? dollars(known) : money(known)
    return costUSD.unknownAnswers > 0 ? "≥ \(exact)" : exact
  }

  /// What the large figure leaves out; empty for nothing.
  var costNote: String {
    costUSD.unknownAnswers > 0 ? "at least: \(grouped(costUSD.unknownAnswers, "answer")) without a price" : ""
  }
}

/// US dollars to the cent, with the thousands apart.
func dollars(_ amount: Double) -> String {
  let cents = Int((min(max(amount, 0), 1e15) * 100).rounded())
  return "$\(grouped(cents / 100)).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
}
