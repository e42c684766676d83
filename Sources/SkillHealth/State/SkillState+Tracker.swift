public import JudgeTypes

extension SkillState {
  /// How a skill stands on `day`; nil where there is nothing on record up to then.
  ///
  /// - Parameter history: of it the days from `day` on are not looked at.
  public init?(of history: SkillHistory, on day: Day, baselineDays: Int = HealthTracker.baselineDays) {
    self.init(
      skill: history.skill, category: history.category, files: history.files, antiPatterns: history.antiPatterns,
      followed: HealthTracker(history, until: day, baselineDays: baselineDays), on: day)
  }

  /// - Parameter tracker: has taken every day up to `day`, and none after it.
  public init?(
    skill: Skill.ID, category: String?, files: [String], antiPatterns: [AntiPattern: Int],
    followed tracker: HealthTracker, on day: Day
  ) {
    guard let last = tracker.recent.last else { return nil }
    let days = RecentDays(tracker.recent, until: day)
    let (week, month) = (days.mean(of: 7), days.mean(of: 30))
    let toSee = days.daysToSee(drop: 10, by: tracker.detector)
    self.init(
      skill: skill, category: category, files: files, day: day, lastSevenDays: days.scores(of: 7),
      rolling7: week?.score,
      rolling30: month?.score, trend: days.trend(noise: tracker.detector.noise),
      healthScore: Self.healthScore(week: week, month: month, last: last.score), baseline: tracker.baseline,
      invocationsSinceBaseline: tracker.invocationsSinceBaseline, invocations7: week?.invocations ?? 0,
      invocations30: month?.invocations ?? 0, lastUsed: last.day,
      lastImprovement: tracker.detector.changes.last { $0.direction == .rise }?.started, daysToDetect: toSee,
      finding: HealthFinding(
        of: tracker, week: week?.score, isSeenInTime: toSee != nil,
        isUnused: last.day.distance(to: day) >= RecentDays.unused), antiPatterns: antiPatterns,
      segments: tracker.segments)
  }

  /// Twenty invocations of the week weigh as much as all of the month.
  private static func healthScore(
    week: (score: Double, invocations: Int)?, month: (score: Double, invocations: Int)?, last: Double
  ) -> Double {
    guard let month else { return last }
    guard let week else { return month.score }
    let share = Double(week.invocations) / Double(week.invocations + 20)
    return share * week.score + (1 - share) * month.score
  }
}

/// The last days of a skill beside the day that is asked about.
private struct RecentDays {
  /// After so many days without an invocation nothing is known of a skill any more.
  static let unused = 30

  private let days: [DailyScore]
  private let today: Day

  init(_ days: [DailyScore], until today: Day) {
    self.days = days
    self.today = today
  }

  private func last(_ count: Int, skipping newer: Int = 0) -> [DailyScore] {
    days.filter { (newer..<count).contains($0.day.distance(to: today)) }
  }

  /// Weighted by invocations.
  func mean(of count: Int) -> (score: Double, invocations: Int)? {
    let days = last(count)
    let invocations = days.reduce(0) { $0 + $1.invocations }
    guard invocations > 0 else { return nil }
    return (days.reduce(0) { $0 + $1.score * Double($1.invocations) } / Double(invocations), invocations)
  }

  /// The last one last.
  func scores(of count: Int) -> [Double?] {
    (0..<count).reversed().map { back in days.last { $0.day.distance(to: today) == back }?.score }
  }

  /// The last seven days beside the 23 before them: a difference of less than 2.5 points, or of less than two standard errors, is none.
  func trend(noise: Noise) -> SkillState.Trend {
    func level(_ days: [DailyScore]) -> (mean: Double, variance: Double)? {
      var (weight, sum) = (0.0, 0.0)
      for day in days {
        let one = 1 / noise.variance(invocations: day.invocations)
        weight += one
        sum += one * day.score
      }
      return weight > 0 ? (sum / weight, 1 / weight) : nil
    }
    guard let new = level(last(7)), let old = level(last(30, skipping: 7)) else { return .stable }
    let difference = new.mean - old.mean
    guard abs(difference) >= max(DetectionRule.smallestDrop, 2 * (new.variance + old.variance).squareRoot()) else {
      return .stable
    }
    return difference > 0 ? .improving : .degrading
  }

  /// In days of the calendar, at the volume of the last thirty; nil where it would take more than ninety.
  func daysToSee(drop: Double, by detector: ChangeDetector) -> Int? {
    let used = last(30)
    guard !used.isEmpty else { return nil }
    let invocations = used.reduce(0) { $0 + $1.invocations } / used.count
    guard let days = detector.daysToSee(drop: drop, invocations: max(invocations, 1)) else { return nil }
    // A skill that is younger than thirty days was not there before.
    let span = min(30, used[0].day.distance(to: today) + 1)
    let inCalendar = (days * span + used.count - 1) / used.count
    return inCalendar <= 90 ? inCalendar : nil
  }
}

extension HealthFinding {
  fileprivate init(of tracker: HealthTracker, week: Double?, isSeenInTime: Bool, isUnused: Bool) {
    let detector = tracker.detector
    let isUnder = tracker.baseline.flatMap { baseline in week.map { baseline.score - $0 >= 10 } }
    // That nobody uses it any more mends nothing.
    if let open = detector.openDrop {
      let after = detector.level?.mean ?? open.change.after
      self.init(
        state: .regression, severity: open.change.before - after >= 10 ? .major : .minor, alarmed: open.change.alarmed,
        started: open.change.started, before: open.change.before, after: after, chance: detector.chance,
        isUnderBaseline: isUnder)
      return
    }
    if let incident = detector.incident, !isUnused {
      self.init(
        state: .incident, started: incident.day, before: incident.level, after: incident.score,
        chance: detector.chance, isUnderBaseline: isUnder)
      return
    }
    self.init(
      state: isUnused ? .unknown : Self.quietState(of: tracker, isSeenInTime: isSeenInTime),
      recovered: detector.recovered, chance: detector.isWatching ? detector.chance : nil, isUnderBaseline: isUnder)
  }

  private static func quietState(of tracker: HealthTracker, isSeenInTime: Bool) -> State {
    let detector = tracker.detector
    if !detector.isWatching { return .insufficientData }
    if !isSeenInTime { return .insufficientData }
    if let rise = detector.changes.last, rise.direction == .rise, let last = tracker.lastDay,
      rise.alarmed.distance(to: last) < 14
    {
      return .improving
    }
    return detector.isSuspicious ? .degrading : .stable
  }
}
