/// The order in which skills are shown; those that are equal stand by name.
public enum HealthOrder: String, Sendable, Hashable, CaseIterable {
  /// Regressions that hold, by how sure they are; then by score, the lowest first.
  case worst
  /// The lowest first.
  case score
  case name
  /// Degrading, stable, improving.
  case trend
  /// The one used last first.
  case used
  /// The greatest fall below its baseline first; those without a baseline last.
  case delta

  func isBefore(_ left: StandingSkill, _ right: StandingSkill) -> Bool {
    switch self {
    case .worst:
      let (one, other) = (left.urgency, right.urgency)
      return one == other ? Self.name.isBefore(left, right) : one < other
    case .score: return compare(left, right) { $0.healthScore }
    case .name: return left.state.skill < right.state.skill
    case .trend: return compare(left, right) { $0.trend.rank }
    case .used: return compare(left, right) { -$0.lastUsed.number }
    case .delta: return compare(left, right) { $0.deltaToBaseline ?? .infinity }
    }
  }

  private func compare<Key: Comparable>(
    _ left: StandingSkill, _ right: StandingSkill, by key: (SkillState) -> Key
  ) -> Bool {
    let (one, other) = (key(left.state), key(right.state))
    return one == other ? Self.name.isBefore(left, right) : one < other
  }
}

extension StandingSkill {
  fileprivate var urgency: (Int, Double, Double) {
    isCertainRegression ? (0, adjusted ?? 0, state.healthScore) : (1, 0, state.healthScore)
  }
}

extension SkillState.Trend {
  fileprivate var rank: Int {
    switch self {
    case .degrading: 0
    case .stable: 1
    case .improving: 2
    }
  }
}
