import Deliberation
import JudgeTypes
import Testing

@Suite struct DebateTests {
  private let shared = [Scripted.dimension("safety", .must)]
  private let rule = ConsensusRule.standard

  /// Seats `a`, `b`, ... that hold `safety` with these scores.
  private func panel(_ scores: Score...) -> [Ballot] {
    zip("abcdefgh", scores).map { Scripted.opening(String($0), ["safety": $1], of: shared) }
  }

  private func debate(_ ballots: [Ballot], rounds: Int = 3) throws -> Debate {
    try #require(Debate(after: ballots, by: rule, DebateRule(rounds: rounds)))
  }

  private func outcome(_ debate: Debate) -> Outcome { Consensus(of: debate.ballots, by: rule).outcome }

  // MARK: When one is held

  @Test func `a panel that agrees does not debate`() {
    #expect(Debate(after: panel(.met, .met, .met), by: rule, .standard) == nil)
    // Four of five are 4/5, which is the bar, and the dimension is met by more than two thirds.
    #expect(Debate(after: panel(.violated, .met, .met, .met, .met), by: rule, .standard) == nil)
    #expect(Debate(after: panel(.violated, .met, .met, .met), by: rule, .standard) != nil)
  }

  @Test func `with no round allowed, or nobody to talk to, none is held`() {
    #expect(Debate(after: panel(.violated, .met), by: rule, .none) == nil)
    #expect(Debate(after: panel(.violated) + [failed("b"), abstained("c")], by: rule, .standard) == nil)
  }

  @Test func `a shared dimension that is disputed is debated by those who hold it, and only it`() throws {
    let other = Scripted.dimension("style")
    // Where 3/4 decides, 2 of 3 leave the dimension disputed; the other seats make agreement 4/5.
    let ballots =
      [
        Scripted.opening("a", ["safety": .violated, "style": .met], of: shared + [other]),
        Scripted.opening("b", ["safety": .met], of: shared), Scripted.opening("c", ["safety": .met], of: shared),
      ] + ["d", "e"].map { Scripted.opening($0, ["style": .met], of: [other]) }
    let strict = ConsensusRule(threshold: try #require(Fraction("3/4")))
    let topic = try #require(Disagreement(among: ballots, by: strict, agreeing: .fourFifths))
    #expect(!topic.verdictsDiffer)
    #expect(topic.dimensions == ["safety"])
    #expect(topic.questions == ["a": ["safety"], "b": ["safety"], "c": ["safety"]])
    #expect(Disagreement(among: ballots, by: rule, agreeing: .fourFifths) == nil)
  }

  @Test func `a 2 against a 3 contradicts nobody unless verdicts differ`() throws {
    let own = Scripted.dimension("own", .must)
    let agreeing = [
      Scripted.opening("a", ["safety": .partly], of: shared), Scripted.opening("b", ["safety": .met], of: shared),
      Scripted.opening("c", ["own": .violated], of: [own]),
    ]
    let topic = try #require(Disagreement(among: agreeing, by: rule, agreeing: .fourFifths))
    #expect(topic.verdictsDiffer)
    // c is asked about what its verdict rests on, a and b about what they score differently.
    #expect(topic.questions == ["a": ["safety"], "b": ["safety"], "c": ["own"]])
    #expect(topic.dimensions == ["own", "safety"])
  }

  @Test func `where verdicts differ a content seat is asked about what nobody else has looked at`() throws {
    let (own, other) = (Scripted.dimension("own"), Scripted.dimension("other", .must))
    let ballots = [
      Scripted.opening("a", ["own": .met], of: [own]), Scripted.opening("b", ["other": .violated], of: [other]),
    ]
    let topic = try #require(Disagreement(among: ballots, by: rule, agreeing: .fourFifths))
    #expect(topic.questions == ["a": ["own"], "b": ["other"]])
    // What a holds met is no matter of dispute by itself.
    #expect(topic.dimensions == ["other"])
  }

  @Test func `of very many dimensions the most binding are asked about, in the seat's order`() throws {
    let many = (0..<50).map { Scripted.dimension("d\($0)", $0.isMultiple(of: 2) ? .should : .must) }
    let low = Dictionary(uniqueKeysWithValues: many.map { ($0.id, Score.violated) })
    let high = low.mapValues { _ in Score.met }
    let ballots = [Scripted.opening("a", low, of: many), Scripted.opening("b", high, of: many)]
    let questions = try #require(
      Disagreement(among: ballots, by: rule, agreeing: .fourFifths)?.questions["a"])
    let binding = many.filter { $0.level == .must }.map(\.id)
    #expect(questions.count == Disagreement.mostQuestions)
    #expect(questions.filter(binding.contains) == binding)
    #expect(questions == many.map(\.id).filter(questions.contains))
  }

  // MARK: How it ends

  @Test func `it ends when the seats agree, and a minority with evidence turns a majority that is wrong`() throws {
    var debate = try debate(panel(.violated, .met, .met, .met))
    #expect(outcome(debate) == .pass)
    let turning = Scripted.word("safety", .violated, [Scripted.finding(.high, on: "safety", line: 5)])
    debate.conclude(
      with: ["a": Scripted.word("safety", .violated), "b": turning, "c": turning, "d": turning], tokens: 480)
    #expect(debate.end == .agreed && debate.topic == nil)
    #expect(outcome(debate) == .fail)
    let round = try #require(debate.rounds.first)
    #expect(debate.rounds.count == 1 && round.tokens == 480 && round.disputed == ["safety"])
    #expect(round.changes.map(\.seat) == ["b", "c", "d"])
    #expect(round.changes.allSatisfy { $0.isSupported && $0.from == .pass && $0.to == .fail })
    #expect(round.changes.first?.evidence.map(\.place) == ["app.py:5"])
    #expect(debate.paths["a"] == [.fail, .fail] && debate.paths["b"] == [.pass, .fail])
    #expect(debate.ballots.compactMap(\.result.evaluation?.round) == [1, 1, 1, 1])
  }

  @Test func `it ends when a round changes nothing`() throws {
    var debate = try debate(panel(.violated, .met, .met, .met))
    debate.conclude(
      with: [
        "a": Scripted.word("safety", .violated), "b": Scripted.word("safety", .met),
        "c": Scripted.word("safety", .met), "d": .silence(reason: "timed out"),
      ], tokens: nil)
    #expect(debate.end == .unchanged && outcome(debate) == .pass)
    #expect(debate.rounds.first?.changes.isEmpty == true)
    #expect(debate.rounds.first?.silent == [.init(seat: "d", reason: "timed out")])
    #expect(debate.paths["d"] == [.pass])
  }

  @Test func `it ends after the rounds that are allowed, though seats still move`() throws {
    var debate = try debate(panel(.violated, .violated, .met, .met), rounds: 2)
    for (number, score) in [Score.met, .violated].enumerated() {
      #expect(debate.round == number + 1)
      let line = 10 + number
      let finding =
        score == .met
        ? Scripted.finding(.info, on: "safety", line: line, rule: "changed_position")
        : Scripted.finding(.high, on: "safety", line: line)
      // The other seat goes the other way, so that the panel stays divided.
      let opposite = score == .met ? Score.violated : .met
      let others =
        opposite == .met
        ? Scripted.finding(.info, on: "safety", line: line + 10, rule: "changed_position")
        : Scripted.finding(.high, on: "safety", line: line + 10)
      debate.conclude(
        with: ["a": Scripted.word("safety", score, [finding]), "c": Scripted.word("safety", opposite, [others])],
        tokens: 1)
    }
    #expect(debate.end == .rounds && debate.rounds.count == 2 && debate.round == 2)
    #expect(debate.paths["a"] == [.fail, .pass, .fail])
  }

  @Test func `it ends at the budget, and what was said counts`() throws {
    var debate = try debate(panel(.violated, .violated, .met, .met))
    debate.conclude(
      with: [
        "a": Scripted.word(
          "safety", .met, [Scripted.finding(.info, on: "safety", line: 9, rule: "changed_position")]),
        "b": .silence(reason: "the budget is used up", isOutOfBudget: true),
      ], tokens: 1)
    #expect(debate.end == .budget)
    #expect(debate.ballots.first?.result.evaluation?.verdict == .pass)
  }

  @Test func `an ended debate takes no further word`() throws {
    var debate = try debate(panel(.violated, .met, .met, .met))
    debate.conclude(with: [:], tokens: nil)
    let ended = debate
    debate.conclude(with: ["b": Scripted.word("safety", .violated)], tokens: nil)
    #expect(debate == ended && debate.end == .unchanged)
  }

  // MARK: What counts as a change

  @Test func `a seat that caves in without evidence keeps its score, and its change is on record`() throws {
    var debate = try debate(panel(.violated, .met, .met, .met))
    debate.conclude(with: ["a": Scripted.word("safety", .met)], tokens: nil)
    let change = try #require(debate.rounds.first?.changes.first)
    #expect(!change.isSupported && change.from == .fail && change.to == .pass && change.evidence.isEmpty)
    let held = try #require(debate.ballots.first?.result.evaluation)
    #expect(held.verdict == .fail && held.scores == ["safety": .violated])
    #expect(held.findings.map(\.rule) == ["rule"])
    // What it said when it caved in speaks for nothing that counts.
    #expect(held.rationale == "first of a" && held.confidence == nil)
    #expect(debate.end == .unchanged)
  }

  @Test func `evidence that does not hold, or that it has shown before, moves nothing`() throws {
    let invented = Scripted.finding(.info, on: "safety", line: 77, rule: "changed_position", isVerified: false)
    let old = Scripted.finding(.info, on: "safety", line: 5, rule: "changed_position")
    for finding in [invented, old] {
      var debate = try debate(panel(.violated, .met, .met, .met))
      debate.conclude(with: ["a": Scripted.word("safety", .met, [finding])], tokens: nil)
      #expect(debate.rounds.first?.changes.first?.isSupported == false)
      let held = try #require(debate.ballots.first?.result.evaluation)
      #expect(held.verdict == .fail)
      // An invention counts against the judge; evidence for a change that does not count is not kept.
      #expect(held.findings.count == (finding == invented ? 2 : 1))
    }
  }

  @Test func `evidence shown in an earlier round is not new in a later one`() throws {
    var debate = try debate(panel(.violated, .violated, .met, .met))
    let moved = Scripted.finding(.info, on: "safety", line: 9, rule: "changed_position")
    let swing = Scripted.finding(.high, on: "safety", line: 9)
    debate.conclude(
      with: ["a": Scripted.word("safety", .met, [moved]), "c": Scripted.word("safety", .violated, [swing])],
      tokens: nil)
    #expect(debate.end == nil)
    debate.conclude(
      with: ["a": Scripted.word("safety", .violated, [Scripted.finding(.high, on: "safety", line: 9)])], tokens: nil)
    #expect(debate.rounds.last?.changes.map(\.isSupported) == [false])
    #expect(debate.paths["a"] == [.fail, .pass, .pass])
  }

  @Test func `a better score with evidence withdraws what was found, and what moved the seat is no fault`() throws {
    var debate = try debate(panel(.violated, .met, .met, .met))
    let moved = Scripted.finding(.info, on: "safety", line: 9, rule: "changed_position")
    debate.conclude(with: ["a": Scripted.word("safety", .met, [moved])], tokens: nil)
    let held = try #require(debate.ballots.first?.result.evaluation)
    #expect(held.scores == ["safety": .met] && held.verdict == .pass && held.findings.isEmpty)
    #expect(held.rationale == "second thoughts" && held.reasons["safety"] == "again")
    #expect(debate.rounds.first?.changes.first?.evidence.map(\.place) == ["app.py:9"])
    #expect(debate.end == .agreed)
  }

  @Test func `a new finding that speaks against no dimension moves a verdict, and an old line found again does not`()
    throws
  {
    for (line, verdict) in [(9, Verdict.fail), (5, .pass)] {
      let shown = Scripted.finding(.low, on: "safety", line: 5, rule: "note")
      let ballots =
        panel(.violated) + [judged(seat("b", shared), .pass, scores: ["safety": .met], findings: [shown])]
        + ["c", "d"].map { Scripted.opening($0, ["safety": .met], of: shared) }
      var debate = try debate(ballots)
      let said = SeatAnswer(dimensions: [], claims: [], rationale: "", confidence: nil)
      debate.conclude(
        with: ["b": .answer(said, findings: [Scripted.finding(.high, on: nil, line: line)])], tokens: nil)
      #expect(debate.ballots[1].result.evaluation?.verdict == verdict)
      let change = debate.rounds.first?.changes.first
      #expect(change?.evidence.map(\.place) == (verdict == .fail ? ["app.py:9"] : nil))
      #expect(change?.dimensions.isEmpty != false)
    }
  }

  @Test func `silence on a dimension is no change, and what was not asked is not heard`() throws {
    var debate = try debate(panel(.violated, .met, .met, .met))
    let empty = Debate.Word.answer(
      SeatAnswer(dimensions: [], claims: [], rationale: "", confidence: nil), findings: [])
    let astray = Scripted.word("other", .violated)
    debate.conclude(with: ["a": empty, "b": astray, "x": astray], tokens: nil)
    #expect(debate.rounds.first?.changes.isEmpty == true && debate.end == .unchanged)
    #expect(debate.ballots.first?.result.evaluation?.rationale == "first of a")
  }

  @Test func `one of two changes without evidence leaves the other standing`() throws {
    let two = [Scripted.dimension("safety", .must), Scripted.dimension("style", .must)]
    let ballots =
      [Scripted.opening("a", ["safety": .violated, "style": .violated], of: two)]
      + ["b", "c", "d"].map { Scripted.opening($0, ["safety": .met, "style": .met], of: two) }
    var debate = try debate(ballots)
    let both = SeatAnswer(
      dimensions: ["safety", "style"].map {
        .init(dimension: $0, isAssessed: true, rationale: "", checks: ["one": .yes, "two": .yes])
      }, claims: [], rationale: "both fine", confidence: 1)
    debate.conclude(
      with: [
        "a": .answer(both, findings: [Scripted.finding(.info, on: "style", line: 9, rule: "changed_position")])
      ], tokens: nil)
    let change = try #require(debate.rounds.first?.changes.first)
    #expect(change.dimensions.map(\.isSupported) == [false, true] && !change.isSupported && change.to == .pass)
    let held = try #require(debate.ballots.first?.result.evaluation)
    #expect(held.scores == ["safety": .violated, "style": .met] && held.verdict == .fail)
    #expect(held.findings.map(\.dimension) == ["safety"])
  }

  @Test func `what shows nothing that is well supports no better score`() throws {
    let evidence: [(String, Finding)] = [
      ("a word that does not occur", Scripted.moved(on: "safety", by: Scripted.absence("xyzzy"))),
      ("a line shown before", Scripted.moved(on: "safety", by: Scripted.evidence(line: 5))),
      ("it and a bracket more", Scripted.moved(on: "safety", by: Scripted.quote(5...6, "the text of line 5\n  }"))),
      (
        "it laid out otherwise",
        Scripted.moved(on: "safety", by: Scripted.quote(5...6, "the text of line 5 and more words"))
      ),
      ("another fault", Scripted.finding(.low, on: "safety", line: 30, rule: "other")),
      ("a fault under that name", Scripted.finding(.low, on: "safety", line: 30, rule: "changed_position")),
      ("evidence on another dimension", Scripted.moved(on: "style", by: Scripted.evidence(line: 30))),
      ("evidence on none", Scripted.moved(on: nil, by: Scripted.evidence(line: 30))),
    ]
    for (name, finding) in evidence {
      var debate = try debate(panel(.violated, .met, .met, .met))
      debate.conclude(with: ["a": Scripted.word("safety", .met, [finding])], tokens: nil)
      let held = debate.ballots.first?.result.evaluation
      #expect(held?.scores == ["safety": .violated] && held?.verdict == .fail, "\(name)")
      #expect(held?.findings.contains { $0.rule == "rule" } == true, "\(name)")
      #expect(debate.rounds.first?.changes.first?.isSupported == false, "\(name)")
    }
    var debate = try debate(panel(.violated, .met, .met, .met))
    let whole = Scripted.moved(on: "safety", by: Scripted.quote(5...6, "the text of line 5\nguard.check(path)"))
    debate.conclude(with: ["a": Scripted.word("safety", .met, [whole])], tokens: nil)
    #expect(debate.rounds.first?.changes.first?.isSupported == true)
  }

  @Test func `a word looked for again, with a blank more or in capitals, is no new absence`() throws {
    let absent = Finding(
      rule: "no_tls", severity: .low, message: "no TLS", dimension: "safety", evidence: [Scripted.absence("tls")],
      fingerprint: "no tls")
    for (terms, isNew) in [([" TLS "], false), (["tls", " "], false), (["https"], true)] {
      let ballots =
        panel(.violated)
        + [judged(seat("b", shared), .pass, scores: ["safety": .met], findings: [absent])]
        + ["c", "d"].map { Scripted.opening($0, ["safety": .met], of: shared) }
      var debate = try debate(ballots)
      let again = Finding(
        rule: "no_tls", severity: .high, message: "no TLS", dimension: "safety",
        evidence: [CheckedEvidence(.absence(path: "app.py", terms: terms), isVerified: true)], fingerprint: "again")
      debate.conclude(with: ["b": Scripted.word("safety", .violated, [again])], tokens: nil)
      #expect(debate.rounds.first?.changes.first?.isSupported == isNew, "\(terms)")
    }
  }

  @Test func `a fault that the seat names again stays, and what it withdraws is on record`() throws {
    let dimension = Scripted.dimension("safety", .should)
    let (high, medium) = (
      Scripted.finding(.high, on: "safety", line: 5), Scripted.finding(.medium, on: "safety", line: 9, rule: "lesser")
    )
    let a = seat("a", [dimension])
    let ballots =
      [judged(a, .fail, scores: ["safety": .violated], findings: [high, medium])]
      + ["b", "c", "d"].map { Scripted.opening($0, ["safety": .met], of: [dimension]) }
    var debate = try debate(ballots)
    debate.conclude(
      with: [
        "a": Scripted.word(
          "safety", .met, [Scripted.moved(on: "safety", by: Scripted.evidence(line: 20)), medium])
      ], tokens: nil)
    let held = try #require(debate.ballots.first?.result.evaluation)
    #expect(held.findings == [medium] && held.scores == ["safety": .partly] && held.verdict == .conditional)
    #expect(debate.rounds.first?.changes.first?.withdrawn == [high])
  }

  @Test func `a critical finding that holds is not debated away`() throws {
    let critical = Scripted.finding(.critical, on: "safety", line: 5)
    let ballots =
      [judged(seat("a", shared), .fail, scores: ["safety": .violated], findings: [critical])]
      + ["b", "c", "d"].map { Scripted.opening($0, ["safety": .met], of: shared) }
    var debate = try debate(ballots)
    debate.conclude(
      with: ["a": Scripted.word("safety", .met, [Scripted.moved(on: "safety", by: Scripted.evidence(line: 20))])],
      tokens: nil)
    #expect(debate.rounds.first?.changes.first?.isSupported == false)
    #expect(outcome(debate) == .fail)
  }

  @Test func `a fault that was struck for a quote gone wrong can be shown rightly`() throws {
    let mixed = Finding(
      rule: "leak", severity: .high, message: "leak", dimension: "safety",
      evidence: [Scripted.evidence(line: 9), Scripted.evidence(line: 70, isVerified: false)], fingerprint: "mixed")
    let ballots =
      panel(.violated) + [judged(seat("b", shared), .pass, scores: ["safety": .met], findings: [mixed])]
      + ["c", "d"].map { Scripted.opening($0, ["safety": .met], of: shared) }
    var debate = try debate(ballots)
    debate.conclude(
      with: ["b": Scripted.word("safety", .violated, [Scripted.finding(.high, on: "safety", line: 9)])], tokens: nil)
    #expect(debate.rounds.first?.changes.first?.isSupported == true)
  }

  @Test func `a budget that ran out is no agreement`() throws {
    var debate = try debate(panel(.violated, .met, .met, .met))
    let moved = Scripted.moved(on: "safety", by: Scripted.evidence(line: 9))
    debate.conclude(
      with: [
        "a": Scripted.word("safety", .met, [moved]), "b": .silence(reason: "spent", isOutOfBudget: true),
        "c": .silence(reason: "spent", isOutOfBudget: true),
      ], tokens: nil)
    #expect(debate.end == .budget)
  }

  // MARK: Whatever the panel

  @Test func `the order of seats never matters, and without new evidence no debate changes an outcome`() {
    var draw = RandomPanel(seed: 31, judging: 90)
    var held = 0
    for _ in 0..<2_000 {
      let (drawn, rule) = (draw.ballots(), draw.rule())
      // Verdicts as the program computes them.
      let ballots = drawn.map { ballot -> Ballot in
        guard let said = ballot.result.evaluation else { return ballot }
        return judged(
          ballot.seat, ballot.seat.verdict(scores: said.scores, findings: said.findings), scores: said.scores,
          findings: said.findings)
      }
      guard var debate = Debate(after: ballots, by: rule, .standard),
        var other = Debate(after: ballots.shuffled(using: &draw.random), by: rule, .standard)
      else { continue }
      held += 1
      #expect(debate == other)
      var words: [Seat.ID: Debate.Word] = [:]
      for (seat, questions) in debate.topic?.questions ?? [:] {
        let score = draw.pick([Score.violated, .partly, .met])
        let dimension = draw.pick(questions)
        // Old lines, padded, restated, of other dimensions, words that do not occur, what does not hold: nothing that counts.
        let findings = [
          Scripted.moved(on: dimension, by: Scripted.absence("word \(held)")),
          Scripted.moved(on: "elsewhere", by: Scripted.evidence(line: 40)),
          Scripted.finding(.low, on: dimension, line: 50, rule: "changed_position", isVerified: false),
          Finding(
            rule: "rule", severity: .info, message: "again", dimension: dimension,
            evidence: [
              CheckedEvidence(.quote(path: "a", startLine: 1, endLine: 1, text: "some quoted text"), isVerified: true)
            ], fingerprint: "rule"),
        ].filter { _ in draw.chance(50) }
        words[seat] =
          draw.chance(20) ? .silence(reason: "r") : Scripted.word(dimension, max(score, .partly), findings)
      }
      debate.conclude(with: words, tokens: nil)
      other.conclude(with: words, tokens: nil)
      #expect(debate == other)
      #expect(debate.end == .unchanged)
      #expect(
        Consensus(of: debate.ballots, by: rule).outcome == Consensus(of: ballots, by: rule).outcome)
    }
    #expect(held > 800)
  }
}
