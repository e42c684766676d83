import Deliberation
import JudgeTypes
import Testing

@Suite struct OutcomeTests {
  @Test(arguments: [
    ([Verdict.pass, .pass, .pass], Outcome.pass, DecidingRule.sharePass), ([.pass, .pass, .fail], .pass, .sharePass),
    ([.pass, .conditional, .fail], .conditional, .sharePassOrConditional),
    ([.conditional, .conditional, .conditional], .conditional, .sharePassOrConditional),
    ([.pass, .conditional, .conditional], .conditional, .sharePassOrConditional),
    ([.fail, .fail, .pass], .fail, .shareFail), ([.fail, .fail, .fail], .fail, .shareFail),
    ([.pass, .pass, .fail, .fail], .noConsensus, .noShareReached),
    ([.pass, .conditional, .fail, .fail, .fail], .noConsensus, .noShareReached),
    ([.pass], .pass, .sharePass), ([.fail], .fail, .shareFail), ([.pass, .fail], .noConsensus, .noShareReached),
    ([.pass, .pass, .pass, .pass, .fail, .fail], .pass, .sharePass),
    ([.pass, .pass, .pass, .conditional, .fail, .fail], .conditional, .sharePassOrConditional),
  ])
  func `equal seats decide by the first share that reaches two thirds`(
    _ verdicts: [Verdict], _ outcome: Outcome, _ rule: DecidingRule
  ) {
    let ballots = zip("abcdef", verdicts).map { judged(String($0), $1) }
    let consensus = consensus(ballots)
    #expect(consensus.outcome == outcome)
    #expect(consensus.rule == rule)
    #expect(!consensus.reason.isEmpty)
  }

  @Test func `without an applicable seat there is nothing to judge`() {
    for ballots in [[], [notApplicable("a"), notApplicable("b")]] {
      let consensus = consensus(ballots)
      #expect(consensus.outcome == .inconclusive)
      #expect(consensus.rule == .nothingToJudge)
      #expect(consensus.agreement == nil)
      #expect(consensus.pivot == nil)
      #expect(consensus.dimensions.isEmpty)
      #expect(consensus.assessedWeight == 0)
    }
  }

  @Test func `a verified critical finding outvotes five passes`() {
    let ballots =
      panel(.pass, .pass, .pass, .pass, .pass) + [judged("f", .fail, findings: [finding(.critical, "secret")])]
    let consensus = consensus(ballots)
    #expect(consensus.outcome == .fail)
    #expect(consensus.rule == .criticalFinding)
    #expect(consensus.reason.contains("f raised"))
    #expect(consensus.reason.contains("secret"))
  }

  @Test func `a critical finding decides before the quorum is asked for`() {
    let consensus = consensus([
      judged("a", .fail, findings: [finding(.critical)]), failed("b"), failed("c"), failed("d"),
    ])
    #expect(consensus.rule == .criticalFinding)
  }

  @Test func `a critical finding that was voided, or a verified high one, decides nothing`() {
    let voided = panel(.pass, .pass) + [judged("c", .fail, findings: [finding(.critical, isVerified: false)])]
    #expect(consensus(voided).outcome == .pass)
    let high = panel(.pass, .pass) + [judged("c", .fail, findings: [finding(.high)])]
    #expect(consensus(high).outcome == .pass)
  }

  @Test func `with the veto off the shares decide`() {
    let rule = ConsensusRule(threshold: .twoThirds, veto: false)
    let must = dimension("rule", .must)
    let ballots =
      [judged(seat("a", [must]), .fail, scores: ["rule": .violated], findings: [finding(.critical)])]
      + [judged("b", .pass), judged("c", .pass)]
    #expect(consensus(ballots, rule).rule == .sharePass)
    #expect(consensus(ballots).rule == .criticalFinding)
  }

  @Test(arguments: [Level.must, .mustNot])
  func `a binding dimension that its judges hold violated decides`(_ level: Level) {
    let bound = dimension("rule", level)
    let ballots =
      [judged(seat("a", [bound]), .fail, scores: ["rule": .violated])] + panel(.pass, .pass, .pass, .pass).dropFirst()
    let consensus = consensus(ballots)
    #expect(consensus.outcome == .fail)
    #expect(consensus.rule == .bindingDimension)
    #expect(consensus.reason.contains("\(level.rawValue) dimension rule"))
    #expect(consensus.reason.contains("1 of 1"))
  }

  @Test
  func `of several violated dimensions the one that the gravest finding is about is named, in any order of seats`() {
    func ballot(_ id: String, _ dimension: String, _ findings: [Finding]) -> Ballot {
      let held = DeliberationTests.dimension(dimension, .must)
      return judged(seat(id, [held]), .fail, scores: [held.id: .violated], findings: findings)
    }
    func named(_ ballots: [Ballot]) -> [String] {
      [ballots, ballots.reversed()].map { consensus($0).reason }
    }
    func reason(_ id: String) -> [String] {
      Array(repeating: "MUST dimension \(id) is violated, by 1 of 1 seats that judged it; and 2 more", count: 2)
    }
    let audit = ballot("a", "audit", [finding(.high, "sql", against: "audit", foremost: "injection")])
    let injection = ballot("b", "injection", [finding(.high, "sql", against: "injection", foremost: "injection")])
    let logging = ballot("c", "logging", [finding(.medium, "log", against: "logging", foremost: "logging")])
    #expect(named([audit, injection, logging]) == reason("injection"))
    let grave = ballot("a", "audit", [finding(.critical, "x", isVerified: false), finding(.high, against: "audit")])
    #expect(named([grave, logging, ballot("d", "zeal", [])]) == reason("audit"))
    // Two votes against one, where no finding speaks.
    let votes = [ballot("a", "one", []), ballot("b", "two", []), ballot("c", "two", [])]
    #expect(named(votes)[0] == "MUST dimension two is violated, by 2 of 2 seats that judged it; and 1 more")
  }

  @Test func `the reason why no seat applies is the seats' own, each with its count where they differ`() {
    func absent(_ id: String, _ reason: String) -> Ballot {
      Ballot(seat: seat(id), result: .notApplicable(reason: reason))
    }
    #expect(
      consensus([absent("a", "the file is empty"), absent("b", "the file is empty")]).reason
        == "no seat applies to this artifact: the file is empty")
    #expect(
      consensus([absent("a", "y"), absent("b", "x"), absent("c", "x")]).reason
        == "no seat applies to this artifact; x (2 of 3 seats); y (1 of 3 seats)")
    #expect(consensus([]).reason == "no seat applies to this artifact")
  }

  @Test(arguments: [Level.should, .shouldNot, .may])
  func `a dimension that does not bind vetoes nothing`(_ level: Level) {
    let ballots =
      [judged(seat("a", [dimension("rule", level)]), .fail, scores: ["rule": .violated])]
      + panel(.pass, .pass, .pass).dropFirst()
    #expect(consensus(ballots).rule == .sharePass)
  }

  @Test func `a binding dimension that only some of its judges hold violated does not decide`() {
    let shared = [dimension("rule", .must)]
    let ballots = [
      judged(seat("a", shared), .fail, scores: ["rule": .violated]), judged(seat("b", shared), .pass),
      judged(seat("c", shared), .pass),
    ]
    #expect(consensus(ballots).rule == .sharePass)
  }

  @Test(arguments: [
    (1, 1), (2, 2), (3, 3), (4, 3), (5, 3), (6, 4), (7, 5), (8, 5), (9, 6), (10, 6), (11, 7), (20, 12), (100, 60),
    (0, 0),
  ])
  func `the quorum is three or three fifths of the seats, rounded up, at most all`(_ seats: Int, _ needed: Int) {
    #expect(quorum(of: seats) == needed)
  }

  @Test(arguments: 1...10)
  func `one judged seat short of the quorum is inconclusive and the quorum itself is not`(_ seats: Int) {
    let ids = "abcdefghij".prefix(seats).map(String.init)
    func ballots(judged count: Int) -> [Ballot] {
      ids.enumerated().map { $0 < count ? judged($1, .fail) : failed($1) }
    }
    // Coverage is not at stake here: no share of it is asked for.
    let rule = ConsensusRule(threshold: .half, assessedShare: .zero)
    let missed = consensus(ballots(judged: quorum(of: seats) - 1), rule)
    #expect(missed.outcome == .inconclusive)
    #expect(missed.rule == .quorumMissed)
    #expect(missed.reason == "\(quorum(of: seats) - 1) of \(seats) seats judged; the quorum is \(quorum(of: seats))")
    #expect(consensus(ballots(judged: quorum(of: seats)), rule).rule == .shareFail)
  }

  @Test func `failed, abstained and unpolled seats stay in the denominator`() {
    let judges = panel(.pass, .pass, .pass)
    #expect(consensus(judges + [failed("x")]).outcome == .pass)
    for silent in [failed("y"), abstained("y"), notPolled("y")] {
      let consensus = consensus(judges + [failed("x"), silent])
      #expect(consensus.outcome == .noConsensus)
      #expect(consensus.reason.contains("pass 60 %"))
    }
  }

  @Test func `a seat that does not apply leaves quorum, shares and dimensions`() {
    let judges = panel(.pass, .pass, .fail)
    let with = consensus(judges + [notApplicable("x"), notApplicable("y"), notApplicable("z")])
    #expect(with == consensus(judges))
    #expect(with.outcome == .pass)
  }

  @Test func `less than half of the applicable weight assessed is inconclusive`() {
    let ballots = [judged("a", .pass), judged(seat("b"), .pass, scores: [:]), judged(seat("c"), .pass, scores: [:])]
    let consensus = consensus(ballots)
    #expect(consensus.outcome == .inconclusive)
    #expect(consensus.rule == .tooLittleAssessed)
    #expect(consensus.assessedWeight == 1.0 / 3.0)
    #expect(consensus.reason == "33 % of the applicable weight was assessed; 1/2 is needed")
  }

  @Test func `exactly half of the weight assessed is enough`() {
    let consensus = consensus([judged("a", .pass), judged(seat("b"), .pass, scores: [:])])
    #expect(consensus.assessedWeight == 0.5)
    #expect(consensus.outcome == .pass)
  }

  @Test func `the dimensions of failed seats count as not assessed`() {
    let small = ["a", "b", "c"].map { judged(seat($0, [dimension("d-\($0)", weight: 1000)]), .pass) }
    let consensus = consensus(small + [failed("x"), failed("y")])
    #expect(consensus.rule == .tooLittleAssessed)
    #expect(consensus.assessedWeight == 3000.0 / 23000.0)
  }

  @Test func `a shared dimension counts once in the assessed weight`() {
    let shared = dimension("shared", weight: 4000)
    let ballots = ["a", "b", "c"].map {
      judged(seat($0, [shared, dimension("own-\($0)", weight: 6000)]), .pass, scores: ["shared": .met])
    }
    #expect(consensus(ballots).assessedWeight == 4000.0 / 22000.0)
  }
}

@Suite struct ExactnessTests {
  @Test func `three seats of a third each decide like three seats of one`() throws {
    let third = try fraction(1, 3)
    let ballots = [
      judged("a", .pass, weight: third), judged("b", .pass, weight: third), judged("c", .fail, weight: third),
    ]
    #expect(consensus(ballots).outcome == .pass)
  }

  @Test func `199 of 300 do not reach two thirds and 200 do`() throws {
    func outcome(_ pass: Int) throws -> Outcome {
      consensus([
        judged("a", .pass, weight: try fraction(pass)), judged("b", .fail, weight: try fraction(300 - pass)),
      ]).outcome
    }
    #expect(try outcome(199) == .noConsensus)
    #expect(try outcome(200) == .pass)
  }

  @Test func `199 of 300 equal seats do not reach two thirds and 200 do`() {
    func outcome(_ pass: Int) -> Outcome {
      consensus((0..<300).map { judged("s\($0)", $0 < pass ? .pass : .fail) }).outcome
    }
    #expect(outcome(199) == .noConsensus)
    #expect(outcome(200) == .pass)
  }

  @Test func `weights of tenths add up without rounding`() throws {
    // 0.1 + 0.2 = 0.3 fails in binary floating point.
    let ballots = [
      judged("a", .pass, weight: try fraction(1, 10)), judged("b", .pass, weight: try fraction(2, 10)),
      judged("c", .fail, weight: try fraction(3, 10)),
    ]
    #expect(consensus(ballots, ConsensusRule(threshold: .half)).outcome == .pass)
  }

  @Test func `a threshold of one asks for every seat`() {
    let rule = ConsensusRule(threshold: .one)
    #expect(consensus(panel(.pass, .pass, .pass), rule).outcome == .pass)
    #expect(consensus(panel(.pass, .pass, .fail), rule).outcome == .noConsensus)
  }

  @Test func `weights without a common denominator conclude nothing but leave the veto`() throws {
    let odd = [try fraction(1, 999_983), try fraction(1, 999_979), Fraction.one]
    let ballots = zip(["a", "b", "c"], odd).map { judged($0, .pass, weight: $1) }
    let without = consensus(ballots)
    #expect(without.outcome == .inconclusive)
    #expect(without.reason.contains("simpler fractions"))
    #expect(without.agreement == nil)
    let with = ballots.dropLast() + [judged("c", .fail, findings: [finding(.critical)])]
    #expect(consensus(Array(with)).rule == .criticalFinding)
  }

  @Test func `seats without any weight reach nothing`() {
    let ballots = ["a", "b", "c"].map { judged($0, .pass, weight: .zero) }
    let consensus = consensus(ballots)
    #expect(consensus.outcome == .noConsensus)
    #expect(consensus.agreement == nil)
  }

  @Test func `a seat's weight counts in the shares`() throws {
    let heavy = [judged("a", .fail, weight: try fraction(4)), judged("b", .pass), judged("c", .pass)]
    #expect(consensus(heavy).outcome == .fail)
    #expect(consensus(heavy).agreement == 4.0 / 6.0)
  }

  @Test func `a pass needs as many families as the rule demands, a fail needs none`() {
    let seats = ["a", "b", "c"].map { seat($0) }
    func panel(_ verdict: Verdict, families: [String]) -> [Ballot] {
      zip(seats, families).map { Ballot(seat: $0, result: judged($0, verdict).result, family: $1) }
    }
    let rule = ConsensusRule(threshold: .twoThirds, leastFamilies: 3)
    #expect(consensus(panel(.pass, families: ["x", "y", "z"]), rule).outcome == .pass)
    let few = consensus(panel(.pass, families: ["x", "y", "x"]), rule)
    #expect(few.outcome == .inconclusive && few.rule == .tooFewFamilies && few.reason.contains("only x, y answered"))
    #expect(consensus(panel(.conditional, families: ["x", "x", "x"]), rule).rule == .tooFewFamilies)
    #expect(consensus(panel(.fail, families: ["x", "x", "x"]), rule).outcome == .fail)
  }
}
