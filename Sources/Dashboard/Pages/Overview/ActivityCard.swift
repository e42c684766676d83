internal import JudgeTypes
internal import Reports
internal import SkillHealth
internal import Storage
internal import StoredRuns

/// The last month in figures, and how the runs of each day ended.
enum ActivityCard {
  static let days = 30

  static func card(from stores: Stores, links: Links) throws -> HTML {
    guard let index = try stores.index() else { return "" }
    let today = stores.today
    let since = today.advanced(by: 1 - days)
    let runs = try index.runDays(since: since)
    guard !runs.isEmpty else { return try nothing(index) }
    let chart = OutcomeChart(days: (0..<days).map { since.advanced(by: $0) }, runs: runs, links: links)
    let severities = try index.rules(since: since, limit: 0).bySeverity
    let cost = CostLine.total(of: try index.usage(by: .day, since: since), named: "")
    return """
      <section class="card" aria-labelledby="activity">
      <h2 id="activity">The last \(days) days</h2>
      \(tiles(figures(runs, severities, cost)))\(chart.markup)</section>

      """
  }

  private static func nothing(_ index: RunIndex) throws -> HTML {
    guard let last = try index.totals()?.lastDay else { return "" }
    return """
      <section class="card" aria-labelledby="activity"><h2 id="activity">The last \(days) days</h2>
      <p class="soft">Nothing was judged in them. The last run is of \(clipped(last, to: 10)).</p></section>

      """
  }

  private static func figures(
    _ days: [RunDay], _ severities: [Severity: Int], _ cost: CostLine?
  ) -> [(name: String, value: HTML, note: String)] {
    let runs = days.reduce(0) { $0 + $1.runs }
    let ended = days.reduce(0) { $1.outcome == nil ? $0 : $0 + $1.runs }
    let passed = days.reduce(0) { $1.outcome == .pass ? $0 + $1.runs : $0 }
    let artifacts = days.reduce(0) { $0 + $1.artifacts }
    let grave = (severities[.critical] ?? 0) + (severities[.high] ?? 0)
    let findings = severities.values.reduce(0, +)
    return [
      ("Runs", HTML(text: grouped(runs)), ""), ("Artifacts judged", HTML(text: grouped(artifacts)), ""),
      (
        "Runs that passed", HTML(text: ended > 0 ? percent(Double(passed) / Double(ended)) : "–"),
        "\(grouped(passed)) of \(grouped(ended))"
      ), ("Critical or high findings", HTML(text: grouped(grave)), "of \(grouped(findings)) verified"),
      ("Cost of calls", cost.map { HTML(text: $0.shortCost) } ?? "no calls", cost?.costNote ?? ""),
    ]
  }
}
