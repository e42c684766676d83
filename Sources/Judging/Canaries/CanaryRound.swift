public import JudgeTypes
public import LanguageModels

/// The canaries of a run: a seat is asked about them when it first sits, beside what it is asked then, and every judgment in which
/// it sits waits for what came of it.
public actor CanaryRound {
  public nonisolated let mode: CanaryMode
  /// The seats as they are tested: each by its persona's own dimensions, on its own model alone.
  nonisolated let panel: Panel
  private nonisolated let nonce: String
  private nonisolated let isPlayable: @Sendable (Canary, Seat) -> Bool
  private nonisolated let judge: @Sendable (Canary) -> any SeatJudge
  /// What was on record when the run went on.
  private nonisolated let onRecord: [Seat.ID: [CanaryResult]]
  private var results: [Seat.ID: [CanaryResult]]
  private var asking: Set<Seat.ID> = []
  private var waiting: [Seat.ID: [CheckedContinuation<Void, Never>]] = [:]

  /// - Parameters:
  ///   - panel: all seats that may sit, as they are to be tested.
  ///   - nonce: the run's.
  ///   - onRecord: what came of canaries before the run was stopped; they are not asked again.
  ///   - isPlayable: whether a canary can be asked at all; where answers are replayed, those of a sample are that were recorded.
  ///   - judge: asks seats about a canary.
  public init(
    _ mode: CanaryMode, of panel: Panel, nonce: String, onRecord: [CanaryResult] = [],
    isPlayable: @escaping @Sendable (Canary, Seat) -> Bool = { _, _ in true },
    judge: @escaping @Sendable (Canary) -> any SeatJudge
  ) {
    self.mode = mode
    self.panel = panel
    self.nonce = nonce
    self.isPlayable = isPlayable
    self.judge = judge
    self.onRecord = Dictionary(grouping: onRecord, by: \.seat)
    results = self.onRecord
  }

  // MARK: Who is asked what

  /// The canaries that the seat has yet to be asked about, by what is known of it.
  private nonisolated func open(for seat: Seat, knowing results: [CanaryResult]) -> [Canary] {
    let concluded = results.filter(\.isConcluded).map(\.kind)
    guard concluded.count < mode.count else { return [] }
    let canaries = mode.order(for: seat.id, nonce: nonce).filter { !concluded.contains($0) }.map { Canary($0) }
    guard mode == .sample else { return canaries }
    return (canaries.first { isPlayable($0, seat) } ?? canaries.first).map { [$0] } ?? []
  }

  private nonisolated func tested(_ id: Seat.ID) -> Seat? { panel.seats.first { $0.id == id } }

  /// The calls that seats of `panel` will make for their canaries, each with its place among all of the run.
  public nonisolated func calls(of panel: Panel) -> [(place: Int, subject: CallSubject)] {
    self.panel.seats.enumerated().flatMap { index, seat -> [(place: Int, subject: CallSubject)] in
      guard panel.seats.contains(where: { $0.id == seat.id && $0.notApplicable == nil }) else { return [] }
      return open(for: seat, knowing: onRecord[seat.id] ?? []).enumerated().map { number, canary in
        let subject = CallSubject(artifact: canary.artifact.path, seat: seat.id.rawValue)
        return (index * Canary.Kind.allCases.count + number, subject)
      }
    }
  }

  // MARK: Asking

  /// What came of the seat's canaries, as the judgment of this artifact counts it; asked now where nobody has asked yet.
  func results(of seat: Seat, ordinal: Int, journal: JudgmentJournal) async throws -> [CanaryResult] {
    // Whoever asked may have been stopped: then one of those that waited asks.
    while asking.contains(seat.id) {
      await withCheckedContinuation { waiting[seat.id, default: []].append($0) }
    }
    guard let tested = tested(seat.id) else { return [] }
    let open = open(for: tested, knowing: results[seat.id] ?? [])
    guard !open.isEmpty else { return (results[seat.id] ?? []).counted(in: ordinal) }
    asking.insert(seat.id)
    defer {
      asking.remove(seat.id)
      for waiter in waiting.removeValue(forKey: seat.id) ?? [] { waiter.resume() }
    }
    try await ask(tested, about: open, ordinal: ordinal, journal: journal)
    return (results[seat.id] ?? []).counted(in: ordinal)
  }

  /// Where one fails the others are stopped, and what is on record of them by then counts: whoever asks next must not ask that again.
  private func ask(_ seat: Seat, about open: [Canary], ordinal: Int, journal: JudgmentJournal) async throws {
    try await withThrowingTaskGroup(of: CanaryResult.self) { group in
      for canary in open {
        group.addTask { try await self.result(of: canary, by: seat, ordinal: ordinal, journal: journal) }
      }
      var first: (any Error)?
      while let outcome = await group.nextResult() {
        switch outcome {
        case .success(let result): results[seat.id, default: []].append(result)
        case .failure(let error):
          first = first ?? error
          group.cancelAll()
        }
      }
      if let first { throw first }
    }
  }

  /// It is on record before anyone uses it.
  private nonisolated func result(
    of canary: Canary, by seat: Seat, ordinal: Int, journal: JudgmentJournal
  ) async throws -> CanaryResult {
    func result(_ outcome: CanaryResult.Outcome, _ usage: Usage) -> CanaryResult {
      CanaryResult(seat: seat.id, kind: canary.kind, ordinal: ordinal, outcome: outcome, usage: usage)
    }
    let panel = panel
    do {
      let raw = try await judge(canary).answer(of: seat)
      let outcome = canary.outcome(of: try raw.read(by: seat), by: seat)
      try await journal.record(raw, of: seat, to: canary, outcome: outcome, panel: panel)
      return result(outcome, raw.usage)
    } catch let failure as SeatFailure {
      let outcome = CanaryResult.Outcome(withoutAnswer: failure.reason, after: failure.unused)
      try await journal.record(failure, of: seat, to: canary, outcome: outcome, panel: panel)
      return result(outcome, failure.usage)
    } catch let interruption as SeatInterruption {
      try await journal.record(interruption, of: seat, to: canary, panel: panel)
      throw CancellationError()
    }
  }
}

extension RawAnswer {
  /// What it says; a judge of models has read it already.
  fileprivate func read(by seat: Seat) throws -> SeatAnswer {
    if let reading { return reading }
    do {
      return try AnswerReader(nonce: nonce, dimensions: seat.dimensions, requiresChecks: true).answer(from: text)
    } catch {
      throw SeatFailure(
        reason: error.description, isProviderFailure: false, usage: usage,
        unused: unused + [unused(because: error.description)])
    }
  }
}
