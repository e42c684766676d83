internal import JudgeTypes
internal import SkillHealth

/// Which skills a page lists, in which order, and from where on.
public struct SkillFilter: Sendable, Hashable {
  /// A part of a skill's name; nil for every one.
  public var name: String?
  public var category: String?
  /// As `SkillState.Level` names it.
  public var level: String?
  /// As `SkillState.Trend` names it.
  public var trend: String?
  /// As `HealthFinding.State` names it, or `improved` for what improved within the last fourteen days.
  public var state: String?
  /// As `HealthOrder` names it; nil for the worst first.
  public var order: String?
  /// From 1.
  public var page: Int

  public init(
    name: String? = nil, category: String? = nil, level: String? = nil, trend: String? = nil, state: String? = nil,
    order: String? = nil, page: Int = 1
  ) {
    self.name = name
    self.category = category
    self.level = level
    self.trend = trend
    self.state = state
    self.order = order
    self.page = page
  }

  /// An empty value filters nothing, as a form sends it where nothing was chosen.
  init(query: [String: String]) {
    func value(_ key: String) -> String? { query[key].flatMap { $0.isEmpty ? nil : $0 } }
    self.init(
      name: value("name"), category: value("category"), level: value("level"), trend: value("trend"),
      state: value("state"), order: value("order"), page: value("page").flatMap { Int($0) }.map { max(1, $0) } ?? 1)
  }

  /// In the order in which addresses name them.
  var query: [(key: String, value: String)] {
    let words = [
      ("name", name), ("category", category), ("level", level), ("trend", trend), ("state", state), ("order", order),
      ("page", page > 1 ? "\(page)" : nil),
    ]
    return words.compactMap { key, value in value.map { (key, $0) } }
  }

  static let improved = "improved"

  var healthOrder: HealthOrder { order.flatMap { HealthOrder(rawValue: $0) } ?? .worst }

  /// Whether it asks for everything, in whatever order.
  var letsAllThrough: Bool {
    name == nil && category == nil && level == nil && trend == nil && state == nil
  }

  func lets(_ skill: StandingSkill) -> Bool {
    let one = skill.state
    return (category == nil || one.category == category)
      && (level == nil || (one.level.rawValue == level && !one.lacksData))
      && (trend == nil || one.trend.rawValue == trend)
      && (state == nil || one.finding.state.rawValue == state || (state == Self.improved && one.isRecentlyImproved))
      && (name.map { one.skill.rawValue.holds($0) } ?? true)
  }
}

extension String {
  /// Whether `part` stands in it, in large letters or small ones.
  fileprivate func holds(_ part: String) -> Bool { lowercased().contains(part.lowercased()) }
}
