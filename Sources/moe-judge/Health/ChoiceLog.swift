import Foundation
import JudgeTypes
import Provenance
import SkillHealth
import Storage

/// Who chose a skill although it is unhealthy: health-choices.jsonl in the state folder, one object a line.
struct ChoiceLog {
  let path: String
  private let state: String

  init(state: String) {
    self.state = state
    path = state + "/health-choices.jsonl"
  }

  /// - Parameters:
  ///   - task: what it was chosen for; a secret in it is not kept.
  ///   - alternatives: healthier skills that were named.
  func note(_ choice: SkillSuggestion, for task: String, alternatives: [SkillSuggestion]) throws {
    let line: JSONValue = [
      "time": .string(Timestamp.rfc3339(Date())), "task": .string(try redactedWords(task)),
      "chosen": .string(choice.skill.rawValue), "score": .optional(choice.state?.healthScore),
      "alternatives": .texts(alternatives.map(\.skill.rawValue)),
    ]
    do {
      try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
      try LineFile(path: path).append { _ in line.canonical }
    } catch {
      throw CommandFailure(error)
    }
  }
}
