import JudgeTypes

/// What a seat might have said instead: content with everything, content with reservations, or plainly against.
///
/// None of them raises a critical finding, since with a veto every seat would then be a pivot.
private struct Alternative {
  let verdict: Verdict
  /// The score of a dimension in place of the one given.
  let score: @Sendable (Score) -> Score

  static let all = [
    Alternative(verdict: .pass) { _ in .met }, Alternative(verdict: .conditional) { _ in .partly },
    Alternative(verdict: .fail) { $0 },
  ]
}

extension Tally {
  /// The first seat, by id, that alone could have made the outcome another one.
  func pivot(from outcome: Outcome) -> Seat.ID? {
    let judged = ballots.indices.filter { ballots[$0].result.evaluation != nil }
    let critical = judged.filter { isCritical(ballots[$0]) }
    let violated = Set(
      dimensions.filter { $0.outcome == .violated && $0.dimension.level.isBinding }.map(\.dimension.id))
    return judged.first { index in
      Alternative.all.contains { alternative in
        guard let own = ballots[index].result.evaluation, own.verdict != alternative.verdict else { return false }
        let hasVeto =
          rule.veto
          && (critical.contains { $0 != index } || isViolated(besides: violated, where: index, says: alternative))
        return self.outcome(where: index, says: alternative.verdict, hasVeto: hasVeto) != outcome
      }
    }.map { ballots[$0].seat.id }
  }

  private func isCritical(_ ballot: Ballot) -> Bool {
    ballot.result.evaluation?.verifiedFindings.contains { $0.severity == .critical } == true
  }

  /// Whether a binding dimension is violated where one seat speaks otherwise. Only those that it scored may change.
  private func isViolated(
    besides violated: Set<Dimension.ID>, where index: Int, says alternative: Alternative
  ) -> Bool {
    let scores = ballots[index].result.evaluation?.scores ?? [:]
    if violated.contains(where: { scores[$0] == nil }) { return true }
    let weight = weights.map { $0[index] } ?? 1
    return ballots[index].seat.dimensions.contains { own in
      guard let score = scores[own.id], let count = counts[own.id], count.dimension.level.isBinding else {
        return false
      }
      let changed = count.changing(score, to: alternative.score(score), weight: weight, by: own)
      return changed.outcome(rule.threshold) == .violated
    }
  }

  /// Who judged and what was assessed does not change by what one seat says.
  private func outcome(where index: Int, says verdict: Verdict, hasVeto: Bool) -> Outcome {
    if hasVeto { return .fail }
    guard let weights, isHeard else { return .inconclusive }
    guard rule.learned == nil, rule.abstention == nil else {
      let verdicts = ballots.indices.map { $0 == index ? verdict : ballots[$0].result.evaluation?.verdict }
      let decision = decisionByVerdicts(verdicts, weights)
      return decision.isGood && !hasFamilies ? .inconclusive : decision.outcome
    }
    let whole = weights.reduce(0, +)
    func holds(_ accepts: (Verdict) -> Bool) -> Bool {
      let part = ballots.indices.reduce(0) { sum, place in
        let said = place == index ? verdict : ballots[place].result.evaluation?.verdict
        return said.map(accepts) == true ? sum + weights[place] : sum
      }
      return rule.threshold.isReached(by: part, of: whole)
    }
    if holds({ $0 != .fail }) {
      guard hasFamilies else { return .inconclusive }
      return holds { $0 == .pass } ? .pass : .conditional
    }
    return holds { $0 == .fail } ? .fail : .noConsensus
  }
}
