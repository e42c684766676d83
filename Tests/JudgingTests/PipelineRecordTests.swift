import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Synchronization
import Testing

/// What the pipeline writes down, and when.
struct PipelineRecordTests {
  private func judge(
    _ panel: Panel, _ judge: ScriptedJudge, into journal: MemoryJournal,
    onEvent: @escaping @Sendable (JudgingEvent) -> Void = { _ in }
  ) async throws -> Judgment {
    try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce, onEvent: onEvent)
      .judge(Sample.artifact(), ordinal: 7, with: panel, unassessed: ["performance: no detector"], by: judge)
  }

  @Test func `the artifact stands first, then one line for each seat asked, the judgment last`() async throws {
    let journal = MemoryJournal()
    let seats = [Sample.seat("a"), Sample.seat("b"), Sample.seat("c"), Sample.seat("d", notApplicable: "no")]
    let judgment = try await judge(
      Sample.panel(seats), ScriptedJudge(["a": Sample.passing(), "b": Sample.passing()]), into: journal)
    let kinds = await journal.kinds
    #expect(kinds.first == "artifact" && kinds.last == "judgment")
    #expect(kinds.dropFirst().dropLast().sorted() == ["answer", "answer", "failure"])
    let lines = await journal.lines
    #expect(lines.allSatisfy { $0.body["ordinal"]?.intValue == 7 && $0.hasBlobs })
    #expect(Set(lines.dropFirst().dropLast().map { $0.body["seat"]?.stringValue }) == ["a", "b", "c"])
    let head = await journal.head
    #expect(judgment.provenance == ChainHead(head: head, entries: 5))
    #expect(judgment.unassessed == ["performance: no detector"])
  }

  @Test func `answers of models are made durable at once`() async throws {
    let journal = MemoryJournal()
    let seats = [Sample.seat("a"), Sample.seat("b", model: .offline)]
    _ = try await judge(
      Sample.panel(seats), ScriptedJudge(["a": Sample.passing(), "b": Sample.passing()]), into: journal)
    let durable = await journal.lines.filter(\.isDurable)
    #expect(durable.map { $0.body["seat"]?.stringValue } == ["a"])
  }

  @Test func `the bytes that a model's answer names are stored before its line`() async throws {
    let journal = MemoryJournal()
    let attempt = UnusedAttempt(
      asked: Sample.model("one"), reason: "no JSON", promptSHA256: "digest", response: "no", dialect: .openai)
    _ = try await judge(
      Sample.panel(of: "a", "b"),
      ScriptedJudge(
        ["a": Sample.passing()],
        failures: ["b": SeatFailure(reason: "twice", isProviderFailure: false, unused: [attempt])]), into: journal)
    let lines = await journal.lines.filter { $0.kind != "judgment" }
    #expect(lines.map(\.kind).sorted() == ["answer", "artifact", "failure"])
    for line in lines { #expect(line.hasBlobs, "\(line.kind)") }
  }

  @Test func `an answer's line tells who answered, what was asked and what it took`() async throws {
    let journal = MemoryJournal()
    _ = try await judge(Sample.panel(of: "a"), ScriptedJudge(["a": Sample.passing()]), into: journal)
    let body = try #require(await journal.lines.first { $0.kind == "answer" }?.body)
    let keys = [
      "dialect", "finished", "model_answered", "model_asked", "nonce", "ordinal", "parameters",
      "prompt_sha256",
      "response",
      "response_id", "round", "seat", "started", "unused", "usage",
    ]
    #expect(body.objectValue?.keys.sorted() == keys)
    #expect(body["usage"]?["input_tokens"]?.intValue == 100 && body["model_asked"]?.stringValue == "test/one")
  }

  @Test func `an answer is on record before anyone is told of it`() async throws {
    let happened = Mutex<[String]>([])
    let journal = MemoryJournal()
    let recorder = Recorder(
      record: { kind, body, isDurable in
        happened.withLock { $0.append("\(kind) \(body["seat"]?.stringValue ?? "-")") }
        return try await journal.append(kind, body, isDurable: isDurable)
      }, store: { journal.store($0) })
    let pipeline = JudgingPipeline(recorder: recorder, nonce: Sample.nonce) { event in
      switch event {
      case .artifactStarted: happened.withLock { $0.append("started") }
      case .seatStarted(_, let seat): happened.withLock { $0.append("asked \(seat)") }
      case .seatEnded(_, let seat, let state, _): happened.withLock { $0.append("\(state) \(seat)") }
      case .artifactJudged: happened.withLock { $0.append("told") }
      }
    }
    _ = try await pipeline.judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel(of: "a"), by: ScriptedJudge(["a": Sample.passing()]))
    #expect(
      happened.withLock { $0 } == ["artifact -", "started", "asked a", "answer a", "judged a", "judgment -", "told"])
  }

  @Test(arguments: ["artifact", "answer", "failure", "judgment"])
  func `what cannot be written down is not used`(kind: String) async throws {
    let journal = MemoryJournal(refusing: kind)
    let told = Mutex<[SeatState?]>([])
    await #expect(throws: MemoryJournal.Refused.self) {
      _ = try await judge(
        Sample.panel(of: "a", "b"), ScriptedJudge(["a": Sample.passing()]), into: journal
      ) { event in
        switch event {
        case .seatEnded(_, _, let state, _): told.withLock { $0.append(state) }
        case .artifactJudged: told.withLock { $0.append(nil) }
        default: break
        }
      }
    }
    let states = told.withLock { $0 }
    #expect(!states.contains(nil))
    #expect(await !journal.kinds.contains("judgment"))
    if kind == "answer" { #expect(!states.contains(.judged)) }
    if kind == "failure" { #expect(!states.contains(.failed)) }
  }

  @Test func `a cancelled seat ends the judgment without a verdict`() async throws {
    let journal = MemoryJournal()
    await #expect(throws: CancellationError.self) {
      _ = try await judge(Sample.panel(of: "a"), ScriptedJudge { _ in throw CancellationError() }, into: journal)
    }
    #expect(await journal.kinds == ["artifact"])
  }

  @Test(.timeLimit(.minutes(10))) func `seats are asked side by side`() async throws {
    let waiting = Mutex(0)
    let judge = ScriptedJudge { seat in
      waiting.withLock { $0 += 1 }
      // Comes back only once all three seats were asked.
      while waiting.withLock({ $0 }) < 3 { try await Task.sleep(for: .milliseconds(1)) }
      return .scripted(Sample.passing(), of: seat)
    }
    let judgment = try await self.judge(Sample.panel(of: "a", "b", "c"), judge, into: MemoryJournal())
    #expect(judgment.outcome == .pass)
  }
}
