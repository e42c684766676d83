internal import JudgeTypes
internal import LanguageModels
internal import Provenance

/// Writes the lines of one judgment: the artifact, every seat's answer or failure, the judgment itself.
///
/// An actor because seats answer at the same time and their lines are counted.
actor JudgmentJournal {
  let recorder: Recorder
  let panels: StoredPanels
  private let ordinal: Int
  private var entries: Int

  /// - Parameter entries: the lines of it that are there already.
  init(recorder: Recorder, panels: StoredPanels, ordinal: Int, entries: Int = 0) {
    self.recorder = recorder
    self.panels = panels
    self.ordinal = ordinal
    self.entries = entries
  }

  func open(
    _ artifact: Artifact, panel: Panel, unassessed: [String], claims: ToolClaims, notices: ArtifactNotices,
    division: Division
  ) async throws {
    var body = try record(of: artifact)
    body["panel"] = .string(try panels.stored(panel, by: recorder))
    body["unassessed"] = .texts(unassessed)
    body["verdict_rules"] = .string(verdictRulesVersion)
    // Earlier versions showed none, so where there are none nothing is said.
    if !claims.isEmpty { body["claims"] = .string(try recorder.store(Array(claims.text.utf8))) }
    notices.write(to: &body)
    if let division = division.json { body["division"] = division }
    _ = try await write("artifact", .object(body), isDurable: false)
  }

  /// What is kept of an artifact, whose bytes are stored by this.
  func record(of artifact: Artifact) throws -> JSONObject {
    var files: [JSONValue] = []
    for file in artifact.files {
      files.append([
        "path": .string(file.path), "kind": .string(file.kind.rawValue), "language": .string(file.language.rawValue),
        "sha256": .string(file.sha256), "blob": .string(try recorder.store(Array(file.content.utf8))),
        "changed_lines": file.changedLines.map { ranges in
          .array(ranges.map { [.integer($0.lowerBound), .integer($0.upperBound)] })
        } ?? .null,
      ])
    }
    return [
      "path": .string(artifact.path), "kind": .string(artifact.kind.rawValue), "sha256": .string(artifact.sha256),
      "files": .array(files), "coverage": .array(artifact.coverage.map(\.json)),
    ]
  }

  /// What models said is on the disk before the line that quotes it, and the line before anyone uses it.
  ///
  /// - Parameters:
  ///   - round: 0 for the blind one.
  ///   - members: what a line of another `kind` says besides.
  func record(
    _ raw: RawAnswer, of seat: Seat, in call: SeatCall = .whole, round: Int = 0, as kind: String = "answer",
    adding members: JSONObject = [:]
  ) async throws {
    let isModel = seat.model != .offline
    var body: JSONObject = [
      "seat": .string(seat.id.rawValue), "round": .integer(round), "model_asked": .string(raw.asked.description),
      "model_answered": .string(raw.answeredBy.description),
    ]
    if call != SeatCall.whole { body["call"] = call.json }
    if isModel {
      // What the model answered follows from its response.
      body["response"] = .string(try recorder.store(Array(raw.response.utf8)))
      body["dialect"] = .optional(raw.dialect?.rawValue)
      body["response_id"] = .optional(raw.responseID)
      body["prompt_sha256"] = .string(raw.promptSHA256)
      body["nonce"] = .optional(raw.nonce)
      if raw.isCached { body["cached"] = true }
      body["parameters"] = .object(JSONObject(raw.parameters.mapValues { .string($0) }))
      body["started"] = .string(raw.started)
      body["finished"] = .string(raw.finished)
      body["usage"] = raw.usage.json
      body["unused"] = try stored(raw.unused)
    }
    if !isModel { body["answer"] = .string(try recorder.store(Array(raw.text.utf8))) }
    _ = try await write(kind, .object(body.merging(members) { own, _ in own }), isDurable: isModel)
  }

  /// What a seat answers, which is then to be recorded. When it is stopped, what it was paid for goes on record at once.
  nonisolated func answer(of seat: Seat, in call: SeatCall = .whole, by judge: any SeatJudge) async throws -> RawAnswer
  {
    do { return try await judge.answer(of: seat, in: call) } catch let interruption as SeatInterruption {
      try await record(interruption, of: seat, in: call)
      throw CancellationError()
    }
  }

  /// The same in a round of debate.
  nonisolated func answer(in turn: DebateTurn, by judge: any SeatJudge) async throws -> RawAnswer {
    do { return try await judge.answer(in: turn) } catch let interruption as SeatInterruption {
      try await record(interruption, of: turn.seat, in: .whole, round: turn.round)
      throw CancellationError()
    }
  }

  /// Seals the first words before any seat sees another's, and says what the round under way asks whom.
  func announce(_ debate: PanelDebate) async throws {
    if !debate.isSealed { _ = try await write("blind", .object(debate.seal), isDurable: true) }
    if !debate.isAnnounced { _ = try await write("debate", .object(debate.announcement), isDurable: true) }
  }

  /// The seats that are not polled: what was heard before this line settles the outcome without them.
  func curtail(_ seats: [Seat]) async throws {
    let ids = seats.map(\.id.rawValue).sorted()
    _ = try await write("curtailed", .object(["seats": .texts(ids)]), isDurable: false)
  }

  func record(
    _ interruption: SeatInterruption, of seat: Seat, in call: SeatCall, round: Int = 0,
    as kind: String = "interruption", adding members: JSONObject = [:]
  ) async throws {
    var body: JSONObject = [
      "seat": .string(seat.id.rawValue), "round": .integer(round), "usage": interruption.usage.json,
      "unused": try stored(interruption.unused),
    ]
    if call != SeatCall.whole { body["call"] = call.json }
    _ = try await write(kind, .object(body.merging(members) { own, _ in own }), isDurable: true)
  }

  func record(
    _ failure: SeatFailure, of seat: Seat, round: Int = 0, as kind: String = "failure",
    adding members: JSONObject = [:]
  ) async throws {
    var body: JSONObject = [
      "seat": .string(seat.id.rawValue), "round": .integer(round), "model_asked": .string(seat.model.description),
      "reason": .string(failure.reason), "provider_failure": .bool(failure.isProviderFailure),
      "usage": failure.usage.json, "unused": try stored(failure.unused),
    ]
    if failure.isOutOfBudget { body["out_of_budget"] = true }
    _ = try await write(
      kind, .object(body.merging(members) { own, _ in own }), isDurable: !failure.unused.isEmpty)
  }

  private func stored(_ attempts: [UnusedAttempt]) throws -> JSONValue {
    var entries: [JSONValue] = []
    for attempt in attempts {
      var response: String?
      if let text = attempt.response { response = try recorder.store(Array(text.utf8)) }
      var entry: JSONObject = [
        "model_asked": .string(attempt.asked.description), "reason": .string(attempt.reason),
        "prompt_sha256": .string(attempt.promptSHA256), "response": .optional(response),
        "dialect": .optional(attempt.dialect?.rawValue),
      ]
      if let call = attempt.call { entry["call"] = call.json }
      if let origin = attempt.origin {
        entry["model_answered"] = .string(origin.answeredBy.description)
        entry["response_id"] = .optional(origin.responseID)
        entry["started"] = .string(origin.started)
        entry["finished"] = .string(origin.finished)
      }
      if let nonce = attempt.keptNonce {
        entry["cached"] = true
        entry["nonce"] = .string(nonce)
      }
      entries.append(.object(entry))
    }
    return .array(entries)
  }

  func close(_ judgment: Judgment) async throws -> Judgment {
    let head = try await write("judgment", judgment.json(isSealed: false), isDurable: false)
    return judgment.sealed(by: ChainHead(head: head.head, entries: entries))
  }

  private func write(_ kind: String, _ body: JSONValue, isDurable: Bool) async throws -> ChainHead {
    var object = body.objectValue ?? [:]
    object["ordinal"] = .integer(ordinal)
    entries += 1
    return try await recorder.record(kind, .object(object), isDurable)
  }
}
