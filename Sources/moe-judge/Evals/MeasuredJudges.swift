import Evals
import JudgeTypes
import Provenance

/// The cards of a panel's judges with what they are bound to, and the calibration file that follows from them.
struct MeasuredJudges {
  let suite: String
  let parts: [SuiteSplit]
  /// How many cases were asked about, each `repeats` times.
  let cases: Int
  let repeats: Int
  /// RFC 3339, in UTC.
  let measured: String
  let isOffline: Bool
  /// Below which the panel is to abstain, as a fraction.
  let bar: String
  let cards: JudgeCards
  /// Of what each persona could judge by.
  let hashes: [Persona.ID: String]

  func hash(of card: JudgeCard) -> String { hashes[card.judge.persona] ?? "" }

  /// What `calibration:` of moe-judge.yaml reads; nil where there was too little to measure.
  var calibration: JSONValue? {
    let judges = cards.cards.compactMap { card -> JSONValue? in
      guard let bins = card.calibration else { return nil }
      return [
        "persona": .string(card.judge.persona.rawValue), "model": .string(card.judge.model.description),
        "rubric_sha256": .string(hash(of: card)), "items": .integer(bins.cases),
        "points": points(of: bins, at: "confidence"),
      ]
    }
    guard !judges.isEmpty || cards.panel != nil else { return nil }
    var file: JSONObject = [
      "format": "moe-judge calibration", "version": 1, "measured": .string(measured), "suite": .string(suite),
      "judges": .array(judges), "cards": .array(cards.cards.map { .object(json($0)) }),
    ]
    if let panel = cards.panel {
      file["panel"] = [
        "items": .integer(panel.cases), "bar": .string(bar), "points": points(of: panel, at: "agreement"),
      ]
    }
    return .object(file)
  }

  private func points(of bins: CalibrationBins, at key: String) -> JSONValue {
    .array(
      bins.curve.points.map {
        .object([key: .number($0.place), "accuracy": .number($0.accuracy)])
      })
  }

  var json: JSONValue {
    [
      "suite": .string(suite), "parts": .array(parts.map { .string($0.rawValue) }), "cases": .integer(cases),
      "repeats": .integer(repeats), "measured": .string(measured), "mode": .string(isOffline ? "offline" : "models"),
      "judges": .array(cards.cards.map { .object(json($0, with: calibration(of: $0))) }),
      "panel": cards.panel.map { panel in
        [
          "items": .integer(panel.cases), "bar": .string(bar), "points": points(of: panel, at: "agreement"),
        ]
      } ?? .null,
      "notes": .texts(notes),
    ]
  }

  private func calibration(of card: JudgeCard) -> JSONValue {
    card.calibration.map { bins in ["items": .integer(bins.cases), "points": points(of: bins, at: "confidence")] }
      ?? .null
  }

  /// - Parameter calibration: nil for a card that is kept beside it.
  private func json(_ card: JudgeCard, with calibration: JSONValue? = nil) -> JSONObject {
    let severities = Severity.allCases.reversed().filter { card.precision[$0] != nil || card.recall[$0] != nil }
    var json: JSONObject = [
      "persona": .string(card.judge.persona.rawValue), "model": .string(card.judge.model.description),
      "rubric_sha256": .string(hash(of: card)), "measured": .string(measured), "cases": .integer(card.cases),
      "verdicts": .integer(card.verdicts), "accuracy": .optional(card.accuracy), "kappa": .optional(card.kappa),
      "flip_rate": .optional(card.flipRate), "precision": .optional(card.findings.precision),
      "recall": .optional(card.findings.recall),
      "by_severity": .array(
        severities.map { severity in
          [
            "severity": .string(severity.rawValue), "precision": .optional(card.precision[severity]),
            "recall": .optional(card.recall[severity]),
          ]
        }),
      "evidence_validity": .optional(card.evidenceValidity), "abstained": .number(card.abstained),
      "failed": .number(card.failed), "latency_ms": .optional(card.meanLatencyMilliseconds),
      "cost_usd": .optional(card.meanCostUSD), "length_bias": .optional(card.lengthBias),
      "position_bias": .optional(card.positionBias),
    ]
    json["calibration"] = calibration
    return json
  }

  /// What must be known to read the figures.
  var notes: [String] {
    var notes = isOffline ? ["offline: one reviewer in six roles; no confidences, no calibration"] : []
    guard !isOffline else { return notes }
    for card in cards.cards where card.calibration == nil {
      notes.append(
        "no calibration of \(card.judge.persona) on \(card.judge.model): it named a confidence on fewer than "
          + "\(CalibrationBins.leastCases) cases")
    }
    if cards.panel == nil {
      notes.append("no calibration of the panel: its shares decided fewer than \(CalibrationBins.leastCases) cases")
    }
    return notes
  }
}
