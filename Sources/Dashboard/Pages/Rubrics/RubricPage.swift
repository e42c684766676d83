internal import JudgeTypes
internal import Reports
internal import Rubrics
internal import Storage

/// One rubric with all that it asks.
enum RubricPage {
  private static let most = 200

  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? {
    let rubrics = TeamRubrics.current(of: stores)
    guard let entry = rubrics.entries.first(where: { $0.rubric.id.rawValue == id }) else { return nil }
    let lately = try RubricWords.Lately.load(from: stores)
    let stale = Dictionary(
      (rubrics.check?.stale ?? []).filter { $0.rubric == entry.rubric.id }.map { ($0.dimension, $0.reason) },
      uniquingKeysWith: { first, _ in first })
    let rubric = entry.rubric
    let shown = rubric.dimensions.prefix(most)
    let more = rubric.dimensions.count - shown.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more dimension")) not shown</p>"#)
    return SitePage(
      place: .rubric(id), title: clipped(rubric.name, to: 120), trail: [("Rubrics", .rubrics)],
      body: """
        <h1>\(HTMLWords.prose(rubric.name, limit: 120))</h1>
        <p class="lead">\(RubricWords.state(entry, isChecked: rubrics.check != nil)) \(HTMLWords.code(rubric.path)), \
        \(RubricWords.origin(entry.origin)); \(counted(rubric.dimensions.count, "dimension")).</p>
        \(objection(entry, rubrics))\(HTML.joined(shown.map { DimensionCard.card($0, stale[$0.id], lately, links) }))\(rest)
        """)
  }

  private static func objection(_ entry: TeamRubrics.Entry, _ rubrics: TeamRubrics) -> HTML {
    guard let objection = entry.objection else { return "" }
    return """
      <section class="card" aria-labelledby="stale"><h2 id="stale">Stale</h2>
      <p>\(HTMLWords.prose(objection, limit: 400)). A run that judges by this file says so in a banner over its verdicts, \
      until it is generated again; one with <code>--adr-dir</code> makes its rubrics from the records instead.</p>\
      \(CommandLine.block(rubrics.remedy))</section>

      """
  }
}

/// One dimension: how binding, how it is scored, the decision behind it.
enum DimensionCard {
  static func card(
    _ dimension: JudgeTypes.Dimension, _ stale: String?, _ lately: RubricWords.Lately, _ links: Links
  ) -> HTML {
    let id = "dimension-\(anchor(dimension.id.rawValue))"
    let chip: HTML = stale == nil ? "" : " " + HTMLWords.chip("!", "stale", .warning)
    return """
      <section class="card dimension" aria-labelledby="\(id)"><h2 id="\(id)">\(HTMLWords.prose(dimension.name, limit: 200)) \
      \(RubricWords.level(dimension.level))\(chip)</h2>
      \(HTML.when(stale != nil, "<p>\(HTMLWords.prose(stale ?? "", limit: 300))</p>"))\(description(dimension))\(clause(dimension))\(scores(dimension))\(checks(dimension))\
      <dl class="facts record">\(HTML.joined(facts(dimension, lately, links).map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>\n" }))</dl></section>

      """
  }

  /// An id of letters that every browser takes, another one for another text.
  private static func anchor(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-"
        ? String(scalar) : "_\(scalar.value)_"
    }.joined()
  }

  private static func description(_ dimension: JudgeTypes.Dimension) -> HTML {
    // What is generated says the clause again.
    guard !dimension.description.isEmpty, !dimension.description.contains(dimension.clause?.text ?? "\u{0}") else {
      return ""
    }
    return "<p>\(HTMLWords.prose(dimension.description, limit: 1_200))</p>\n"
  }

  private static func clause(_ dimension: JudgeTypes.Dimension) -> HTML {
    guard let clause = dimension.clause else { return "" }
    let lines = clause.endLine > clause.line ? "\(clause.line) to \(clause.endLine)" : "\(clause.line)"
    let word = clause.endLine > clause.line ? "lines" : "line"
    return """
      <figure class="quote"><figcaption>\(HTMLWords.prose(clause.adr, limit: 80)), \(HTMLWords.code(clause.path)) \(word) \(lines)\
      \(HTML.when(!clause.section.isEmpty, ", " + HTMLWords.prose(clause.section, limit: 200)))</figcaption>\
      <blockquote>\(HTMLWords.prose(clause.text, limit: 2_000))</blockquote></figure>

      """
  }

  private static func scores(_ dimension: JudgeTypes.Dimension) -> HTML {
    let rows = dimension.scoreDescriptions.sorted { $0.key > $1.key }.map { score, words -> HTML in
      "<div><dt>score \(score)</dt><dd>\(HTMLWords.prose(words, limit: 600))</dd></div>\n"
    }
    guard !rows.isEmpty else { return "" }
    return
      "<details><summary>What each score means</summary><dl class=\"facts record\">\(HTML.joined(rows))</dl></details>\n"
  }

  private static func checks(_ dimension: JudgeTypes.Dimension) -> HTML {
    guard !dimension.checks.isEmpty else { return "" }
    let items = dimension.checks.prefix(60).map { check -> HTML in
      let required: HTML = HTML.when(check.isRequired, " " + HTMLWords.chip("■", "required", .warning))
      return "\(HTMLWords.prose(check.question, limit: 500))\(required)"
    }
    let more = dimension.checks.count - items.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more check")) not shown</p>"#)
    return "<h3>Checks, each answered yes, no or not applicable</h3>\(HTMLWords.list(Array(items)))\(rest)\n"
  }

  private static func facts(
    _ dimension: JudgeTypes.Dimension, _ lately: RubricWords.Lately, _ links: Links
  ) -> [(String, HTML)] {
    let scale: HTML = dimension.scale == .passFail ? "pass or fail" : "1 to 3"
    let weight = "\((Double(dimension.weight) / 10).rounded() / 10) % of the rubric"
    let concerns =
      dimension.applicability.kinds.map(\.rawValue) + dimension.applicability.globs.map { clipped($0, to: 100) }
    let personas = dimension.personas.prefix(20).map { HTMLWords.code($0.rawValue, limit: 80) }
    return [
      ("id", HTMLWords.code(dimension.id.rawValue)), ("weight", HTML(text: weight)), ("scale", scale),
      ("judged by", personas.isEmpty ? "every persona" : HTML.joined(personas, by: ", ")),
      (
        "concerns",
        concerns.isEmpty ? "every artifact" : HTML.joined(concerns.prefix(20).map { HTMLWords.code($0) }, by: ", ")
      ),
      ("violated lately", violated(dimension, lately, links)),
    ]
  }

  private static func violated(
    _ dimension: JudgeTypes.Dimension, _ lately: RubricWords.Lately, _ links: Links
  ) -> HTML {
    guard lately.judgments > 0 else { return "nothing was judged yet" }
    guard let faults = lately.byDimension[dimension.id.rawValue] else {
      return "no finding in the newest \(counted(lately.judgments, "judgment"))"
    }
    return """
      \(counted(faults.findings, "finding")) in \(faults.judgments) of the newest \(counted(lately.judgments, "judgment")), last in \
      \(links.link(HTMLWords.code(faults.run, limit: 40), to: .run(faults.run)))
      """
  }
}
