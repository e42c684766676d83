import JudgeTypes
import LanguageModels
import Provenance
import Synchronization
import TestSupport
import Testing

@testable import Judging

/// When the calls of one seat are made, and when they are not made any more.
struct DividedSeatTests {
  private static let one = Sample.model("one")
  private static let two = Sample.model("two")

  /// So many dimensions that they go over three calls.
  private static let dimensions = (0..<65).map { index in
    Sample.dimension(Dimension.ID("d\(index)"), level: .must, weight: 100, checks: ["a"])
  }
  private static let many = Sample.seat("many", dimensions: dimensions)
  private static let few = Sample.seat("few", dimensions: [Sample.style], model: two)

  /// An answer to whatever dimensions a prompt asks about; nothing is reported of what it took.
  private static func answer(to prompt: Prompt, by name: ModelName) -> Completion {
    let asked = (dimensions + [Sample.style]).filter { prompt.own.contains("DIMENSION-ID:\($0.id) ") }
    let answers = asked.map { dimension in
      Sample.answer(dimension.id, Dictionary(uniqueKeysWithValues: dimension.checks.map { ($0.id, .yes) }))
    }
    let text = Sample.answer(answers).json.setting("nonce", to: .string(Sample.nonce)).canonical
    let whole = Completion.scripted(text, by: name)
    return Completion(
      text: text, answeredModel: name, responseID: whole.responseID, stop: .complete, usage: nil, attempts: 1,
      started: whole.started, finished: whole.finished, latency: 1, raw: whole.raw, dialect: .openai)
  }

  private static func model(_ name: ModelName) -> ScriptedModel {
    ScriptedModel(name) { answer(to: $0, by: name) }
  }

  /// Judges with `many` and `few` on a budget that covers as much of them as `share` says.
  private func judge(
    _ first: ScriptedModel, _ second: ScriptedModel = model(two), covering share: (_ many: Int, _ few: Int) -> Int
  ) async throws -> (Judgment, StoredRun) {
    let panel = Sample.panel([Self.few, Self.many])
    func judge(_ budget: CallBudget?) -> ModelJudge {
      ModelJudge(on: Sample.artifact(), for: panel.seats, nonce: Sample.nonce, deadline: .seconds(9)) { name in
        RetryingModel(name == Self.one ? first : second, policy: .none, budget: budget)
      }
    }
    let costs = panel.seats.map { seat in
      let unlimited = judge(nil)
      return unlimited.division.calls(of: seat).compactMap { unlimited.estimate(of: seat, in: $0)?.tokens }.reduce(0, +)
    }
    let budget = CallBudget(try #require(Budget(usd: nil, tokens: share(costs[1], costs[0]))))
    budget.announce(artifact: 0)
    #expect(try await budget.begin(artifact: 0))
    let asking = judge(budget)
    let journal = MemoryJournal()
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce).judge(
      Sample.artifact(), ordinal: 0, with: panel,
      by: BudgetedJudge(
        asking, within: budget, of: panel, ordinal: 0, path: Sample.path, estimate: asking.estimate))
    return (judgment, await journal.closed())
  }

  // MARK: On a budget

  @Test(arguments: 0..<10)
  func `a seat of several calls has all of them before one that binds less has its only one`(_: Int) async throws {
    let (first, second) = (Self.model(Self.one), Self.model(Self.two))
    let (judgment, stored) = try await judge(first, second) { many, few in many + few - 1 }
    #expect(first.prompts.count == 3 && second.prompts.isEmpty)
    #expect(judgment.seats.map(\.result.state) == [.notPolled, .judged] && judgment.isOutOfBudget)
    #expect(stored.verification().holds)
  }

  @Test func `where there is enough for all, nobody waits for the last call of another`() async throws {
    let second = Self.model(Self.two)
    let first = ScriptedModel(Self.one) { prompt in
      // Not before the other seat is asked, which therefore may not wait for this answer.
      for _ in 0..<5_000 where second.prompts.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      #expect(!second.prompts.isEmpty)
      return Self.answer(to: prompt, by: Self.one)
    }
    let (judgment, _) = try await judge(first, second) { many, few in many + few }
    #expect(judgment.seats.map(\.result.state) == [.judged, .judged])
  }

  @Test func `calls that a failed seat does not make keep nobody waiting`() async throws {
    let first = ScriptedModel(Self.one) { _ in throw ProviderError(Self.one, .quotaSpent, attempts: 1) }
    let (judgment, stored) = try await judge(first) { many, _ in many }
    #expect(first.prompts.count == 1)
    #expect(judgment.seats.map(\.result.state) == [.judged, .failed] && !judgment.isOutOfBudget)
    #expect(stored.verification().holds)
  }

  @Test func `a seat that runs out in the middle keeps what was answered on record, and has failed`() async throws {
    let (judgment, stored) = try await judge(Self.model(Self.one)) { many, _ in many - 1 }
    // What its last call leaves is enough for the other seat.
    #expect(judgment.seats.map(\.result.state) == [.judged, .failed] && judgment.isOutOfBudget)
    #expect(stored.entries.count { $0.body["seat"] == "many" && $0.kind == "answer" } == 2)
    #expect(judgment.seats[1].usage.answers == 2)
    let verification = stored.verification()
    #expect(verification.holds, "\(verification.problems)")
  }

  // MARK: A call that fails

  @Test func `once a call has failed, none of the seat is begun, and what was under way is on record`() async throws {
    let code = (1...900).map { "    value_\($0) = compute(\($0))\n" }.joined()
    let parts = 3
    let begun = Mutex(0)
    let failed = Mutex(false)
    let model = ScriptedModel(Self.one) { prompt in
      begun.withLock { $0 += 1 }
      if prompt.shared.contains("part 2 of") {
        while begun.withLock({ $0 }) < parts { try await Task.sleep(for: .milliseconds(1)) }
        failed.withLock { $0 = true }
        throw ProviderError(Self.one, .quotaSpent, attempts: 1)
      }
      // Answered a good while after the other call has failed.
      while !failed.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
      try await Task.sleep(for: .milliseconds(200))
      return Self.answer(to: prompt, by: Self.one)
    }
    let judges = stride(from: 8_000, to: 30_000, by: 500).lazy.map { window in
      ModelJudge(
        on: Sample.artifact(code), for: [Self.many], nonce: Sample.nonce, deadline: .seconds(9),
        windows: ContextWindows(of: [Self.one], in: ModelCatalogue(models: []), otherwise: window)
      ) { _ in model }
    }
    let judge = try #require(judges.first { $0.division.parts == parts })
    #expect(judge.division.calls(of: Self.many).count > 2 * parts)
    let journal = MemoryJournal()
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce).judge(
      judge.prompts.artifact, ordinal: 0, with: Sample.panel([Self.many]), by: judge)
    #expect(model.prompts.count == parts, "one call about each part, and no second")
    let stored = await journal.closed()
    #expect(stored.entries.count { $0.kind == "answer" } == parts - 1)
    #expect(judgment.seats[0].result.state == .failed && judgment.usage.answers == parts - 1)
    #expect(stored.verification().holds)
  }

  @Test func `an unused answer is held against what its own call asked`() async throws {
    let model = ScriptedModel(Self.one) { prompt in
      prompt.own.contains("DIMENSION-ID:d0 ") ? Self.answer(to: prompt, by: Self.one) : .scripted("no", by: Self.one)
    }
    let judge = ModelJudge(
      on: Sample.artifact(), for: [Self.many], nonce: Sample.nonce, deadline: .seconds(9)
    ) { _ in model }
    let journal = MemoryJournal()
    _ = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce).judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel([Self.many]), by: judge)
    var stored = await journal.closed()
    #expect(stored.verification().holds && stored.line(of: "failure") != nil)
    // A usable answer to the second group, which the record says was none.
    let call = SeatCall(part: 1, of: 1, group: 2, of: 3)
    let usable = Self.answer(to: try judge.prompts.prompt(for: Self.many, in: call), by: Self.one).raw
    stored.blobs[Digest.sha256(usable)] = Array(usable.utf8)
    func forged(_ change: (JSONValue) -> JSONValue) -> RunVerification {
      stored.rechained { entry in
        guard entry.kind == "failure", let attempts = entry.body["unused"]?.arrayValue else { return entry.body }
        return entry.body.setting("unused", to: .array(attempts.map(change)))
      }.verification()
    }
    let replaced = forged { $0.setting("response", to: .string(Digest.sha256(usable))) }
    #expect(
      replaced.problems.contains { $0.message.contains("a usable answer that was not used") }, "\(replaced.problems)")
    let nameless = forged { $0.setting("call", to: .null) }
    #expect(nameless.problems.contains { $0.message.contains("to no call of the seat many") }, "\(nameless.problems)")
  }

  // MARK: What may not be asked

  @Test func `a model that may not be sent the artifact does not decide how it is shown`() throws {
    let artifact = Sample.artifact((1...2_000).map { "value_\($0) = compute(\($0))\n" }.joined())
    let small = ModelCatalogue(models: [KnownModel(wire: Self.two, contextWindow: 6_000)])
    let windows = ContextWindows(of: [Self.one, Self.two], in: small, otherwise: 200_000)
    let seat = Sample.seat("a", dimensions: Array(Self.dimensions.prefix(20)), backup: Self.two)
    func asked(withholding: (ModelName) -> String?) -> PanelPrompts {
      PanelPrompts(for: [seat], on: artifact, nonce: Sample.nonce, windows: windows, withholding: withholding)
    }
    #expect(asked { _ in nil }.division.parts > 1)
    let alone = asked { $0 == Self.two ? "a rule withholds it" : nil }
    #expect(alone.division == .none)
    #expect(try alone.prompt(for: seat, in: .whole).outputLimit == 8_192)
    #expect(asked { _ in "a rule withholds it" }.division == .none)
  }

  // MARK: A seat that is stopped

  @Test(arguments: [true, false])
  func `what was paid for before a repair was cancelled is on record, and counts when the run goes on`(
    isDivided: Bool
  ) async throws {
    let seats = [isDivided ? Self.many : Sample.seat("a", dimensions: [Sample.style])]
    let isStopped = Mutex(true)
    let model = ScriptedModel(Self.one) { prompt in
      guard isStopped.withLock({ $0 }) else {
        return .scripted(Self.answer(to: prompt, by: Self.one).text, by: Self.one)
      }
      if prompt.own.contains("could not be used") { throw ProviderError(Self.one, .cancelled, attempts: 1) }
      return .scripted("no", by: Self.one)
    }
    let judge = ModelJudge(on: Sample.artifact(), for: seats, nonce: Sample.nonce, deadline: .seconds(9)) { _ in model }
    let journal = MemoryJournal()
    let pipeline = JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce)
    await #expect(throws: CancellationError.self) {
      _ = try await pipeline.judge(Sample.artifact(), ordinal: 0, with: Sample.panel(seats), by: judge)
    }
    let stopped = await journal.open
    let line = try #require(stopped.line(of: "interruption", seat: seats[0].id.rawValue))
    #expect(stopped.value("unused", line: line)?.arrayValue?.count == 1)
    let soFar = try stopped.soFar()
    #expect(soFar.spent.tokens == 120)
    #expect(stopped.entries[line - 1].namedBlobs.count == 1)
    isStopped.withLock { $0 = false }
    let judgment = try await pipeline.judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel(seats), begun: soFar.begun[0], by: judge)
    let calls = judge.division.calls(of: seats[0]).count
    #expect(judgment.seats[0].result.state == .judged)
    #expect(judgment.usage.calls == calls + 2 && judgment.usage.answers == calls + 1)
    #expect(judgment.usage.inputTokens == 100 * (calls + 1))
    let verification = await journal.closed().verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(verification.judgments.map { $0.json().canonical } == [judgment.json().canonical])
  }
}
