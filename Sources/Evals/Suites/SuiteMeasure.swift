/// What a suite's labels are held against.
public enum SuiteMeasure: String, Sendable, Hashable, CaseIterable {
  /// The faults that the panel finds, and its outcomes.
  case panel
  /// The constraints that are extracted from decision records; no panel sits and no model is asked.
  case constraints
}
