public import JudgeTypes

extension Consensus {
  /// Whether the outcome is the same whatever the seats that were not heard would answer, so that they need not be asked.
  ///
  /// It never says so of what an answer could change: a veto, a share, the quorum. With a veto on, one critical finding turns
  /// everything into a fail, so that nothing but a fail is settled while a seat is waiting.
  ///
  /// - Parameters:
  ///   - heard: the seats that answered or failed; those that do not apply may be among them.
  ///   - waiting: the others.
  public static func isSettled(_ heard: [Ballot], waiting: [Seat], by rule: ConsensusRule) -> Bool {
    guard !waiting.isEmpty else { return true }
    let unheard = waiting.map { Ballot(seat: $0, result: .notPolled(reason: "")) }
    return Settlement(Tally(of: heard + unheard, by: rule), waiting: waiting).isSettled
  }
}

/// What can still become of a tally in which some seats have not answered yet.
private struct Settlement {
  private let tally: Tally
  private let waiting: Set<Seat.ID>

  init(_ tally: Tally, waiting: [Seat]) {
    self.tally = tally
    self.waiting = Set(waiting.map(\.id))
  }

  var isSettled: Bool {
    if isVetoed { return true }
    // What a model makes of votes, and how far all of them agree, does not follow from a part of them.
    guard tally.rule.learned == nil, tally.rule.abstention == nil else { return false }
    guard let weights = tally.weights else { return false }
    // Answers only add to who judged, what was assessed, and which families answered.
    if tally.isHeard, tally.rule.threshold > .half, isReached(weights, by: { $0 == .fail }) { return true }
    guard !tally.rule.veto else { return false }
    guard tally.isHeard else { return !canBeQuorate }
    let canPass = canReach(weights) { $0 == .pass }
    let isGood = isReached(weights) { $0 != .fail }
    if isReached(weights, by: { $0 == .pass }) || (isGood && !canPass) { return tally.hasFamilies }
    return !canReach(weights) { $0 != .fail } && !canReach(weights) { $0 == .fail }
  }

  /// Whether it fails by a veto that no further answer takes back.
  private var isVetoed: Bool {
    guard tally.rule.veto else { return false }
    if tally.decision.rule == .criticalFinding { return true }
    guard let weights = tally.weights else { return false }
    return tally.counts.values.contains { count in
      count.dimension.level.isBinding && count.outcome(tally.rule.threshold) == .violated
        && isViolated(count, whoeverHoldsItMet: weights)
    }
  }

  /// Whether a dimension stays violated where every waiting seat for which it binds holds it met.
  private func isViolated(_ count: DimensionCount, whoeverHoldsItMet weights: [Int]) -> Bool {
    var most = count
    for (ballot, weight) in zip(tally.ballots, weights) where waiting.contains(ballot.seat.id) {
      guard let own = ballot.seat.dimensions.first(where: { $0.id == count.dimension.id }) else { continue }
      most.add(.met, weight: weight, dimension: own)
    }
    return most.outcome(tally.rule.threshold) == .violated
  }

  private var canBeQuorate: Bool {
    let judged = tally.ballots.count { $0.result.state == .judged }
    return judged + waiting.count >= quorum(of: tally.ballots.count)
  }

  private func isReached(_ weights: [Int], by accepts: (Verdict) -> Bool) -> Bool {
    share(weights) { ballot in ballot.result.evaluation.map { accepts($0.verdict) } == true }
  }

  private func canReach(_ weights: [Int], by accepts: (Verdict) -> Bool) -> Bool {
    share(weights) { ballot in
      waiting.contains(ballot.seat.id) || ballot.result.evaluation.map { accepts($0.verdict) } == true
    }
  }

  private func share(_ weights: [Int], of isCounted: (Ballot) -> Bool) -> Bool {
    let part = zip(tally.ballots, weights).reduce(0) { $0 + (isCounted($1.0) ? $1.1 : 0) }
    return tally.rule.threshold.isReached(by: part, of: weights.reduce(0, +))
  }
}
