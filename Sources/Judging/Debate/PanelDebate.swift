internal import Deliberation
internal import JudgeTypes
internal import Provenance

/// The debate of a panel about one artifact, from the seats' first words to their last, as a run holds it and as its record
/// is read.
struct PanelDebate: Sendable {
  /// The seal of the first words, made before anybody sees another's: the hash of each, and of all.
  let seal: JSONObject
  private let opening: [EvaluatedSeat]
  private var debate: Debate
  private let rule: DebateRule
  private let nonce: String
  private let check: EvidenceCheck
  /// What debating took, by seat.
  private var taken: [Seat.ID: Usage] = [:]
  /// Of the round under way.
  private var outcomes: [Seat.ID: TurnOutcome] = [:]
  /// Whether the seal of the first words is on record.
  private(set) var isSealed = false
  /// Whether the beginning of the round under way is on record.
  private(set) var isAnnounced = false

  /// Nil where none is to be held.
  ///
  /// - Parameters:
  ///   - opening: every seat's first word.
  ///   - division: a panel that was shown the artifact in parts holds none, as no single call shows what is argued about.
  init?(
    after opening: [EvaluatedSeat], of panel: Panel, nonce: String, checkedBy check: EvidenceCheck, division: Division
  ) {
    guard division.parts == 1, let debate = Debate(after: opening.map(\.ballot), by: panel.rule, panel.debate) else {
      return nil
    }
    self.opening = opening
    self.debate = debate
    self.nonce = nonce
    self.check = check
    rule = panel.debate
    let hashes = opening.compactMap { seat in
      seat.result.evaluation.map { (seat.seat.id.rawValue, JSONValue.string(Digest.sha256($0.json.canonicalBytes))) }
    }
    let seats = JSONValue.object(JSONObject(hashes, uniquingKeysWith: { first, _ in first }))
    seal = ["seats": seats, "sha256": .string(Digest.sha256(seats.canonicalBytes))]
  }

  /// Whether a round is under way.
  var isOpen: Bool { debate.end == nil }
  var round: Int { debate.round }

  /// What came of it so far; nil before the first round has ended.
  var record: DebateRecord? {
    // One that is cut off has no end of its own; only a judgment that does not hold is made of it.
    debate.rounds.isEmpty ? nil : DebateRecord(rounds: debate.rounds, end: debate.end ?? .unchanged)
  }

  // MARK: The round under way

  /// Those who were not heard yet, sorted by seat.
  var turns: [DebateTurn] {
    guard let topic = debate.topic else { return [] }
    return debate.ballots.compactMap { ballot in
      guard outcomes[ballot.seat.id] == nil else { return nil }
      return turn(of: ballot.seat, on: topic)
    }
  }

  /// The turn of a seat that is asked in the round under way and was not heard yet.
  func turn(of seat: Seat.ID) -> DebateTurn? {
    guard let topic = debate.topic, outcomes[seat] == nil,
      let ballot = debate.ballots.first(where: { $0.seat.id == seat })
    else { return nil }
    return turn(of: ballot.seat, on: topic)
  }

  private func turn(of seat: Seat, on topic: Disagreement) -> DebateTurn? {
    guard let questions = topic.questions[seat.id], let first = opening.first(where: { $0.seat.id == seat.id }) else {
      return nil
    }
    let context = DebateContext(
      ballots: debate.ballots, topic: topic, round: round, rounds: rule.rounds, nonce: nonce,
      seed: seal["sha256"]?.stringValue ?? "")
    return DebateTurn(
      round: round, seat: seat.asked(about: questions, on: first.asked), context: context.text(for: seat.id))
  }

  /// Takes what a seat said; the round ends with the last of them.
  mutating func hear(_ outcome: TurnOutcome, of seat: Seat.ID) {
    outcomes[seat] = outcome
    taken[seat] = (taken[seat] ?? .none).followed(by: outcome.usage)
    guard debate.topic?.questions.keys.allSatisfy({ outcomes[$0] != nil }) == true else { return }
    let words = outcomes.mapValues { outcome -> Debate.Word in
      switch outcome.word {
      case .answer(let answer): .answer(answer, findings: answer.claims.map(check.finding))
      case .silence(let reason, let isOutOfBudget): .silence(reason: reason, isOutOfBudget: isOutOfBudget)
      }
    }
    let usage = outcomes.values.map(\.usage).reduce(.none, +)
    debate.conclude(with: words, tokens: usage.inputTokens.flatMap { input in usage.outputTokens.map(input.adding) })
    outcomes = [:]
    isAnnounced = false
  }

  /// The first words are sealed.
  mutating func markSealed() { isSealed = true }

  /// The beginning of the round under way is on record, and the seal before it.
  mutating func markOnRecord() { (isSealed, isAnnounced) = (true, true) }

  // MARK: On record

  /// What the round under way asks whom, with the hash of what each is told of the others.
  var announcement: JSONObject {
    guard let topic = debate.topic else { return [:] }
    let turns = debate.ballots.compactMap { turn(of: $0.seat, on: topic) }
    return [
      "round": .integer(round), "disputed": .texts(topic.dimensions.map(\.rawValue)),
      "verdicts_differ": .bool(topic.verdictsDiffer), "wording": .string(DebateContext.wording),
      "seats": .array(
        turns.map { turn in
          [
            "seat": .string(turn.seat.id.rawValue), "dimensions": .texts(turn.seat.dimensions.map(\.id.rawValue)),
            "context_sha256": .string(Digest.sha256(turn.context)),
          ]
        }),
    ]
  }

  // MARK: The end

  /// Every seat with its last word.
  var closing: [EvaluatedSeat] {
    let results = Dictionary(debate.ballots.map { ($0.seat.id, $0.result) }, uniquingKeysWith: { first, _ in first })
    return opening.map { seat in
      guard let result = results[seat.seat.id], let path = debate.paths[seat.seat.id] else { return seat }
      return seat.closing(with: result, path: path, taking: taken[seat.seat.id] ?? .none)
    }
  }
}
