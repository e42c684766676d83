internal import JudgeTypes
internal import Reports
internal import Rubrics
internal import Storage
internal import YAMLFiles

/// What the panel judges by, and whether it is still what the decision records say.
enum RubricsPage {
  private static let most = 400

  static func page(from stores: Stores, links: Links) throws -> SitePage? {
    let rubrics = TeamRubrics.current(of: stores)
    let lately = try RubricWords.Lately.load(from: stores)
    let dimensions = rubrics.rubrics.reduce(0) { $0 + $1.dimensions.count }
    return SitePage(
      place: .rubrics, title: "Rubrics",
      body: """
        <h1>Rubrics</h1>
        <p class="lead">\(counted(rubrics.entries.count, "rubric")) with \(counted(dimensions, "dimension")): what the panel asks of an \
        artifact, and the decision behind it. Each of the \(counted(rubrics.personas.count, "persona")) has dimensions of its own besides.</p>
        \(Staleness.section(rubrics, links))\(problems(rubrics.problems + TeamRules.current(of: stores).problems))\(table(rubrics, lately, links))\(personas(rubrics, lately, links))
        """)
  }

  private static func problems(_ problems: [FileProblem]) -> HTML {
    guard !problems.isEmpty else { return "" }
    let items = problems.prefix(20).map { HTMLWords.prose($0.description, limit: 500) }
    let more = problems.count - items.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more problem")) not shown</p>"#)
    return """
      <section class="card" aria-labelledby="problems"><h2 id="problems">Files that do not fit</h2>
      <p>A run refuses to start until they are mended:</p>\(HTMLWords.list(Array(items)))\(rest)\(CommandLine.block("moe-judge validate"))</section>

      """
  }

  private static func table(_ rubrics: TeamRubrics, _ lately: RubricWords.Lately, _ links: Links) -> HTML {
    let isChecked = rubrics.check != nil
    // What is spoken against most often is what a lead looks for.
    let entries = rubrics.entries.map { ($0, lately.findings(in: $0.rubric.dimensions)) }.sorted {
      (-$0.1, $0.0.rubric.id.rawValue) < (-$1.1, $1.0.rubric.id.rawValue)
    }
    let rows = entries.prefix(most).map { entry, findings -> HTML in
      """
      <tr><th scope="row">\(links.link(HTMLWords.prose(entry.rubric.name, limit: 120), to: .rubric(entry.rubric.id.rawValue)))\
      <span class="model">\(HTMLWords.breakable(clipped(entry.rubric.id.rawValue, to: 100)))</span></th>\
      <td>\(RubricWords.origin(entry.origin))</td><td>\(RubricWords.state(entry, isChecked: isChecked))</td>\
      <td class="count">\(entry.rubric.dimensions.count)</td><td>\(RubricWords.levels(entry.rubric))</td>\
      <td class="count">\(lately.judgments == 0 ? "–" : "\(findings)")</td></tr>

      """
    }
    let more = entries.count - rows.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more rubric")) not shown</p>"#)
    return """
      <section class="card" aria-labelledby="all"><h2 id="all">All rubrics</h2>
      \(EvalWords.scroll("All rubrics", """
        <table><caption>\(caption(lately))</caption><thead><tr><th scope="col">rubric</th><th scope="col">where it comes from</th>\
        <th scope="col">state</th><th scope="col" class="count">dimensions</th><th scope="col">levels</th>\
        <th scope="col" class="count">findings lately</th></tr></thead><tbody>
        \(HTML.joined(rows))</tbody></table>

        """ as HTML))\(rest)\(lately.doubt)</section>

      """
  }

  private static func personas(_ rubrics: TeamRubrics, _ lately: RubricWords.Lately, _ links: Links) -> HTML {
    guard !rubrics.personas.isEmpty else { return "" }
    let rows = rubrics.personas.prefix(most).map { persona -> HTML in
      let findings = lately.findings(in: persona.dimensions)
      return """
        <tr><th scope="row">\(links.link(HTMLWords.prose(persona.name, limit: 120), to: .persona(persona.id.rawValue)))\
        <span class="model">\(HTMLWords.breakable(clipped(persona.id.rawValue, to: 100)))</span></th>\
        <td>\(HTMLWords.prose(persona.role, limit: 200))</td><td>\(spoken(persona.style.strictness.rawValue))</td>\
        <td class="count">\(persona.dimensions.count)</td><td class="count">\(persona.redFlags.count)</td>\
        <td class="count">\(lately.judgments == 0 ? "–" : "\(findings)")</td></tr>

        """
    }
    let more = rubrics.personas.count - rows.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more persona")) not shown</p>"#)
    return """
      <section class="card" aria-labelledby="personas"><h2 id="personas">Personas</h2>
      \(EvalWords.scroll("Personas", """
        <table><caption>Who judges: by id, with what is its own</caption><thead><tr><th scope="col">persona</th><th scope="col">role</th>\
        <th scope="col">strictness</th><th scope="col" class="count">dimensions</th><th scope="col" class="count">red flags</th>\
        <th scope="col" class="count">findings lately</th></tr></thead><tbody>
        \(HTML.joined(Array(rows)))</tbody></table>

        """ as HTML))\(rest)</section>

      """
  }

  static func caption(_ lately: RubricWords.Lately) -> HTML {
    guard lately.judgments > 0 else { return "By id; nothing was judged yet, so no finding is counted" }
    return "By verified findings in the newest \(counted(lately.judgments, "judgment")), the most first"
  }
}

/// Whether the generated rubrics are what would be generated now, and the command that mends it.
enum Staleness {
  private static let most = 12

  static func section(_ rubrics: TeamRubrics, _ links: Links) -> HTML {
    """
    <section class="card" aria-labelledby="staleness"><h2 id="staleness">Against the decision records</h2>
    \(body(rubrics, links))</section>

    """
  }

  private static func body(_ rubrics: TeamRubrics, _ links: Links) -> HTML {
    if let trouble = rubrics.trouble {
      return
        #"<p class="banner"><span aria-hidden="true">!</span> Not held against their records: \#(HTMLWords.prose(trouble, limit: 300))</p>"#
        + CommandLine.block("moe-judge rubrics check")
    }
    guard let check = rubrics.check else {
      return """
        <p class="soft">There are no decision records here, so nothing was generated from them. A clause such as “services MUST log in \
        JSON” in a record becomes a dimension that every run judges:</p>\
        \(CommandLine.block("moe-judge rubrics generate --adr-dir adrs --output rubrics/generated"))
        """
    }
    let fresh = rubrics.generated.count { $0.objection == nil }
    let broken: String =
      check.stale.isEmpty
      ? "" : "; \(counted(check.stale.count, "dimension")) no longer hold\(check.stale.count == 1 ? "s" : "")"
    let tiles: HTML = """
      <dl class="tiles">
      \(EvalWords.tile("fresh", "\(fresh)", "generated rubrics as their records say"))\
      \(EvalWords.tile("stale", "\(rubrics.generated.count - fresh)", "generated rubrics that differ from their records\(broken)", isBad: fresh < rubrics.generated.count))\
      \(EvalWords.tile("uncovered", "\(check.uncovered.count)", "clauses that no rubric file holds", isBad: !check.uncovered.isEmpty))\
      \(EvalWords.tile("unreadable", "\(check.unreadable.count)", "records", isBad: !check.unreadable.isEmpty))</dl>
      """
    guard !check.isClean else {
      return "<p>\(HTMLWords.chip("✓", "fresh", .good)) Generating again would change nothing.</p>" + tiles
    }
    return """
      <p>\(HTMLWords.chip("!", "stale", .warning)) The records say something else than the rubrics in files. What mends it:</p>\
      \(CommandLine.block(rubrics.remedy))\(tiles)
      <p class="soft">A run with <code>--adr-dir</code> makes its rubrics from the records and judges every clause; this is about the files.</p>
      \(items(check, links))
      """
  }

  private static func items(_ check: RubricCheck, _ links: Links) -> HTML {
    let stale = check.stale.map { one -> HTML in
      """
      \(HTMLWords.chip("!", "stale", .warning)) \(HTMLWords.code(one.dimension.rawValue, limit: 120)) of \
      \(links.link(HTMLWords.code(one.rubric.rawValue, limit: 120), to: .rubric(one.rubric.rawValue))): \(HTMLWords.prose(one.reason, limit: 300))
      """
    }
    let uncovered = check.uncovered.map { one -> HTML in
      """
      \(HTMLWords.chip("○", "uncovered", .warning)) \(HTMLWords.code("\(one.clause.path):\(one.clause.line)", limit: 200)) \
      (\(RubricWords.name(one.level))): \(HTMLWords.prose(one.clause.text, limit: 300))
      """
    }
    let differences = check.differences.map { one -> HTML in
      "\(HTMLWords.chip("≠", one.kind.rawValue, .warning)) \(HTMLWords.code(one.file, limit: 200)): \(HTMLWords.prose(one.reason, limit: 300))"
    }
    let unreadable = check.unreadable.map { one -> HTML in
      "\(HTMLWords.chip("✗", "unreadable", .bad)) \(HTMLWords.prose(one.description, limit: 300))"
    }
    let all = unreadable + stale + uncovered + differences
    let more = all.count - most
    guard more > 0 else { return HTMLWords.list(all) }
    let others = HTMLWords.list(Array(all.dropFirst(most).prefix(200)))
    return HTMLWords.list(Array(all.prefix(most))) + "<details><summary>\(more) more</summary>\(others)</details>"
  }
}
