public import JudgeTypes
public import Provenance

extension SeatAnswer {
  /// The answer in the form in which models give it; the offline panel's answers are journalled so.
  public var json: JSONValue {
    var object: JSONObject = [
      "dimensions": .array(dimensions.map(\.json)), "findings": .array(claims.map(\.json)),
      "rationale": .string(rationale),
    ]
    if let confidence { object["confidence"] = .number(confidence) }
    return .object(object)
  }
}

extension DimensionAnswer {
  fileprivate var json: JSONValue {
    [
      "id": .string(dimension.rawValue), "assessed": .bool(isAssessed), "rationale": .string(rationale),
      "checks": .array(
        checks.sorted { $0.key < $1.key }.map {
          ["id": .string($0.key.rawValue), "answer": .string($0.value.rawValue)]
        }),
    ]
  }
}

extension Claim {
  fileprivate var json: JSONValue {
    var object: JSONObject = [
      "rule": .string(rule), "severity": .string(severity.rawValue), "message": .string(message),
      "evidence": .array(evidence.map(\.json)),
    ]
    if let dimension { object["dimension"] = .string(dimension.rawValue) }
    if let foremost { object["foremost"] = .string(foremost.rawValue) }
    return .object(object)
  }
}
