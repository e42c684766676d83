internal import Deliberation
public import JudgeTypes
internal import LanguageModels
internal import Provenance

/// That a run is to stop: an artifact on which more was to be asked is left as it stands, to be gone on with.
public struct JudgingStopped: Error, Sendable, Hashable {
  public init() {}
}

/// The one path: artifact → panel → evaluations → debate → consensus → judgment.
public struct JudgingPipeline: Sendable {
  private let recorder: Recorder
  /// The run's.
  public let nonce: String
  private let panels = StoredPanels()
  /// Nil where the seats are not tested.
  public let canaries: CanaryRound?
  private let onEvent: @Sendable (JudgingEvent) -> Void
  private let isStopping: @Sendable () -> Bool

  /// - Parameters:
  ///   - recorder: where every answer is written down before it is used.
  ///   - nonce: the run's, which marks what seats are told of each other.
  ///   - onEvent: told what happens, from any thread.
  ///   - canaries: of the run, by which each seat is tested.
  ///   - isStopping: whether no further seat is to be asked one by one, and no further round of debate to be held.
  public init(
    recorder: Recorder, nonce: String, canaries: CanaryRound? = nil,
    onEvent: @escaping @Sendable (JudgingEvent) -> Void = { _ in },
    isStopping: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isStopping = isStopping
    self.recorder = recorder
    self.nonce = nonce
    self.canaries = canaries
    self.onEvent = onEvent
  }

  /// Judges one artifact: every applicable seat evaluates it, the panel debates what it disputes, and one consensus comes of it.
  ///
  /// - Parameters:
  ///   - artifact: as judges may see it, secrets redacted; evidence is held against this text.
  ///   - ordinal: its number in the run, from 0.
  ///   - unassessed: what no seat can look at, in words, for the coverage.
  ///   - claims: what tools say of the artifact, as `judge` shows it; put on record with the artifact.
  ///   - notices: what the static review says of it beside findings.
  ///   - begun: what is on record of it from before the run was killed; the seats that were heard are not asked again.
  ///   - order: in which to ask the seats one by one, until no answer could change the outcome; nil to ask all.
  public func judge(
    _ artifact: Artifact, ordinal: Int, with panel: Panel, unassessed: [String] = [], claims: ToolClaims = .none,
    notices: ArtifactNotices = .none, begun: BegunJudgment? = nil, curtailing order: [Seat.ID]? = nil,
    by judge: any SeatJudge
  ) async throws -> Judgment {
    let journal = JudgmentJournal(recorder: recorder, panels: panels, ordinal: ordinal, entries: begun?.entries ?? 0)
    let division = begun?.division ?? judge.division
    if begun == nil {
      try await journal.open(
        artifact, panel: panel, unassessed: unassessed, claims: claims, notices: notices, division: division)
    }
    onEvent(.artifactStarted(path: artifact.path, seats: panel.seats.count { $0.notApplicable == nil }))
    let check = EvidenceCheck(for: artifact)
    let test: @Sendable (Seat) async throws -> [CanaryResult] = { seat in
      try await canaries?.results(of: seat, ordinal: ordinal, journal: journal) ?? []
    }
    let evaluated = try await evaluations(
      by: panel, heard: begun?.heard ?? [], testedBy: test, curtailing: order, journal: journal
    ) { seat in
      async let results = test(seat)
      onEvent(.seatStarted(path: artifact.path, seat: seat.id))
      let calls = division.calls(of: seat)
      let result: EvaluatedSeat
      if calls.count == 1 {
        result = try await evaluation(by: seat, asking: judge, check: check, journal: journal)
      } else {
        result = try await DividedSeat(seat, calls: calls, answered: begun?.answered[seat.id] ?? [:])
          .evaluation(asking: judge, check: check, journal: journal)
      }
      let tested = result.after(begun?.interrupted[seat.id]).tested(by: try await results)
      onEvent(.seatEnded(path: artifact.path, seat: seat.id, state: tested.result.state, usage: tested.usage))
      return tested
    }
    let debate = try await debated(
      begun?.debate
        ?? PanelDebate(after: evaluated, of: panel, nonce: nonce, checkedBy: check, division: division),
      among: panel, interrupted: begun?.debate == nil ? [:] : begun?.interrupted ?? [:],
      path: artifact.path, journal: journal, asking: judge)
    let judgment = Judgment(
      of: artifact, by: panel, evaluated: evaluated, debate: debate, unassessed: unassessed, parts: division.parts,
      notices: begun?.notices ?? notices)
    let sealed = try await journal.close(judgment)
    onEvent(.artifactJudged(sealed))
    return sealed
  }

  /// Every seat's result, sorted by seat: of those that were heard before, of those that do not apply, and of those that
  /// `evaluate` hears now, side by side or one by one.
  private func evaluations(
    by panel: Panel, heard: [EvaluatedSeat], testedBy test: @escaping @Sendable (Seat) async throws -> [CanaryResult],
    curtailing order: [Seat.ID]?, journal: JudgmentJournal,
    evaluate: @escaping @Sendable (Seat) async throws -> EvaluatedSeat
  ) async throws -> [EvaluatedSeat] {
    let known = Set(heard.map(\.seat.id))
    let others = panel.seats.filter { !known.contains($0.id) }
    var evaluated = others.compactMap { seat in
      seat.notApplicable.map { EvaluatedSeat(seat: seat, result: .notApplicable(reason: $0)) }
    }
    let waiting = others.filter { $0.notApplicable == nil }
    if let order {
      for seat in heard { evaluated.append(try await seat.tested(by: test)) }
      let queue = Polling.queue(of: waiting, in: order)
      try await poll(queue, by: panel.rule, adding: &evaluated, journal: journal, evaluate: evaluate)
    } else {
      try await withThrowingTaskGroup(of: EvaluatedSeat.self) { group in
        for seat in heard { group.addTask { try await seat.tested(by: test) } }
        for seat in waiting { group.addTask { try await evaluate(seat) } }
        for try await seat in group { evaluated.append(seat) }
      }
    }
    return evaluated.sorted { $0.seat.id < $1.seat.id }
  }

  /// Hears one seat after the other until the outcome is settled; the others are put on record as not polled.
  private func poll(
    _ queue: [Seat], by rule: ConsensusRule, adding evaluated: inout [EvaluatedSeat], journal: JudgmentJournal,
    evaluate: @Sendable (Seat) async throws -> EvaluatedSeat
  ) async throws {
    var waiting = queue[...]
    while let next = waiting.first, !Polling.isSettled(evaluated, waiting: Array(waiting), by: rule) {
      guard !isStopping() else { throw JudgingStopped() }
      evaluated.append(try await evaluate(next))
      waiting.removeFirst()
    }
    guard !waiting.isEmpty else { return }
    try await journal.curtail(Array(waiting))
    evaluated += waiting.map { EvaluatedSeat(curtailed: $0) }
  }

  /// Holds the debate, round by round, to its end. Of one that was begun before, those who were heard are not asked again.
  private func debated(
    _ debate: PanelDebate?, among panel: Panel, interrupted: [Seat.ID: Usage], path: String, journal: JudgmentJournal,
    asking judge: any SeatJudge
  ) async throws -> PanelDebate? {
    guard var debate else { return nil }
    var interrupted = interrupted
    while debate.isOpen {
      // Nobody is being asked about this artifact now, so nothing that was paid for is lost.
      guard !isStopping() else { throw JudgingStopped() }
      try await journal.announce(debate)
      debate.markOnRecord()
      try await withThrowingTaskGroup(of: (Seat.ID, TurnOutcome).self) { group in
        for turn in debate.turns.map({ $0.seated(by: panel) }) {
          onEvent(.seatStarted(path: path, seat: turn.seat.id))
          group.addTask { (turn.seat.id, try await outcome(of: turn, asking: judge, journal: journal)) }
        }
        for try await (seat, outcome) in group {
          onEvent(.seatEnded(path: path, seat: seat, state: outcome.state, usage: outcome.usage))
          debate.hear(outcome.after(interrupted.removeValue(forKey: seat)), of: seat)
        }
      }
    }
    return debate
  }

  /// What a seat says when it is asked again; on record before anyone uses it.
  private func outcome(
    of turn: DebateTurn, asking judge: any SeatJudge, journal: JudgmentJournal
  ) async throws -> TurnOutcome {
    do {
      let raw = try await journal.answer(in: turn, by: judge)
      try await journal.record(raw, of: turn.seat, round: turn.round)
      return TurnOutcome(raw, to: turn)
    } catch let failure as SeatFailure {
      try await journal.record(failure, of: turn.seat, round: turn.round)
      return TurnOutcome(failure)
    }
  }

  /// The one place that awaits a seat's first word: its answer is on record before anyone uses it.
  private func evaluation(
    by seat: Seat, asking judge: any SeatJudge, check: EvidenceCheck, journal: JudgmentJournal
  ) async throws -> EvaluatedSeat {
    let raw: RawAnswer
    do {
      raw = try await journal.answer(of: seat, by: judge)
    } catch let failure as SeatFailure {
      try await journal.record(failure, of: seat)
      return EvaluatedSeat(
        seat: seat, failing: failure.reason, usage: failure.usage, isProviderFailure: failure.isProviderFailure,
        isOutOfBudget: failure.isOutOfBudget)
    }
    try await journal.record(raw, of: seat)
    let result =
      raw.reading.map { seat.result(of: $0, checkedBy: check) }
      ?? seat.result(of: raw.text, nonce: raw.nonce, checkedBy: check)
    return EvaluatedSeat(seat: seat, result: result, raw: raw)
  }
}

extension Seat {
  /// What the seat holds by the text of its answer: `.failed` when it cannot be read.
  func result(of text: String, nonce: String?, checkedBy check: EvidenceCheck) -> SeatResult {
    let isOffline = model == .offline
    do {
      let reader = AnswerReader(nonce: nonce, dimensions: dimensions, requiresChecks: !isOffline)
      return result(of: try reader.answer(from: text), checkedBy: check)
    } catch {
      return .failed(reason: error.description)
    }
  }
}
