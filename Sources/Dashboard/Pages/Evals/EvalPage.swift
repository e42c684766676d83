internal import Evals
internal import JudgeTypes
internal import Reports
internal import Storage

/// One run of a suite: its figures, where it was wrong, and what came out otherwise than before.
enum EvalPage {
  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? {
    let loaded: KeptEval?
    do { loaded = try KeptEval.load(id, from: stores) } catch let error as StorageError {
      return try UnreadableRecord.page(
        .eval(id), title: "Run of a suite", of: "\(stores.state)/evals/\(id)", error, in: stores)
    }
    guard let kept = loaded else { return nil }
    let before = try earlier(than: kept.head, in: stores)
    let comparison = try before.map { before in
      Comparison(try results(of: before, in: stores), kept.results)
    }
    let origin = kept.head.origin
    return SitePage(
      place: .eval(id), title: "Run \(id)",
      trail: [("Evals", .evals), (clipped(origin.suite, to: 100), .suite(origin.suite))],
      body: """
        <h1><span>Run of \(HTMLWords.prose(origin.suite, limit: 80))</span></h1>
        <p class="lead">\(lead(kept.head, links))</p>
        \(unjudged(kept.head))\(tiles(kept))\(EvalFigureTable.section(kept))\(Confusion.section(kept.figures))\
        \(ComparisonView.section(comparison, now: kept.head, before: before, links: links))\(EvalCaseTable.repeats(kept))\
        \(EvalCaseTable.section(kept, comparison))\(origins(kept.head))
        """)
  }

  /// The run that this one is held against: of the same part, by itself as this one is, or the step before.
  private static func earlier(than head: EvalHead, in stores: Stores) throws -> EvalHead? {
    guard let index = try stores.index() else { return nil }
    let origin = head.origin
    if let improvement = origin.improvement, let iteration = origin.iteration, iteration > 0 {
      return try index.steps(of: improvement, suite: origin.suite).last { ($0.origin.iteration ?? 0) < iteration }
    }
    let filter = EvalFilter(
      suite: origin.suite, split: origin.split, isOfPart: true, isWithoutSteps: true, before: origin.id)
    return try index.evals(filter, limit: 1).first
  }

  private static func results(of head: EvalHead, in stores: Stores) throws -> SavedResults {
    guard let index = try stores.index() else { return SavedResults(suite: head.origin.suite, cases: []) }
    return try SuiteLook.results(of: head, in: index)
  }

  private static func lead(_ head: EvalHead, _ links: Links) -> HTML {
    let origin = head.origin
    let label = origin.label.map { HTMLWords.prose($0, limit: 200) + ". " } ?? ""
    let step = origin.improvement.map { id -> HTML in
      " A step of \(links.link("an improvement", to: .improvement(id)))."
    }
    return """
      \(label)\(EvalWords.time(origin.started)), \(EvalWords.part(origin)), \(origin.mode), \
      \(counted(head.figures.cases, "case"))\(head.figures.repeats > 1 ? ", each judged \(head.figures.repeats) times" : "").\(step ?? "")
      """
  }

  private static func unjudged(_ head: EvalHead) -> HTML {
    HTML.when(
      head.figures.unjudged > 0,
      """
      <p class="banner"><span aria-hidden="true">!</span> \(counted(head.figures.unjudged, "judgment")) not whole: providers or the budget \
      kept seats from being asked, so that the figures say less.</p>

      """)
  }

  private static func tiles(_ kept: KeptEval) -> HTML {
    let (f1, interval, name) = SuiteLook.f1(kept.head.figures)
    let wrong = kept.figures.judgments - kept.figures.right
    return """
      <dl class="tiles">
      \(EvalWords.tile(name, EvalWords.figure(f1), "95 %: \(EvalWords.interval(interval))"))\
      \(EvalWords.tile("right", "\(kept.figures.right)", "of \(counted(kept.figures.judgments, "judgment"))"))\
      \(EvalWords.tile("wrong", "\(wrong)", "held or passed against the label", isBad: wrong > 0))\
      \(EvalWords.tile("false alarms", "\(kept.figures.findings.falsePositives)", "findings without a fault"))\
      \(EvalWords.tile("missed faults", "\(kept.figures.findings.falseNegatives)", "of \(kept.figures.findings.truePositives + kept.figures.findings.falseNegatives)"))\
      \(EvalWords.tile("cost", EvalWords.cost(kept.head)))</dl>

      """
  }

  private static func origins(_ head: EvalHead) -> HTML {
    let origin = head.origin
    let tokens = head.figures.inputTokens.map { input in
      "\(input) in, \(head.figures.outputTokens.map { "\($0)" } ?? "not known") out"
    }
    let facts: [(String, HTML)] = [
      ("eval", HTMLWords.code(origin.id)), ("begun", EvalWords.time(origin.started)),
      ("finished", EvalWords.time(origin.finished)), ("moe-judge", HTMLWords.code(origin.version, limit: 60)),
      ("commit", origin.commit.map { HTMLWords.code($0, limit: 80) } ?? "none on record"),
      ("panel", HTMLWords.code(String(origin.panel.prefix(100)))), ("tokens", HTML(text: tokens ?? "not known")),
      ("cost", EvalWords.cost(head)),
    ]
    return """
      <section class="card" aria-labelledby="origin"><h2 id="origin">Where it comes from</h2>
      <dl class="facts record">\(HTML.joined(facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>\n" }))</dl>
      <p class="soft">The panel's hash is over personas, rubrics, consensus rule, models and prompts: two runs of one hash differ by their \
      cases or by chance.</p>\(CommandLine.block(EvalCommand.run(origin)))</section>

      """
  }
}
