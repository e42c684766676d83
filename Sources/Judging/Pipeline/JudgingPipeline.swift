internal import Deliberation
public import JudgeTypes
internal import LanguageModels
internal import Provenance

/// The one path: artifact → panel → evaluations → consensus → judgment.
public struct JudgingPipeline: Sendable {
  private let recorder: Recorder
  private let onEvent: @Sendable (JudgingEvent) -> Void

  /// - Parameters:
  ///   - recorder: where every answer is written down before it is used.
  ///   - onEvent: told what happens, from any thread.
  public init(recorder: Recorder, onEvent: @escaping @Sendable (JudgingEvent) -> Void = { _ in }) {
    self.recorder = recorder
    self.onEvent = onEvent
  }

  /// Judges one artifact: every applicable seat evaluates it, and one consensus comes of it.
  ///
  /// - Parameters:
  ///   - artifact: as judges may see it, secrets redacted; evidence is held against this text.
  ///   - ordinal: its number in the run, from 0.
  ///   - unassessed: what no seat can look at, in words, for the coverage.
  public func judge(
    _ artifact: Artifact, ordinal: Int, with panel: Panel, unassessed: [String] = [], by judge: any SeatJudge
  ) async throws -> Judgment {
    let journal = JudgmentJournal(recorder: recorder, ordinal: ordinal)
    try await journal.open(artifact, panel: panel, unassessed: unassessed)
    onEvent(.artifactStarted(path: artifact.path, seats: panel.seats.count { $0.notApplicable == nil }))
    let evaluated = try await evaluations(of: artifact, by: panel, asking: judge, journal: journal)
    let judgment = Judgment(of: artifact, by: panel, evaluated: evaluated, unassessed: unassessed)
    let sealed = try await journal.close(judgment)
    onEvent(.artifactJudged(sealed))
    return sealed
  }

  /// The one place that awaits a seat: its answer is on record before anyone uses it.
  private func evaluations(
    of artifact: Artifact, by panel: Panel, asking judge: any SeatJudge, journal: JudgmentJournal
  ) async throws -> [EvaluatedSeat] {
    let check = EvidenceCheck(for: artifact)
    return try await withThrowingTaskGroup(of: EvaluatedSeat.self) { group in
      var evaluated: [EvaluatedSeat] = []
      for seat in panel.seats {
        if let reason = seat.notApplicable {
          evaluated.append(EvaluatedSeat(seat: seat, result: .notApplicable(reason: reason)))
          continue
        }
        group.addTask {
          onEvent(.seatStarted(path: artifact.path, seat: seat.id))
          let result = try await evaluation(by: seat, asking: judge, check: check, journal: journal)
          onEvent(.seatEnded(path: artifact.path, seat: seat.id, state: result.result.state, usage: result.usage))
          return result
        }
      }
      for try await seat in group { evaluated.append(seat) }
      return evaluated.sorted { $0.seat.id < $1.seat.id }
    }
  }

  private func evaluation(
    by seat: Seat, asking judge: any SeatJudge, check: EvidenceCheck, journal: JudgmentJournal
  ) async throws -> EvaluatedSeat {
    let raw: RawAnswer
    do {
      raw = try await judge.answer(of: seat)
    } catch let failure as SeatFailure {
      try await journal.record(failure, of: seat)
      return EvaluatedSeat(
        seat: seat, result: .failed(reason: failure.reason), usage: failure.usage,
        isProviderFailure: failure.isProviderFailure)
    }
    try await journal.record(raw, of: seat)
    return EvaluatedSeat(seat: seat, result: seat.result(of: raw.text, nonce: raw.nonce, checkedBy: check), raw: raw)
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

/// A seat's result with what it took.
struct EvaluatedSeat: Sendable {
  let seat: Seat
  let result: SeatResult
  let answeredBy: ModelName
  let usage: Usage
  let isProviderFailure: Bool

  init(seat: Seat, result: SeatResult, usage: Usage = .none, isProviderFailure: Bool = false) {
    self.seat = seat
    self.result = result
    self.answeredBy = seat.model
    self.usage = usage
    self.isProviderFailure = isProviderFailure
  }

  init(seat: Seat, result: SeatResult, raw: RawAnswer) {
    self.seat = seat
    self.result = result
    self.answeredBy = raw.answeredBy
    self.usage = raw.usage
    self.isProviderFailure = false
  }
}

extension Consensus {
  /// The same, but no pass over source that could not be read, or not to its end: what hides from the judges must not help.
  fileprivate func capped(by coverage: [FileCoverage]) -> Consensus {
    let unread = coverage.filter(\.hidesSource).map(\.path).sorted()
    guard let first = unread.first, outcome == .pass || outcome == .conditional else { return self }
    let others = unread.count == 1 ? "" : " and \(unread.count - 1) more"
    return Consensus(
      outcome: .inconclusive, rule: .tooLittleAssessed,
      reason: "source could not be read to its end: \(first)\(others); mend it, or name it in .moe-judgeignore",
      agreement: agreement,
      dimensions: dimensions, assessedWeight: assessedWeight, pivot: pivot)
  }
}

extension Judgment {
  /// Concludes; the result depends on nothing but the seats' results.
  init(of artifact: Artifact, by panel: Panel, evaluated: [EvaluatedSeat], unassessed: [String]) {
    let ballots = evaluated.map { Ballot(seat: $0.seat, result: $0.result) }
    let consensus = Consensus(of: ballots, by: panel.rule).capped(by: artifact.coverage)
    self.init(
      artifact: ArtifactSummary(of: artifact), consensus: consensus, outcomeBeforeDebate: consensus.outcome,
      seats: evaluated.map { seat in
        SeatRecord(
          seat: seat.seat, result: seat.result, answeredBy: seat.answeredBy,
          family: seat.answeredBy == seat.seat.model ? nil : ModelCatalogue.standard.family(of: seat.answeredBy),
          path: seat.result.evaluation.map { [$0.verdict] } ?? [])
      },
      findings: [PanelFinding](of: evaluated.compactMap(\.result.evaluation)),
      dissent: Deliberation.dissent(among: ballots, from: consensus.outcome), unassessed: unassessed,
      usage: evaluated.map(\.usage).reduce(.none, +), provenance: ChainHead(head: "", entries: 0),
      isProviderFailure: consensus.rule == .quorumMissed && evaluated.contains(where: \.isProviderFailure))
  }

  func sealed(by provenance: ChainHead) -> Judgment {
    Judgment(
      artifact: artifact, consensus: consensus, outcomeBeforeDebate: outcomeBeforeDebate, seats: seats,
      findings: findings, dissent: dissent, unassessed: unassessed, usage: usage, provenance: provenance,
      isProviderFailure: isProviderFailure)
  }
}
