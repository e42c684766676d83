/// How one skill's score moved between two days.
public struct ScoreChange: Sendable, Hashable {
  public let now: SkillState
  public let then: SkillState
  /// In points, below zero for a fall.
  public var delta: Double { now.healthScore - then.healthScore }
}

/// How all skills moved between two days.
public struct HealthChange: Sendable {
  public let since: Day
  private let then: [Skill.ID: SkillState]
  private let now: [SkillState]

  /// - Parameters:
  ///   - then: the states on `since`; skills that were not on record yet are absent.
  public init(from then: [SkillState], on since: Day, to now: [SkillState]) {
    self.since = since
    self.now = now
    self.then = Dictionary(then.map { ($0.skill, $0) }, uniquingKeysWith: { _, last in last })
  }

  /// Whether anything was on record at its beginning.
  public var hasBeginning: Bool { !then.isEmpty }

  /// Skills of the end that were not on record at the beginning.
  public var new: Int { now.count { then[$0.skill] == nil } }

  public func count(_ level: SkillState.Level) -> Int { then.values.count { $0.level == level } }

  /// Regressions that began after its beginning.
  public var begun: [SkillState] {
    now.filter { $0.finding.isRegression && ($0.finding.started.map { $0 > since } ?? false) }
  }

  /// Skills that improved after its beginning.
  public var improved: [SkillState] { now.filter { $0.lastImprovement.map { $0 > since } ?? false } }

  /// Skills that are critical now and were not then.
  public var fallen: [SkillState] {
    now.filter { state in state.level == .critical && (then[state.skill].map { $0.level != .critical } ?? false) }
  }

  /// Those that rose by a point or more, the most first; only where both days rest on enough data and the last 30 days have invocations.
  public var risen: [ScoreChange] {
    now.compactMap { state -> ScoreChange? in
      guard let then = then[state.skill], !then.lacksData, !state.lacksData, state.invocations30 > 0 else { return nil }
      let change = ScoreChange(now: state, then: then)
      return change.delta >= 1 ? change : nil
    }.sorted { ($1.delta, $0.now.skill) < ($0.delta, $1.now.skill) }
  }
}
