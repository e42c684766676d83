/// What was found and what should have been.
public struct Counts: Sendable, Hashable, Codable {
  public var truePositives = 0
  public var falsePositives = 0
  public var falseNegatives = 0

  public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
  }

  /// Nil when nothing was found.
  public var precision: Double? { ratio(truePositives, truePositives + falsePositives) }
  /// Nil when there was nothing to find.
  public var recall: Double? { ratio(truePositives, truePositives + falseNegatives) }
  /// 2 TP / (2 TP + FP + FN); nil when there was nothing to find and nothing was found.
  public var f1: Double? { ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }

  public static func + (left: Counts, right: Counts) -> Counts {
    Counts(
      truePositives: left.truePositives + right.truePositives,
      falsePositives: left.falsePositives + right.falsePositives,
      falseNegatives: left.falseNegatives + right.falseNegatives)
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
}
