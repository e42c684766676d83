import JudgeTypes
import SkillHealth
import YAMLFiles

extension Schema {
  private static let text = Schema.string()
  private static let words = Schema.optional(.string())
  private static let count = Schema.integer(0...1_000_000_000)
  private static let score = Schema.optional(.number(0...100))
  private static let change = Schema.optional(.number(-100...100))

  /// What the tool list_rubrics answers.
  static let rubricList = Schema.object([
    .init(
      "rubrics",
      .list(
        of: .object([
          .init("id", text, required: true, "by which judge takes it"), .init("name", text, required: true, "name"),
          .init("path", text, required: true, "its file"),
          .init("dimensions", .list(of: dimension), required: true, "what is looked at"),
        ])), required: true, "shipped ones and the team's")
  ])

  private static let dimension = Schema.object([
    .init("id", text, required: true, "id"), .init("name", text, required: true, "name"),
    .init("level", .choice(Level.allCases.map(\.rawValue)), required: true, "how binding"),
    .init(
      "source",
      .optional(
        .object([
          .init("adr", text, required: true, "the record"), .init("path", text, required: true, "its file"),
          .init("line", count, required: true, "of the clause"),
        ])), required: true, "the decision behind it; null where people wrote it"),
  ])

  /// What the tool health answers, and `health status --format json`.
  static let healthStatus = Schema.object([
    .init("date", text, required: true, "as of this day"),
    .init("totals", .map(of: count), required: true, "numbers of skills, by what they are"),
    .init("skills", .list(of: skill), required: true, "the worst first"),
    .init("on_record", count, required: true, "how many skills there are in all"),
    .init("categories", .list(of: text), required: true, "of all skills"),
  ])

  private static let skill = Schema.object([
    .init("skill", text, required: true, "its name"), .init("category", words, required: true, "of the skill"),
    .init("files", .list(of: text), required: true, "whose history is asked for causes"),
    .init("date", text, required: true, "as of this day"), .init("level", text, required: true, "by its score"),
    .init("state", .choice(HealthFinding.State.allCases.map(\.rawValue)), required: true, "what it is"),
    .init("trend", .choice(SkillState.Trend.allCases.map(\.rawValue)), required: true, "where it goes"),
    .init("health_score", .number(0...100), required: true, "of now"),
    .init("rolling_7d", score, required: true, "mean"), .init("rolling_30d", score, required: true, "mean"),
    .init(
      "last_7_days",
      .list(
        of: .object([
          .init("date", text, required: true, "the day"), .init("score", score, required: true, "null without one"),
        ])), required: true, "the oldest first"),
    .init("invocations_7d", count, required: true, "uses"), .init("invocations_30d", count, required: true, "uses"),
    .init("invocations_since_baseline", count, required: true, "uses"),
    .init("last_used", text, required: true, "the day"),
    .init("last_improvement_date", words, required: true, "the day"),
    .init("recently_improved", .boolean, required: true, "whether it did"),
    .init("baseline_score", score, required: true, "null without a baseline"),
    .init("baseline_name", words, required: true, "null without one"),
    .init("baseline_date", words, required: true, "null without one"),
    .init("baseline_delta", change, required: true, "against the baseline"),
    .init("days_to_detect", .optional(count), required: true, "how long a drop would stay unseen"),
    .init("finding", finding, required: true, "whether it got worse, and since when"),
    .init("anti_patterns", .map(of: count), required: true, "what went wrong in sessions, how often"),
    .init(
      "segment",
      .optional(
        .object([
          .init("started", text, required: true, "the day"), .init("change", text, required: true, "what changed"),
        ])), required: true, "since its last change"),
    .init("adjusted_p", .optional(.number(0...1)), required: true, "for the number of skills tested"),
    .init("expected_by_chance", .boolean, required: true, "whether so many alarms come by chance"),
  ])

  private static let finding = Schema.object([
    .init("state", .choice(HealthFinding.State.allCases.map(\.rawValue)), required: true, "what it is"),
    .init("severity", words, required: true, "of a regression"), .init("alarmed", words, required: true, "the day"),
    .init("started", words, required: true, "the likeliest day"), .init("before", score, required: true, "the level"),
    .init("after", score, required: true, "the level"), .init("delta", change, required: true, "after less before"),
    .init("under_baseline", .optional(.boolean), required: true, "null without a baseline"),
  ])
}
