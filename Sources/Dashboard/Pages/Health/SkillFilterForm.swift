internal import Reports
internal import SkillHealth

/// Which skills are listed, in which order; where pages are files there is nobody to ask.
struct SkillFilterForm {
  private let skills: StandingSkills
  private let filter: SkillFilter
  private let links: Links
  private static let mostCategories = 200

  init(_ skills: StandingSkills, _ filter: SkillFilter, _ links: Links) {
    self.skills = skills
    self.filter = filter
    self.links = links
  }

  var markup: HTML {
    guard links.isLive else { return "" }
    let categories = skills.categories.prefix(Self.mostCategories).map { ($0, clipped($0, to: 60)) }
    let states =
      HealthFinding.State.allCases.map { ($0.rawValue, $0.words) } + [(SkillFilter.improved, "recently improved")]
    return """
      <form class="filters" action="\(Links.liveAddress(of: .health))" method="get" role="search" aria-label="Skills">
      <div><label for="skill-name">Name holds</label>\
      <input id="skill-name" name="name" type="search" value="\(clipped(filter.name ?? "", to: 200))" maxlength="200"/></div>
      \(choice("category", "Category", categories, filter.category))\
      \(choice("level", "Level", SkillState.Level.allCases.map { ($0.rawValue, "\($0.rawValue) (\($0.range))") }, filter.level))\
      \(choice("trend", "Trend", SkillState.Trend.allCases.map { ($0.rawValue, $0.rawValue) }, filter.trend))\
      \(choice("state", "Finding", states, filter.state))\
      \(choice("order", "Order", HealthOrder.allCases.filter { $0 != .worst }.map { ($0.rawValue, Self.words($0)) }, filter.order, none: Self.words(.worst)))\
      <div><button type="submit">Show</button>\
      \(HTML.when(!filter.letsAllThrough, " <a href=\"\(Links.liveAddress(of: .health))\">show all</a>"))</div>
      </form>

      """
  }

  private func choice(
    _ key: String, _ name: String, _ values: [(String, String)], _ chosen: String?, none: String = "any"
  ) -> HTML {
    guard !values.isEmpty else { return "" }
    let options = values.map { value, words -> HTML in
      "<option value=\"\(value)\"\(HTML.when(value == chosen, " selected=\"selected\""))>\(words)</option>"
    }
    return """
      <div><label for="skill-\(key)">\(name)</label><select id="skill-\(key)" name="\(key)"><option value="">\(none)</option>\
      \(HTML.joined(options))</select></div>

      """
  }

  static func words(_ order: HealthOrder) -> String {
    switch order {
    case .worst: "worst first"
    case .score: "lowest score first"
    case .name: "by name"
    case .trend: "degrading first"
    case .used: "last used first"
    case .delta: "furthest under the baseline first"
    }
  }
}
