import Deliberation
import JudgeTypes
import Testing

@Suite struct PivotTests {
  @Test func `the first seat whose change flips the outcome is the pivot`() {
    // Each of the two passes is needed for 2 of 3; the fail is not, since pass stays pass without it.
    #expect(consensus(panel(.pass, .pass, .fail)).pivot == "a")
    #expect(consensus(panel(.fail, .pass, .pass)).pivot == "b")
  }

  @Test func `a panel that no single seat can flip has no pivot`() {
    #expect(consensus(panel(.pass, .pass, .pass, .pass, .pass)).pivot == nil)
    #expect(consensus(panel(.fail, .fail, .fail, .fail)).pivot == nil)
  }

  @Test func `one seat away from consensus is a pivot as well`() {
    // Were a to fail, 3 of 4 would; the same the other way round.
    let consensus = consensus(panel(.pass, .pass, .fail, .fail))
    #expect(consensus.outcome == .noConsensus)
    #expect(consensus.pivot == "a")
    let mirrored = Consensus(of: panel(.fail, .fail, .pass, .pass), by: .standard)
    #expect(mirrored.pivot == "a")
  }

  @Test func `the only seat that vetoed is the pivot`() {
    let ballots = panel(.pass, .pass, .pass, .pass, .pass) + [judged("f", .fail, findings: [finding(.critical)])]
    #expect(consensus(ballots).pivot == "f")
  }

  @Test func `two vetoes leave no single pivot`() {
    let ballots =
      panel(.pass, .pass, .pass, .pass)
      + ["e", "f"].map { judged($0, .fail, findings: [finding(.critical)]) }
    #expect(consensus(ballots).pivot == nil)
  }

  @Test func `a missed quorum has no pivot among the seats that judged`() {
    #expect(consensus([judged("a", .pass), failed("b"), failed("c")]).pivot == nil)
  }
}

@Suite struct AgreementTests {
  @Test func `agreement is the share of the plurality among the judged weight`() throws {
    #expect(consensus(panel(.pass, .pass, .pass)).agreement == 1)
    #expect(consensus(panel(.pass, .pass, .fail)).agreement == 2.0 / 3.0)
    #expect(consensus(panel(.pass, .conditional, .fail)).agreement == 1.0 / 3.0)
    #expect(consensus(panel(.pass, .pass, .fail) + [failed("x"), notApplicable("y")]).agreement == 2.0 / 3.0)
    let weighted = [judged("a", .fail, weight: try fraction(3)), judged("b", .pass), judged("c", .pass)]
    #expect(consensus(weighted).agreement == 3.0 / 5.0)
  }

  @Test func `where no seat judged there is no agreement`() {
    #expect(consensus([failed("a"), abstained("b")]).agreement == nil)
  }
}

@Suite struct DissentTests {
  private func names(_ dissents: [Dissent]) -> [String] { dissents.map(\.seat.rawValue) }

  @Test func `the seats that hold otherwise than the panel dissent, sorted`() {
    let ballots = [judged("z", .fail), judged("m", .conditional), judged("a", .pass), failed("b"), abstained("c")]
    #expect(names(dissent(among: ballots, from: .pass)) == ["m", "z"])
    #expect(names(dissent(among: ballots, from: .conditional)) == ["a", "z"])
    #expect(names(dissent(among: ballots, from: .fail)) == ["a", "m"])
  }

  @Test(arguments: [Outcome.noConsensus, .inconclusive])
  func `without a verdict those outside the plurality dissent, or all without one`(_ outcome: Outcome) {
    #expect(names(dissent(among: panel(.pass, .pass, .fail, .conditional), from: outcome)) == ["c", "d"])
    #expect(names(dissent(among: panel(.pass, .pass, .fail, .fail), from: outcome)) == ["a", "b", "c", "d"])
    #expect(dissent(among: [failed("a")], from: outcome).isEmpty)
    #expect(dissent(among: [], from: outcome).isEmpty)
  }

  @Test func `a dissent carries who, why, how sure and in which round`() throws {
    let findings = [
      finding(.low, "e"), finding(.high, "c"), finding(.high, "b"), finding(.critical, "voided", isVerified: false),
      finding(.medium, "d"), finding(.critical, "a"), finding(.info, "f"),
    ]
    let ballot = judged(seat("x"), .fail, findings: findings, round: 2, rationale: "because", confidence: 0.75)
    let dissent = try #require(dissent(among: [ballot, judged("y", .pass)], from: .pass).first)
    #expect(dissent.persona == "persona-x")
    #expect(dissent.model.description == "test/x")
    #expect(dissent.verdict == .fail)
    #expect(dissent.rationale == "because")
    #expect(dissent.confidence == 0.75)
    #expect(dissent.round == 2)
    // The five worst that were verified, equal severities by rule.
    #expect(dissent.keyConcerns == ["a", "b", "c", "d", "e"].map { "message of \($0)" })
  }
}
