import Foundation
import JudgeTypes
import Provenance
import SkillHealth

/// Where scores of skills come from.
enum SkillScores {
  /// - Parameters:
  ///   - file: `health export --format json`, or any file of its form; nil for what is on record.
  ///   - state: the folder of what is on record.
  /// - Throws: `CommandFailure` where there are none.
  static func read(from file: String?, state: String) throws -> [Skill.ID: SkillScore] {
    guard let file else { return try onRecord(in: state) }
    let advice =
      "Write {skill: {\"health_score\": 0 to 100}} or {skill: {\"scores\": [{\"date\", \"score\", \"invocations\"}]}}."
    let bytes = try NamedFile.bytes(at: file, "the file of scores", advice: advice)
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes) } catch { throw CommandFailure("\(file): \(error.description)") }
    guard let members = (value["skills"] ?? value).objectValue else {
      throw CommandFailure("\(file): it is no object of skills. \(advice)")
    }
    var scores: [Skill.ID: SkillScore] = [:]
    for (name, entry) in members {
      guard let score = score(of: entry) else {
        throw CommandFailure("\(file): '\(name)' has no score from 0 to 100. \(advice)")
      }
      scores[Skill.ID(name)] = score
    }
    guard !scores.isEmpty else { throw CommandFailure("\(file): it names no skill. \(advice)") }
    return scores
  }

  private static func onRecord(in state: String) throws -> [Skill.ID: SkillScore] {
    let states = try HealthStates.all(state: state, on: nil)
    guard !states.isEmpty else {
      throw CommandFailure(
        "no scores are on record here. Name them with --scores FILE, such as "
          + #"{"release-notes": {"health_score": 41, "invocations": 120}}, or: "# + HealthStates.firstSteps(in: state))
    }
    return Dictionary(
      states.map {
        ($0.skill, SkillScore(score: $0.healthScore, invocations: $0.invocations30, category: $0.category))
      },
      uniquingKeysWith: { _, last in last })
  }

  /// The health score; else the mean of the last seven days on record, weighted by invocations.
  private static func score(of entry: JSONValue) -> SkillScore? {
    // Some write the newest day first; days without a date stay where they are, as dates of RFC 3339 sort as text.
    let dated = entry["scores"]?.arrayValue ?? []
    let isDated = dated.allSatisfy { $0["date"]?.stringValue != nil }
    let sorted = isDated ? dated.sorted { ($0["date"]?.stringValue ?? "") < ($1["date"]?.stringValue ?? "") } : dated
    let days = sorted.compactMap { day -> (score: Double, invocations: Int)? in
      day["score"]?.doubleValue.map { ($0, max(1, day["invocations"]?.intValue ?? 1)) }
    }
    let told = entry["invocations"]?.intValue ?? days.reduce(0) { $0.adding($1.invocations) }
    let last = days.suffix(7)
    let weight = last.reduce(0) { $0 + Double($1.invocations) }
    let mean = weight > 0 ? last.reduce(0) { $0 + $1.score * Double($1.invocations) } / weight : nil
    guard
      let score = entry.doubleValue ?? entry["health_score"]?.doubleValue ?? entry["score"]?.doubleValue
        ?? entry["rolling_7d"]?.doubleValue ?? mean, (0...100).contains(score)
    else { return nil }
    return SkillScore(score: score, invocations: told, category: entry["category"]?.stringValue)
  }
}
