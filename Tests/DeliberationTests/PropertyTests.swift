import Deliberation
import JudgeTypes
import Testing

@Suite struct PropertyTests {
  private let panels = 3200

  @Test func `the order of ballots never matters`() {
    var draw = RandomPanel(seed: 1)
    var outcomes: Set<Outcome> = []
    var rules: Set<DecidingRule> = []
    for _ in 0..<panels {
      let least = draw.pick([0, 0, 3])
      let (ballots, rule) = (draw.ballots(), draw.rule(leastFamilies: least))
      let expected = consensus(ballots, rule)
      let shuffled = ballots.shuffled(using: &draw.random)
      #expect(consensus(shuffled, rule) == expected)
      #expect(dissent(among: shuffled, from: expected.outcome) == dissent(among: ballots, from: expected.outcome))
      outcomes.insert(expected.outcome)
      rules.insert(expected.rule)
    }
    // The panels drawn reach every branch, else the property would say little.
    #expect(outcomes == Set(Outcome.allCases))
    #expect(rules == Set(DecidingRule.allCases).subtracting([.learned, .abstention]))
  }

  @Test func `a verified critical finding always gives fail, whatever five others do`() {
    var draw = RandomPanel(seed: 2)
    for _ in 0..<panels {
      let drawn = draw.rule()
      let rule = ConsensusRule(threshold: drawn.threshold, assessedShare: drawn.assessedShare)
      let others = draw.ballots().prefix(5)
      let critical = judged(seat("critical"), .fail, findings: [finding(.critical)])
      let consensus = consensus((others + [critical]).shuffled(using: &draw.random), rule)
      #expect(consensus.outcome == .fail)
      #expect(consensus.rule == .criticalFinding)
    }
  }

  @Test func `a unanimous panel's outcome is its verdict`() throws {
    var draw = RandomPanel(seed: 3, judging: 100)
    var compared = 0
    for _ in 0..<panels {
      let verdict = draw.pick([Verdict.fail, .conditional, .pass])
      let ballots = draw.ballots().map { judged($0.seat, verdict) }
      guard ballots.contains(where: { $0.seat.weight > .zero }) else { continue }
      let consensus = consensus(ballots, draw.rule())
      #expect(consensus.outcome.rawValue == verdict.rawValue)
      #expect(consensus.agreement == 1)
      compared += 1
    }
    #expect(compared >= 3000)
  }

  @Test func `a seat that falls silent never helps a pass`() {
    var draw = RandomPanel(seed: 4, judging: 85)
    var compared = 0
    var changed = 0
    while compared < panels {
      let (ballots, rule) = (draw.ballots(), draw.rule())
      let content = ballots.indices.filter { ballots[$0].result.evaluation.map { $0.verdict != .fail } ?? false }
      guard !content.isEmpty else { continue }
      let index = draw.pick(content)
      var silenced = ballots
      silenced[index] = Ballot(
        seat: ballots[index].seat,
        result: draw.pick([.failed(reason: "f"), .abstained(reason: "a"), .notPolled(reason: "p")]))
      let (before, after) = (consensus(ballots, rule).outcome, consensus(silenced, rule).outcome)
      if after == .pass { #expect(before == .pass) }
      if after == .conditional { #expect(before == .pass || before == .conditional) }
      compared += 1
      if before != after { changed += 1 }
    }
    #expect(changed > 300)
  }

  @Test func `a seat that becomes more content never worsens the outcome`() {
    let ranks: [Outcome: Int] = [.fail: 0, .noConsensus: 1, .conditional: 2, .pass: 3]
    var draw = RandomPanel(seed: 5, judging: 100)
    var compared = 0
    var changed = 0
    while compared < panels {
      let (ballots, rule) = (draw.ballots(), draw.rule())
      let index = Int.random(in: ballots.indices, using: &draw.random)
      guard let raised = draw.raised(ballots[index]) else { continue }
      var better = ballots
      better[index] = raised
      // Where the panel was inconclusive there was no quorum or too little was assessed.
      guard let before = ranks[consensus(ballots, rule).outcome], let after = ranks[consensus(better, rule).outcome]
      else {
        continue
      }
      #expect(after >= before)
      compared += 1
      if before != after { changed += 1 }
    }
    #expect(changed > 300)
  }

  @Test func `numbers stay in their ranges and the pivot is a seat that judged`() {
    var draw = RandomPanel(seed: 6)
    for _ in 0..<panels {
      let ballots = draw.ballots()
      let consensus = consensus(ballots, draw.rule())
      #expect((0...1).contains(consensus.assessedWeight))
      #expect((0...1).contains(consensus.agreement ?? 0))
      #expect(consensus.dimensions.allSatisfy { (0...2).contains($0.spread) })
      if let pivot = consensus.pivot {
        #expect(ballots.contains { $0.seat.id == pivot && $0.result.state == .judged })
      }
    }
  }

  @Test func `the pivot is the seat that a trial of every seat finds`() {
    var draw = RandomPanel(seed: 16, judging: 85)
    var found = 0
    for round in 0..<panels {
      let rule = draw.rule(leastFamilies: round.isMultiple(of: 3) ? 3 : 0)
      // Now and then a dimension binds for some seats and not for others.
      let ballots = draw.ballots().map { ballot in
        guard round.isMultiple(of: 2), draw.chance(30) else { return ballot }
        let dimensions = ballot.seat.dimensions.map {
          dimension($0.id.rawValue, draw.pick(Level.allCases), weight: $0.weight)
        }
        return Ballot(
          seat: seat(ballot.seat.id.rawValue, weight: ballot.seat.weight, dimensions), result: ballot.result,
          family: draw.pick(["a", "b", "c", "d"]))
      }
      let pivot = pivotByTrial(ballots, rule)
      #expect(consensus(ballots, rule).pivot == pivot)
      if pivot != nil { found += 1 }
    }
    #expect(found > panels / 10)
  }

  @Test func `multiplying every weight by the same number changes nothing`() throws {
    var draw = RandomPanel(seed: 7)
    for _ in 0..<panels {
      let (ballots, rule) = (draw.ballots(), draw.rule())
      let factor = Int.random(in: 2...9, using: &draw.random)
      let scaled = try ballots.map { ballot in
        let weight = try fraction(ballot.seat.weight.numerator * factor, ballot.seat.weight.denominator)
        return Ballot(
          seat: seat(ballot.seat.id.rawValue, weight: weight, ballot.seat.dimensions), result: ballot.result)
      }
      #expect(consensus(scaled, rule) == consensus(ballots, rule))
    }
  }

  @Test func `a conditional seat that fails never turns fail into pass where levels of one dimension differ`() {
    let (should, must) = ([dimension("x", .should)], [dimension("x", .must)])
    let others =
      [judged(seat("b", must), .fail, scores: ["x": .violated]), judged(seat("c", must), .pass)]
      + ["d", "e", "f"].map { judged($0, .pass) }
    let before = consensus([judged(seat("a", should), .conditional, scores: ["x": .violated])] + others)
    let after = consensus([Ballot(seat: seat("a", should), result: .failed(reason: "no answer"))] + others)
    // The dimension does not bind for seat a, so its vote decides nothing about it, neither given nor withheld.
    #expect(before.dimensions.first { $0.dimension.id == "x" }?.outcome == .disputed)
    #expect(after.dimensions.first { $0.dimension.id == "x" }?.outcome == .disputed)
    #expect(after.outcome <= before.outcome)
  }
}

/// Each seat's word is replaced in turn and the whole panel counted again.
func pivotByTrial(_ ballots: [Ballot], _ rule: ConsensusRule) -> Seat.ID? {
  let outcome = consensus(ballots, rule).outcome
  return ballots.sorted { $0.seat.id < $1.seat.id }.first { ballot in
    guard let said = ballot.result.evaluation else { return false }
    let others: [(Verdict, (Score) -> Score)] = [
      (.pass, { _ in .met }), (.conditional, { _ in .partly }), (.fail, { $0 }),
    ]
    return others.contains { verdict, score in
      guard verdict != said.verdict else { return false }
      let other = Evaluation(
        seat: said.seat, round: said.round, scores: said.scores.mapValues(score), findings: [], verdict: verdict,
        rationale: "", confidence: nil)
      let changed = ballots.map {
        $0.seat.id == ballot.seat.id ? Ballot(seat: $0.seat, result: .judged(other), family: $0.family) : $0
      }
      return consensus(changed, rule).outcome != outcome
    }
  }?.seat.id
}
