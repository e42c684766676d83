internal import JudgeTypes
internal import LanguageModels
internal import Synchronization

/// A seat that is asked about an artifact in several calls, and holds what their answers come to.
struct DividedSeat: Sendable {
  /// The most parts that one seat is asked about at a time, so that one failure does not cost the whole artifact.
  private static let width = 8

  private let seat: Seat
  private let calls: [SeatCall]
  /// What is on record from before the run was stopped.
  private let answered: [SeatCall: RawAnswer]

  init(_ seat: Seat, calls: [SeatCall], answered: [SeatCall: RawAnswer]) {
    self.seat = seat
    self.calls = calls
    self.answered = answered
  }

  /// Each answer is on record before any is used. The seat has failed as soon as one of its calls has: what was not judged
  /// must not pass for clean.
  func evaluation(
    asking judge: any SeatJudge, check: EvidenceCheck, journal: JudgmentJournal
  ) async throws -> EvaluatedSeat {
    let (answers, failures) = try await heard(asking: judge, journal: journal)
    guard !failures.isEmpty else { return EvaluatedSeat(seat: seat, answers: answers, checkedBy: check) }
    let failure = SeatFailure(ofCalls: failures)
    try await journal.record(failure, of: seat)
    return EvaluatedSeat(
      seat: seat, failing: failure.reason, usage: answers.usage.followed(by: failure.usage),
      isProviderFailure: failure.isProviderFailure, isOutOfBudget: failure.isOutOfBudget)
  }

  /// The parts side by side. The groups of dimensions of one part follow each other, as a provider's cache holds the part
  /// once it was asked about. After a failure no further call is made; those under way come to their end and on record.
  private func heard(
    asking judge: any SeatJudge, journal: JudgmentJournal
  ) async throws -> (answers: [SeatCall: RawAnswer], failures: [SeatCall: SeatFailure]) {
    let open = Dictionary(grouping: calls.filter { answered[$0] == nil }, by: \.part).sorted { $0.key < $1.key }
    let verdict = Verdict()
    return try await withThrowingTaskGroup(of: PartOutcome.self) { group in
      var outcome = PartOutcome(answers: answered)
      var waiting = open.makeIterator()
      func addNext() {
        guard outcome.failures.isEmpty, let (_, calls) = waiting.next() else { return }
        group.addTask { try await self.outcome(of: calls.sorted(), asking: judge, journal: journal, verdict) }
      }
      for _ in 0..<Self.width { addNext() }
      for try await part in group {
        outcome.answers.merge(part.answers) { first, _ in first }
        outcome.failures.merge(part.failures) { first, _ in first }
        addNext()
      }
      return (outcome.answers, outcome.failures)
    }
  }

  private struct PartOutcome: Sendable {
    var answers: [SeatCall: RawAnswer] = [:]
    var failures: [SeatCall: SeatFailure] = [:]
  }

  /// Of calls about one part, one after the other until one about any part fails.
  private func outcome(
    of calls: [SeatCall], asking judge: any SeatJudge, journal: JudgmentJournal, _ verdict: Verdict
  ) async throws -> PartOutcome {
    var outcome = PartOutcome()
    for call in calls where !verdict.hasFailed {
      do {
        let raw = try await journal.answer(of: seat, in: call, by: judge)
        try await journal.record(raw, of: seat, in: call)
        outcome.answers[call] = raw
      } catch let failure as SeatFailure {
        verdict.fail()
        outcome.failures[call] = failure
      }
    }
    return outcome
  }
}

/// Whether a seat is known to have failed, for all that are about to ask for it.
private final class Verdict: Sendable {
  private let failed = Mutex(false)

  var hasFailed: Bool { failed.withLock { $0 } }

  func fail() { failed.withLock { $0 = true } }
}

extension SeatFailure {
  /// Of the seat whose calls failed so; the reason names them.
  fileprivate init(ofCalls failures: [SeatCall: SeatFailure]) {
    let failures = failures.sorted { $0.key < $1.key }
    self.init(
      reason: failures.map { "\($0.key): \($0.value.reason)" }.joined(separator: "; "),
      isProviderFailure: failures.contains { $0.value.isProviderFailure },
      usage: failures.map(\.value.usage).reduce(.none, +),
      unused: failures.flatMap { call, failure in failure.unused.map { $0.asked(in: call) } },
      isOutOfBudget: failures.contains { $0.value.isOutOfBudget })
  }
}

// MARK: - What several answers come to

extension [SeatCall: RawAnswer] {
  /// What all of them took: the calls about one part waited for each other, those about several parts did not.
  var usage: Usage {
    let parts = Dictionary<Int, [Element]>(grouping: self, by: \.key.part).sorted { $0.key < $1.key }
    return parts.map { _, answers in
      answers.sorted { $0.key < $1.key }.map(\.value.usage).reduce(.none) { $0.followed(by: $1) }
    }.reduce(.none, +)
  }
}

extension EvaluatedSeat {
  /// - Parameter answers: to all calls in which the seat is asked.
  init(seat: Seat, answers: [SeatCall: RawAnswer], checkedBy check: EvidenceCheck) {
    let sorted = answers.sorted { $0.key < $1.key }
    let result = seat.result(of: answers, checkedBy: check)
    guard let raw = RawAnswer(of: seat, merging: sorted, usage: answers.usage) else {
      self.init(seat: seat, result: result)
      return
    }
    self.init(seat: seat, result: result, raw: raw)
  }
}

extension RawAnswer {
  /// Who answered, and what all answers took; where another model answered one of the calls, it is named.
  fileprivate init?(of seat: Seat, merging answers: [(key: SeatCall, value: RawAnswer)], usage: Usage) {
    let others = answers.filter { $0.value.asked != seat.model }
    guard let speaker = (others.first ?? answers.first)?.value else { return nil }
    let unused = others.flatMap { call, answer in
      answer.unused.map { attempt in
        UnusedAttempt(
          asked: attempt.asked, reason: "\(call): \(attempt.reason)", promptSHA256: attempt.promptSHA256,
          response: attempt.response, dialect: attempt.dialect, keptNonce: attempt.keptNonce)
      }
    }
    self.init(
      text: speaker.text, response: speaker.response, dialect: speaker.dialect, asked: speaker.asked,
      answeredBy: speaker.answeredBy, responseID: speaker.responseID, promptSHA256: speaker.promptSHA256,
      nonce: speaker.nonce, isCached: answers.allSatisfy(\.value.isCached), parameters: speaker.parameters,
      started: speaker.started, finished: speaker.finished, usage: usage, unused: unused)
  }
}
