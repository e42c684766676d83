internal import Deliberation
public import JudgeTypes

/// The version of the rules by which answers become scores, verdicts and outcomes. A stored run is checked by its own: one
/// of rules that this program does not know is refused by name.
public let verdictRulesVersion = "4"

/// The rules that runs can be checked by. Those of 4 are those of 3 with a debate where the panel's record names one.
public let knownVerdictRules = ["3", "4"]

extension Seat {
  /// What the seat holds, computed from its answer: nobody asks a judge for its verdict.
  ///
  /// - Returns: `.abstained` when it assessed nothing.
  public func result(of answer: SeatAnswer, checkedBy check: EvidenceCheck, round: Int = 0) -> SeatResult {
    result(of: answer, findings: answer.claims.map(check.finding), round: round)
  }

  /// The same with the findings that the answer's claims came to.
  func result(of answer: SeatAnswer, findings: [Finding], round: Int = 0) -> SeatResult {
    let answers = Dictionary(answer.dimensions.map { ($0.dimension, $0) }, uniquingKeysWith: { first, _ in first })
    var scores: [Dimension.ID: Score] = [:]
    var unsupported: [Dimension.ID] = []
    let verified = findings.filter { $0.status == .verified }
    for dimension in dimensions {
      let against = verified.filter { $0.dimension == dimension.id }
      guard let score = dimension.score(for: answers[dimension.id], against: against) else { continue }
      if score == .violated, dimension.level.isBinding, against.isEmpty {
        unsupported.append(dimension.id)
      } else {
        scores[dimension.id] = score
      }
    }
    let isGrave = findings.contains { $0.status == .verified && $0.severity >= persona.thresholds.failOn }
    guard !scores.isEmpty || isGrave else {
      return .abstained(
        reason: unsupported.isEmpty
          ? "it assessed no dimension" : "what it held against the artifact rests on no valid evidence")
    }
    return .judged(
      Evaluation(
        seat: id, round: round, scores: scores, findings: findings,
        verdict: verdict(scores: scores, findings: findings),
        rationale: answer.rationale, confidence: answer.confidence, unsupported: unsupported,
        reasons: answers.mapValues(\.rationale)))
  }
}
