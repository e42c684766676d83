internal import JudgeTypes
internal import Provenance
internal import Reports
internal import SkillHealth
internal import Storage

/// The runs of the last week that were stopped, and those that came to no verdict.
enum RunsCard {
  private static let days = 7
  private static let limit = 5

  static func card(from stores: Stores, links: Links) throws -> HTML {
    guard let index = try stores.index() else { return "" }
    let since = stores.today.advanced(by: 1 - days)
    let week = try index.runDays(since: since)
    let stopped = try RunListing.load(RunQuery(ending: .stopped, from: since, limit: limit), from: stores).looked(
      at: stores
    ).runs
    let strangers = try StrangeRuns.between(from: since, limit: StrangeRuns.reach, in: stores).runs
    let killed = strangers.filter { $0.state == .unfinished }
    let untold = strangers.count { $0.state == .notIndexed }
    let count = count(week) { $0.outcome == .fail || $0.exitCode == 1 }
    let all = RunFilter(outcome: RunOutcomeName.stopped, from: since.description)
    return """
      <section class="card" aria-labelledby="attention-runs">
      <h2 id="attention-runs">\(links.link("Runs of the last \(days) days", to: .runs(RunFilter(from: since.description)))) \(sign(count, of: week, untold: untold))</h2>
      \(stopped.isEmpty ? quiet(week, untold: untold) : list(stopped, links))\(notIndexed(untold))\
      \(more(count, stopped.count, links, all))\(unfinished(killed, links, since))\(others(week, killed.count, links, since))</section>

      """
  }

  private static func count(_ days: [RunDay], where holds: (RunDay) -> Bool) -> Int {
    days.reduce(0) { holds($1) ? $0 + $1.runs : $0 }
  }

  private static func sign(_ count: Int, of days: [RunDay], untold: Int) -> HTML {
    if count > 0 { return HTMLWords.chip("✗", "\(grouped(count)) failed or blocked", .bad) }
    if untold > 0 { return HTMLWords.chip("?", "not all known", .warning) }
    return days.isEmpty ? HTMLWords.chip("–", "none", .calm) : HTMLWords.chip("✓", "none failed", .good)
  }

  private static func quiet(_ week: [RunDay], untold: Int) -> HTML {
    if week.isEmpty, untold > 0 { return "" }
    return week.isEmpty
      ? "<p class=\"soft\">Nothing was judged.</p>\n"
      : "<p class=\"soft\">None of \(grouped(count(week) { _ in true }, "run")) failed or was blocked.</p>\n"
  }

  /// Runs that have ended and that the index does not have: how they ended is not counted anywhere here.
  private static func notIndexed(_ count: Int) -> HTML {
    guard count > 0 else { return "" }
    return """
      <p>Of \(grouped(count, "run")) besides it is not known here how \(count == 1 ? "it" : "they") ended: the index does not have \
      \(count == 1 ? "it" : "them"). \(HTMLWords.code("moe-judge runs reindex"))</p>

      """
  }

  private static func list(_ runs: [RunLine], _ links: Links) -> HTML {
    let items = runs.map { run -> HTML in
      let record = run.indexed?.record
      let others = (record?.artifacts ?? 0) > 1 ? " and \(grouped((record?.artifacts ?? 1) - 1)) more" : ""
      let name: HTML = "\(HTMLWords.code(record?.firstPath ?? run.run.description, limit: 120))\(others)"
      return """
        <li>\(RunWords.outcome(of: run)) \(links.link(name, to: .run(run.run.description))) \
        <span class="soft">\(moment(record?.started ?? run.run.started))</span></li>

        """
    }
    return "<ul class=\"rows\">\n\(HTML.joined(items))</ul>\n"
  }

  /// Those that were killed, or never got to their end: nobody was told their verdict.
  private static func unfinished(_ runs: [RunLine], _ links: Links, _ since: Day) -> HTML {
    guard !runs.isEmpty else { return "" }
    let filter = RunFilter(outcome: RunOutcomeName.unfinished, from: since.description)
    let all: HTML =
      runs.count > limit
      ? "<p>\(links.link("All \(grouped(runs.count)) that are unfinished", to: .runs(filter)))</p>\n" : ""
    return """
      <p>Stopped before the end, to be gone on with by \(HTMLWords.code("moe-judge judge --resume RUN")):</p>
      \(list(Array(runs.prefix(limit)), links))\(all)
      """
  }

  /// Those that neither passed nor failed, each kind with what it means.
  private static func others(_ week: [RunDay], _ killed: Int, _ links: Links, _ since: Day) -> HTML {
    let kinds: [(count: Int, words: String, outcome: String?)] = [
      (count(week) { $0.outcome == .noConsensus }, "without consensus", Outcome.noConsensus.rawValue),
      (count(week) { $0.outcome == .inconclusive }, "inconclusive", Outcome.inconclusive.rawValue),
      (count(week) { $0.outcome == nil } + killed, "under way or unfinished", RunOutcomeName.unfinished),
      (count(week) { $0.exitCode == 4 }, "stopped since providers failed", nil),
      (count(week) { $0.exitCode == 5 }, "stopped at the budget", nil),
    ]
    let items = kinds.filter { $0.count > 0 }.map { kind -> HTML in
      let words: HTML = "\(grouped(kind.count)) \(kind.words)"
      return kind.outcome.map { links.link(words, to: .runs(RunFilter(outcome: $0, from: since.description))) } ?? words
    }
    return items.isEmpty ? "" : "<p class=\"soft\">Besides: \(HTML.joined(items, by: ", ")).</p>\n"
  }

  private static func more(_ count: Int, _ shown: Int, _ links: Links, _ filter: RunFilter) -> HTML {
    guard count > shown, shown > 0 else { return "" }
    return "<p>\(links.link("All \(grouped(count)) that failed or were blocked", to: .runs(filter)))</p>\n"
  }
}
