public import JudgeTypes
public import Provenance

/// One judgment of a stored run beside what the same answers come to under another consensus rule.
public struct Rejudgment: Sendable, Hashable {
  public let before: Judgment
  public let rule: ConsensusRule
  public let after: Judgment
  public let otherRule: ConsensusRule
  /// Whether the seats that were not polled, since the outcome was settled without them, could not have changed this one either.
  public let isSettled: Bool

  public init(
    before: Judgment, rule: ConsensusRule, after: Judgment, otherRule: ConsensusRule, isSettled: Bool = true
  ) {
    self.isSettled = isSettled
    self.before = before
    self.rule = rule
    self.after = after
    self.otherRule = otherRule
  }

  public var isChanged: Bool { before.outcome != after.outcome }

  /// The dimensions whose outcome is another one, in the order of their ids.
  public var changedDimensions: [(id: Dimension.ID, before: DimensionOutcome, after: DimensionOutcome)] {
    let other = Dictionary(
      after.consensus.dimensions.map { ($0.dimension.id, $0.outcome) }, uniquingKeysWith: { first, _ in first })
    return before.consensus.dimensions.compactMap { result in
      guard let outcome = other[result.dimension.id], outcome != result.outcome else { return nil }
      return (result.dimension.id, result.outcome, outcome)
    }
  }

  public var json: JSONValue {
    [
      "artifact": .string(before.artifact.path), "changed": .bool(isChanged),
      "before": Self.json(of: before.consensus, by: rule), "after": Self.json(of: after.consensus, by: otherRule),
      "dimensions": .array(
        changedDimensions.map {
          ["id": .string($0.id.rawValue), "before": .string($0.before.rawValue), "after": .string($0.after.rawValue)]
        }),
    ]
  }

  private static func json(of consensus: Consensus, by rule: ConsensusRule) -> JSONValue {
    [
      "outcome": .string(consensus.outcome.rawValue), "rule": .string(consensus.rule.rawValue),
      "reason": .string(consensus.reason), "pivot": .optional(consensus.pivot?.rawValue),
      "consensus_rule": rule.shownJSON,
    ]
  }
}
