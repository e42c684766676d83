/// Sees a series of daily scores one day at a time, and says on which day it first knew of a lasting change.
///
/// A value: what it says after a day depends on that day and the days before alone. After a change it holds the following days against
/// the new level.
public struct ChangeDetector: Sendable, Hashable {
  /// Where the level to compare with comes from.
  enum Phase: Hashable {
    /// The first days, nothing is said yet.
    case collecting([DailyScore])
    case watching
  }

  /// The length of the baseline in days of the calendar.
  public let baselineDays: Int
  var phase = Phase.collecting([])
  var noise = Noise(spread: DetectionRule.spread * DetectionRule.spread, factor: 1, days: 0)
  /// The level that deviations are taken from; clipping needs one that stays the same.
  var center = 0.0
  /// Days of the present level that are older than `recent`.
  var reference = WeightedSums()
  /// The last days of the present level, the oldest first.
  var recent: [WatchedDay] = []
  /// Days before this one are of another level; nil where none is known to be.
  var levelStart: Day?
  /// A change since an earlier day is not looked for.
  var firstCandidate = Day(number: Int(Int32.min))
  /// The fewest days of the present level that later ones are held against.
  var fewestReferenceDays = DetectionRule.fewestReferenceDays
  /// A rise that has not lasted as long as a baseline: until then the level is still the earlier one.
  var youngRise: Change?
  /// Every change that was seen, in order.
  public internal(set) var changes: [Change] = []
  /// The drop that was seen and is neither made up for nor accepted.
  var openDrop: OpenDrop?
  public var open: Change? { openDrop?.change }
  /// When a drop was last made up for.
  public internal(set) var recovered: Day?
  /// Days with invocations since there is a level to hold them against.
  var daysWatched = 0
  /// What speaks for a drop after the last day.
  var dropEvidence = 0.0

  /// - Parameter baselineDays: from 1 to 365.
  public init(baselineDays: Int = 30) { self.baselineDays = baselineDays }

  /// Begins at a level that was declared, and takes what was seen before as accepted.
  ///
  /// - Parameters:
  ///   - days: of that level; few of them make it uncertain, which counts later on.
  ///   - known: how much the skill varies, learned from earlier days.
  init(baselineDays: Int, level days: [DailyScore], until end: Day, noise known: Noise?) {
    self.init(baselineDays: baselineDays)
    if days.count >= DetectionRule.fewestReferenceDays {
      begin(with: days, until: end)
    } else if let known, days.count >= DetectionRule.fewestDays {
      noise = known
      begin(with: days, until: end)
      noise = known
      fewestReferenceDays = DetectionRule.fewestDays
      recent = days.map { weighed($0, beginsSegment: false) }
    } else {
      // Too few for a level: the next days are added to them.
      phase = .collecting(days)
    }
    levelStart = days.first?.day
  }

  /// Takes the next day; one that is not after all the others is left out.
  ///
  /// - Parameter beginsSegment: whether the model or the prompt is another one since this day.
  public mutating func add(_ day: DailyScore, beginsSegment: Bool = false) {
    switch phase {
    case .collecting(var days):
      if let first = days.first?.day, first.distance(to: day.day) >= baselineDays,
        days.count >= DetectionRule.fewestReferenceDays
      {
        begin(with: days, until: max(first.advanced(by: baselineDays - 1), days.last?.day ?? first))
        watch(day, beginsSegment: beginsSegment)
      } else {
        days.append(day)
        phase = .collecting(days)
      }
    case .watching: watch(day, beginsSegment: beginsSegment)
    }
  }

  private mutating func begin(with days: [DailyScore], until end: Day) {
    (noise, center) = Noise.learned(from: days)
    phase = .watching
    firstCandidate = end.advanced(by: 1)
    for day in days { recent.append(weighed(day, beginsSegment: false)) }
    shorten()
  }

  private mutating func watch(_ day: DailyScore, beginsSegment: Bool) {
    if let last = recent.last?.day, day.day <= last { return }
    let watched = weighed(day, beginsSegment: beginsSegment)
    openDrop?.add(watched)
    daysWatched += 1
    recent.append(watched)
    shorten()
    if let drop = openDrop, let days = drop.refuting(among: recent) { goBack(to: drop, by: days) }
    settleRise(on: day.day)
    let (drop, rise) = Evidence.gathered(
      from: recent[...], after: reference, notBefore: firstCandidate, fewestBefore: fewestReferenceDays,
      leavingOut: youngRise?.started)
    dropEvidence = drop.sum
    if drop.isEnough, let place = drop.place {
      seen(.drop, at: place, on: day.day, evidence: drop.sum)
    } else if rise.isEnough, youngRise == nil, let place = rise.place {
      seen(.rise, at: place, on: day.day, evidence: rise.sum)
    }
  }

  private func weighed(_ day: DailyScore, beginsSegment: Bool) -> WatchedDay {
    WatchedDay(
      day, weight: 1 / noise.variance(invocations: day.invocations), from: center, beginsSegment: beginsSegment)
  }

  private mutating func shorten() {
    guard recent.count > DetectionRule.window else { return }
    let surplus = recent.count - DetectionRule.window
    for day in recent.prefix(surplus) {
      reference.add(day)
      noise.learn(from: day)
    }
    recent.removeFirst(surplus)
  }

  /// A change began at a place among the recent days.
  private mutating func seen(_ direction: Change.Direction, at place: Int, on day: Day, evidence: Double) {
    let earlier = recent[..<place].reduce(into: reference) { $0.add($1) }
    let since = recent[place...].reduce(into: WeightedSums()) { $0.add($1) }
    guard let before = earlier.level, let after = since.level else { return }
    let change = Change(
      direction: direction, alarmed: day, started: recent[place].day, before: before, after: after)
    changes.append(change)
    switch (direction, openDrop?.change) {
    case (.drop, nil):
      openDrop = OpenDrop(
        change: change, before: earlier, center: center, since: recent[place...], evidence: evidence)
      recovered = nil
    case (.rise, nil):
      // A level that falls back after some good days has lost nothing that it ever held.
      youngRise = change
      return
    case (.rise, .some(let drop)) where isMadeUpFor(drop, by: after):
      openDrop = nil
      recovered = day
    default: break
    }
    beginLevel(at: place)
  }

  /// A drop that is none by now: the level is again what it was before, and the last days are of it.
  private mutating func goBack(to drop: OpenDrop, by days: ArraySlice<WatchedDay>) {
    reference = drop.before
    center = drop.center
    recent = days.map { $0.taken(from: center) }
    firstCandidate = recent.first?.day ?? firstCandidate
    fewestReferenceDays = DetectionRule.fewestReferenceDays
    levelStart = nil
    youngRise = nil
    openDrop = nil
    recovered = recent.last?.day
  }

  /// Takes a rise for the new level once it has lasted as long as a baseline, and forgets one that has not.
  private mutating func settleRise(on day: Day) {
    guard let rise = youngRise, rise.started.distance(to: day) >= baselineDays else { return }
    youngRise = nil
    guard let place = recent.firstIndex(where: { $0.day >= rise.started }) else { return }
    // A few good days can lift the mean of all; that of the later half says whether it lasted.
    let half = (place + recent.endIndex) / 2
    let later = recent[half...].reduce(into: WeightedSums()) { $0.add($1) }
    if let level = later.level, level >= rise.before + DetectionRule.smallestDrop {
      beginLevel(at: place)
    } else {
      // The good days are no part of the level, or what comes after them would look like a drop.
      recent.removeSubrange(place..<half)
    }
  }

  /// The days since a place among the recent ones are the new level.
  private mutating func beginLevel(at place: Int) {
    guard let level = recent[place...].reduce(into: WeightedSums(), { $0.add($1) }).level else { return }
    reference = WeightedSums()
    recent.removeFirst(place)
    center = level
    firstCandidate = recent[0].day
    levelStart = recent[0].day
    fewestReferenceDays = DetectionRule.fewestDays
    youngRise = nil
    dropEvidence = 0
    recent = recent.map { $0.taken(from: center) }
  }

  /// By the days since it rose the level is what it was; days that say less are waited for (`OpenDrop.refuting`).
  private func isMadeUpFor(_ drop: Change, by level: Double) -> Bool {
    level >= drop.before - DetectionRule.smallestDrop
  }
}
