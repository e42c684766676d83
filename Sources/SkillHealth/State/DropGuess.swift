/// What is most likely behind a low or falling score: a guess, with what it rests on.
public struct DropGuess: Sendable, Hashable {
  public enum Origin: Sendable, Hashable {
    case antiPattern(AntiPattern)
    /// The model or the prompt changed when the score fell.
    case segment(HealthCause)
    case commit(HealthCause.Commit)
    /// It fell slowly: what it is asked, or what it is given, moved away from what it was written for.
    case drift
    /// It fell at once, and nothing on record changed then.
    case sudden
    /// It is low, and did not fall.
    case noDrop
  }

  /// How much the guess rests on.
  public enum Sureness: String, Sendable, Hashable, CaseIterable { case likely, possible, weak }

  /// How a drop went.
  public enum Shape: String, Sendable, Hashable, CaseIterable { case sudden, slow }

  public let origin: Origin
  public let sureness: Sureness
  /// What it rests on, such as "7 of 9 anti-patterns that were seen".
  public let basis: String
  /// Nil where there was no drop.
  public let shape: Shape?

  /// Days by which the dated start of a drop may be off, either way.
  private static let datingError = 3
  /// Fewer sightings of an anti-pattern are an accident.
  private static let fewestSightings = 3

  /// - Parameter causes: what is on record of the skill around the drop.
  public init(of state: SkillState, causes: [HealthCause]) {
    shape = Shape(of: state)
    if let pattern = Self.pattern(of: state.antiPatterns) {
      (origin, sureness, basis) = (.antiPattern(pattern.kind), pattern.sureness, pattern.basis)
      return
    }
    guard let shape, let started = state.finding.started else {
      (origin, sureness, basis) = (.noDrop, .weak, "nothing: no anti-pattern was seen, and it did not fall")
      return
    }
    let near = HealthCause.ordered(causes, around: started).first {
      abs($0.day.distance(to: started)) <= Self.datingError
    }
    switch (shape, near) {
    case (.sudden, .some(.commit(let commit))):
      (origin, sureness, basis) = (
        .commit(commit), .possible, "a sudden drop, and a commit to its files on \(commit.day)"
      )
    case (.sudden, .some(let change)):
      (origin, sureness, basis) = (.segment(change), .likely, "a sudden drop, and the change on \(change.day)")
    case (.sudden, .none):
      (origin, sureness, basis) = (.sudden, .weak, "a sudden drop, and nothing on record that changed then")
    case (.slow, _):
      (origin, sureness, basis) = (.drift, .weak, "a slow drop, without one day on which it began")
    }
  }

  /// The anti-pattern that was seen most often, the first by name of several; nil where too few were seen.
  private static func pattern(
    of counts: [AntiPattern: Int]
  ) -> (kind: AntiPattern, sureness: Sureness, basis: String)? {
    let total = counts.values.reduce(0, +)
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value >= fewestSightings else {
      return nil
    }
    let basis = "\(most.value) of \(total) anti-patterns that were seen in the last 30 days"
    return (most.key, most.value * 2 >= total ? .likely : .possible, basis)
  }
}

extension DropGuess.Shape {
  /// Sudden when it was seen about as soon as a lasting drop of ten points can be: a slow one stays hidden for longer. Nil where
  /// nothing dropped.
  init?(of state: SkillState) {
    let finding = state.finding
    guard let started = finding.started, let alarmed = finding.alarmed, let delta = finding.delta, delta < 0 else {
      return nil
    }
    let soon = max(3, 2 * (state.daysToDetect ?? 7))
    self = started.distance(to: alarmed) <= soon ? .sudden : .slow
  }
}
