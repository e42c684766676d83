/// How one skill went, day by day, each day as it was seen then.
public struct SkillCourse: Sendable, Hashable {
  /// One day of the calendar.
  public struct Moment: Sendable, Hashable {
    public let day: Day
    /// Nil on a day without invocations.
    public let score: DailyScore?
    /// Means weighted by invocations over the 7 and 30 days that end with it; nil without invocations.
    public let rolling7: Double?
    public let rolling30: Double?
    /// Where the day's score lies in about 19 of 20 times by the level known the day before and its own invocations, from 0 to 100; nil
    /// where there was no level, or no invocation.
    public let expected: ClosedRange<Double>?
    /// The score of the baseline in force.
    public let baseline: Double?
    /// Whether it lay so far under the level that something happened on that day.
    public let isIncident: Bool
  }

  /// A lasting change that was seen.
  public struct Episode: Sendable, Hashable {
    public let change: Change
    /// Since when a drop is made up for, was found to be none, or was accepted by a baseline; nil for one that is open, and for a rise.
    public fileprivate(set) var ended: Day?
  }

  /// Every day of the calendar, the oldest first; the last one is the day that was asked about.
  public let moments: [Moment]
  /// In the order in which they were seen, also those before the first moment.
  public let episodes: [Episode]
  /// The last changes of model and prompt, the latest last.
  public let segments: [SkillState.Segment]

  /// - Parameters:
  ///   - last: the day that is asked about; nothing later is looked at.
  ///   - length: at most so many days of the calendar are told, those before them are only followed; at least 1.
  public init(of history: SkillHistory, until last: Day, length: Int) {
    var tracker = HealthTracker(baselines: history.known(on: last).baselines)
    var walk = EpisodeWalk()
    let known = history.days.filter { $0.day <= last }
    let first = max(known.first?.day ?? last, last.advanced(by: 1 - max(1, length)))
    for day in known where day.day < first {
      tracker.add(day)
      walk.look(at: tracker, on: day.day)
    }
    var moments: [Moment] = []
    var rest = known.drop { $0.day < first }[...]
    for day in stride(from: first, through: last, by: 1) {
      let score = rest.first.flatMap { $0.day == day ? rest.removeFirst() : nil }
      let expected = score.flatMap { tracker.detector.expectedRange(invocations: $0.invocations) }
      if let score { tracker.add(score) }
      tracker.begin(until: day)
      walk.look(at: tracker, on: day)
      moments.append(Moment(of: history, tracker, on: day, score: score, expected: expected))
    }
    self.moments = moments
    episodes = walk.episodes
    segments = tracker.segments
  }
}

extension SkillCourse.Moment {
  fileprivate init(
    of history: SkillHistory, _ tracker: HealthTracker, on day: Day, score: DailyScore?, expected: ClosedRange<Double>?
  ) {
    let state = SkillState(
      skill: history.skill, category: nil, files: [], antiPatterns: [:], followed: tracker, on: day)
    self.init(
      day: day, score: score, rolling7: state?.rolling7, rolling30: state?.rolling30, expected: expected,
      baseline: tracker.baseline?.score, isIncident: score != nil && tracker.detector.incident?.day == day)
  }
}

/// Takes down the changes that a tracker sees, also those that it forgets when a baseline is declared.
private struct EpisodeWalk {
  private(set) var episodes: [SkillCourse.Episode] = []
  private var seen = 0
  private var open: Change?

  mutating func look(at tracker: HealthTracker, on day: Day) {
    let changes = tracker.detector.changes
    // A declared baseline begins anew.
    if changes.count < seen { seen = 0 }
    episodes += changes.dropFirst(seen).map { SkillCourse.Episode(change: $0, ended: nil) }
    seen = changes.count
    let now = tracker.detector.open
    if let open, open != now, let place = episodes.lastIndex(where: { $0.change == open }) {
      episodes[place].ended = day
    }
    open = now
  }
}
