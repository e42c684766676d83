/// How recorded votes become one answer an item.
public enum AggregationMethod: String, Sendable, CaseIterable {
  /// The panel's own rule: the label that reaches the threshold among all judges.
  case threshold
  /// The label with the most votes.
  case majority
  /// Each judge weighs by its record on labelled items.
  case weighted
  /// Judges' confusions and the right answers are estimated together, without labels.
  case dawidSkene = "dawid_skene"
  /// A model over votes and scores, trained on labelled items.
  case learned
}

/// What the judges hold about one item.
public struct AggregatedLabel: Sendable, Hashable {
  public let item: String
  /// The best guess, even where the answer is withheld; nil only without a usable vote.
  public let label: String?
  /// How likely the label is right, 0 to 1; 0 without a label.
  public let confidence: Double
  /// Whether the answer is too uncertain to be used.
  public let isAbstention: Bool
  /// What decided. Where a learned model was refused, the plain vote that took its place.
  public let method: AggregationMethod

  public init(item: String, label: String?, confidence: Double, isAbstention: Bool, method: AggregationMethod) {
    self.item = item
    self.label = label
    self.confidence = confidence
    self.isAbstention = isAbstention
    self.method = method
  }

  /// The same, withheld where its confidence is below the bar.
  public func abstaining(below bar: Double) -> AggregatedLabel {
    AggregatedLabel(
      item: item, label: label, confidence: confidence, isAbstention: isAbstention || confidence < bar, method: method)
  }
}
