internal import Reports
internal import SkillHealth

/// How many skills there are of what; each figure leads to the skills that it counts.
struct HealthTiles {
  private let skills: StandingSkills
  private var totals: HealthOverview.Totals { skills.totals }
  private let links: Links

  init(_ skills: StandingSkills, _ links: Links) {
    self.skills = skills
    self.links = links
  }

  var markup: HTML {
    let levels = SkillState.Level.allCases.map { level in
      tile(
        "\(level.rawValue) (\(level.range))", skills.told(level), HealthMarks.tone(of: level).rawValue,
        SkillFilter(level: level.rawValue))
    }
    let few = totals.count(.insufficientData)
    let tiles =
      levels + [
        tile("regressions", totals.count(.regression), "bad", filter(.regression), note: chance),
        tile("incidents (one bad day)", totals.count(.incident), "warning", filter(.incident)),
        tile("recently improved", totals.recentlyImproved, "good", SkillFilter(state: SkillFilter.improved)),
        tile("not yet told: too little data", few, "calm", filter(.insufficientData)),
        tile("not told any more: not used for 30 days", totals.count(.unknown), "calm", filter(.unknown)),
      ]
    let apart: HTML = HTML.when(
      skills.untold > 0,
      """
      <p class="soft">\(counted(skills.untold, "skill")) of which too little is known \(skills.untold == 1 ? "has" : "have") no level here; \
      <code>moe-judge health status</code> counts every skill at the level of its score.</p>

      """)
    return "<dl class=\"tiles\">\(HTML.joined(tiles))</dl>\n" + apart
  }

  private var chance: HTML {
    totals.expectedByChance > 0 ? " <small>\(totals.expectedByChance) expected by chance</small>" : ""
  }

  private func filter(_ state: HealthFinding.State) -> SkillFilter { SkillFilter(state: state.rawValue) }

  private func tile(_ name: String, _ count: Int, _ tone: String, _ filter: SkillFilter, note: HTML = "") -> HTML {
    let figure: HTML = count > 0 ? links.link("\(count)", to: .skills(filter)) : "0"
    return "<div class=\"\(count == 0 ? "none" : tone)\"><dt>\(name)</dt><dd>\(figure)\(note)</dd></div>"
  }
}
