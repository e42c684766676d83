import Deliberation
import JudgeTypes
import Testing

@Suite struct SettlementTests {
  private let open = ConsensusRule(threshold: .twoThirds, veto: false)

  @Test func `with a veto on, nothing but a fail is settled while a seat is waiting`() {
    let content = panel(.pass, .pass, .pass, .pass)
    #expect(!Consensus.isSettled(content, waiting: [seat("z")], by: .standard))
    #expect(Consensus.isSettled(content, waiting: [seat("z")], by: open))
    #expect(Consensus.isSettled(content, waiting: [], by: .standard))
  }

  @Test func `a verified critical finding settles it at once`() {
    let one = [judged("a", .fail, findings: [finding(.critical)])]
    #expect(Consensus.isSettled(one, waiting: "bcde".map { seat(String($0)) }, by: .standard))
    let voided = [judged("a", .fail, findings: [finding(.critical, isVerified: false)])]
    #expect(!Consensus.isSettled(voided, waiting: "bcde".map { seat(String($0)) }, by: .standard))
  }

  @Test func `a violated binding dimension settles it once the seats that are left cannot outvote it`() {
    let shared = dimension("shared", .must)
    let held = "abc".map { judged(seat(String($0), [shared]), .fail, scores: ["shared": .violated]) }
    // 3 of 5 is less than 2/3, should both of the others hold it met; 3 of 4 is not.
    #expect(!Consensus.isSettled(held, waiting: [seat("d", [shared]), seat("e", [shared])], by: .standard))
    #expect(Consensus.isSettled(held, waiting: [seat("d", [shared])], by: .standard))
    // Those who do not hold the dimension have no say in it.
    #expect(Consensus.isSettled(held, waiting: [seat("d"), seat("e"), seat("f"), seat("g")], by: .standard))
  }

  @Test func `two thirds that fail settle it, and only once there is a quorum`() {
    // Of six seats the quorum is 4; four that fail are two thirds.
    #expect(Consensus.isSettled(panel(.fail, .fail, .fail, .fail), waiting: [seat("x"), seat("y")], by: .standard))
    #expect(!Consensus.isSettled(panel(.fail, .fail, .fail), waiting: "xyz".map { seat(String($0)) }, by: .standard))
  }

  @Test func `a conditional is settled when the seats that are left cannot make it a pass`() {
    #expect(
      Consensus.isSettled(panel(.conditional, .conditional, .conditional, .pass), waiting: [seat("x")], by: open))
    #expect(!Consensus.isSettled(panel(.conditional, .pass, .pass, .pass), waiting: [seat("x")], by: open))
  }

  @Test func `what is settled, no answer changes`() {
    var draw = RandomPanel(seed: 11, judging: 90)
    var outcomes: [Outcome: Int] = [:]
    for _ in 0..<6_000 {
      let (ballots, rule) = (draw.ballots(), draw.rule(leastFamilies: draw.pick([0, 0, 2])))
      let applicable = ballots.indices.filter { ballots[$0].isApplicable }
      guard applicable.count > 1 else { continue }
      let waiting = Set(applicable.shuffled(using: &draw.random).prefix(.random(in: 1...3, using: &draw.random)))
      let heard = ballots.indices.filter { !waiting.contains($0) }.map { ballots[$0] }
      let seats = waiting.map { ballots[$0].seat }
      guard Consensus.isSettled(heard, waiting: seats, by: rule) else { continue }
      let unheard = seats.map { Ballot(seat: $0, result: .notPolled(reason: "curtailed")) }
      let expected = consensus(heard + unheard, rule).outcome
      outcomes[expected, default: 0] += 1
      for _ in 0..<12 {
        let answers = seats.map { seat -> Ballot in
          if draw.chance(15) { return Ballot(seat: seat, result: .failed(reason: "f")) }
          return Ballot(seat: seat, result: .judged(draw.evaluation(of: seat)))
        }
        #expect(consensus(heard + answers, rule).outcome == expected)
      }
    }
    // Every outcome was settled by some panel, else the property would say little.
    #expect(Set(outcomes.keys) == Set(Outcome.allCases), "\(outcomes)")
  }
}
