import Provenance

/// What one session says of a skill, as `health import --format retrospective` reads it.
public struct Retrospective: Sendable, Hashable {
  public let session: String
  public let skill: String
  /// Of the calendar, in UTC.
  public let day: Day
  /// Nil where it cannot be told.
  public let success: Bool?
  public let antiPatterns: [AntiPattern]

  /// Nil as long as no skill is known.
  public init?(of watch: SessionWatch, on day: Day) {
    guard let skill = watch.session.skill, watch.session.task > 0 || !watch.session.toolsUsed.isEmpty else {
      return nil
    }
    session = watch.session.session
    self.skill = skill
    self.day = day
    success = watch.success
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
