import Deliberation
import JudgeTypes
import Testing

func dimension(_ id: String, _ level: Level = .should, weight: Int = 10_000) -> Dimension {
  Dimension(
    id: .init(id), name: id, description: id, scale: .threePoint, level: level, scoreDescriptions: [:], checks: [],
    weight: weight)
}

private func persona(_ id: String, _ model: ModelName) -> Persona {
  Persona(
    id: .init("persona-\(id)"), name: id, role: id, experience: id, certifications: [], triggers: .everything,
    style: .init(strictness: .balanced, focus: [], tolerance: ""), dimensions: [], redFlags: [], promptTemplate: "",
    primaryModel: model, backupModel: nil, weight: .one,
    thresholds: .init(pass: .twoThirds, conditional: .half, failOn: .high, conditionalOn: .medium), path: id)
}

/// A seat that holds `dimensions`, or one of its own named after it.
func seat(_ id: String, weight: Fraction = .one, _ dimensions: [Dimension]? = nil) -> Seat {
  let model = ModelName(provider: "test", model: id)
  return Seat(
    id: .init(id), persona: persona(id, model), model: model, family: id, weight: weight,
    dimensions: dimensions ?? [dimension("own-\(id)")])
}

func finding(
  _ severity: Severity, _ rule: String = "rule", isVerified: Bool = true, against dimension: Dimension.ID? = nil,
  foremost: Dimension.ID? = nil
) -> Finding {
  let evidence = Evidence.quote(path: "a", startLine: 1, endLine: 1, text: "some quoted text")
  return Finding(
    rule: rule, severity: severity, message: "message of \(rule)", dimension: dimension, foremost: foremost,
    evidence: [CheckedEvidence(evidence, isVerified: isVerified)], fingerprint: rule)
}

/// A judged seat's ballot; without scores every dimension it holds is met.
func judged(
  _ seat: Seat, _ verdict: Verdict, scores: [Dimension.ID: Score]? = nil, findings: [Finding] = [], round: Int = 0,
  rationale: String = "", confidence: Double? = nil
) -> Ballot {
  let scores = scores ?? Dictionary(uniqueKeysWithValues: seat.dimensions.map { ($0.id, Score.met) })
  return Ballot(
    seat: seat,
    result: .judged(
      Evaluation(
        seat: seat.id, round: round, scores: scores, findings: findings, verdict: verdict, rationale: rationale,
        confidence: confidence)))
}

func judged(_ id: String, _ verdict: Verdict, weight: Fraction = .one, findings: [Finding] = []) -> Ballot {
  judged(seat(id, weight: weight), verdict, findings: findings)
}

func failed(_ id: String, weight: Fraction = .one) -> Ballot {
  Ballot(seat: seat(id, weight: weight), result: .failed(reason: "no answer"))
}

func abstained(_ id: String) -> Ballot { Ballot(seat: seat(id), result: .abstained(reason: "could not tell")) }
func notPolled(_ id: String) -> Ballot { Ballot(seat: seat(id), result: .notPolled(reason: "curtailed")) }
func notApplicable(_ id: String) -> Ballot { Ballot(seat: seat(id), result: .notApplicable(reason: "triggers")) }

/// Seats `a`, `b`, ... with these verdicts and equal weights.
func panel(_ verdicts: Verdict...) -> [Ballot] {
  zip("abcdefghijklmnopqrstuvwxyz", verdicts).map { judged(String($0), $1) }
}

func consensus(_ ballots: [Ballot], _ rule: ConsensusRule = .standard) -> Consensus { Consensus(of: ballots, by: rule) }

func fraction(_ numerator: Int, _ denominator: Int = 1) throws -> Fraction {
  try #require(Fraction(numerator, denominator))
}
