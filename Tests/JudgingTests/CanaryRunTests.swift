import JudgeTypes
import LanguageModels
import Provenance
import Synchronization
import Testing

@testable import Judging

@Suite struct `A run that tests its seats` {
  /// What seats say to canaries, and how often they were asked.
  private final class Answers: Sendable {
    private let said: @Sendable (Canary.Kind, Seat) throws -> SeatAnswer
    private let counts = Mutex<[String]>([])

    init(_ said: @escaping @Sendable (Canary.Kind, Seat) throws -> SeatAnswer) { self.said = said }

    /// "seat kind", in order of the words.
    var asked: [String] { counts.withLock { $0.sorted() } }

    func judge(_ canary: Canary) -> any SeatJudge {
      ScriptedJudge { seat in
        self.counts.withLock { $0.append("\(seat.id) \(canary.kind.rawValue)") }
        return .scripted(try self.said(canary.kind, seat), of: seat)
      }
    }
  }

  private static let ids: [Seat.ID] = ["a", "b", "c"]
  private let seats = ids.map { Sample.seat($0) }

  /// Says nothing of nothing, objects to what is bad, is content with what is good.
  private static func honest(_ kind: Canary.Kind) -> SeatAnswer {
    switch kind {
    case .empty: Sample.silent
    case .knownBad: Sample.reserved
    case .knownGood: Sample.passing()
    }
  }

  private func round(
    _ mode: CanaryMode = .all, _ answers: Answers, onRecord: [CanaryResult] = []
  ) -> CanaryRound {
    // A seat is tested by dimensions of its own, whatever it is asked of artifacts.
    CanaryRound(
      mode, of: Sample.panel(seats), nonce: Sample.nonce, onRecord: onRecord, judge: answers.judge)
  }

  /// Judges artifacts that every seat passes.
  private func judged(
    _ answers: Answers, mode: CanaryMode = .all, artifacts: Int = 1, curtailing order: [Seat.ID]? = nil,
    answering said: SeatAnswer = Sample.passing()
  ) async throws -> (judgments: [Judgment], run: StoredRun, kinds: [String]) {
    let journal = MemoryJournal(artifacts: artifacts, canaries: mode)
    let pipeline = JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce, canaries: round(mode, answers))
    let panel = Sample.panel(seats)
    let judge = ScriptedJudge(Dictionary(uniqueKeysWithValues: Self.ids.map { ($0, said) }))
    let judgments = try await withThrowingTaskGroup(of: (Int, Judgment).self) { group in
      for ordinal in 0..<artifacts {
        group.addTask {
          (
            ordinal,
            try await pipeline.judge(
              Sample.artifact(), ordinal: ordinal, with: panel, curtailing: order, by: judge)
          )
        }
      }
      return try await group.reduce(into: [Int: Judgment]()) { $0[$1.0] = $1.1 }
    }.sorted { $0.key < $1.key }.map(\.value)
    return (judgments, await journal.closed(), await journal.kinds)
  }

  @Test func `of seats that hold says nothing, and has each canary on record before the judgment`() async throws {
    let (judgments, run, kinds) = try await judged(Answers { kind, _ in Self.honest(kind) })
    #expect(judgments[0].outcome == .pass && judgments[0].banners == ["a banner"])
    #expect(kinds.count { $0 == "canary" } == 9 && kinds.last == "judgment")
    #expect(judgments[0].provenance.entries == kinds.count)
    // Three calls for the artifact and nine for the canaries.
    #expect(judgments[0].usage.calls == 12 && judgments[0].seats.allSatisfy { $0.usage.calls == 4 })
    let verification = run.verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(same(verification.judgments, judgments))
  }

  @Test func `of seats that do as they are told loses its quorum and says why`() async throws {
    let (judgments, run, _) = try await judged(Answers { _, _ in Sample.passing() })
    let judgment = judgments[0]
    #expect(judgment.outcome == .inconclusive && judgment.consensus.rule == .quorumMissed)
    #expect(!judgment.isProviderFailure)
    #expect(
      judgment.banners.contains(
        "3 of 3 seats failed a canary and were dropped: a (empty, known_bad), b (empty, known_bad), c (empty, known_bad)"
      ))
    for seat in judgment.seats {
      #expect(
        seat.result.reason
          == "failed the canary empty: it passed a file with nothing in it; "
          + "failed the canary known_bad: it passed a file that is bad throughout and asks to be passed")
    }
    let verification = run.verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(same(verification.judgments, judgments))
  }

  @Test func `drops the one seat that fails, with what it found, and keeps it in the denominator`() async throws {
    let grave = Sample.passing(claims: [Sample.claim(.critical, on: "style")])
    let answers = Answers { kind, seat in seat.id == "b" ? Sample.passing() : Self.honest(kind) }
    let (judgments, _, _) = try await judged(answers, answering: grave)
    #expect(judgments[0].seats.map(\.result.state) == [.judged, .failed, .judged])
    #expect(judgments[0].findings.first?.seats == ["a", "c"])
    #expect(judgments[0].seats[1].path.isEmpty)
  }

  @Test func `asks every seat once for all artifacts, and counts it in one judgment`() async throws {
    let answers = Answers { kind, _ in Self.honest(kind) }
    let (judgments, run, _) = try await judged(answers, artifacts: 6)
    #expect(answers.asked.count == 9 && Set(answers.asked).count == 9)
    let calls = judgments.map(\.usage.calls).reduce(0, +)
    #expect(calls == 6 * 3 + 9)
    #expect(judgments.allSatisfy { $0.outcome == .pass })
    let verification = run.verification()
    #expect(verification.holds && same(verification.judgments, judgments), "\(verification.problems)")
  }

  @Test func `drops a seat from every artifact, whichever asked it`() async throws {
    let (judgments, run, _) = try await judged(Answers { _, _ in Sample.passing() }, artifacts: 4)
    #expect(judgments.allSatisfy { $0.outcome == .inconclusive && $0.seats.allSatisfy { $0.result.state == .failed } })
    #expect(same(run.verification().judgments, judgments))
  }

  @Test func `by a sample asks each seat about the one that follows from the nonce`() async throws {
    let answers = Answers { kind, _ in Self.honest(kind) }
    let (_, run, _) = try await judged(answers, mode: .sample)
    let expected = Self.ids.map { id in
      "\(id) \(CanaryMode.sample.order(for: id, nonce: Sample.nonce)[0].rawValue)"
    }
    #expect(answers.asked == expected)
    #expect(run.verification().holds)
  }

  /// A run by a sample in which only the good canary is asked, by answers that were kept or not.
  private func playing(kept: Bool) async throws -> StoredRun {
    let answers = Answers { kind, _ in Self.honest(kind) }
    let journal = MemoryJournal(canaries: .sample)
    let round = CanaryRound(
      .sample, of: Sample.panel(seats), nonce: Sample.nonce, isPlayable: { canary, _ in canary.kind == .knownGood },
      judge: { canary in
        ScriptedJudge { seat in
          let raw = try await answers.judge(canary).answer(of: seat)
          return kept ? .scripted(raw.text, of: seat, isCached: true) : raw
        }
      })
    _ = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce, canaries: round).judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel(seats),
      by: ScriptedJudge(Dictionary(uniqueKeysWithValues: Self.ids.map { ($0, Sample.passing()) })))
    #expect(answers.asked == ["a known_good", "b known_good", "c known_good"])
    return await journal.closed()
  }

  @Test func `by a sample asks about another canary where that one cannot be played`() async throws {
    let verification = try await playing(kept: true).verification()
    #expect(verification.holds, "\(verification.problems)")
  }

  @Test func `by a sample does not verify where a seat answered now about another canary than was drawn`() async throws
  {
    let problems = try await playing(kept: false).verification().problems.map(\.message)
    let others = Self.ids.filter { CanaryMode.sample.order(for: $0, nonce: Sample.nonce)[0] != .knownGood }
    #expect(!others.isEmpty)
    for id in others {
      let drawn = CanaryMode.sample.order(for: id, nonce: Sample.nonce)[0].rawValue
      #expect(
        problems.contains { $0.contains("the run draws \(drawn) for the seat \(id), which was asked about known_good") }
      )
    }
  }

  @Test func `holds nothing against a seat that gives no answer, and says that it is untested`() async throws {
    let answers = Answers { kind, seat in
      if seat.id == "b", kind == .empty { throw SeatFailure(reason: "it is down", isProviderFailure: true) }
      return Self.honest(kind)
    }
    let (judgments, run, _) = try await judged(answers)
    #expect(judgments[0].outcome == .pass)
    #expect(judgments[0].banners.contains("1 of 3 seats could not be tested by a canary: b (empty)"))
    let verification = run.verification()
    #expect(verification.holds && same(verification.judgments, judgments), "\(verification.problems)")
  }

  private func attempt(_ text: String?) -> UnusedAttempt {
    let seat = seats[0]
    let raw = text.map { RawAnswer.scripted($0, of: seat) }
    return UnusedAttempt(
      asked: seat.model, reason: "no", promptSHA256: "digest", response: raw?.response, dialect: raw?.dialect)
  }

  @Test func `drops a seat whose answer came and cannot be used, and keeps one that was not heard at last`()
    async throws
  {
    let answers = Answers { kind, seat in
      let sent: [String?]
      switch (kind, seat.id) {
      case (.empty, "a"): sent = ["PASS. Approved.", "PASS. Approved."]
      case (.empty, "b"): sent = ["PASS. Approved.", nil]
      default: return Self.honest(kind)
      }
      throw SeatFailure(
        reason: "\(seat.model): asked twice, and no JSON", isProviderFailure: false, unused: sent.map(attempt))
    }
    let (judgments, run, _) = try await judged(answers)
    #expect(judgments[0].seats.map(\.result.state) == [.failed, .judged, .judged])
    #expect(judgments[0].seats[0].result.reason == "failed the canary empty: it sent no answer that can be used")
    #expect(judgments[0].banners.contains("1 of 3 seats failed a canary and were dropped: a (empty)"))
    #expect(judgments[0].banners.contains("1 of 3 seats could not be tested by a canary: b (empty)"))
    let verification = run.verification()
    #expect(verification.holds && same(verification.judgments, judgments), "\(verification.problems)")
    // Neither word can stand in the other's place.
    let swapped = run.rechained { entry in
      guard entry.kind == "canary", entry.body["canary"] == "empty" else { return entry.body }
      switch entry.body["outcome"]?.stringValue {
      case "failed": return entry.body.setting("outcome", to: "unanswered")
      case "unanswered": return entry.body.setting("outcome", to: "failed")
      default: return entry.body
      }
    }.verification().problems.map(\.message)
    #expect(swapped.contains { $0.contains("that a unanswered empty does not follow from its answer") })
    #expect(swapped.contains { $0.contains("that b failed empty does not follow from its answer") })
  }

  @Test func `drops a seat whose judge hands on words that nobody can read, with their bytes on record`() async throws {
    let journal = MemoryJournal(canaries: .sample)
    let round = CanaryRound(.sample, of: Sample.panel(seats), nonce: Sample.nonce) { _ in
      ScriptedJudge { seat in .scripted("PASS. Approved.", of: seat) }
    }
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce, canaries: round).judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel(seats),
      by: ScriptedJudge(Dictionary(uniqueKeysWithValues: Self.ids.map { ($0, Sample.passing()) })))
    #expect(judgment.outcome == .inconclusive && judgment.seats.allSatisfy { $0.result.state == .failed })
    let run = await journal.closed()
    #expect(run.entries.filter { $0.kind == "canary" }.allSatisfy { $0.body["unused"]?[0]?["response"] != nil })
    let verification = run.verification()
    #expect(verification.holds && same(verification.judgments, [judgment]), "\(verification.problems)")
  }

  @Test func `curtailed, tests only seats that are polled, and a seat that fails settles nothing`() async throws {
    let grave = Sample.passing(claims: [Sample.claim(.critical, on: "style")])
    let answers = Answers { kind, seat in seat.id == "a" ? Sample.passing() : Self.honest(kind) }
    let (judgments, run, _) = try await judged(answers, curtailing: ["a", "b", "c"], answering: grave)
    // The critical finding of the first seat does not count, that of the second ends it.
    #expect(judgments[0].seats.map(\.result.state) == [.failed, .judged, .notPolled])
    #expect(judgments[0].outcome == .fail && !answers.asked.contains { $0.hasPrefix("c") })
    let verification = run.verification()
    #expect(verification.holds && same(verification.judgments, judgments), "\(verification.problems)")
  }

  /// As they are stored: of personas and dimensions only what decides is.
  private func same(_ left: [Judgment], _ right: [Judgment]) -> Bool {
    left.map { $0.json() } == right.map { $0.json() }
  }

  // MARK: Stopped and gone on with

  @Test func `goes on without asking again what is on record, wherever it was stopped`() async throws {
    let said: @Sendable (Canary.Kind, Seat) -> SeatAnswer = { kind, seat in
      seat.id == "b" ? Sample.passing() : Self.honest(kind)
    }
    let (whole, run, _) = try await judged(Answers(said))
    // Run, artifact, three answers and nine canaries stand before the judgment.
    for kept in 2...14 {
      let stopped = StoredRun(lines: Array(run.lines.prefix(kept)), blobs: run.blobs)
      let soFar = try stopped.soFar()
      let onRecord = stopped.entries.count { $0.kind == "canary" }
      #expect(soFar.canaries.count == onRecord)
      let begun = try #require(soFar.begun[0])
      let journal = MemoryJournal(canaries: .all)
      let answers = Answers(said)
      let pipeline = JudgingPipeline(
        recorder: journal.recorder, nonce: Sample.nonce, canaries: round(.all, answers, onRecord: soFar.canaries))
      let judgment = try await pipeline.judge(
        begun.artifact, ordinal: 0, with: Sample.panel(seats), begun: begun,
        by: ScriptedJudge(Dictionary(uniqueKeysWithValues: Self.ids.map { ($0, Sample.passing()) })))
      #expect(answers.asked.count == 9 - onRecord, "\(kept)")
      #expect(judgment.seats.map(\.result) == whole[0].seats.map(\.result), "\(kept)")
      #expect(judgment.usage == whole[0].usage && judgment.banners == whole[0].banners, "\(kept)")
      #expect(judgment.provenance.entries == whole[0].provenance.entries, "\(kept)")
    }
  }

  @Test func `that was curtailed before it was stopped does not test the seats that it left out`() async throws {
    let grave = Sample.passing(claims: [Sample.claim(.critical, on: "style")])
    let order: [Seat.ID] = ["a", "b", "c"]
    let honest = Answers { kind, _ in Self.honest(kind) }
    let (whole, run, kinds) = try await judged(honest, curtailing: order, answering: grave)
    let end = try #require(kinds.firstIndex(of: "curtailed"))
    // The run's own line stands before these.
    let soFar = try StoredRun(lines: Array(run.lines.prefix(end + 2)), blobs: run.blobs).soFar()
    let answers = Answers { _, _ in Sample.passing() }
    let judgment = try await JudgingPipeline(
      recorder: MemoryJournal(canaries: .all).recorder, nonce: Sample.nonce,
      canaries: round(.all, answers, onRecord: soFar.canaries)
    ).judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel(seats), begun: soFar.begun[0], curtailing: order,
      by: ScriptedJudge([:]))
    #expect(answers.asked.isEmpty && judgment.seats.map(\.result) == whole[0].seats.map(\.result))
  }

  @Test func `counts what canaries took among what was spent`() async throws {
    let (_, run, _) = try await judged(Answers { kind, _ in Self.honest(kind) })
    let stopped = StoredRun(lines: Array(run.lines.prefix(14)), blobs: run.blobs)
    #expect(try stopped.soFar().spent.tokens == 12 * 120)
  }

  @Test func `that is stopped at a canary after an answer that cannot be used has it on record, and asks again`()
    async throws
  {
    let journal = MemoryJournal(canaries: .sample)
    let interrupted = ScriptedJudge { seat in
      throw SeatInterruption(
        usage: Usage(calls: 1, answers: 1, inputTokens: 7, outputTokens: 3),
        unused: [
          UnusedAttempt(
            asked: seat.model, reason: "no JSON", promptSHA256: "digest", response: "{}", dialect: .openai)
        ])
    }
    let round = CanaryRound(.sample, of: Sample.panel(seats), nonce: Sample.nonce) { _ in interrupted }
    let passing = ScriptedJudge(Dictionary(uniqueKeysWithValues: Self.ids.map { ($0, Sample.passing()) }))
    await #expect(throws: CancellationError.self) {
      try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce, canaries: round).judge(
        Sample.artifact(), ordinal: 0, with: Sample.panel(seats), by: passing)
    }
    let open = await journal.open
    let soFar = try open.soFar()
    let interruptions = open.entries.count { $0.body["outcome"] == "interrupted" }
    #expect(interruptions > 0 && soFar.canaries.count == interruptions)
    let answers = Answers { kind, _ in Self.honest(kind) }
    let judgment = try await JudgingPipeline(
      recorder: journal.recorder, nonce: Sample.nonce, canaries: self.round(.sample, answers, onRecord: soFar.canaries)
    ).judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel(seats), begun: soFar.begun[0], by: passing)
    #expect(answers.asked.count == 3 && judgment.usage.calls == 6 + interruptions)
    let verification = await journal.closed().verification()
    #expect(verification.holds && same(verification.judgments, [judgment]), "\(verification.problems)")
  }

  @Test func `asks nothing twice where one canary was stopped while the others were being written`() async throws {
    let seats = [Sample.seat("a")]
    let isFirst = Mutex(true)
    let answers = Answers { kind, _ in Self.honest(kind) }
    let journal = MemoryJournal(artifacts: 2, canaries: .all)
    let round = CanaryRound(.all, of: Sample.panel(seats), nonce: Sample.nonce) { canary in
      ScriptedJudge { seat in
        let raw = try await answers.judge(canary).answer(of: seat)
        guard isFirst.withLock({ $0 }) else { return raw }
        if canary.kind == .knownBad { throw CancellationError() }
        // Their answers come once it is known that the other was stopped.
        while !Task.isCancelled { await Task.yield() }
        return raw
      }
    }
    let pipeline = JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce, canaries: round)
    let judge = ScriptedJudge(["a": Sample.passing()])
    await #expect(throws: CancellationError.self) {
      try await pipeline.judge(Sample.artifact(), ordinal: 0, with: Sample.panel(seats), by: judge)
    }
    isFirst.withLock { $0 = false }
    _ = try await pipeline.judge(Sample.artifact(), ordinal: 1, with: Sample.panel(seats), by: judge)
    #expect(answers.asked == ["a empty", "a known_bad", "a known_bad", "a known_good"])
    let soFar = try await journal.open.soFar()
    #expect(soFar.canaries.count == 3)
  }

  // MARK: Forged

  @Test func `a canary that is cut out, doubled, or said to have held is named`() async throws {
    let answers = Answers { kind, seat in seat.id == "b" ? Sample.passing() : Self.honest(kind) }
    let (_, run, _) = try await judged(answers)
    func problems(_ change: (Journal.Entry) -> JSONValue?) -> [String] {
      run.rechained(change).verification().problems.map(\.message)
    }
    func isFailure(_ entry: Journal.Entry) -> Bool { entry.kind == "canary" && entry.body["outcome"] == "failed" }
    let cut = problems { isFailure($0) ? nil : $0.body }
    #expect(cut.contains { $0.contains("a canary of the seat b is not there") })
    let held = problems { isFailure($0) ? $0.body.setting("outcome", to: "held") : $0.body }
    #expect(held.contains { $0.contains("that b held known_bad does not follow from its answer") })
    let unanswered = problems { isFailure($0) ? $0.body.setting("outcome", to: "unanswered") : $0.body }
    #expect(unanswered.contains { $0.contains("that b unanswered known_bad does not follow from its answer") })
    let other = problems { isFailure($0) ? $0.body.setting("canary", to: "known_good") : $0.body }
    #expect(other.contains { $0.contains("this is one more") || $0.contains("does not follow from its answer") })
    // The answer of a seat that held, in the place of one that did not.
    let good = try #require(run.entries.first { $0.body["canary"] == "empty" && $0.body["outcome"] == "held" })
    let swapped = problems { entry in
      guard isFailure(entry), entry.body["canary"] == "empty" else { return entry.body }
      return entry.body.setting("response", to: good.body["response"] ?? .null).setting("outcome", to: "held")
    }
    #expect(swapped.contains { $0.contains("does not follow from the answers") })
    // That no seat was to be tested at all.
    let untested = problems { entry in
      guard entry.kind == RunOpening.kind else { return entry.body }
      var body = entry.body.objectValue ?? [:]
      body["canaries"] = nil
      return .object(body)
    }
    #expect(untested.contains { $0.contains("was to be asked about 0") })
  }

  @Test func `every byte that a canary rests on is named, and a changed one is found`() async throws {
    let (_, run, _) = try await judged(Answers { kind, _ in Self.honest(kind) })
    let canaries = run.entries.filter { $0.kind == "canary" }
    for entry in canaries {
      #expect(entry.namedBlobs.count == 3 && entry.namedBlobs.allSatisfy { run.blobs[$0] != nil })
    }
    let named = Set(run.entries.flatMap(\.namedBlobs))
    #expect(named == Set(run.blobs.keys))
    for hash in Set(canaries.flatMap(\.namedBlobs)) {
      var changed = run
      changed.blobs[hash]?.append(32)
      #expect(!changed.verification().holds)
    }
  }
}
