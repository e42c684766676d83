import JudgeTypes
import Judging
import Provenance
import Synchronization
import TestSupport
import Testing

/// The pipeline's outcomes, with every seat's answer written beforehand.
struct PipelineOutcomeTests {
  static func judgment(
    _ panel: Panel, _ judge: ScriptedJudge, artifact: Artifact = Sample.artifact()
  ) async throws -> Judgment {
    try await JudgingPipeline(recorder: MemoryJournal().recorder, nonce: Sample.nonce)
      .judge(artifact, ordinal: 0, with: panel, by: judge)
  }

  private let five = Sample.panel(of: "a", "b", "c", "d", "e")

  private func answers(_ answers: SeatAnswer...) -> [Seat.ID: SeatAnswer] {
    Dictionary(uniqueKeysWithValues: zip(five.seats.map(\.id), answers))
  }

  @Test func `five passing seats make a pass`() async throws {
    let passing = Sample.passing()
    let judgment = try await Self.judgment(five, ScriptedJudge(answers(passing, passing, passing, passing, passing)))
    #expect(judgment.outcome == .pass && judgment.consensus.rule == .sharePass)
    #expect(judgment.consensus.agreement == 1 && judgment.consensus.assessedWeight == 1 && judgment.dissent.isEmpty)
    #expect(judgment.seats.map(\.path) == Array(repeating: [.pass], count: 5))
    #expect(judgment.outcomeBeforeDebate == .pass && !judgment.isProviderFailure)
  }

  @Test func `five passing seats and one verified critical finding make a fail`() async throws {
    let passing = Sample.passing()
    let grave = Sample.passing(claims: [Sample.claim(.critical, rule: "secret")])
    let judgment = try await Self.judgment(five, ScriptedJudge(answers(passing, passing, grave, passing, passing)))
    #expect(judgment.outcome == .fail && judgment.consensus.rule == .criticalFinding)
    #expect(judgment.consensus.reason.contains("c raised") && judgment.consensus.reason.contains("secret"))
    #expect(judgment.dissent.map(\.seat) == ["a", "b", "d", "e"])
  }

  @Test func `a voided critical finding makes no fail and stays in the record`() async throws {
    let passing = Sample.passing()
    let wrong = Sample.passing(claims: [Sample.claim(.critical, evidence: [Sample.invented])])
    let judgment = try await Self.judgment(five, ScriptedJudge(answers(passing, passing, wrong, passing, passing)))
    #expect(judgment.outcome == .pass && judgment.findings.map(\.finding.status) == [.voided])
  }

  @Test func `five failed seats and one critical finding make a fail`() async throws {
    let panel = Sample.panel(of: "a", "b", "c", "d", "e", "f")
    let judge = ScriptedJudge(["f": Sample.passing(claims: [Sample.claim(.critical)])])
    let judgment = try await Self.judgment(panel, judge)
    #expect(judgment.outcome == .fail && judgment.consensus.rule == .criticalFinding)
    #expect(judgment.seats.map(\.result.state) == [.failed, .failed, .failed, .failed, .failed, .judged])
  }

  @Test func `a binding dimension that the panel holds violated with evidence makes a fail`() async throws {
    let failing = Sample.failing
    let judgment = try await Self.judgment(
      five, ScriptedJudge(answers(failing, failing, failing, failing, Sample.passing())))
    #expect(judgment.outcome == .fail && judgment.consensus.rule == .bindingDimension)
    let safety = judgment.consensus.dimensions.first { $0.dimension.id == "safety" }
    #expect(safety?.outcome == .violated && safety?.met == 1 && safety?.violated == 4 && safety?.spread == 2)
  }

  // Five seats: the quorum is 3, a pass needs 4 of 5 for 2/3 of all, silent ones included.
  @Test(
    arguments: [
      (5, 0, .pass, .sharePass), (4, 1, .pass, .sharePass), (3, 2, .noConsensus, .noShareReached),
      (2, 3, .inconclusive, .quorumMissed), (0, 5, .inconclusive, .quorumMissed),
    ] as [(Int, Int, Outcome, DecidingRule)])
  func `silent seats never help a pass`(passing: Int, silent: Int, outcome: Outcome, rule: DecidingRule) async throws {
    let failed = Dictionary(
      uniqueKeysWithValues: five.seats.prefix(passing).map { ($0.id, Sample.passing()) })
    let abstaining = failed.merging(five.seats.dropFirst(passing).map { ($0.id, Sample.silent) }) { first, _ in first }
    for answers in [failed, abstaining] {
      let judgment = try await Self.judgment(five, ScriptedJudge(answers))
      #expect(judgment.outcome == outcome && judgment.consensus.rule == rule)
    }
  }

  @Test func `seats that assessed nothing and note a trifle do not carry a pass`() async throws {
    let trifle = Sample.answer(Sample.silent.dimensions, claims: [Sample.claim(.info)])
    let judgment = try await Self.judgment(
      Sample.panel(of: "a", "b", "c"), ScriptedJudge(["a": Sample.passing(), "b": trifle, "c": trifle]))
    #expect(judgment.outcome == .inconclusive && judgment.consensus.rule == .quorumMissed)
    #expect(judgment.seats.map(\.result.state) == [.judged, .abstained, .abstained])
  }

  @Test func `reservations make a conditional pass`() async throws {
    let judgment = try await Self.judgment(
      Sample.panel(of: "a", "b", "c"),
      ScriptedJudge(["a": Sample.reserved, "b": Sample.reserved, "c": Sample.passing()]))
    #expect(judgment.outcome == .conditional && judgment.consensus.rule == .sharePassOrConditional)
    #expect(judgment.dissent.map(\.verdict) == [.pass])
  }

  @Test func `seats that do not apply are not asked and leave the denominator`() async throws {
    let seats = [
      Sample.seat("a"), Sample.seat("b"), Sample.seat("c", notApplicable: "it reads adr only"),
      Sample.seat("d", notApplicable: "it reads adr only"),
    ]
    let asked = Mutex<Set<Seat.ID>>([])
    let judge = ScriptedJudge { seat in
      asked.withLock { _ = $0.insert(seat.id) }
      return .scripted(Sample.passing(), of: seat)
    }
    let judgment = try await Self.judgment(Sample.panel(seats), judge)
    #expect(judgment.outcome == .pass && asked.withLock { $0 } == ["a", "b"])
    #expect(judgment.seats.map(\.result.state) == [.judged, .judged, .notApplicable, .notApplicable])
    #expect(judgment.seats.last?.result.reason == "it reads adr only")
  }

  @Test func `a panel without an applicable seat concludes nothing`() async throws {
    for seats in [[], [Sample.seat("a", notApplicable: "no")]] {
      let judgment = try await Self.judgment(Sample.panel(seats), ScriptedJudge([:]))
      #expect(judgment.outcome == .inconclusive && judgment.consensus.rule == .nothingToJudge)
      #expect(!judgment.isProviderFailure)
    }
  }

  // MARK: Families

  private func panel(_ seats: [Seat], leastFamilies: Int) -> Panel {
    Panel(seats: seats, rule: ConsensusRule(threshold: .twoThirds, leastFamilies: leastFamilies))
  }

  @Test func `a panel that shrank to two families passes nothing, and says which answered`() async throws {
    let backup = Sample.model("claude-two")
    let judge = ScriptedJudge { seat in
      let raw = RawAnswer.scripted(Sample.passing(), of: seat)
      guard seat.id != "a" else { return raw }
      return RawAnswer(
        text: raw.text, response: raw.response, dialect: raw.dialect, asked: backup, answeredBy: backup,
        responseID: raw.responseID, nonce: raw.nonce, started: "", finished: "", usage: raw.usage)
    }
    let seats = ["a", "b", "c", "d"].map { Sample.seat(Seat.ID($0), backup: backup) }
    let capped = try await Self.judgment(panel(seats, leastFamilies: 3), judge)
    #expect(capped.outcome == .inconclusive && capped.consensus.rule == .tooFewFamilies)
    #expect(capped.banners == ["only 2 of 3 model families answered: claude, family_a"])
    let accepted = try await Self.judgment(panel(seats, leastFamilies: 0), judge)
    #expect(accepted.outcome == .pass && accepted.banners == capped.banners)
  }

  @Test func `a fault is a fault however few families see it`() async throws {
    let judgment = try await Self.judgment(
      panel([Sample.seat("a")], leastFamilies: 3),
      ScriptedJudge(["a": Sample.passing(claims: [Sample.claim(.critical)])]))
    #expect(judgment.outcome == .fail && judgment.banners.count == 1)
  }

  // MARK: Failures

  @Test func `a seat that fails stays in the record with its reason and its cost`() async throws {
    let failure = SeatFailure(reason: "overloaded", isProviderFailure: true, usage: Usage(calls: 3, answers: 0))
    let judge = ScriptedJudge(
      answers(Sample.passing(), Sample.passing(), Sample.passing(), Sample.passing()), failures: ["e": failure])
    let judgment = try await Self.judgment(five, judge)
    #expect(judgment.seats.last?.result == .failed(reason: "overloaded") && judgment.seats.last?.path == [])
    #expect(judgment.outcome == .pass)
    // Four answers of one call, 100 and 20 tokens each, side by side for a second, and three failed calls.
    #expect(
      judgment.usage
        == Usage(calls: 7, answers: 4, inputTokens: 400, outputTokens: 80, latencyMilliseconds: 1_000))
  }

  @Test(arguments: [
    "not JSON", #"{"nonce":"another"}"#, #"{"dimensions":[]}"#, #"{"nonce":"3f9a1c","findings":3}"#, "",
  ])
  func `an answer that cannot be read is a failed seat`(text: String) async throws {
    let judge = ScriptedJudge { seat in
      seat.id == "a" ? .scripted(text, of: seat) : .scripted(Sample.passing(), of: seat)
    }
    let judgment = try await Self.judgment(five, judge)
    #expect(judgment.seats.first?.result.state == .failed && judgment.seats.first?.result.reason?.isEmpty == false)
    #expect(judgment.usage.calls == 5 && judgment.outcome == .pass)
  }

  @Test func `a quorum lost to providers is their failure, and nothing else is`() async throws {
    func isProviderFailure(_ passing: Int, _ failures: [Bool]) async throws -> Bool {
      let ids = five.seats.map(\.id)
      let answers = Dictionary(uniqueKeysWithValues: ids.prefix(passing).map { ($0, Sample.passing()) })
      let failures = zip(ids.dropFirst(passing), failures)
        .map { ($0, SeatFailure(reason: "r", isProviderFailure: $1)) }
      let judge = ScriptedJudge(answers, failures: Dictionary(uniqueKeysWithValues: failures))
      return try await Self.judgment(five, judge).isProviderFailure
    }
    #expect(try await isProviderFailure(0, [true, true, true, true, true]))
    #expect(try await isProviderFailure(2, [true, false, false]))
    #expect(try await !isProviderFailure(2, [false, false, false]))
    #expect(try await !isProviderFailure(3, [true, true]))
    #expect(try await !isProviderFailure(4, [true]))
  }

  // MARK: Findings of the panel

  @Test func `one fault of two seats is one finding, told by its gravest verified reading`() async throws {
    let far = Evidence.quote(path: Sample.path, startLine: 90, endLine: 90, text: "return  handle.read()")
    let judgment = try await Self.judgment(
      Sample.panel(of: "a", "b", "c"),
      ScriptedJudge([
        "a": Sample.passing(claims: [Sample.claim(.low, rule: "leak")]),
        "b": Sample.passing(claims: [Sample.claim(.medium, rule: "leak", evidence: [far])]),
        "c": Sample.passing(claims: [
          Sample.claim(.info, rule: "naming"), Sample.claim(.critical, rule: "made_up", evidence: []),
        ]),
      ]))
    #expect(judgment.findings.map(\.id) == ["F1", "F2", "F3"])
    #expect(judgment.findings.map(\.finding.rule) == ["leak", "naming", "made_up"])
    #expect(judgment.findings.map(\.seats) == [["a", "b"], ["c"], ["c"]])
    #expect(judgment.findings.map(\.finding.severity) == [.medium, .info, .critical])
    #expect(judgment.findings.map(\.finding.status) == [.verified, .verified, .voided])
  }

  @Test func `the same words in two places are two findings`() async throws {
    let claims = [4, 8].map { line in
      Sample.claim(.low, evidence: [.quote(path: Sample.path, startLine: line, endLine: line, text: "as handle:")])
    }
    let judgment = try await Self.judgment(Sample.panel(of: "a"), ScriptedJudge(["a": Sample.passing(claims: claims)]))
    #expect(judgment.findings.count == 2)
    #expect(Set(judgment.findings.map(\.finding.fingerprint)).count == 1)
  }

  // MARK: The same again

  /// The judgment without its place in the chain, which depends on who answered first.
  private func unsealed(_ judgment: Judgment) -> Judgment {
    Judgment(
      artifact: judgment.artifact, consensus: judgment.consensus, outcomeBeforeDebate: judgment.outcomeBeforeDebate,
      seats: judgment.seats, findings: judgment.findings, dissent: judgment.dissent, unassessed: judgment.unassessed,
      usage: judgment.usage, provenance: ChainHead(head: "", entries: 0), isProviderFailure: judgment.isProviderFailure)
  }

  private var mixed: ScriptedJudge {
    ScriptedJudge(
      answers(
        Sample.passing(claims: [Sample.claim(.low, rule: "leak")]), Sample.reserved, Sample.failing,
        Sample.passing(claims: [Sample.claim(.medium, rule: "leak"), Sample.claim(.low, rule: "other")])),
      failures: ["e": SeatFailure(reason: "gone", isProviderFailure: true)])
  }

  @Test func `the same input twice gives equal judgments`() async throws {
    let first = try await Self.judgment(five, mixed)
    let second = try await Self.judgment(five, mixed)
    #expect(unsealed(first) == unsealed(second))
    #expect(first.json(isSealed: false).canonical == second.json(isSealed: false).canonical)
  }

  @Test func `shuffled seats that answer in another order give equal judgments`() async throws {
    let first = try await Self.judgment(five, mixed)
    var random = SeededGenerator(seed: 8)
    for _ in 0..<10 {
      let panel = Sample.panel(five.seats.shuffled(using: &random))
      let waits = Dictionary(
        uniqueKeysWithValues: five.seats.map { ($0.id, Int.random(in: 0...20, using: &random)) })
      let judge = ScriptedJudge { [mixed] seat in
        for _ in 0..<(waits[seat.id] ?? 0) { await Task.yield() }
        return try await mixed.answer(of: seat)
      }
      #expect(unsealed(try await Self.judgment(panel, judge)) == unsealed(first))
    }
  }
}
