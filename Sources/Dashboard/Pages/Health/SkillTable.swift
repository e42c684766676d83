internal import JudgeTypes
internal import Reports
internal import SkillHealth

/// A page of the skills that a filter lets through.
struct SkillTable {
  private let all: [StandingSkill]
  private let filter: SkillFilter
  private let links: Links
  private let page: Int
  private var length: Int { HealthPage.pageLength }

  init(_ skills: StandingSkills, by filter: SkillFilter, links: Links) {
    all = skills.listed(filter)
    self.filter = filter
    self.links = links
    page = max(1, min(filter.page, (all.count + HealthPage.pageLength - 1) / HealthPage.pageLength))
  }

  /// Which they are and how many, in words.
  var words: HTML {
    let parts = [
      filter.name.map { "names that hold \u{201C}\(clipped($0, to: 100))\u{201D}" },
      filter.category.map { "category \(clipped($0, to: 100))" }, filter.level.map { "level \(clipped($0, to: 30))" },
      filter.trend.map { "trend \(clipped($0, to: 30))" },
      filter.state.map { "finding \(clipped($0, to: 30).replacing("_", with: " "))" },
    ].compactMap(\.self)
    let what = parts.isEmpty ? "" : " with " + parts.joined(separator: ", ")
    return HTMLWords.prose(
      "\(counted(all.count, "skill"))\(what), \(SkillFilterForm.words(filter.healthOrder)).")
  }

  var markup: HTML {
    guard !all.isEmpty else { return "<div class=\"empty\"><p>No skill is like that.</p></div>\n" }
    let shown = all.dropFirst((page - 1) * length).prefix(length)
    let first = (page - 1) * length + 1
    return """
      <div class="scroll card" tabindex="0" role="group" aria-label="Skills">
      <table class="skills"><caption>\(first) to \(first + shown.count - 1) of \(counted(all.count, "skill")), \
      \(SkillFilterForm.words(filter.healthOrder)). 7 days: bars on a scale of their own, 5 points a step. Used: invocations of 7 and of 30 days. \
      Baseline: by how many points the health score stands above or under it, and beside ▼ the mean of 7 days, where that lies 10 or more under it. Drop seen in: how soon a lasting drop of 10 points would be noticed at today's volume.</caption>
      <thead><tr><th scope="col">Skill</th><th scope="col">Level</th><th scope="col" class="count">Score</th><th scope="col">Trend</th>\
      <th scope="col">7 days</th><th scope="col" class="count">Used</th><th scope="col" class="count">Baseline</th>\
      <th scope="col" class="count">Drop seen in</th><th scope="col">Last used</th><th scope="col">What is said of it</th></tr></thead>
      <tbody>
      \(HTML.joined(shown.map(row)))</tbody></table></div>
      \(pages)
      """
  }

  private func row(_ skill: StandingSkill) -> HTML {
    let state = skill.state
    let category = state.category.map { "<span class=\"soft\">\(HTMLWords.prose($0, limit: 60))</span>" as HTML } ?? ""
    let delta: HTML = state.deltaToBaseline.map { "\(signed($0))" } ?? "<span class=\"soft\">none</span>"
    let under =
      HealthMarks.fallUnderBaseline(state).map { fall -> HTML in
        " <span class=\"soft nowrap\"><span aria-hidden=\"true\">▼</span> \(signed(-fall))<span class=\"unseen\"> by the mean of 7 days</span></span>"
      } ?? ""
    let notes = HealthMarks.notes(of: skill)
    return """
      <tr><th scope="row">\(HealthMarks.link(to: state.skill, links)) \(category)</th><td>\(HealthMarks.level(of: state))</td>\
      <td class="count">\(oneDecimal(state.healthScore))</td><td>\(HealthMarks.trend(state.trend))</td>\
      <td>\(HealthMarks.week(state.lastSevenDays, until: state.day))</td>\
      <td class="count">\(state.invocations7) / \(state.invocations30)</td><td class="count">\(delta)\(under)</td>\
      <td class="count">\(state.daysToDetect.map { counted($0, "day") } ?? "over 90 days")</td>\
      <td class="bare">\(ago(state.lastUsed, on: state.day))</td>\
      <td class="note">\(HTMLWords.prose(notes, limit: 300))</td></tr>

      """
  }

  private var pages: HTML {
    let last = (all.count + length - 1) / length
    guard last > 1 else { return "" }
    func link(_ number: Int, _ words: HTML) -> HTML {
      guard (1...last).contains(number) else { return "<span></span>" }
      var filter = filter
      filter.page = number
      return links.link(words, to: filter == SkillFilter() ? .health : .skills(filter))
    }
    return """
      <nav class="pages trail" aria-label="Pages of skills">\(link(page - 1, "Previous \(length)"))\
      <span>Page \(page) of \(last)</span>\(link(page + 1, "Next \(length)"))</nav>

      """
  }
}
