internal import Evals
internal import Reports

/// What of the evals a lead wants to see first.
enum EvalsCard {
  static func card(from stores: Stores, links: Links) throws -> HTML {
    let (looks, more) = try EvalsPage.suites(from: stores, limit: 4)
    let loop = try KeptImprovement.newest(1, from: stores).kept.first
    guard !looks.isEmpty else {
      return """
        <section class="card" aria-labelledby="evals-card"><h2 id="evals-card">\(links.link("Evals", to: .evals))</h2>
        <p class="soft">How often the panel is right is not measured yet:</p>\(EvalCommand.first(TeamFolder.firstSuite(in: stores.root)))\
        </section>

        """
    }
    let rows = looks.map { look -> HTML in
      let (f1, interval, name) = SuiteLook.f1(look.latest.figures)
      return """
        <div><dt>\(links.link(HTMLWords.prose(look.suite, limit: 60), to: .suite(look.suite)))</dt>\
        <dd>\(name) <b>\(EvalWords.figure(f1))</b> <span class="soft">(95 %: \(EvalWords.interval(interval)))</span>, \
        \(ComparisonView.sentence(look.comparison)), \(EvalWords.day(look.latest.origin.started))</dd></div>

        """
    }
    let others: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more suite"))</p>"#)
    let improved = loop.map { loop -> HTML in
      """
      <p>Newest improvement: \(links.link(EvalWords.day(loop.start?.started ?? loop.id), to: .improvement(loop.id))) \
      \(EvalWords.outcome(loop.report?.end?.outcome))</p>

      """
    }
    return """
      <section class="card" aria-labelledby="evals-card"><h2 id="evals-card">\(links.link("Evals", to: .evals))</h2>
      <dl class="facts record">\(HTML.joined(rows))</dl>\(others)\(improved ?? "")</section>

      """
  }
}
