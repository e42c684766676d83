internal import JudgeTypes
internal import Reports
internal import SkillHealth

/// How all skills stand: what needs attention first, then every one of them.
enum HealthPage {
  static let pageLength = 50
  private static let mostAttention = 10

  static func page(_ filter: SkillFilter, from stores: Stores, links: Links) throws -> SitePage? {
    guard let skills = try stores.standingSkills() else { return empty(links) }
    let table = SkillTable(skills, by: filter, links: links)
    let place = filter == SkillFilter() ? Place.health : .skills(filter)
    guard place == .health else {
      return SitePage(
        place: place, title: "Skills", trail: [("Health", .health)],
        body: """
          <h1>Skills</h1>
          <p class="lead">\(table.words)</p>
          \(SkillFilterForm(skills, filter, links).markup)\(table.markup)
          """)
    }
    let attention = skills.attention.prefix(mostAttention).map { skill in
      AttentionItem(skill, tasks: stores.improvementTasks(of: skill.state.skill), links: links).markup
    }
    return SitePage(
      place: place, title: "Skill health",
      body: """
        <h1>Skill health</h1>
        <p class="lead">\(HealthWords.lead(skills))</p>
        \(HealthTiles(skills, links).markup)\
        <section class="card" aria-labelledby="attention"><h2 id="attention">What needs attention</h2>
        \(list(attention, skills, links))</section>
        <div class="grid">
        <section class="card" aria-labelledby="distribution"><h2 id="distribution">Scores of all skills</h2>
        \(ScoreDistribution(skills.overview.skills.map(\.state)).markup)\
        \(HTML.when(skills.untold > 0, "<p class=\"soft\">Without the \(counted(skills.untold, "skill")) of which too little is known.</p>"))</section>
        <section class="card" aria-labelledby="improved"><h2 id="improved">Recently improved</h2>
        \(improved(skills, links))</section>
        <section class="card" aria-labelledby="categories"><h2 id="categories">Categories</h2>
        \(CategoryTable(skills, links).markup)</section>
        </div>
        <h2 id="skills">All skills</h2>
        \(SkillFilterForm(skills, filter, links).markup)\(table.markup)
        """)
  }

  /// Every page about skills, for those that cannot be asked for by a form: all lists without a filter, and each skill.
  static func places(from stores: Stores) throws -> [Place] {
    guard let skills = try stores.standingSkills() else { return [.health] }
    let pages = (skills.overview.skills.count + pageLength - 1) / pageLength
    let further = (1...max(1, pages)).dropFirst().map { Place.skills(SkillFilter(page: $0)) }
    return [.health] + further + skills.overview.skills.map { .skill($0.state.skill.rawValue) }
  }

  private static func list(_ items: [HTML], _ skills: StandingSkills, _ links: Links) -> HTML {
    guard !items.isEmpty else {
      let chip =
        skills.untold < skills.totals.skills
        ? HTMLWords.chip("✓", "nothing does", .good) : HTMLWords.chip("?", "not yet told", .calm)
      return "<p>\(chip) \(HealthWords.quiet(skills.totals))</p>"
    }
    let rest = skills.attention.count - items.count
    return """
      <ol class="attention">\(HTML.joined(items))</ol>
      \(HTML.when(rest > 0, "<p class=\"soft\">And \(counted(rest, "more skill")); the list of all begins with the worst.</p>\n"))\
      \(HealthWords.byChance(skills.totals, links))
      """
  }

  private static func improved(_ skills: StandingSkills, _ links: Links) -> HTML {
    let risen = skills.overview.skills.filter(\.state.isRecentlyImproved).sorted {
      ($1.state.lastImprovement ?? skills.day, $0.state.skill) < (
        $0.state.lastImprovement ?? skills.day, $1.state.skill
      )
    }
    guard !risen.isEmpty else { return "<p class=\"soft\">No skill rose for good within the last 14 days.</p>" }
    let items = risen.prefix(6).map { skill -> HTML in
      let since = skill.state.lastImprovement.map { HealthMarks.time($0) } ?? ""
      let delta = skill.state.deltaToBaseline.map { ", \(signed($0)) points against its baseline" } ?? ""
      return
        "\(HealthMarks.link(to: skill.state.skill, links)) since \(since): \(oneDecimal(skill.state.healthScore))\(delta)"
    }
    let rest = risen.count - items.count
    let more: HTML = "And \(counted(rest, "more skill"))"
    return HTMLWords.list(items)
      + .when(
        rest > 0,
        "<p class=\"soft\">\(links.link(more, to: .skills(SkillFilter(state: SkillFilter.improved))))</p>")
  }

  private static func empty(_ links: Links) -> SitePage {
    SitePage(
      place: .health, title: "Skill health",
      body: """
        <h1>Skill health</h1>
        <p class="lead">How good each skill, prompt, suite and persona is over time, and which one got worse.</p>
        <div class="empty"><p>Nothing is on record of any skill. One of these puts something there:</p>
        <dl class="facts commands">
        <div><dt>A suite's F1, by itself</dt><dd>\(HTMLWords.code("moe-judge eval run SUITE --offline"))</dd></div>
        <div><dt>Figures of other tools</dt><dd>\(HTMLWords.code("moe-judge health import FILE"))</dd></div>
        <div><dt>One figure by hand</dt><dd>\(HTMLWords.code("moe-judge health record SKILL --score 82"))</dd></div>
        </dl></div>
        """)
  }
}
