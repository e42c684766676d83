import JudgeTypes
import LanguageModels
import Provenance
import TestSupport
import Testing

@testable import Judging

@Suite struct `A panel on a budget` {
  private static let unasked = SeatFailure(
    reason: "the budget is used up", isProviderFailure: false, isOutOfBudget: true)

  private func judged(
    _ failures: [Seat.ID: SeatFailure], answers: [Seat.ID]
  ) async throws -> (judgment: Judgment, run: StoredRun) {
    let journal = MemoryJournal()
    let panel = Sample.panel(of: "a", "b", "c", "d", "e")
    let judge = ScriptedJudge(
      Dictionary(uniqueKeysWithValues: answers.map { ($0, Sample.passing()) }), failures: failures)
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce)
      .judge(Sample.artifact(), ordinal: 0, with: panel, by: judge)
    return (judgment, await journal.closed())
  }

  @Test func `seats are asked by the weight of what binds, then of what is advised, then by id`() {
    let must = { Sample.dimension("m", level: .must, weight: $0) }
    let mustNot = { Sample.dimension("n", level: .mustNot, weight: $0) }
    let should = { Sample.dimension("s", level: .should, weight: $0) }
    let may = { Sample.dimension("y", level: .may, weight: $0) }
    let panel = Sample.panel([
      Sample.seat("advised", dimensions: [should(9_000), may(1_000)]),
      Sample.seat("zealous", dimensions: [must(3_000), mustNot(3_000), may(4_000)]),
      Sample.seat("bound", dimensions: [must(5_000), should(5_000)]),
      Sample.seat("also_bound", dimensions: [mustNot(5_000), should(5_000)]),
      Sample.seat("bound_less", dimensions: [must(5_000), may(5_000)]),
      Sample.seat("absent", dimensions: [must(10_000)], notApplicable: "it reads adr only"),
    ])
    #expect(panel.seatsBySeverity.map(\.id) == ["zealous", "also_bound", "bound", "bound_less", "advised"])
  }

  @Test func `a seat that was not asked is not polled, one that was asked in part has failed, and the run verifies`()
    async throws
  {
    let cut = SeatFailure(
      reason: "HTTP 500; the budget is used up", isProviderFailure: true, usage: Usage(calls: 2, answers: 0),
      isOutOfBudget: true)
    let (judgment, run) = try await judged(["d": Self.unasked, "e": cut], answers: ["a", "b", "c"])
    #expect(judgment.seats.map(\.result.state) == [.judged, .judged, .judged, .notPolled, .failed])
    #expect(judgment.isOutOfBudget && judgment.outcome == .noConsensus)
    #expect(judgment.banners.contains("the budget was used up before 2 of 5 seats could be asked"))
    let verification = run.verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(verification.judgments.map(\.isOutOfBudget) == [true])
    #expect(verification.judgments.first?.seats.map(\.result) == judgment.seats.map(\.result))
  }

  @Test func `a seat that was not polled stays in the denominator, and an outcome without it may stand`() async throws {
    let four = try await judged(["e": Self.unasked], answers: ["a", "b", "c", "d"]).judgment
    #expect(four.outcome == .pass && four.isOutOfBudget)
    let two = try await judged(
      ["c": Self.unasked, "d": Self.unasked, "e": Self.unasked], answers: ["a", "b"]
    ).judgment
    #expect(two.outcome == .inconclusive && two.consensus.rule == .quorumMissed && !two.isProviderFailure)
  }

  @Test func `a run says what its budget left out, and reads it again`() async throws {
    let judgment = try await judged(["e": Self.unasked], answers: ["a", "b", "c", "d"]).judgment
    let opening = RunOpening(
      run: "run", version: "1", mode: .models, started: MemoryJournal.time, nonce: "n", artifacts: 4, banners: [],
      failsOnConditional: false)
    let ending = RunEnding(
      finished: MemoryJournal.time, failures: [2, RunEnding.outOfBudget, RunEnding.outOfBudget], isInterrupted: false,
      budget: "$0.50")
    let result = RunResult(opening, ending, judgments: [judgment], exitCode: { _, _, _ in 5 })
    #expect(
      result.banners == [
        "the budget of $0.50 is used up: 1 judged (1 of them not by every seat), 2 not; judge again with a larger one, and "
          + "what the cache holds is not asked again", "incomplete: 1 judged, 1 could not be read",
      ])
    #expect(!result.isComplete && result.outcome == .inconclusive)
    #expect(try RunEnding(json: result.record(ending)) == ending)
  }
}
