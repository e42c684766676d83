internal import JudgeTypes
internal import Reports
internal import Storage

/// One dimension: how binding, how it is scored, the decision behind it.
struct DimensionCard {
  let dimension: JudgeTypes.Dimension
  /// What its weight is a part of.
  let whole: String
  let rubrics: TeamRubrics
  let lately: RubricWords.Lately
  let links: Links

  /// - Parameter stale: why it is not what its record says; nil where it is.
  func card(stale: String? = nil) -> HTML {
    let id = "dimension-\(Self.anchor(dimension.id.rawValue))"
    let chip: HTML = stale == nil ? "" : " " + HTMLWords.chip("!", "stale", .warning)
    return """
      <section class="card dimension" aria-labelledby="\(id)"><h2 id="\(id)">\(HTMLWords.prose(dimension.name, limit: 200)) \
      \(RubricWords.level(dimension.level))\(chip)</h2>
      \(HTML.when(stale != nil, "<p>\(HTMLWords.prose(stale ?? "", limit: 300))</p>"))\(description)\(clause)\(scores)\(checks)\
      <dl class="facts record">\(HTML.joined(facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>\n" }))</dl></section>

      """
  }

  /// An id of letters that every browser takes, another one for another text.
  private static func anchor(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-"
        ? String(scalar) : "_\(scalar.value)_"
    }.joined()
  }

  private var description: HTML {
    // What is generated says the clause again.
    guard !dimension.description.isEmpty, !dimension.description.contains(dimension.clause?.text ?? "\u{0}") else {
      return ""
    }
    return "<p>\(HTMLWords.prose(dimension.description, limit: 1_200))</p>\n"
  }

  private var clause: HTML {
    guard let clause = dimension.clause else { return "" }
    let lines = clause.endLine > clause.line ? "\(clause.line) to \(clause.endLine)" : "\(clause.line)"
    let word = clause.endLine > clause.line ? "lines" : "line"
    return """
      <figure class="quote"><figcaption>\(HTMLWords.prose(clause.adr, limit: 80)), \(HTMLWords.code(clause.path)) \(word) \(lines)\
      \(HTML.when(!clause.section.isEmpty, ", " + HTMLWords.prose(clause.section, limit: 200)))</figcaption>\
      <blockquote>\(HTMLWords.prose(clause.text, limit: 2_000))</blockquote></figure>

      """
  }

  private var scores: HTML {
    let rows = dimension.scoreDescriptions.sorted { $0.key > $1.key }.map { score, words -> HTML in
      "<div><dt>score \(score)</dt><dd>\(HTMLWords.prose(words, limit: 600))</dd></div>\n"
    }
    guard !rows.isEmpty else { return "" }
    return
      "<details><summary>What each score means</summary><dl class=\"facts record\">\(HTML.joined(rows))</dl></details>\n"
  }

  private var checks: HTML {
    guard !dimension.checks.isEmpty else { return "" }
    let items = dimension.checks.prefix(60).map { check -> HTML in
      let required: HTML = HTML.when(check.isRequired, " " + HTMLWords.chip("■", "required", .warning))
      return "\(HTMLWords.prose(check.question, limit: 500))\(required)"
    }
    let more = dimension.checks.count - items.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more check")) not shown</p>"#)
    return "<h3>Checks, each answered yes, no or not applicable</h3>\(HTMLWords.list(Array(items)))\(rest)\n"
  }

  private var facts: [(String, HTML)] {
    let scale: HTML = dimension.scale == .passFail ? "pass or fail" : "1 to 3"
    let weight = "\((Double(dimension.weight) / 10).rounded() / 10) % of \(whole)"
    let concerns =
      dimension.applicability.kinds.map(\.rawValue) + dimension.applicability.globs.map { clipped($0, to: 100) }
    let personas = dimension.personas.prefix(20).map { persona in
      rubrics.link(toPersona: persona.rawValue, links)
    }
    return [
      ("id", HTMLWords.code(dimension.id.rawValue)), ("weight", HTML(text: weight)), ("scale", scale),
      ("judged by", personas.isEmpty ? "every persona" : HTML.joined(personas, by: ", ")),
      (
        "concerns",
        concerns.isEmpty ? "every artifact" : HTML.joined(concerns.prefix(20).map { HTMLWords.code($0) }, by: ", ")
      ),
      ("violated lately", violated),
    ]
  }

  private var violated: HTML {
    guard lately.judgments > 0 else { return "nothing was judged yet" }
    guard let faults = lately.byDimension[dimension.id.rawValue] else {
      let none = lately.uncertain == 0 ? "no finding" : "no finding that is known"
      return "\(none) in the newest \(counted(lately.judgments, "judgment"))"
    }
    return """
      \(counted(faults.findings, "finding")) in \(faults.judgments) of the newest \(counted(lately.judgments, "judgment")), last in \
      \(links.link(HTMLWords.code(faults.run, limit: 40), to: .run(faults.run)))
      """
  }
}
