/// Something on record that may be why a skill got worse. That it came at the right time is all that is known of it.
public enum HealthCause: Sendable, Hashable {
  /// Such as "model a -> b".
  case modelChange(on: Day, change: String)
  /// Such as "prompt a -> b".
  case promptChange(on: Day, change: String)
  /// It touches the skill's files.
  case commit(Commit)

  public struct Commit: Sendable, Hashable {
    public let sha: String
    public let day: Day
    public let subject: String
    public let author: String

    public init(sha: String, day: Day, subject: String, author: String) {
      self.sha = sha
      self.day = day
      self.subject = subject
      self.author = author
    }

    public var shortSHA: String { String(sha.prefix(12)) }
  }

  /// What a new segment says: its words begin with what changed.
  public init(_ segment: SkillState.Segment) {
    self =
      segment.change.hasPrefix("prompt")
      ? .promptChange(on: segment.started, change: segment.change)
      : .modelChange(on: segment.started, change: segment.change)
  }

  public var day: Day {
    switch self {
    case .modelChange(let day, _), .promptChange(let day, _): day
    case .commit(let commit): commit.day
    }
  }

  /// A change of model or prompt, which heads every list of causes.
  public var isOfSegment: Bool { if case .commit = self { false } else { true } }

  /// Changes of model and prompt first, then commits; of each kind those nearest to `day` first.
  public static func ordered(_ causes: [HealthCause], around day: Day) -> [HealthCause] {
    func rank(_ cause: HealthCause) -> (Int, Int, Int) {
      (cause.isOfSegment ? 0 : 1, abs(cause.day.distance(to: day)), cause.day.number)
    }
    return causes.sorted { rank($0) < rank($1) }
  }
}

extension SkillState {
  /// The likeliest start of a drop can be some days late, and what is committed is not in use the same day.
  private static let daysBeforeDrop = 7

  /// In which days that lies which may be behind its regression; nil without one.
  public var daysOfCauses: ClosedRange<Day>? {
    guard finding.isRegression, let started = finding.started else { return nil }
    let first = started.advanced(by: -Self.daysBeforeDrop)
    return first...max(first, finding.alarmed ?? day)
  }

  /// Changes of model and prompt on record around its regression.
  public var recordedCauses: [HealthCause] {
    guard let days = daysOfCauses else { return [] }
    return segments.filter { days.contains($0.started) }.map { HealthCause($0) }
  }
}
