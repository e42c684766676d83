import Foundation
import JudgeTypes
import Judging
import LanguageModels

extension ModelProbe {
  /// Whether another model of its provider would fail as well.
  var isProviderLost: Bool {
    switch failure?.problem {
    case .badKey, .missingKey, .quotaSpent: true
    default: false
    }
  }

  /// Whether it would fail on another seat as well, and its provider's other models perhaps not.
  var isModelLost: Bool {
    switch failure?.problem {
    case .unknownModel, .invalidRequest: true
    default: false
    }
  }

  /// What is to be said of it.
  ///
  /// - Parameters:
  ///   - isNamed: whether the caller asks for this very model, and not for the panel.
  ///   - use: who sits on it.
  func check(isNamed: Bool, _ use: PanelChecks.Use) -> DoctorCheck {
    let name = model.description
    if let failure {
      // The name stands before it already.
      let words = failure.localizedDescription.replacing("\(name): ", with: "", maxReplacements: 1)
      if isNamed { return DoctorCheck(name, .failed(.providers), words) }
      // What a missing key means the panel's own check says, which knows whether a backup answers.
      if case .missingKey = failure.problem { return DoctorCheck(name, .note, words) }
      return DoctorCheck(name, use.primary.isEmpty ? .warning : .failed(.providers), words)
    }
    if let weakness { return DoctorCheck(name, .warning, weakness.message, mend: weakness.mend) }
    guard reportsUsage == true else {
      return DoctorCheck(
        name, .warning, "it reports no usage, so what it costs is not known.",
        mend: "Leave it out of runs with a budget, or have its server report usage.")
    }
    return DoctorCheck(name, .ok, "answers")
  }

  /// What is wrong with the form of its answers; nil where the form that calls would use works.
  private var weakness: (message: String, mend: String)? {
    let mend = "Expect repairs and failed seats there, or take a model that keeps to a schema."
    switch (jsonSchema, toolCall) {
    case (.unclear(let words), _), (.refused, .unclear(let words)):
      return (
        "it answers, but whether by schema or tool call cannot be told: \(words).",
        "Ask again, or try it on a small artifact."
      )
    case (.ignored, _):
      return ("it takes a JSON schema and does not keep to it, so answers are looked for in its text.", mend)
    case (.refused, .ignored):
      return ("it takes a tool call and makes none, so answers are looked for in its text.", mend)
    case (.refused, .refused):
      return ("it knows neither JSON schema nor tool call, so answers are looked for in its text.", mend)
    default: return nil
    }
  }
}
