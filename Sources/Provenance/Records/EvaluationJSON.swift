public import JudgeTypes

extension Evaluation {
  /// All that it says, in the form of which the seal of a first word is the hash.
  public var json: JSONValue {
    [
      "seat": .string(seat.rawValue), "round": .integer(round), "verdict": .string(verdict.rawValue),
      "scores": .object(
        JSONObject(
          scores.map { ($0.key.rawValue, .integer($0.value.rawValue)) }, uniquingKeysWith: { first, _ in first })),
      "unsupported": .texts(unsupported.map(\.rawValue)), "rationale": .string(rationale),
      "confidence": .optional(confidence),
      "findings": .array(
        findings.map { finding in
          [
            "rule": .string(finding.rule), "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message), "dimension": .optional(finding.dimension?.rawValue),
            "evidence": .array(finding.evidence.map(\.json)),
          ]
        }),
    ]
  }
}
