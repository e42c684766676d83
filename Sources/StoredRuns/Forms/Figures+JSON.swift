public import Evals
public import Provenance

/// Its bounds; null where there is none.
public func intervalJSON(_ interval: ClosedRange<Double>?) -> JSONValue {
  interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
}

extension Counts {
  public var json: JSONValue {
    [
      "true_positives": .integer(truePositives), "false_positives": .integer(falsePositives),
      "false_negatives": .integer(falseNegatives), "precision": .optional(precision), "recall": .optional(recall),
      "f1": .optional(f1),
    ]
  }
}
