public import YAMLFiles

/// What a line of figures, and what a coding agent's look back at a session, may hold.
public enum FigureSchema {
  /// How scores are written in a file.
  public enum Scale: String, Sendable, Hashable, CaseIterable {
    case percent = "0-100"
    case fraction = "0-1"

    var factor: Double { self == .percent ? 1 : 100 }
    var range: ClosedRange<Double> { self == .percent ? 0...100 : 0...1 }
  }

  /// As often as a skill can be used in a day, and no more.
  private static let invocations = Schema.integer(0...1_000_000_000)

  /// Names of anti-patterns, or how often each was seen.
  private static let antiPatterns = Schema.either([
    .list(of: .choice(AntiPattern.allCases.map(\.rawValue))),
    .object(
      AntiPattern.allCases.map { .init($0.rawValue, .integer(1...1_000_000), "how often this was seen") }),
  ])

  private static let common: [Schema.Property] = [
    .init("category", .optional(.string(.nonEmpty)), "what the skill belongs to"),
    .init("model", .optional(.string(.nonEmpty)), "the model that worked"),
    .init("prompt", .optional(.string(.nonEmpty)), "which prompt worked: a version, a hash, a commit"),
    .init("anti_patterns", .optional(antiPatterns), "what went wrong, by name, or how often each did"),
  ]

  private static let skill = Schema.Property("skill", .string(.nonEmpty), required: true, "the skill's name")
  private static let date = Schema.Property(
    "date", .string(.nonEmpty), required: true, "the day, such as 2026-11-21, or a time in RFC 3339")

  /// One day, or a part of one, of one skill.
  ///
  /// - Parameter isOfSkill: whether it stands under its skill's name, as in an export, and so does not say it.
  static func figure(_ scale: Scale, isOfSkill: Bool = false) -> [Schema.Property] {
    let own: [Schema.Property] = [
      date,
      // Of a day without use nobody has a score.
      .init("score", .optional(.number(scale.range)), "the mean score of the invocations"),
      .init("invocations", invocations, required: true, "how often the skill was used"),
      .init("score_sd", .optional(.number(scale.range)), "the standard deviation of single scores"),
      .init(
        "id", .optional(.string(.nonEmpty)), "what makes it the same record when it comes again; the day unless said"),
      .init("files", .optional(.list(of: .string(.nonEmpty))), "where the skill's text stands"),
    ]
    return (isOfSkill ? [] : [skill]) + own + common
  }

  /// What is said of one skill in a session.
  private static func use(_ scale: Scale) -> [Schema.Property] {
    [
      .init("success", .optional(.boolean), "whether it did what it was for: 100 or 0"),
      .init("score", .optional(.number(scale.range)), "how well, where that is known better"),
    ] + common
  }

  /// A look back at one session, in which one skill was used or several.
  static func retrospective(_ scale: Scale) -> [Schema.Property] {
    [
      .init("session", .optional(.string(.nonEmpty)), "the session's id"),
      .init("id", .optional(.string(.nonEmpty)), "the same"),
      .init("skill", .optional(.string(.nonEmpty)), "the skill that was used"),
      .init(
        "skills", .optional(.list(of: .object([skill] + use(scale)), minimum: 1)), "the skills, where several were"),
      .init("date", .optional(.string(.nonEmpty)), "the day of the session, or its end in RFC 3339"),
      .init("timestamp", .optional(.string(.nonEmpty)), "the same"),
    ] + use(scale)
  }

  /// A skill of `skills` in a retrospective.
  static func usedSkill(_ scale: Scale) -> [Schema.Property] { [skill] + use(scale) }

  /// The form of a retrospective, for whoever writes one.
  public static let retrospective = Schema.object(retrospective(.percent))

  /// What others call the columns.
  static let otherNames: [String: String] = [
    "name": "skill", "skill_id": "skill", "skill_name": "skill", "day": "date", "timestamp": "date", "time": "date",
    "when": "date", "uses": "invocations", "count": "invocations", "n": "invocations", "runs": "invocations",
    "calls": "invocations", "sd": "score_sd", "std": "score_sd", "stddev": "score_sd", "stdev": "score_sd",
    "value": "score", "mean": "score", "rating": "score", "group": "category", "tag": "category", "key": "id",
    "path": "files", "file": "files", "session_id": "session", "skill_files": "files", "antipatterns": "anti_patterns",
    "prompt_version": "prompt", "ok": "success", "passed": "success",
  ]
}
