/// Follows one skill day by day. After each day it knows how the skill stands, from that day and the days before alone.
///
/// It holds what the next day needs and no more, so that a new day costs the same after a week and after ten years.
public struct HealthTracker: Sendable, Hashable {
  /// How long the level before a baseline is taken from, and the first days until there is one.
  public static let baselineDays = 30

  public internal(set) var detector: ChangeDetector
  /// The last sixty days with invocations, the oldest first, without model and prompt.
  var recent: [DailyScore] = []
  /// Declared baselines that are yet to come, by their days.
  var coming: [Baseline]
  /// How many are declared.
  let declared: Int
  /// The one in force; the first days on record where none was declared.
  public internal(set) var baseline: Baseline?
  public internal(set) var invocationsSinceBaseline = 0
  /// The last changes of model or prompt, the latest last.
  public internal(set) var segments: [SkillState.Segment] = []
  private static let keptSegments = 8
  /// For how many days the model and the prompt of now have been there.
  var daysOfModel = 0
  var daysOfPrompt = 0
  var model: String?
  var prompt: String?
  /// The days that became the automatic baseline, until it is there.
  var beginning: Baseline?

  private let baselineDays: Int
  private static let kept = 60

  /// - Parameters:
  ///   - baselines: as they were declared, the last of them in force.
  ///   - baselineDays: from 1 to 60.
  public init(baselines: [Baseline] = [], baselineDays: Int = HealthTracker.baselineDays) {
    detector = ChangeDetector(baselineDays: baselineDays)
    self.baselineDays = baselineDays
    declared = baselines.count
    // One that lies after the one in force was taken back by it.
    coming = baselines.last.map { last in baselines.filter { $0.day <= last.day }.sorted { $0.day < $1.day } } ?? []
  }

  /// A whole history up to and with `day`.
  public init(_ history: SkillHistory, until day: Day? = nil, baselineDays: Int = HealthTracker.baselineDays) {
    self.init(baselines: history.baselines, baselineDays: baselineDays)
    for one in history.days {
      if let day, one.day > day { break }
      add(one)
    }
    if let day { begin(until: day) }
  }

  public var lastDay: Day? { recent.last?.day }

  /// Takes the next day. Days come in order; one that does not is left out.
  public mutating func add(_ day: DailyScore) {
    if let last = lastDay, day.day <= last { return }
    begin(until: day.day.advanced(by: -1))
    let begins = beginSegment(with: day)
    recent.append(DailyScore(day: day.day, score: day.score, invocations: day.invocations, spread: day.spread))
    recent.removeFirst(recent.count - recent.suffix(Self.kept).count)
    let wasWatching = detector.isWatching
    detector.add(day, beginsSegment: begins)
    if baseline == nil { collect(day, wasWatching: wasWatching) } else { invocationsSinceBaseline += day.invocations }
  }

  /// From the declared baselines of days up to this one on, days are held against the days before them. No day up to it is to come.
  public mutating func begin(until day: Day) {
    while let next = coming.first, next.day <= day {
      coming.removeFirst()
      let level = level(endingWith: next.day)
      baseline = next
      invocationsSinceBaseline = recent.reduce(0) { $0 + ($1.day > next.day ? $1.invocations : 0) }
      detector = ChangeDetector(
        baselineDays: baselineDays, level: level, until: next.day, noise: detector.isWatching ? detector.noise : nil)
    }
  }

  /// The days that a baseline of this day rests on: the last thirty, but of a skill that got worse, those since then. Whoever declares
  /// one then accepts the new level, not a mean of both.
  func level(endingWith day: Day) -> [DailyScore] {
    let starts = [day.advanced(by: 1 - Self.baselineDays), detector.open?.started, detector.levelStart]
    let first = starts.compactMap(\.self).max() ?? day
    return recent.filter { (first...max(first, day)).contains($0.day) }
  }

  /// The first days become the baseline once the detector begins to watch.
  private mutating func collect(_ day: DailyScore, wasWatching: Bool) {
    if detector.isWatching, !wasWatching, let beginning {
      baseline = beginning
      invocationsSinceBaseline = day.invocations
      self.beginning = nil
    } else {
      let (count, sum) = beginning.map { ($0.invocations, $0.score * Double($0.invocations)) } ?? (0, 0)
      let invocations = count + day.invocations
      beginning = Baseline(
        name: "first days", day: day.day, score: (sum + day.score * Double(day.invocations)) / Double(invocations),
        invocations: invocations, reason: "the first days on record", author: Baseline.ownAuthor)
    }
  }

  /// Whether the model or the prompt is another one since this day. Those that take turns from day to day begin nothing.
  private mutating func beginSegment(with day: DailyScore) -> Bool {
    func change(_ what: String, _ old: inout String?, _ new: String?, _ days: inout Int) -> String? {
      guard let new else { return nil }
      defer { old = new }
      guard let known = old, known != new else {
        days += 1
        return nil
      }
      defer { days = 1 }
      return days >= DetectionRule.daysOfSegment ? "\(what) \(known) -> \(new)" : nil
    }
    let changes = [
      change("model", &model, day.model, &daysOfModel), change("prompt", &prompt, day.prompt, &daysOfPrompt),
    ].compactMap(\.self)
    guard !changes.isEmpty else { return false }
    segments.append(SkillState.Segment(started: day.day, change: changes.joined(separator: ", ")))
    segments.removeFirst(segments.count - segments.suffix(Self.keptSegments).count)
    return true
  }
}
