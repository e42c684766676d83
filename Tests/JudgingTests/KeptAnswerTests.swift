import JudgeTypes
import Judging
import LanguageModels
import Provenance
import TestSupport
import Testing

/// Judging with answers that were kept from an earlier run.
struct KeptAnswerTests {
  private let cache = MemoryCache()

  /// Judges the sample with seats a, b and c; `nonce` is the run's.
  private func judged(
    _ nonce: String, onto journal: MemoryJournal = MemoryJournal(),
    answering text: @escaping @Sendable (Prompt) -> String = Self.passing
  ) async throws -> (judgment: Judgment, calls: [Prompt]) {
    let inner = ScriptedModel(Sample.model("one"), answering: text)
    let target = CallTarget(
      name: inner.name,
      configuration: ProviderConfiguration(id: "test", dialect: .openai, baseURL: "http://x", keyVariable: nil),
      wireModel: "one")
    let judge = ModelJudge(on: Sample.artifact(), nonce: nonce, deadline: .seconds(9)) { _ in
      CachingModel(inner, at: target, cache: cache, use: .standard, run: nonce)
    }
    let panel = Sample.panel(["a", "b", "c"].map { Sample.seat(Seat.ID($0), template: "You are \($0).") })
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce).judge(
      Sample.artifact(), ordinal: 0, with: panel, by: judge)
    return (judgment, inner.prompts)
  }

  private static let passing: @Sendable (Prompt) -> String = { prompt in
    Sample.passing().json.setting("nonce", to: .string(prompt.nonce ?? "")).canonical
  }

  @Test func `a second run asks nothing, counts nothing and says so`() async throws {
    let first = try await judged("one-nonce")
    #expect(!first.calls.isEmpty && first.judgment.seats.allSatisfy { !$0.isCached })
    let second = try await judged("another")
    #expect(second.calls.isEmpty && second.judgment.seats.allSatisfy(\.isCached))
    #expect(second.judgment.usage == .none)
    #expect(second.judgment.outcome == first.judgment.outcome && second.judgment.findings == first.judgment.findings)
    #expect(second.judgment.seats.map(\.result) == first.judgment.seats.map(\.result))
    let seats = second.judgment.json()["seats"]?.arrayValue ?? []
    #expect(!seats.isEmpty && seats.allSatisfy { $0["cached"] == true })
    #expect(first.judgment.json()["seats"]?.arrayValue?.allSatisfy { $0["cached"] == nil } == true)
  }

  @Test func `a run with kept answers holds, and each says what it was asked with`() async throws {
    _ = try await judged("earlier")
    let journal = MemoryJournal()
    let judgment = try await judged(Sample.nonce, onto: journal).judgment
    let stored = await journal.closed()
    let verification = stored.verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(verification.judgments.map { $0.json().canonical } == [judgment.json().canonical])
    let answers = stored.entries.filter { $0.kind == "answer" }
    #expect(answers.count == 3)
    #expect(answers.allSatisfy { $0.body["cached"] == true && $0.body["nonce"]?.stringValue == "earlier" })
  }

  @Test func `another nonce than the run's holds only where the answer says that it was kept`() async throws {
    _ = try await judged("earlier")
    let journal = MemoryJournal()
    _ = try await judged(Sample.nonce, onto: journal)
    let stored = await journal.closed()
    let forgeries: [(JSONValue) -> JSONValue] = [
      { $0.setting("cached", to: false) }, { $0.setting("cached", to: .null) },
      { $0.setting("nonce", to: "forged") }, { $0.setting("nonce", to: "") }, { $0.setting("nonce", to: .null) },
    ]
    for forge in forgeries {
      let run = stored.rechained { $0.kind == "answer" ? forge($0.body) : $0.body }
      #expect(!run.verification().holds)
    }
  }

  @Test func `an answer that was asked for in this run may not be passed off as a kept one`() async throws {
    let journal = MemoryJournal()
    _ = try await judged(Sample.nonce, onto: journal)
    let run = await journal.closed().rechained {
      $0.kind == "answer" ? $0.body.setting("cached", to: true) : $0.body
    }
    // The seats of the judgment say otherwise.
    #expect(!run.verification().holds)
  }

  @Test func `an answer that could not be used is not kept, and its repair serves the next run`() async throws {
    let mended: @Sendable (Prompt) -> String = { prompt in
      prompt.own.contains("Your last answer could not be used") ? Self.passing(prompt) : "{}"
    }
    let first = try await judged("earlier", answering: mended)
    #expect(first.calls.count == 6 && first.judgment.seats.allSatisfy { $0.result.state == .judged })
    let journal = MemoryJournal()
    let second = try await judged(Sample.nonce, onto: journal, answering: mended)
    #expect(second.calls.isEmpty && second.judgment.seats.allSatisfy(\.isCached))
    #expect(await journal.closed().verification().holds)
  }

  @Test func `answers that cannot be used leave nothing behind`() async throws {
    let first = try await judged("earlier") { _ in "I would rather not." }
    #expect(first.judgment.seats.allSatisfy { $0.result.state == .failed } && cache.entries.isEmpty)
  }

  @Test func `an entry says for whom it was paid`() async throws {
    _ = try await judged("earlier")
    #expect(Set(cache.entries.map { $0.subject?.seat }) == ["a", "b", "c"])
    for entry in cache.entries {
      #expect(entry.subject?.artifact == Sample.path && entry.run == "earlier" && entry.answer.nonce == "earlier")
    }
  }
}
