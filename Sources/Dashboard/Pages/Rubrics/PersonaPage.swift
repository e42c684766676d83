internal import JudgeTypes
internal import Reports
internal import Rubrics

/// One persona: how it reads, when it says no, what it judges by.
enum PersonaPage {
  private static let most = 200

  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? {
    let rubrics = TeamRubrics.current(of: stores)
    guard let persona = rubrics.persona(id) else { return nil }
    let lately = try RubricWords.Lately.load(from: stores)
    let dimensions = persona.dimensions.prefix(most).map { dimension in
      DimensionCard(dimension: dimension, whole: "its own", rubrics: rubrics, lately: lately, links: links).card()
    }
    return SitePage(
      place: .persona(id), title: clipped(persona.name, to: 120), trail: [("Rubrics", .rubrics)],
      body: """
        <h1>\(HTMLWords.prose(persona.name, limit: 120))</h1>
        <p class="lead">\(HTMLWords.prose(persona.role, limit: 300)). \(HTMLWords.code(persona.id.rawValue)), \
        \(rubrics.shippedPersonas.contains(persona.id) ? "shipped with moe-judge" : HTMLWords.code(persona.path, limit: 200)); \(counted(persona.dimensions.count, "dimension")) of its own.</p>
        \(reading(persona))\(flags(persona))\(claimed(persona, rubrics, links))\(HTML.joined(Array(dimensions)))
        """)
  }

  private static func reading(_ persona: Persona) -> HTML {
    var facts = [
      RunParts.fact("Strictness", HTML(text: spoken(persona.style.strictness.rawValue))),
      RunParts.fact("Passes", "from \(persona.thresholds.pass.description) of the weight of what was assessed"),
      RunParts.fact(
        "Fails",
        "below \(persona.thresholds.conditional.description), or by one verified finding that is \(atLeast(persona.thresholds.failOn))"
      ),
      RunParts.fact(
        "Is conditional at best", "by one verified finding that is \(atLeast(persona.thresholds.conditionalOn))"),
      RunParts.fact("Weight of its vote", HTML(text: persona.weight.description)),
      RunParts.fact("Reads", concerns(persona.triggers)),
      RunParts.fact("Model", model(persona)),
    ]
    if !persona.style.focus.isEmpty {
      let focus = persona.style.focus.prefix(20).joined(separator: "; ")
      facts.insert(RunParts.fact("Looks first at", HTMLWords.prose(focus, limit: 600)), at: 1)
    }
    let tolerance: HTML =
      persona.style.tolerance.isEmpty
      ? "" : "<p><strong>What it lets pass.</strong> \(HTMLWords.prose(persona.style.tolerance, limit: 2_000))</p>\n"
    return RunParts.card(
      "How it reads", id: "reading",
      "<p><strong>What it is told.</strong> \(HTMLWords.prose(persona.experience, limit: 2_000))</p>\n" + tolerance
        + RunParts.facts(facts))
  }

  private static func atLeast(_ severity: Severity) -> HTML {
    severity == .critical
      ? HTMLWords.severity(severity.rawValue) : "\(HTMLWords.severity(severity.rawValue)) or worse"
  }

  private static func concerns(_ triggers: Applicability) -> HTML {
    let concerns = triggers.kinds.map(\.rawValue) + triggers.globs.map { clipped($0, to: 100) }
    guard !concerns.isEmpty else { return "every artifact" }
    return HTML.joined(concerns.prefix(20).map { HTMLWords.code($0) }, by: ", ")
  }

  /// A file of routes or the command line may seat it elsewhere; each run says where it sat.
  private static func model(_ persona: Persona) -> HTML {
    let backup: HTML =
      persona.backupModel.map { ", then \(HTMLWords.code($0.description, limit: 120))" } ?? ""
    return """
      \(HTMLWords.code(persona.primaryModel.description, limit: 120))\(backup) \
      <span class="soft">by its file; \(HTMLWords.code("moe-judge personas routes")) says who sits where</span>
      """
  }

  private static func flags(_ persona: Persona) -> HTML {
    guard !persona.redFlags.isEmpty else { return "" }
    let items = persona.redFlags.prefix(most).map { flag -> HTML in
      """
      \(HTMLWords.severity(flag.severity.rawValue)) \(HTMLWords.code(flag.id, limit: 120)) \
      \(HTMLWords.prose(flag.description, limit: 600))
      """
    }
    return RunParts.card(
      "Red flags", id: "flags",
      "<p class=\"soft\">What it names whenever it sees it.</p>\n" + HTMLWords.list(Array(items)))
  }

  private static func claimed(_ persona: Persona, _ rubrics: TeamRubrics, _ links: Links) -> HTML {
    let claimed = rubrics.rubrics.compactMap { rubric -> HTML? in
      let own = rubric.dimensions.count { $0.personas.isEmpty || $0.personas.contains(persona.id) }
      guard own > 0 else { return nil }
      let name = links.link(HTMLWords.prose(rubric.name, limit: 120), to: .rubric(rubric.id.rawValue))
      return "\(name), \(counted(own, "dimension"))"
    }
    guard !claimed.isEmpty else { return "" }
    let more = claimed.count - most
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more rubric")) not shown</p>"#)
    return RunParts.card(
      "What it judges by besides its own", id: "claimed", HTMLWords.list(Array(claimed.prefix(most))) + rest)
  }
}

extension TeamRubrics {
  /// A persona's id, or that of its seat, which leads to its page where it is one of today.
  func link(toPersona id: String, as seat: String? = nil, _ links: Links) -> HTML {
    let words = HTMLWords.code(seat ?? id, limit: 80)
    return persona(id) == nil ? words : links.link(words, to: .persona(id))
  }
}
