internal import JudgeTypes

extension DebateRound {
  /// As the JSON result holds it.
  var json: JSONValue {
    [
      "round": .integer(number), "disputed": .texts(disputed.map(\.rawValue)),
      "changes": .array(changes.map(\.json)),
      "silent": .array(silent.map { ["seat": .string($0.seat.rawValue), "reason": .string($0.reason)] }),
      "tokens": .optional(tokens),
    ]
  }
}

extension PositionChange {
  fileprivate var json: JSONValue {
    [
      "seat": .string(seat.rawValue), "from": .string(from.rawValue), "to": .string(to.rawValue),
      "supported": .bool(isSupported), "evidence": .texts(evidence.map(\.place)),
      "withdrawn": .array(
        withdrawn.map { finding in
          [
            "rule": .string(finding.rule), "severity": .string(finding.severity.rawValue),
            "place": .optional(finding.evidence.first?.evidence.place),
          ]
        }),
      "dimensions": .array(
        dimensions.map {
          [
            "id": .string($0.dimension.rawValue), "from": .optional($0.from?.rawValue), "to": .integer($0.to.rawValue),
            "supported": .bool($0.isSupported),
          ]
        }),
    ]
  }
}
