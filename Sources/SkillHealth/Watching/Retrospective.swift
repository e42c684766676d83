import Provenance

/// What one session says of a skill, as `health import --format retrospective` reads it.
public struct Retrospective: Sendable, Hashable {
  /// With `#2` behind it where the session used the skill a second time.
  public let session: String
  public let skill: String
  /// Of the calendar, in UTC.
  public let day: Day
  /// Nil where it cannot be told.
  public let success: Bool?
  public let antiPatterns: [AntiPattern]

  /// Nil as long as no skill is known.
  ///
  /// - Parameter isOver: whether the turn has ended; before that what is not there may still come, and is no failure.
  public init?(of watch: SessionWatch, on day: Day, isOver: Bool = true) {
    guard let skill = watch.session.skill, watch.session.task > 0 || !watch.session.toolsUsed.isEmpty else {
      return nil
    }
    let use = watch.session.uses[skill] ?? 1
    session = watch.session.session + (use > 1 ? "#\(use)" : "")
    self.skill = skill
    self.day = day
    success = isOver ? watch.success : watch.success.flatMap { $0 ? true : nil }
    antiPatterns = watch.session.antiPatterns.keys.sorted()
  }

  /// One line of JSON, without what is not known.
  public var line: String {
    var members = JSONObject([
      "session": .string(session), "skill": .string(skill), "date": .string(day.description),
      "anti_patterns": .texts(antiPatterns.map(\.rawValue)),
    ])
    if let success { members["success"] = .bool(success) }
    return JSONValue.object(members).canonical
  }
}
