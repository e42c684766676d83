import Deliberation
import JudgeTypes
import Testing

/// A panel that knows how often it was right at its agreement.
@Suite struct AbstentionTests {
  private func rule(
    _ points: [(Double, Double)], bar: Fraction = .fourFifths, like other: ConsensusRule = .standard
  ) throws -> ConsensusRule {
    let curve = try #require(CalibrationCurve(points.map { .init(place: $0.0, accuracy: $0.1) }))
    return ConsensusRule(
      threshold: other.threshold, veto: other.veto, assessedShare: other.assessedShare,
      leastFamilies: other.leastFamilies, abstention: AbstentionRule(curve: curve, bar: bar))
  }

  @Test func `a pass below the bar is withheld with both numbers, and one that reaches it stands`() throws {
    // Three of four agree: half way between the points, so 0.5 + 0.5 * (1 - 0.5) = 0.75.
    let rule = try rule([(0.5, 0.5), (1, 1)])
    let split = consensus(panel(.pass, .pass, .pass, .conditional), rule)
    #expect(split.outcome == .noConsensus && split.rule == .abstention && split.confidence == 0.75)
    #expect(
      split.reason
        == "75 % of the weight holds pass; 2/3 is needed, but panels that agreed this far were right in 0.75 of cases; "
        + "the bar is 0.8 (4/5), so the panel abstains")
    let united = consensus(panel(.pass, .pass, .pass, .pass), rule)
    #expect(united.outcome == .pass && united.rule == .sharePass && united.confidence == 1)
    let mild = try self.rule([(0.5, 0.5), (1, 1)], bar: try fraction(3, 4))
    #expect(consensus(panel(.pass, .pass, .pass, .conditional), mild).outcome == .pass)
    #expect(consensus(panel(.conditional, .conditional, .conditional, .pass), rule).rule == .abstention)
  }

  @Test func `a fail is never softened, and nothing is said where nothing was decided by shares`() throws {
    let rule = try rule([(0, 0)])
    let failing = consensus(panel(.fail, .fail, .fail), rule)
    #expect(failing.outcome == .fail && failing.rule == .shareFail && failing.confidence == 0)
    let vetoed = consensus(panel(.pass, .pass) + [judged("c", .fail, findings: [finding(.critical)])], rule)
    #expect(vetoed.outcome == .fail && vetoed.rule == .criticalFinding && vetoed.confidence == nil)
    let split = consensus(panel(.pass, .fail), rule)
    #expect(split.rule == .noShareReached && split.confidence == nil)
    #expect(consensus([judged("a", .pass), failed("b"), failed("c")], rule).rule == .quorumMissed)
  }

  @Test func `a silent seat counts as one that agrees and as one that does not`() throws {
    // Of four seats three are heard and agree: agreement was 3/4 or 1 had the fourth spoken; the curve falls towards both ends.
    let peak = try rule([(0.75, 0.6), (0.9, 0.95), (1, 0.7)], bar: .half)
    let result = consensus(panel(.pass, .pass, .pass) + [failed("d")], peak)
    #expect(result.outcome == .pass && result.confidence == 0.6 && result.agreement == 1)
    let strict = try rule([(0.75, 0.6), (0.9, 0.95), (1, 0.7)])
    let withheld = consensus(panel(.pass, .pass, .pass) + [failed("d")], strict)
    #expect(withheld.rule == .abstention && withheld.reason.contains("whatever the silent seats would have said"))
  }

  @Test func `nothing but a veto is settled before all votes are in`() throws {
    let open = ConsensusRule(threshold: .twoThirds, veto: false)
    let heard = panel(.pass, .pass, .pass, .pass)
    #expect(Consensus.isSettled(heard, waiting: [seat("e")], by: open))
    #expect(!Consensus.isSettled(heard, waiting: [seat("e")], by: try rule([(0.8, 0.7), (1, 1)], like: open)))
  }

  @Test
  func `over random panels and curves order never matters, silence never helps, and the pivot is that of a trial`()
    throws
  {
    var draw = RandomPanel(seed: 41, judging: 88)
    var (abstained, changed) = (0, 0)
    for _ in 0..<1500 {
      let places = [0.4, 0.6, 0.8, 1]
      let points = places.map { ($0, Double(Int.random(in: 0...10, using: &draw.random)) / 10) }
      let rule = try rule(points, bar: draw.pick([.half, .twoThirds, .fourFifths]), like: draw.rule())
      let ballots = draw.ballots()
      let result = consensus(ballots, rule)
      #expect(consensus(ballots.shuffled(using: &draw.random), rule) == result)
      #expect(result.pivot == pivotByTrial(ballots, rule))
      #expect((0...1).contains(result.confidence ?? 0))
      abstained += result.rule == .abstention ? 1 : 0
      for index in ballots.indices {
        guard let verdict = ballots[index].result.evaluation?.verdict, verdict != .fail || !rule.veto else { continue }
        var silenced = ballots
        silenced[index] = Ballot(seat: ballots[index].seat, result: .failed(reason: "f"))
        let after = consensus(silenced, rule).outcome
        if after == .pass { #expect(result.outcome == .pass) }
        if after == .conditional { #expect([.pass, .conditional].contains(result.outcome)) }
        changed += after == result.outcome ? 0 : 1
      }
    }
    #expect(abstained > 50 && changed > 300, "\(abstained) \(changed)")
  }
}
