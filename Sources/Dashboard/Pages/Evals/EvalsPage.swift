internal import Evals
internal import Reports
internal import Storage

/// The labelled suites that measure the panel: how it stands, what changed, what was tried to make it better.
enum EvalsPage {
  private static let mostSuites = 40
  private static let mostImprovements = 12

  static func page(from stores: Stores, links: Links) throws -> SitePage? {
    let (looks, more) = try suites(from: stores, limit: mostSuites)
    let improvements = try KeptImprovement.newest(mostImprovements, from: stores)
    let cards = TeamJudgeCards.current(of: stores, TeamRubrics.current(of: stores))
    return SitePage(
      place: .evals, title: "Evals",
      body: """
        <h1>Evals</h1>
        <p class="lead">Labelled cases say how often the panel is right. Each figure is of the newest run of a suite; intervals are 95 % \
        bootstrap intervals.</p>
        \(suiteCards(looks, more: more, links, root: stores.root))\(improvementSection(improvements, links))\(JudgeCardTable.section(cards))
        """)
  }

  static func suites(from stores: Stores, limit: Int) throws -> (looks: [SuiteLook], more: Int) {
    guard let index = try stores.index() else { return ([], 0) }
    let names = try index.evaluatedSuites()
    return (
      try names.prefix(limit).compactMap { try SuiteLook.load($0, limit: 20, from: index) }, max(0, names.count - limit)
    )
  }

  private static func suiteCards(_ looks: [SuiteLook], more: Int, _ links: Links, root: String) -> HTML {
    guard !looks.isEmpty else { return nothing(TeamFolder.firstSuite(in: root)) }
    let cards = looks.enumerated().map { card($1, place: $0, links) }
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more suite")) not shown</p>"#)
    return """
      <h2 class="unseen">Suites</h2>
      <div class="grid">\(HTML.joined(cards))</div>\(rest)

      """
  }

  /// - Parameter suite: one that is there to be run; nil where there is none.
  private static func nothing(_ suite: String?) -> HTML {
    let words: HTML =
      suite.map { suite in
        """
        <p>A suite is a folder of labelled cases below <code>evals/</code>. Without a key and without cost:</p>
        \(EvalCommand.first(suite))
        <p>Cases that you have as files are taken in by <code>moe-judge eval import</code>.</p>
        """
      } ?? """
        <p>A suite is a folder of labelled cases below <code>evals/</code>, and there is none yet. Cases that you have as files become one:</p>
        \(EvalCommand.first(nil))
        <p>Then <code>moe-judge eval run evals/ours --offline</code> runs it, without a key and without cost.</p>
        """
    return """
      <section class="empty" aria-labelledby="no-evals"><h2 id="no-evals">No suite was run yet</h2>
      \(words)</section>

      """
  }

  private static func card(_ look: SuiteLook, place: Int, _ links: Links) -> HTML {
    let (f1, interval, name) = SuiteLook.f1(look.latest.figures)
    let values = look.runs.reversed().map { SuiteLook.f1($0.figures).value }
    let spark = EvalWords.spark(
      values,
      title:
        "\(name) of the last \(counted(values.count, "run")): \(plotted(values.first ?? nil)), then at last \(plotted(f1))",
      id: "spark-\(place)")
    let figures = look.latest.figures
    let since: HTML = HTML.when(look.before != nil, " <span class=\"soft\">against the run before</span>")
    let labels = ComparisonView.labels(look.latest, against: look.before)
    let named: HTML = HTML.when(!labels.source.isEmpty, "<br/><span class=\"soft\">\(labels)</span>")
    return """
      <section class="card suite" aria-labelledby="suite-\(place)">
      <h3 id="suite-\(place)">\(links.link(HTML(text: clipped(look.suite, to: 100)), to: .suite(look.suite)))</h3>
      <p class="big"><b>\(EvalWords.figure(f1))</b> \(EvalWords.change(from: look.before.map { SuiteLook.f1($0.figures).value } ?? nil, to: f1))\(since)\(spark)</p>
      <p class="soft">\(name), 95 % interval \(EvalWords.interval(interval)), \(counted(figures.cases, "case")), \
      \(EvalWords.part(look.latest.origin)), \(look.latest.origin.mode)</p>
      <dl class="facts record">
      <div><dt>findings</dt><dd>precision \(EvalWords.figure(figures.precision)), recall \(EvalWords.figure(figures.recall))</dd></div>
      <div><dt>last run</dt><dd>\(links.link(EvalWords.time(look.latest.origin.started), to: .eval(look.latest.origin.id)))</dd></div>
      <div><dt>since the run before</dt><dd>\(ComparisonView.sentence(look.comparison))\(named)</dd></div>
      </dl></section>

      """
  }

  private static func improvementSection(
    _ improvements: (kept: [KeptImprovement], all: Int), _ links: Links
  ) -> HTML {
    guard !improvements.kept.isEmpty else {
      return """
        <section class="card" aria-labelledby="improvements"><h2 id="improvements">Improvements</h2>
        <p class="soft">None was tried yet. A loop proposes changes from what fails on train and keeps one only where the sealed holdout \
        confirms it:</p>\(CommandLine.block("moe-judge eval improve SUITE --offline"))</section>

        """
    }
    let more = improvements.all - improvements.kept.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "earlier loop")) not shown</p>"#)
    return """
      <section class="card" aria-labelledby="improvements"><h2 id="improvements">Improvements</h2>
      \(ImprovementList.table(improvements.kept, caption: "The newest loops, newest first", links: links))\(rest)</section>

      """
  }
}

/// A command to be copied.
enum CommandLine {
  static func block(_ command: String) -> HTML {
    #"<pre class="command"><code>\#(clipped(command, to: 2_000))</code></pre>"#
  }
}
