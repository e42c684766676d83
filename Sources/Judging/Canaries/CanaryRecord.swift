internal import JudgeTypes
internal import LanguageModels
internal import Provenance

/// What a run has on record of its canaries, derived anew from what the seats said.
struct CanaryRecord {
  private var results: [Seat.ID: [CanaryResult]] = [:]

  var all: [CanaryResult] { results.values.flatMap(\.self) }

  /// By seat, as the judgment of one artifact counts them.
  func counted(in ordinal: Int) -> [Seat.ID: [CanaryResult]] { results.mapValues { $0.counted(in: ordinal) } }

  /// Whether a seat has been asked all that a run of `mode` asks it.
  func isComplete(_ seat: Seat.ID, in mode: CanaryMode) -> Bool {
    results[seat, default: []].count(where: \.isConcluded) == mode.count
  }

  /// Reads a line.
  ///
  /// - Parameter sitting: the seat as it sits for the artifact among whose lines this one stands.
  mutating func read(
    _ body: JSONValue, by sitting: Seat, ordinal: Int, of run: RunOpening, bytes stored: StoredBytes
  ) throws {
    guard let kind = body["canary"]?.stringValue.flatMap(Canary.Kind.init),
      let word = body["outcome"]?.stringValue.flatMap(CanaryWord.init)
    else { throw Self.error("it names no canary, or nothing that came of it") }
    let earlier = results[sitting.id, default: []].filter(\.isConcluded)
    guard earlier.count < run.canaries.count, !earlier.contains(where: { $0.kind == kind }) else {
      throw Self.error("the seat \(sitting.id) was to be asked about \(run.canaries.count), and this is one more")
    }
    if run.canaries == .sample, body.holdsNewResponse {
      let drawn = run.canaries.order(for: sitting.id, nonce: run.nonce)[0]
      guard kind == drawn else {
        throw Self.error(
          "the run draws \(drawn.rawValue) for the seat \(sitting.id), which was asked about \(kind.rawValue)")
      }
    }
    let seat = try Self.seat(like: sitting, of: body, bytes: stored)
    let canary = Canary(kind, artifact: try Artifact(record: body["artifact"] ?? .null, bytes: stored))
    var reading = JudgmentDerivation(of: canary.artifact, by: seat, in: run, bytes: stored)
    let outcome: CanaryResult.Outcome
    switch word {
    case .interrupted:
      try reading.interruption(body)
      outcome = .interrupted
    case .unanswered, .failed, .held:
      outcome = try Self.outcome(of: canary, in: body, by: seat, reading: &reading, bytes: stored)
      guard outcome.word == word else {
        throw Self.error("that \(seat.id) \(word.rawValue) \(kind.rawValue) does not follow from its answer")
      }
    }
    results[seat.id, default: []].append(
      CanaryResult(
        seat: seat.id, kind: kind, ordinal: ordinal, outcome: outcome,
        usage: body["usage"].map(Usage.init(json:)) ?? .none))
  }

  /// What follows from a usable answer, or from what was sent in the place of one.
  private static func outcome(
    of canary: Canary, in body: JSONValue, by seat: Seat, reading: inout JudgmentDerivation, bytes stored: StoredBytes
  ) throws -> CanaryResult.Outcome {
    guard body["response"]?.stringValue == nil else {
      try reading.answer(body)
      return canary.outcome(of: try answer(of: seat, in: body, bytes: stored), by: seat)
    }
    let unused = try reading.unused(of: body, by: seat, in: nil)
    try reading.failure(body)
    return CanaryResult.Outcome(withoutAnswer: body["reason"]?.stringValue ?? "", after: unused)
  }

  /// The seat as it was tested: with dimensions of its own, else the one that sits.
  private static func seat(like sitting: Seat, of body: JSONValue, bytes stored: StoredBytes) throws -> Seat {
    let panel = try Panel(recorded: body["panel"], bytes: stored)
    guard let seat = panel.seats.first(where: { $0.id == sitting.id }), seat.model == sitting.model,
      seat.persona.id == sitting.persona.id, seat.persona.thresholds == sitting.persona.thresholds
    else { throw error("the seat \(sitting.id) was tested as another than it sits") }
    return seat
  }

  /// What the raw response says, which was found to be a usable answer to the call.
  private static func answer(of seat: Seat, in body: JSONValue, bytes stored: StoredBytes) throws -> SeatAnswer {
    let response = try stored.text(body["response"]?.stringValue, of: "raw response")
    let again = body["dialect"]?.stringValue.flatMap(Dialect.init).flatMap {
      RereadAnswer(ofResponse: response, in: $0)
    }
    let reader = AnswerReader(
      nonce: body["nonce"]?.stringValue, dimensions: seat.dimensions, requiresChecks: true)
    do { return try reader.answer(from: again?.text ?? "") } catch { throw self.error(error.description) }
  }

  private static func error(_ problem: String) -> RecordError { RecordError(record: "canary", problem: problem) }
}

extension JSONValue {
  /// Whether a model sent anything for this line, rather than that all of it was kept from before.
  ///
  /// What was kept may be to another canary than the one that the run draws: a replay asks what was recorded.
  fileprivate var holdsNewResponse: Bool {
    ([self] + (self["unused"]?.arrayValue ?? [])).contains {
      $0["response"]?.stringValue != nil && $0["cached"]?.boolValue != true
    }
  }
}
