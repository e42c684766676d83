internal import Evals
internal import Provenance
internal import Reports
internal import Storage

/// One suite over time.
enum SuitePage {
  private static let mostPoints = 40
  private static let mostRuns = 60

  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? {
    guard let index = try stores.index(), let look = try SuiteLook.load(id, limit: mostPoints, from: index) else {
      return nil
    }
    let runs = try index.evals(EvalFilter(suite: id), limit: mostRuns)
    let loops = try KeptImprovement.newest(40, from: stores).kept.filter { $0.start?.suite == id }
    let all = try index.evalCount(of: id)
    return SitePage(
      place: .suite(id), title: clipped(id, to: 100), trail: [("Evals", .evals)],
      body: """
        <h1>\(HTMLWords.prose(id, limit: 100))</h1>
        <p class="lead">\(lead(look, links))</p>
        \(tiles(look))\(chart(look, loops))\(ComparisonView.section(look.comparison, now: look.latest, before: look.before, links: links))\
        \(improvements(loops, links))\(table(runs, all: all, links))\(again(look))
        """)
  }

  private static func lead(_ look: SuiteLook, _ links: Links) -> HTML {
    let origin = look.latest.origin
    return """
      Newest run \(links.link(EvalWords.time(origin.started), to: .eval(origin.id))): \(EvalWords.part(origin)), \(origin.mode), \
      \(counted(look.latest.figures.cases, "case")).
      """
  }

  private static func tiles(_ look: SuiteLook) -> HTML {
    let figures = look.latest.figures
    let (f1, interval, name) = SuiteLook.f1(figures)
    let before = look.before.map { SuiteLook.f1($0.figures).value } ?? nil
    return """
      <dl class="tiles">
      \(EvalWords.tile(name, EvalWords.figure(f1), "95 %: \(EvalWords.interval(interval))"))\
      \(EvalWords.tile("against the run before", before == nil ? "first run" : EvalWords.change(from: before, to: f1)))\
      \(EvalWords.tile("precision", EvalWords.figure(figures.precision), "of the findings"))\
      \(EvalWords.tile("recall", EvalWords.figure(figures.recall), "of the faults"))\
      \(EvalWords.tile("kappa", EvalWords.figure(figures.kappa), "beyond chance"))\
      \(EvalWords.tile("cost", EvalWords.cost(look.latest)))</dl>

      """
  }

  // MARK: Over time

  private static func chart(_ look: SuiteLook, _ loops: [KeptImprovement]) -> HTML {
    let runs = Array(look.runs.reversed())
    let hasOutcomes = runs.contains { $0.figures.outcomeF1 != nil }
    let label = { (head: EvalHead) in String(head.origin.started.prefix(10)) }
    let outcomes = F1Plot.Series(
      name: "outcome F1",
      points: runs.map {
        .init(label: label($0), value: $0.figures.outcomeF1, interval: $0.figures.outcomeInterval)
      })
    let findings = F1Plot.Series(
      name: "finding F1",
      points: runs.map { .init(label: label($0), value: $0.figures.f1, interval: $0.figures.findingInterval) })
    let part = look.latest.origin.split.map { ", \($0) alone" } ?? ", whole suite"
    let adopted = loops.filter { $0.report?.isAdopted == true && !$0.isRolledBack }.compactMap { $0.start?.started }
    let events = adopted.filter { $0 > (runs.first?.origin.started ?? "") }.map { time in
      F1Plot.Event(
        before: runs.count { $0.origin.started <= time }, label: "an improvement was adopted", at: seconds(time))
    }
    let plot = F1Plot(
      title: "\(clipped(look.suite, to: 80)): F1 over \(counted(runs.count, "run"))\(part)",
      series: hasOutcomes ? [outcomes, findings] : [findings], events: events,
      moments: runs.compactMap { seconds($0.origin.started) })
    return """
      <section class="card" aria-labelledby="time"><h2 id="time">F1 over time</h2>
      \(EvalWords.scroll("F1 over time, a drawing", plot.chart(id: "f1-title")))\
      <p class="soft">The newest \(counted(runs.count, "run"))\(part), each at its time, steps of improvements left out. Bars are 95 % bootstrap intervals; the \
      table of runs below says the same in figures\(HTML.when(!events.isEmpty, "; a dashed line marks an improvement that was adopted")).</p></section>

      """
  }

  /// Since 1970; nil for what is no time.
  private static func seconds(_ time: String) -> Double? {
    Timestamp.milliseconds(rfc3339: time).map { Double($0) / 1_000 }
  }

  private static func improvements(_ loops: [KeptImprovement], _ links: Links) -> HTML {
    guard !loops.isEmpty else { return "" }
    return """
      <section class="card" aria-labelledby="improvements"><h2 id="improvements">Improvements</h2>
      \(ImprovementList.table(loops, caption: "Loops over this suite, newest first", links: links))</section>

      """
  }

  // MARK: Runs

  private static func table(_ runs: [EvalHead], all: Int, _ links: Links) -> HTML {
    let rest: HTML = HTML.when(
      all > runs.count,
      "<p class=\"soft\">\(counted(all - runs.count, "earlier run")) not shown: moe-judge eval history --limit \(all)</p>"
    )
    return """
      <section class="card" aria-labelledby="runs"><h2 id="runs">Runs</h2>
      \(EvalWords.scroll("Runs", """
        <table><caption>Newest first; intervals are 95 %</caption><thead><tr><th scope="col">begun</th><th scope="col">part</th>\
        <th scope="col">mode</th><th scope="col" class="count">cases</th><th scope="col" class="count">outcome F1</th>\
        <th scope="col" class="count">precision</th><th scope="col" class="count">recall</th><th scope="col" class="count">finding F1</th>\
        <th scope="col" class="count">kappa</th><th scope="col">cost</th><th scope="col">label</th></tr></thead><tbody>
        \(HTML.joined(runs.map { row($0, links) }))</tbody></table>

        """ as HTML))\(rest)</section>

      """
  }

  private static func row(_ head: EvalHead, _ links: Links) -> HTML {
    let (origin, figures) = (head.origin, head.figures)
    let times: HTML = HTML.when(figures.repeats > 1, " × \(figures.repeats)")
    let unjudged: HTML = HTML.when(figures.unjudged > 0, #"<span class="soft">\#(figures.unjudged) not whole</span>"#)
    let step = origin.improvement.map { id -> HTML in
      "\(links.link("improvement", to: .improvement(id))), \(origin.iteration == 0 ? "baseline" : "iteration \(origin.iteration ?? 0)")"
    }
    let label = step ?? origin.label.map { HTMLWords.prose($0, limit: 120) } ?? ""
    return """
      <tr><th scope="row">\(links.link(EvalWords.time(origin.started), to: .eval(origin.id)))</th><td>\(EvalWords.part(origin))</td>\
      <td>\(origin.mode)</td><td class="count">\(figures.cases)\(times)\(unjudged)</td>\
      <td class="count">\(f1(figures.outcomeF1, figures.outcomeInterval))</td><td class="count">\(EvalWords.figure(figures.precision))</td>\
      <td class="count">\(EvalWords.figure(figures.recall))</td><td class="count">\(f1(figures.f1, figures.findingInterval))</td>\
      <td class="count">\(EvalWords.figure(figures.kappa))</td><td>\(EvalWords.cost(head))</td><td>\(label)</td></tr>

      """
  }

  private static func f1(_ value: Double?, _ interval: ClosedRange<Double>?) -> HTML {
    guard value != nil else { return EvalWords.figure(nil) }
    let range: HTML = interval == nil ? "" : #"<span class="soft">\#(EvalWords.interval(interval))</span>"#
    return EvalWords.figure(value) + range
  }

  private static func again(_ look: SuiteLook) -> HTML {
    """
    <section class="card" aria-labelledby="again"><h2 id="again">Run it again</h2>
    \(CommandLine.block(EvalCommand.run(look.latest.origin)))</section>

    """
  }
}

/// How a run is done again.
enum EvalCommand {
  /// The command with which evals begin: a run of a suite that is there, or the making of one.
  static func first(_ suite: String?) -> HTML {
    CommandLine.block(
      suite.map { "moe-judge eval run \(quotedForShell("evals/" + $0)) --offline" }
        ?? "moe-judge eval import evals/ours --from labelled/")
  }

  static func run(_ origin: EvalOrigin) -> String {
    let split = origin.split.map { " --split \(quotedForShell($0))" } ?? ""
    let offline = origin.mode == "offline" ? " --offline" : ""
    return "moe-judge eval run \(quotedForShell("evals/" + origin.suite))\(split)\(offline)"
  }
}
