import JudgeTypes
import LanguageModels
import Provenance
import TestSupport
import Testing

@testable import Judging

@Suite struct `A panel that is asked no more than it takes` {
  private func judged(
    _ answers: [Seat.ID: SeatAnswer], veto: Bool = true, in order: [Seat.ID] = ["c", "a", "b", "e", "d"]
  ) async throws -> (judgment: Judgment, run: StoredRun, kinds: [String]) {
    let journal = MemoryJournal()
    let seats = ["a", "b", "c", "d", "e"].map { Sample.seat($0) }
    let panel = Panel(
      seats: seats, rule: ConsensusRule(threshold: .twoThirds, veto: veto), banners: ["a banner"])
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce)
      .judge(Sample.artifact(), ordinal: 0, with: panel, curtailing: order, by: ScriptedJudge(answers))
    return (judgment, await journal.closed(), await journal.kinds)
  }

  private func states(_ judgment: Judgment) -> [String] {
    judgment.seats.map { "\($0.seat.id) \($0.result.state.rawValue)" }
  }

  @Test func `a critical finding of the first seat ends it, and the others are not polled`() async throws {
    let grave = Sample.passing(claims: [Sample.claim(.critical, on: "style")])
    let (judgment, run, kinds) = try await judged(["c": grave])
    #expect(judgment.outcome == .fail)
    #expect(
      states(judgment) == ["a not_polled", "b not_polled", "c judged", "d not_polled", "e not_polled"])
    #expect(judgment.banners.contains("4 of 5 seats were not polled: no answer of theirs could change the outcome"))
    #expect(kinds == ["artifact", "answer", "curtailed", "judgment"])
    let verification = run.verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(verification.judgments.first?.seats.map(\.result) == judgment.seats.map(\.result))
  }

  @Test func `with a veto on, a panel that is content is asked whole`() async throws {
    let answers = Dictionary(uniqueKeysWithValues: ["a", "b", "c", "d", "e"].map { (Seat.ID($0), Sample.passing()) })
    let (judgment, _, kinds) = try await judged(answers)
    #expect(judgment.outcome == .pass)
    #expect(!kinds.contains("curtailed"))
    #expect(judgment.banners == ["a banner"])
  }

  @Test func `without a veto it ends at two thirds`() async throws {
    let answers = Dictionary(uniqueKeysWithValues: ["a", "b", "c", "e"].map { (Seat.ID($0), Sample.passing()) })
    let (judgment, run, _) = try await judged(answers, veto: false)
    #expect(judgment.outcome == .pass)
    #expect(states(judgment).last == "e judged" && states(judgment)[3] == "d not_polled")
    #expect(run.verification().holds)
  }

  @Test func `a record that names seats whose answer could have mattered is refused`() async throws {
    let grave = Sample.passing(claims: [Sample.claim(.critical, on: "style")])
    let (_, run, _) = try await judged(["c": grave])
    let cut = run.rechained { $0.kind == "curtailed" ? nil : $0.body }
    #expect(cut.verification().problems.contains { $0.message.contains("nothing is there of the seat") })
    let fewer = run.rechained { $0.kind == "curtailed" ? $0.body.setting("seats", to: ["a", "b", "d"]) : $0.body }
    #expect(fewer.verification().problems.contains { $0.message.contains("does not name the seats") })
    // The panel that answered is content now, and the rest of it might have objected.
    let content = try await judged(
      Dictionary(uniqueKeysWithValues: ["a", "b", "c", "e"].map { (Seat.ID($0), Sample.passing()) }), veto: false)
    let panel = try #require(content.run.value("panel", line: 2)?.stringValue)
    var stored = content.run
    let withVeto = String(decoding: stored.blobs[panel] ?? [], as: UTF8.self)
      .replacing("\"veto\":false", with: "\"veto\":true")
    let digest = Digest.sha256(withVeto)
    stored.blobs[digest] = Array(withVeto.utf8)
    let forged = stored.rechained { $0.kind == "artifact" ? $0.body.setting("panel", to: .string(digest)) : $0.body }
    #expect(forged.verification().problems.contains { $0.message.contains("could have changed the outcome") })
  }

  @Test func `seats are asked in the order given, and those that it does not name last, by id`() {
    let seats = ["a", "b", "c", "d"].map { Sample.seat($0) }
    #expect(Polling.queue(of: seats, in: ["d", "b"]).map(\.id) == ["d", "b", "a", "c"])
  }
}
