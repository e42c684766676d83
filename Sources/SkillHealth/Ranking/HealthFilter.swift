/// Which skills are shown. What is not asked for lets all of them through.
public struct HealthFilter: Sendable, Hashable {
  /// Any of these; none for all.
  public var categories: [String]
  /// Of the health score, from 0 to 100; both count as inside.
  public var minScore: Double?
  public var maxScore: Double?
  public var trend: SkillState.Trend?
  /// Any of these; none for all.
  public var states: [HealthFinding.State]

  public init(
    categories: [String] = [], minScore: Double? = nil, maxScore: Double? = nil, trend: SkillState.Trend? = nil,
    states: [HealthFinding.State] = []
  ) {
    self.categories = categories
    self.minScore = minScore
    self.maxScore = maxScore
    self.trend = trend
    self.states = states
  }

  public var isEmpty: Bool { self == HealthFilter() }

  public func lets(_ state: SkillState) -> Bool {
    (categories.isEmpty || state.category.map(categories.contains) ?? false)
      && (minScore.map { state.healthScore >= $0 } ?? true) && (maxScore.map { state.healthScore <= $0 } ?? true)
      && (trend.map { state.trend == $0 } ?? true) && (states.isEmpty || states.contains(state.finding.state))
  }
}

extension HealthOverview {
  /// Only those that the filter lets through. How sure an alarm is stays what it is among all skills of the day.
  public func filtered(by filter: HealthFilter) -> HealthOverview {
    HealthOverview(skills.filter { filter.lets($0.state) })
  }

  /// That skill alone, where it is one of them.
  public func only(_ skill: Skill.ID) -> HealthOverview { HealthOverview(skills.filter { $0.state.skill == skill }) }
}
