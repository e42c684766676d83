/// One of many skills, with what it means that many were looked at.
public struct StandingSkill: Sendable, Hashable {
  public let state: SkillState
  /// How likely its alarm is a false one among all of the day (`FalseDiscovery`); nil where it was not tested.
  public let adjusted: Double?
  /// How many skills were tested that day.
  public let tested: Int

  public init(_ state: SkillState, adjusted: Double? = nil, tested: Int = 0) {
    self.state = state
    self.adjusted = adjusted
    self.tested = tested
  }

  /// An alarm that chance alone can raise where so many skills are looked at.
  public var isExpectedByChance: Bool {
    state.finding.isRegression && (adjusted.map { $0 > FalseDiscovery.level } ?? false)
  }

  /// A regression that the number of skills does not explain away.
  public var isCertainRegression: Bool { state.finding.isRegression && !isExpectedByChance }
}

/// How all skills stand on one day.
public struct HealthOverview: Sendable, Hashable {
  public let skills: [StandingSkill]

  /// - Parameter pValues: of each state's test, in the same order; missing ones were not tested.
  public init(_ states: [SkillState], pValues: [Double?] = []) {
    let adjusted = FalseDiscovery.adjusted(pValues)
    let tested = adjusted.count { $0 != nil }
    skills = states.enumerated().map { place, state in
      StandingSkill(state, adjusted: adjusted.indices.contains(place) ? adjusted[place] : nil, tested: tested)
    }
  }

  public init(_ skills: [StandingSkill]) { self.skills = skills }

  /// With every skill's evidence held against the number of skills.
  public init(testing states: [SkillState]) { self.init(states, pValues: states.map(\.finding.chance)) }

  /// In order, each once; skills without one add nothing.
  public var categories: [String] { Set(skills.compactMap(\.state.category)).sorted() }

  /// How many there are of what.
  public struct Totals: Sendable, Hashable {
    public let skills: Int
    public let levels: [SkillState.Level: Int]
    public let states: [HealthFinding.State: Int]
    /// Of the regressions those that chance alone can raise.
    public let expectedByChance: Int
    public let tested: Int
    public let recentlyImproved: Int

    public func count(_ level: SkillState.Level) -> Int { levels[level, default: 0] }
    public func count(_ state: HealthFinding.State) -> Int { states[state, default: 0] }
  }

  public var totals: Totals {
    Totals(
      skills: skills.count, levels: Dictionary(skills.map { ($0.state.level, 1) }, uniquingKeysWith: +),
      states: Dictionary(skills.map { ($0.state.finding.state, 1) }, uniquingKeysWith: +),
      expectedByChance: skills.count(where: \.isExpectedByChance), tested: skills.first?.tested ?? 0,
      recentlyImproved: skills.count(where: \.state.isRecentlyImproved))
  }

  public func sorted(by order: HealthOrder) -> [StandingSkill] { skills.sorted(by: order.isBefore) }

  /// What somebody should look at, the worst first: regressions that hold, then all below 50, degrading, ten points under their
  /// baseline or on a bad day.
  public var needingAttention: [StandingSkill] { sorted(by: .worst).filter(\.needsAttention) }
}

extension StandingSkill {
  var needsAttention: Bool {
    isCertainRegression || state.level == .critical || state.finding.state == .degrading
      || state.finding.state == .incident || state.finding.isUnderBaseline == true
  }
}

extension SkillState {
  /// The health score against the baseline, below zero for a fall; nil without a baseline.
  public var deltaToBaseline: Double? { baseline.map { healthScore - $0.score } }

  /// Whether there is too little of it for any statement.
  public var lacksData: Bool { finding.state == .insufficientData || finding.state == .unknown }
}
