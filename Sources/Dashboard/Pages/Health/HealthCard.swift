internal import JudgeTypes
internal import Reports
internal import SkillHealth

/// How all skills stand, for the overview.
enum HealthCard {
  private static let most = 3

  static func card(from stores: Stores, links: Links) throws -> HTML {
    guard let skills = try stores.standingSkills() else {
      return """
        <section class="card" aria-labelledby="health-card"><h2 id="health-card">\(links.link("Skill health", to: .health))</h2>
        <p class="soft">Nothing is on record of any skill yet: \(HTMLWords.code("moe-judge health import FILE"))</p></section>

        """
    }
    let untold = skills.untold
    var levels = SkillState.Level.allCases.map { level -> HTML in
      let tone = skills.told(level) == 0 ? "none" : HealthMarks.tone(of: level).rawValue
      return "<div class=\"\(tone)\"><dt>\(level.rawValue) (\(level.range))</dt><dd>\(skills.told(level))</dd></div>"
    }
    if untold > 0 {
      levels.append("<div class=\"calm\"><dt>not yet told (too little data)</dt><dd>\(untold)</dd></div>")
    }
    return """
      <section class="card" aria-labelledby="health-card"><h2 id="health-card">\(links.link("Skill health", to: .health))</h2>
      <dl class="tiles">\(HTML.joined(levels))</dl>
      \(attention(skills, links))</section>

      """
  }

  private static func attention(_ skills: StandingSkills, _ links: Links) -> HTML {
    guard !skills.attention.isEmpty else {
      guard skills.untold < skills.totals.skills else {
        return "<p class=\"soft\">Too little is on record to tell how any skill does.</p>\n"
      }
      return "<p>\(HTMLWords.chip("✓", "nothing needs attention", .good))</p>\n"
    }
    let items = skills.attention.prefix(most).map { skill -> HTML in
      "\(HealthMarks.link(to: skill.state.skill, links)) \(oneDecimal(skill.state.healthScore)) \(chip(skill))"
    }
    let rest = skills.attention.count - items.count
    return "<p class=\"soft\">Needs attention, the worst first:</p>\n\(HTMLWords.list(items))"
      + .when(rest > 0, "<p>\(links.link("and \(counted(rest, "more skill"))", to: .health))</p>\n")
  }

  private static func chip(_ skill: StandingSkill) -> HTML {
    let chip = HealthMarks.finding(of: skill)
    return chip.source.isEmpty ? HealthMarks.level(of: skill.state) : chip
  }
}
