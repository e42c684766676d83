import JudgeTypes
import Provenance
import Reports
import SkillHealth

/// What is on record of skills, in a form that `health import` reads back as the same days.
enum ExportedHealth {
  static let columns = ["skill", "date", "score", "invocations", "score_sd", "category", "model", "prompt", "files"]

  /// One object a day and line. The files stand on a skill's last line, so that what is read back keeps them.
  static func lines(of history: SkillHistory) -> String {
    history.days.map { day in
      var object = self.object(of: day)
      object["skill"] = .string(history.skill.rawValue)
      object["category"] = history.category.map { .string($0) }
      if day == history.days.last, !history.files.isEmpty {
        object["files"] = .array(history.files.map { .string($0) })
      }
      return JSONValue.object(object).canonical + "\n"
    }.joined()
  }

  /// A skill's days and how it stands, as one member of SPEC 13's export.
  static func member(of history: SkillHistory, on day: Day) -> String {
    var object: JSONObject = ["scores": .array(history.days.map { .object(self.object(of: $0)) })]
    object["category"] = history.category.map { .string($0) }
    if !history.files.isEmpty { object["files"] = .texts(history.files) }
    let last = history.days.last?.day ?? day
    for (key, value) in SkillState(of: history, on: max(day, last))?.exportFields ?? [:] { object[key] = value }
    return "\(JSONValue.string(history.skill.rawValue).canonical): \(JSONValue.object(object).canonical)"
  }

  /// A day without its skill, as in SPEC 13's export.
  static func object(of day: DailyScore) -> JSONObject {
    var object: JSONObject = [
      "date": .string("\(day.day)"), "score": .number(day.score), "invocations": .integer(day.invocations),
    ]
    object["score_sd"] = day.spread.map { .number($0) }
    object["model"] = day.model.map { .string($0) }
    object["prompt"] = day.prompt.map { .string($0) }
    return object
  }

  /// One row a day.
  static func rows(of history: SkillHistory) -> String {
    history.days.map { day in
      let files = day == history.days.last ? history.files.joined(separator: ";") : ""
      return [
        history.skill.rawValue, "\(day.day)", day.score.shortest, "\(day.invocations)", day.spread?.shortest ?? "",
        history.category ?? "", day.model ?? "", day.prompt ?? "", files,
      ].map(field).joined(separator: ",") + "\n"
    }.joined()
  }

  static var header: String { columns.joined(separator: ",") + "\n" }

  /// In quotes where the text needs them. What a spreadsheet would take for a formula is given an apostrophe, since tables are opened in one.
  static func field(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t".contains($0) } ?? false
    let shown = isFormula ? "'" + text : text
    guard shown.contains(where: { ",;\"\n\r\t".contains($0) || $0.isNewline }) else { return shown }
    return "\"" + shown.replacing("\"", with: "\"\"") + "\""
  }
}
