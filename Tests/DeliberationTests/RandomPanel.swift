import Deliberation
import JudgeTypes
import TestSupport

/// Panels drawn at random that keep what the rest of the program guarantees of evaluations.
///
/// A judged seat with a verified critical finding, or with a binding dimension of its own scored 1, has the verdict
/// fail; seats that share a dimension hold it at one level.
struct RandomPanel {
  var random: SeededGenerator
  /// The chance in percent that a seat judges.
  let judging: Int

  init(seed: UInt64, judging: Int = 75) {
    random = SeededGenerator(seed: seed)
    self.judging = judging
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int.random(in: choices.indices, using: &random)]
  }

  mutating func rule(leastFamilies: Int = 0) -> ConsensusRule {
    let thresholds = [(2, 3), (2, 3), (2, 3), (1, 2), (3, 5), (3, 4), (1, 1)].compactMap { Fraction($0.0, $0.1) }
    return ConsensusRule(
      threshold: pick(thresholds), veto: chance(75), assessedShare: pick([.half, .half, .zero, .one]),
      leastFamilies: leastFamilies)
  }

  mutating func ballots() -> [Ballot] {
    let shared = (0..<3).map {
      dimension("shared-\($0)", pick(Level.allCases), weight: .random(in: 0...5000, using: &random))
    }
    return (0..<Int.random(in: 1...8, using: &random)).map { index in
      let own = dimension("own-\(index)", pick(Level.allCases), weight: .random(in: 1...10_000, using: &random))
      let weights = [(1, 1), (1, 1), (1, 1), (1, 2), (1, 3), (3, 4), (2, 1), (0, 1)].compactMap { Fraction($0.0, $0.1) }
      let seat = seat("s\(index)", weight: pick(weights), [own] + shared.filter { _ in chance(50) })
      return Ballot(seat: seat, result: result(of: seat))
    }
  }

  private mutating func result(of seat: Seat) -> SeatResult {
    if chance(judging) { return .judged(evaluation(of: seat)) }
    return pick([
      .failed(reason: "f"), .abstained(reason: "a"), .notPolled(reason: "p"), .notApplicable(reason: "n"),
    ])
  }

  mutating func evaluation(of seat: Seat) -> Evaluation {
    var scores: [Dimension.ID: Score] = [:]
    for dimension in seat.dimensions where chance(85) {
      scores[dimension.id] = pick([.violated, .partly, .met, .met, .met])
    }
    let findings = (0..<(chance(40) ? 2 : 0)).map { _ in
      finding(pick([.low, .medium, .high, .critical]), isVerified: chance(60))
    }
    let verdict: Verdict = mustFail(seat, scores, findings) ? .fail : pick([.fail, .conditional, .pass, .pass])
    return Evaluation(
      seat: seat.id, round: 0, scores: scores, findings: findings, verdict: verdict, rationale: "", confidence: nil)
  }

  private func mustFail(_ seat: Seat, _ scores: [Dimension.ID: Score], _ findings: [Finding]) -> Bool {
    findings.contains { $0.severity == .critical && $0.status == .verified }
      || seat.dimensions.contains { $0.level.isBinding && scores[$0.id] == .violated }
  }

  /// The same seat with a better verdict: findings dropped, scores raised or left.
  mutating func raised(_ ballot: Ballot) -> Ballot? {
    guard let evaluation = ballot.result.evaluation, evaluation.verdict < .pass else { return nil }
    let verdict: Verdict = evaluation.verdict == .conditional ? .pass : pick([.conditional, .pass])
    var scores = evaluation.scores
    for dimension in ballot.seat.dimensions {
      guard let score = scores[dimension.id] else { continue }
      let mustRise = score == .violated && dimension.level.isBinding
      if mustRise || chance(50) { scores[dimension.id] = score == .violated ? pick([.partly, .met]) : .met }
    }
    return judged(ballot.seat, verdict, scores: scores)
  }
}
