internal import JudgeTypes
internal import LanguageModels
internal import Provenance

extension JudgmentJournal {
  static let canaryKind = "canary"

  /// What a seat said to a canary, and what it came to; it stands among the lines of the artifact beside which it was asked.
  func record(
    _ raw: RawAnswer, of seat: Seat, to canary: Canary, outcome: CanaryResult.Outcome, panel: Panel
  ) async throws {
    let members = try members(of: canary, word: outcome.word, panel: panel)
    try await record(raw, of: seat, as: Self.canaryKind, adding: members)
  }

  /// That a seat gave no usable answer to a canary, and what that came to.
  func record(
    _ failure: SeatFailure, of seat: Seat, to canary: Canary, outcome: CanaryResult.Outcome, panel: Panel
  ) async throws {
    let members = try members(of: canary, word: outcome.word, panel: panel)
    try await record(failure, of: seat, as: Self.canaryKind, adding: members)
  }

  /// That a seat was stopped at a canary, after answers that were paid for.
  func record(_ interruption: SeatInterruption, of seat: Seat, to canary: Canary, panel: Panel) async throws {
    let members = try members(of: canary, word: CanaryWord.interrupted, panel: panel)
    try await record(interruption, of: seat, in: .whole, as: Self.canaryKind, adding: members)
  }

  /// The canary itself is kept with the run, so that versions with other canaries can check the record.
  private func members(of canary: Canary, word: CanaryWord, panel: Panel) throws -> JSONObject {
    [
      "canary": .string(canary.kind.rawValue), "outcome": .string(word.rawValue),
      "artifact": .object(try record(of: canary.artifact)), "panel": .string(try panels.stored(panel, by: recorder)),
    ]
  }
}

/// How the journal says what came of a canary.
enum CanaryWord: String {
  case held, failed, unanswered, interrupted
}

extension CanaryResult.Outcome {
  var word: CanaryWord {
    switch self {
    case .held: .held
    case .failed: .failed
    case .unanswered: .unanswered
    case .interrupted: .interrupted
    }
  }
}
