import Deliberation
import JudgeTypes
import TestSupport
import Testing

/// A model that reads verdicts as a test says.
private struct ScriptedModel: VerdictModel {
  let text: String
  var objection: String?
  let reading: @Sendable ([SeatVote]) -> LearnedVerdict?

  init(_ text: String = "", objection: String? = nil, _ reading: @escaping @Sendable ([SeatVote]) -> LearnedVerdict?) {
    self.text = text
    self.objection = objection
    self.reading = reading
  }

  func objection(to seats: [Seat.ID]) -> String? { objection }
  func verdict(on votes: [SeatVote]) -> LearnedVerdict? { reading(votes) }

  /// It believes one seat, and that in reverse or not.
  static func believing(_ seat: Seat.ID, confidence: Double) -> ScriptedModel {
    ScriptedModel { votes in
      votes.first { $0.seat == seat }.map { LearnedVerdict(verdict: $0.verdict, confidence: confidence) }
    }
  }
}

/// A panel whose verdicts a learned model reads.
@Suite struct LearnedRuleTests {
  private func rule(
    _ model: any VerdictModel, bar: Double = 0.8, veto: Bool = true, leastFamilies: Int = 0
  ) -> ConsensusRule {
    ConsensusRule(
      threshold: .twoThirds, veto: veto, leastFamilies: leastFamilies, learned: LearnedRule(model: model, bar: bar))
  }

  @Test func `the verdict that it reads decides from the bar on, and the reason names both numbers`() {
    let ballots = panel(.pass, .fail, .fail)
    let sure = consensus(ballots, rule(ScriptedModel.believing("a", confidence: 0.8)))
    #expect(sure.outcome == .pass && sure.rule == .learned && sure.confidence == 0.8)
    #expect(sure.reason.contains("confidence 0.8; the bar is 0.8"), "\(sure.reason)")
    let unsure = consensus(ballots, rule(ScriptedModel.believing("a", confidence: 0.79)))
    #expect(unsure.outcome == .noConsensus && unsure.rule == .abstention && unsure.confidence == 0.79)
    #expect(unsure.reason.contains("confidence 0.79; the bar is 0.8, so the panel abstains"), "\(unsure.reason)")
    let near = consensus(ballots, rule(ScriptedModel.believing("a", confidence: 0.79999)))
    #expect(near.reason.contains("confidence 0.79999; the bar is 0.8,"), "\(near.reason)")
    // The plain vote: two of three hold fail.
    #expect(consensus(ballots).outcome == .fail)
  }

  @Test func `veto, quorum, assessed weight and families come first`() throws {
    let pass = ScriptedModel { _ in LearnedVerdict(verdict: .pass, confidence: 1) }
    let vetoed = panel(.pass, .pass) + [judged("c", .fail, findings: [finding(.critical)])]
    #expect(consensus(vetoed, rule(pass)).rule == .criticalFinding)
    #expect(consensus(vetoed, rule(pass, veto: false)).rule == .learned)
    #expect(consensus([judged("a", .pass), judged("b", .pass), failed("c")], rule(pass)).rule == .quorumMissed)
    let unassessed = ["a", "b", "c"].map { judged(seat($0), .pass, scores: [:]) }
    #expect(consensus(unassessed, rule(pass)).rule == .tooLittleAssessed)
    let homogeneous = panel(.pass, .pass, .pass).map { Ballot(seat: $0.seat, result: $0.result, family: "one") }
    #expect(consensus(homogeneous, rule(pass, leastFamilies: 3)).rule == .tooFewFamilies)
  }

  @Test func `it never holds more than the best of the seats`() {
    let pass = ScriptedModel { _ in LearnedVerdict(verdict: .pass, confidence: 1) }
    let failing = consensus(panel(.fail, .fail, .fail), rule(pass))
    #expect(failing.outcome == .noConsensus && failing.rule == .abstention)
    #expect(failing.reason.contains("no seat holds more than fail"), "\(failing.reason)")
    #expect(consensus(panel(.conditional, .fail, .fail), rule(pass)).outcome == .noConsensus)
    #expect(consensus(panel(.pass, .fail, .fail), rule(pass)).outcome == .pass)
  }

  @Test func `where it is refused the plain vote decides and says why`() {
    let refused = ScriptedModel(objection: "nobody knows them") { _ in LearnedVerdict(verdict: .fail, confidence: 1) }
    let result = consensus(panel(.pass, .pass, .fail), rule(refused))
    #expect(result.outcome == .pass && result.rule == .sharePass && result.confidence == nil)
    #expect(
      result.reason
        == "the learned model is not used: nobody knows them. The plain vote decides: 67 % of the weight holds pass; "
        + "2/3 is needed")
  }

  @Test func `a seat without weight has no vote in it`() throws {
    let all = ScriptedModel { votes in
      LearnedVerdict(verdict: votes.contains { $0.seat == "z" } ? .fail : .pass, confidence: 1)
    }
    let ballots = panel(.pass, .pass, .pass) + [judged("z", .fail, weight: .zero)]
    #expect(consensus(ballots, rule(all)).outcome == .pass)
  }

  @Test func `a silent seat is taken for the worst it could have said, and condemns nothing`() {
    let believer = rule(ScriptedModel.believing("d", confidence: 0.9))
    let spoken = panel(.pass, .pass, .pass)
    #expect(consensus(spoken + [judged("d", .pass)], believer).outcome == .pass)
    let silent = consensus(spoken + [failed("d")], believer)
    #expect(silent.outcome == .noConsensus && silent.rule == .abstention)
    #expect(silent.reason.contains("depends on 1 seat that gave no verdict"), "\(silent.reason)")
    // Where nothing that it could have said matters, the outcome stands.
    let other = consensus(spoken + [failed("d")], rule(ScriptedModel.believing("a", confidence: 0.9)))
    #expect(other.outcome == .pass && other.reason.contains("1 seat that gave no verdict taken for the worst"))
    let many = spoken + panel(.pass, .pass, .pass, .pass, .pass, .pass, .pass).map { judged("x\($0.seat.id)", .pass) }
    let five = many + ["k", "l", "m", "n", "o"].map { failed($0) }
    #expect(consensus(five, rule(ScriptedModel.believing("a", confidence: 0.9))).outcome == .noConsensus)
  }

  @Test func `nothing but a veto is settled before all votes are in`() {
    let heard = panel(.fail, .fail, .fail, .fail)
    let open = ConsensusRule(threshold: .twoThirds, veto: false)
    #expect(Consensus.isSettled(heard, waiting: [seat("e")], by: open))
    let learned = rule(ScriptedModel.believing("a", confidence: 0.9), veto: false)
    #expect(!Consensus.isSettled(heard, waiting: [seat("e")], by: learned))
    #expect(Consensus.isSettled(heard, waiting: [], by: learned))
    let vetoed = [judged("a", .fail, findings: [finding(.critical)])]
    #expect(Consensus.isSettled(vetoed, waiting: [seat("b")], by: rule(ScriptedModel.believing("a", confidence: 0.9))))
  }

  // MARK: A model that was trained, over random panels

  /// Of seats s0 to s7: the first is right nine times in ten, the second is believed in reverse, the others are so-so.
  private func trained() throws -> LearnedVerdicts {
    var draw = DrawnVotes(seed: 21)
    let verdicts = Verdict.allCases.map(\.rawValue)
    let judges = [("s0", 0.9), ("s1", 0.12)] + (2..<8).map { ("s\($0)", 0.6) }
    let lines = draw.votes(items: 200, labels: 3, accuracies: judges) { verdicts[$1] }
    let model = try #require(LearnedModel(trainedOn: VoteTable.training(lines)))
    let learned = LearnedVerdicts(model, text: "trained")
    #expect(learned.flaw == nil)
    return learned
  }

  @Test func `labels that are no verdicts, and a bar that nothing reaches, are told`() throws {
    var draw = DrawnVotes(seed: 22)
    let other = draw.votes(items: 60, labels: 2, accuracies: [("a", 0.9), ("b", 0.8)])
    let strange = LearnedVerdicts(try #require(LearnedModel(trainedOn: VoteTable.training(other))), text: "")
    #expect(strange.flaw?.contains("'L0'") == true)
    let names = draw.votes(items: 60, labels: 2, accuracies: [("a", 0.9), ("b", 0.8)]) { "\($0)/\($1)" }
    let answers = LearnedVerdicts(try #require(LearnedModel(trainedOn: VoteTable.training(names))), text: "")
    #expect(answers.flaw?.contains("names of single answers") == true)
    let bar = try #require(try trained().ownBar)
    #expect((LearnedRule.leastBar...1).contains(bar))
    // Coins have no confidence that is right in nine of ten cases.
    let coins = draw.votes(items: 200, labels: 3, accuracies: [("a", 0.34), ("b", 0.34)]) {
      Verdict.allCases[$1].rawValue
    }
    let blind = LearnedVerdicts(try #require(LearnedModel(trainedOn: VoteTable.training(coins))), text: "")
    #expect(blind.ownBar == nil)
  }

  @Test func `over random panels order never matters, silence never helps, and the pivot is that of a trial`() throws {
    let model = try trained()
    var draw = RandomPanel(seed: 31, judging: 88)
    var (outcomes, worsened, pivots): (Set<Outcome>, Int, Int) = ([], 0, 0)
    for round in 0..<240 {
      let bar = draw.pick([0.51, 0.6, 0.8])
      let plain = draw.rule(leastFamilies: round.isMultiple(of: 4) ? 3 : 0)
      let rule = ConsensusRule(
        threshold: plain.threshold, veto: plain.veto, assessedShare: plain.assessedShare,
        leastFamilies: plain.leastFamilies, learned: LearnedRule(model: model, bar: bar))
      let ballots = draw.ballots()
      let result = consensus(ballots, rule)
      #expect(consensus(ballots.shuffled(using: &draw.random), rule) == result)
      outcomes.insert(result.outcome)
      let pivot = pivotByTrial(ballots, rule)
      #expect(result.pivot == pivot)
      pivots += pivot == nil ? 0 : 1
      for index in ballots.indices {
        guard let verdict = ballots[index].result.evaluation?.verdict, verdict != .fail || !rule.veto else { continue }
        var silenced = ballots
        silenced[index] = Ballot(seat: ballots[index].seat, result: .failed(reason: "f"))
        let after = consensus(silenced, rule).outcome
        if after == .pass { #expect(result.outcome == .pass, "\(ballots[index].seat.id)") }
        if after == .conditional { #expect([.pass, .conditional].contains(result.outcome)) }
        if after != result.outcome { worsened += 1 }
      }
    }
    #expect(outcomes == Set(Outcome.allCases) && worsened > 100 && pivots > 20, "\(outcomes) \(worsened) \(pivots)")
  }
}
