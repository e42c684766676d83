public import JudgeTypes

/// The judged seats that hold otherwise than the panel, sorted by seat.
///
/// Where the panel reached no verdict, those are the seats outside the plurality, or all when there is no single one.
public func dissent(among ballots: [Ballot], from outcome: Outcome) -> [Dissent] {
  let judged = ballots.compactMap { ballot in ballot.result.evaluation.map { (ballot.seat, $0) } }
  let held = verdict(of: outcome) ?? plurality(of: judged.map(\.1.verdict))
  return
    judged
    .filter { $0.1.verdict != held }
    .sorted { $0.0.id < $1.0.id }
    .map { seat, evaluation in
      Dissent(
        seat: seat.id, persona: seat.persona.id, model: seat.model, verdict: evaluation.verdict,
        confidence: evaluation.confidence, rationale: evaluation.rationale,
        keyConcerns: evaluation.verifiedFindings.sorted { ($1.severity, $0.rule) < ($0.severity, $1.rule) }
          .prefix(5).map(\.message),
        round: evaluation.round)
    }
}

private func verdict(of outcome: Outcome) -> Verdict? {
  switch outcome {
  case .pass: .pass
  case .conditional: .conditional
  case .fail: .fail
  case .noConsensus, .inconclusive: nil
  }
}

private func plurality(of verdicts: [Verdict]) -> Verdict? {
  let counts = Verdict.allCases.map { verdict in (verdict, verdicts.count { $0 == verdict }) }
  guard let most = counts.map(\.1).max(), most > 0 else { return nil }
  let leaders = counts.filter { $0.1 == most }
  return leaders.count == 1 ? leaders[0].0 : nil
}
