internal import Evals
internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage

/// One loop of improvement: what was tried, what became of it, and the change.
enum ImprovementPage {
  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? {
    guard RunID(id) != nil else { return nil }
    let files = ImprovementFiles(state: stores.state, id: id)
    guard FileStamp(of: files.folder).isThere else { return nil }
    do { return try page(files, from: stores, links: links) } catch let error as StorageError {
      return try UnreadableRecord.page(
        .improvement(id), title: "Improvement of a suite", of: files.folder, error, in: stores)
    }
  }

  private static func page(_ files: ImprovementFiles, from stores: Stores, links: Links) throws -> SitePage {
    let id = files.id
    let report = try KeptImprovement.read(report: files, stores)
    let steps = try KeptImprovement.steps(of: files, stores)
    let start = report?.start ?? steps.start
    let suite = start?.suite ?? "a suite"
    let command = try files.readArguments().map { ImprovementFiles.command(arguments: $0.map(quotedForShell)) }
    let patch = try stores.memory.value("patch \(files.patch)", of: [FileStamp(of: files.patch)]) {
      try files.readPatch()
    }
    let body: HTML =
      report.map { ended($0, steps, links) } ?? unended(steps, id: id)
    return SitePage(
      place: .improvement(id), title: "Improvement \(id)",
      trail: [("Evals", .evals)] + (start.map { [(clipped($0.suite, to: 100), .suite($0.suite))] } ?? []),
      body: """
        <h1><span>Improvement of \(HTMLWords.prose(suite, limit: 80))</span></h1>
        <p class="lead">\(lead(start, report, isRolledBack: files.isRolledBack))</p>
        \(body)\(DiffView.section(patch ?? report?.diff ?? ""))\(reproduce(command, id))
        """)
  }

  private static func lead(_ start: LoopStart?, _ report: ImprovementReport?, isRolledBack: Bool) -> HTML {
    let began: HTML =
      start.map { "\(EvalWords.time($0.started)), critic \(HTMLWords.code($0.critic, limit: 120))" } ?? ""
    let taken: HTML = HTML.when(isRolledBack, " " + HTMLWords.chip("↩", "its change was taken back", .warning))
    return "\(EvalWords.outcome(report?.end?.outcome))\(taken) \(began)"
  }

  private static func ended(_ report: ImprovementReport, _ steps: KeptImprovement.Steps, _ links: Links) -> HTML {
    decision(report) + chart(report) + IterationList.section(report, steps) + changed(report) + doubts(report)
  }

  private static func unended(_ steps: KeptImprovement.Steps, id: String) -> HTML {
    """
    <section class="card" aria-labelledby="unended"><h2 id="unended">Not ended</h2>
    <p>\(counted(steps.judged, "case")) judged and \(counted(steps.proposals.count, "proposal")) on record so far. A loop that was stopped \
    goes on where it was:</p>\(CommandLine.block("moe-judge eval improve --resume \(id)"))</section>
    \(IterationList.proposals(steps))
    """
  }

  // MARK: The decision

  private static func decision(_ report: ImprovementReport) -> HTML {
    let end = report.end
    let chosen = report.iterations.last { $0.state == .kept }
    let search = end.map { "<p class=\"soft\">The search ended: \(spokenWords($0.search.words)).</p>" as HTML } ?? ""
    let outcome = end.map { "<p class=\"sentence\">\(spokenWords($0.outcome.words, capital: true)).</p>" as HTML } ?? ""
    let devP = report.devP.map(EvalWords.p) ?? "too few came out otherwise for a test"
    let dev = report.dev.map { "\($0.mended) fixed, \($0.broken) broken of \($0.cases); \(devP)" } ?? "no candidate"
    let flips = report.flips.map {
      "<p class=\"soft\">The baseline was measured again on dev: \(counted($0, "case")) came out otherwise by themselves.</p>"
        as HTML
    }
    return """
      <section class="card" aria-labelledby="decision"><h2 id="decision">What it came to</h2>
      \(outcome)\(search)<dl class="tiles">
      \(EvalWords.tile("dev outcome F1", ImprovementList.arrow(report.baselineDev.outcomeF1, (chosen?.dev ?? report.baselineDev).outcomeF1), HTML(text: dev)))\
      \(EvalWords.tile("holdout outcome F1", holdoutF1(report), holdoutNote(report)))\
      \(EvalWords.tile("cost", report.usage.calls == 0 ? "no calls" : HTML(text: report.usage.costUSD.map(money) ?? "not known"), "\(counted(report.usage.calls, "call"))"))</dl>
      \(flips ?? "")\(holdout(report))\(power(report))</section>

      """
  }

  private static func spokenWords(_ words: String, capital: Bool = false) -> String {
    capital ? words.prefix(1).uppercased() + words.dropFirst() : words
  }

  private static func holdoutF1(_ report: ImprovementReport) -> HTML {
    report.holdoutNow == nil
      ? #"<span class="soft">sealed</span>"#
      : ImprovementList.arrow(report.holdoutBefore?.outcomeF1, report.holdoutNow?.outcomeF1)
  }

  private static func holdoutNote(_ report: ImprovementReport) -> HTML {
    guard let entry = report.end?.entry else { return "not opened" }
    let p = entry.p.map(EvalWords.p) ?? "too few came out otherwise"
    return "opened once; \(p) at level \(significant(entry.alpha))"
  }

  private static func holdout(_ report: ImprovementReport) -> HTML {
    guard let entry = report.end?.entry else { return "" }
    let counts = entry.counts
    return """
      <h3>On the sealed holdout</h3>
      \(EvalWords.scroll("The test on the holdout", """
        <table class="confusion"><caption>\(counted(counts.cases, "case")), each judged by the files as they were and as they would be. \
        Only the two kinds that differ tell which is better.</caption><thead><tr><th scope="col">before</th>\
        <th scope="col" class="vote">now right</th><th scope="col" class="vote">now wrong</th></tr></thead><tbody>
        <tr><th scope="row">was right</th><td class="vote"><b>\(counts.stillRight)</b><span>still right</span></td>\
        <td class="vote \(counts.broken > 0 ? "bad" : "none")"><b>\(counts.broken)</b><span>broken</span></td></tr>
        <tr><th scope="row">was wrong</th><td class="vote good"><b>\(counts.mended)</b><span>fixed</span></td>\
        <td class="vote"><b>\(counts.stillWrong)</b><span>still wrong</span></td></tr></tbody></table>

        """ as HTML))
      <p>\(EvalWords.luck(entry.p, of: counts, capital: true)). It was tested at level \(significant(entry.alpha)), \
      which cost \(significant(entry.cost)) of what may be risked\(entry.isAdopted ? ", given back as the change was adopted" : ""); the ledger has \(significant(report.end?.wealth ?? 0)) of \
      \(significant(AlphaLedger.budget)) left.</p>
      """
  }

  private static func power(_ report: ImprovementReport) -> HTML {
    let needed = report.needed.map { "\($0)" } ?? "more than 2000"
    return """
      <p class="soft">Planned for \(percent(report.start.mends)) fixed and \(percent(report.start.breaks)) broken: with \
      \(report.cases["dev"] ?? 0) cases in dev and \(report.cases["holdout"] ?? 0) in the holdout such a gain is adopted in \
      \(percent(report.power)) of loops; four of five need \(needed) each.</p>
      """
  }

  // MARK: Over the iterations

  private static func chart(_ report: ImprovementReport) -> HTML {
    func point(_ label: String, _ score: F1Score?) -> F1Plot.Point {
      F1Plot.Point(label: label, value: score?.outcomeF1, interval: score?.interval)
    }
    let measured = report.iterations.filter { $0.dev != nil }
    let plot = F1Plot(
      title: "outcome F1 per iteration on train and on dev",
      series: [
        .init(
          name: "train",
          points: [point("baseline", report.baselineTrain)] + measured.map { point("iteration \($0.number)", $0.train) }
        ),
        .init(
          name: "dev",
          points: [point("baseline", report.baselineDev)] + measured.map { point("iteration \($0.number)", $0.dev) }),
      ])
    let rows =
      [row("baseline", report.baselineTrain, report.baselineDev, nil, "as the files were")]
      + report.iterations.prefix(50).map {
        row("\($0.number)", $0.train, $0.dev, $0.devPairs, HTML(text: $0.state.words))
      }
    return """
      <section class="card" aria-labelledby="iterations"><h2 id="iterations">F1 per iteration</h2>
      <div class="beside">\(EvalWords.scroll("F1 per iteration, a drawing", plot.chart(id: "f1-title")))\
      \(EvalWords.scroll("F1 per iteration", """
        <table><caption>Outcome F1 with 95 % intervals; cases of dev against the baseline</caption><thead><tr><th scope="col">iteration</th>\
        <th scope="col" class="count">train</th><th scope="col" class="count">dev</th><th scope="col" class="count">dev fixed</th>\
        <th scope="col" class="count">dev broken</th><th scope="col">came to</th></tr></thead><tbody>
        \(HTML.joined(rows))</tbody></table>

        """ as HTML))</div></section>

      """
  }

  private static func row(
    _ name: String, _ train: F1Score?, _ dev: F1Score?, _ pairs: PairedCounts?, _ words: HTML
  ) -> HTML {
    func cell(_ score: F1Score?) -> HTML {
      guard let score else { return #"<td class="count"><span class="soft">not measured</span></td>"# }
      return """
        <td class="count">\(EvalWords.figure(score.outcomeF1))<span class="soft">\(EvalWords.interval(score.interval))</span></td>
        """
    }
    let (mended, broken) = (pairs.map { "\($0.mended)" } ?? "–", pairs.map { "\($0.broken)" } ?? "–")
    return """
      <tr><th scope="row">\(name)</th>\(cell(train))\(cell(dev))<td class="count">\(mended)</td><td class="count">\(broken)</td>\
      <td>\(words)</td></tr>

      """
  }

  // MARK: Cases

  private static func changed(_ report: ImprovementReport) -> HTML {
    let lists = [
      ("Broken", report.changed.broken), ("Fixed", report.changed.mended),
      ("Still failing", report.changed.stillFailing),
    ].filter { !$0.1.isEmpty }
    guard !lists.isEmpty else { return "" }
    let parts = lists.map { title, ids -> HTML in
      let more = ids.count - 100
      let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more case")) not shown</p>"#)
      let open: HTML = title == "Broken" ? #" open="open""# : ""
      return """
        <details\(open)><summary>\(title): \(counted(ids.count, "case"))</summary>\
        \(HTMLWords.list(ids.prefix(100).map { HTMLWords.code($0, limit: 200) }, of: "plain cases"))\(rest)</details>

        """
    }
    return """
      <section class="card" aria-labelledby="cases"><h2 id="cases">Cases of train and dev</h2>
      <p class="soft">By the chosen change against the baseline. Those of the holdout are counted and not named, so that it stays sealed.</p>
      \(HTML.joined(parts))</section>

      """
  }

  private static func doubts(_ report: ImprovementReport) -> HTML {
    guard !report.doubts.isEmpty else { return "" }
    let items = report.doubts.prefix(50).map {
      "\(HTMLWords.code($0.caseID, limit: 200)): \(HTMLWords.prose($0.doubt, limit: 600))" as HTML
    }
    return """
      <section class="card" aria-labelledby="doubts"><h2 id="doubts">Labels to look at</h2>
      <p class="soft">The critic doubts them. Changes to cases never ride with the change that gains from them.</p>\
      \(HTMLWords.list(Array(items)))</section>

      """
  }

  private static func reproduce(_ command: String?, _ id: String) -> HTML {
    let again: HTML =
      command.map { CommandLine.block($0) } ?? #"<p class="soft">How it was begun is not on record.</p>"#
    return """
      <section class="card" aria-labelledby="again"><h2 id="again">Do it again</h2>
      \(again)<p class="soft">Its log is in \(HTMLWords.code("improvements/\(id)/")) of the state folder; \
      \(HTMLWords.code("moe-judge eval improve --rollback \(id)")) takes back a change that was written.</p></section>

      """
  }
}
