import JudgeTypes

extension Tally {
  /// With more silent seats than this nobody can say what the model would have made of them all.
  static let mostSilentSeats = 4

  /// What the verdicts come to once nothing else has decided.
  ///
  /// - Parameter verdicts: of each ballot; nil where the seat gave none.
  func decisionByVerdicts(_ verdicts: [Verdict?], _ weights: [Int]) -> Decision {
    guard let learned = rule.learned else { return plainDecision(verdicts, weights) }
    // A seat without weight has no more say here than in the shares.
    let places = ballots.indices.filter { weights[$0] > 0 }
    if let objection = learned.model.objection(to: places.map { ballots[$0].seat.id }) {
      let plain = plainDecision(verdicts, weights)
      return Decision(
        outcome: plain.outcome, rule: plain.rule,
        reason: "the learned model is not used: \(objection). The plain vote decides: \(plain.reason)",
        confidence: plain.confidence)
    }
    let silent = places.filter { verdicts[$0] == nil }
    guard silent.count <= Self.mostSilentSeats else {
      return Decision(
        outcome: .noConsensus, rule: .abstention,
        reason:
          "\(silent.count) seats gave no verdict, too many for the learned model to be asked what each could have said")
    }
    let decisions = completions(of: verdicts, at: silent).map { decision(on: $0, at: places, by: learned) }
    guard let worst = decisions.min(by: isWorse) else { return plainDecision(verdicts, weights) }
    return silent.isEmpty ? worst : decision(ofWorst: worst, among: decisions, silent: silent.count)
  }

  /// Silence is taken for the worst that it could have been, so that no seat that fails ever helps a pass; it condemns nothing
  /// either, so that the panel fails only where every word would have led there.
  private func decision(ofWorst worst: Decision, among decisions: [Decision], silent: Int) -> Decision {
    let seats = silent == 1 ? "1 seat that gave no verdict" : "\(silent) seats that gave no verdict"
    guard worst.outcome != .fail || decisions.allSatisfy({ $0.outcome == .fail }) else {
      return Decision(
        outcome: .noConsensus, rule: .abstention,
        reason: "what the learned model reads from the seats' verdicts depends on \(seats), so the panel abstains")
    }
    return Decision(
      outcome: worst.outcome, rule: worst.rule,
      reason: worst.reason + "; \(seats) taken for the worst that could have been said", confidence: worst.confidence)
  }

  /// Every way in which the silent seats could have spoken, beside what the others said.
  private func completions(of verdicts: [Verdict?], at silent: [Int]) -> [[Verdict?]] {
    silent.reduce([verdicts]) { completions, place in
      completions.flatMap { completion in
        Verdict.allCases.map { verdict in
          var completed = completion
          completed[place] = verdict
          return completed
        }
      }
    }
  }

  /// - Parameter verdicts: none is nil at `places`.
  private func decision(on verdicts: [Verdict?], at places: [Int], by learned: LearnedRule) -> Decision {
    let votes = places.compactMap { place in
      verdicts[place].map { SeatVote(seat: ballots[place].seat.id, family: ballots[place].seat.family, verdict: $0) }
    }
    guard let answer = learned.model.verdict(on: votes), let best = votes.map(\.verdict).max() else {
      return Decision(
        outcome: .noConsensus, rule: .abstention, reason: "the learned model has no answer to these votes")
    }
    let (confidence, bar) = (answer.confidence, learned.bar)
    let figures =
      "with confidence \(inDigits(confidence, besides: bar)); the bar is \(inDigits(bar, besides: confidence))"
    let word = "the learned model reads \(answer.verdict.rawValue) from the seats' verdicts"
    guard confidence >= bar else {
      return Decision(
        outcome: .noConsensus, rule: .abstention, reason: "\(word) \(figures), so the panel abstains",
        confidence: confidence)
    }
    guard answer.verdict <= best else {
      return Decision(
        outcome: .noConsensus, rule: .abstention,
        reason: "\(word) \(figures), but no seat holds more than \(best.rawValue), so the panel abstains",
        confidence: confidence)
    }
    return Decision(
      outcome: answer.verdict.outcome, rule: .learned, reason: "\(word) \(figures)", confidence: confidence)
  }

  /// The worse outcome first; of equal ones the less certain, then by words, so that nothing depends on an order.
  private func isWorse(_ left: Decision, _ right: Decision) -> Bool {
    if left.outcome != right.outcome { return left.outcome < right.outcome }
    if left.confidence != right.confidence { return left.confidence ?? 0 < right.confidence ?? 0 }
    return left.reason < right.reason
  }
}

extension Verdict {
  fileprivate var outcome: Outcome {
    switch self {
    case .fail: .fail
    case .conditional: .conditional
    case .pass: .pass
    }
  }
}

/// A figure with three decimals, or with all where three would make it look like another that it is not.
func inDigits(_ figure: Double, besides other: Double) -> String {
  func short(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
  let isMistakable = figure != other && short(figure) == short(other)
  return isMistakable || (short(figure) == 1 && figure < 1) ? "\(figure)" : "\(short(figure))"
}
