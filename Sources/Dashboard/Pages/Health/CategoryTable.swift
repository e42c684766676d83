internal import Reports
internal import SkillHealth

/// How each category of skills stands, those with the most that needs attention first.
struct CategoryTable {
  private let skills: StandingSkills
  private let links: Links
  private static let most = 8

  init(_ skills: StandingSkills, _ links: Links) {
    self.skills = skills
    self.links = links
  }

  var markup: HTML {
    let rows = skills.byCategory
    guard !rows.isEmpty else { return "<p class=\"soft\">No skill has a category.</p>\n" }
    let shown = rows.prefix(Self.most).map { row -> HTML in
      let name = HTMLWords.prose(row.category, limit: 60)
      return """
        <tr><th scope="row">\(links.link(name, to: .skills(SkillFilter(category: row.category))))</th>\
        <td class="count">\(row.skills)</td><td class="count">\(row.needingAttention)</td><td class="count">\(oneDecimal(row.mean))</td></tr>

        """
    }
    let rest = rows.count - shown.count
    return """
      <div class="scroll" tabindex="0" role="group" aria-label="Categories"><table class="categories">
      <caption>Skills by category; attention: how many need it; the mean is of their scores</caption>
      <thead><tr><th scope="col">Category</th><th scope="col" class="count">Skills</th><th scope="col" class="count">Attention</th>\
      <th scope="col" class="count">Mean</th></tr></thead>
      <tbody>\(HTML.joined(shown))</tbody></table></div>\(HTML.when(rest > 0, "<p class=\"soft\">and \(counted(rest, "more category", "more categories"))</p>"))

      """
  }
}
