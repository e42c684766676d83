public import JudgeTypes

/// How rubrics that judge the same thing become one.
public enum MergeStrategy: String, Sendable, Hashable, CaseIterable {
  /// The first rubric stands; the others add what it lacks.
  case augment
  /// A later rubric's dimension replaces an earlier one's.
  case override
  /// Weights are averaged over the rubrics that have the dimension.
  case weightedAverage = "weighted_average"
  /// The most binding level, every check, the largest weight.
  case strictest
}

/// What two rubrics say differently about one dimension, and how it was resolved.
public struct MergeConflict: Sendable, Hashable, CustomStringConvertible {
  public enum Difference: String, Sendable, Hashable, CaseIterable { case level, weight, scale, wording, checks }
  public enum Resolution: Sendable, Hashable {
    /// The strategy's rule chose this rubric's text.
    case kept(Rubric.ID)
    /// The strategy would have lowered a binding level; it stayed.
    case keptBindingLevel(Level)
    /// MUST and MUST_NOT of one thing: both stay, apart.
    case keptBoth(Dimension.ID, Dimension.ID)
  }

  public let dimension: Dimension.ID
  /// The rubrics that have it, in the order they were given.
  public let rubrics: [Rubric.ID]
  public let differences: [Difference]
  public let resolution: Resolution

  public var description: String {
    let places = rubrics.map(\.rawValue).joined(separator: ", ")
    return "conflict: \(dimension) in \(places): \(differences.map(\.rawValue).joined(separator: ", ")) differ; "
      + "\(resolution)"
  }
}

extension MergeConflict.Resolution: CustomStringConvertible {
  public var description: String {
    switch self {
    case .kept(let rubric): "that of \(rubric) is kept"
    case .keptBindingLevel(let level): "it stays \(level.rawValue)"
    case .keptBoth(let one, let other): "both are kept, as \(one) and \(other)"
    }
  }
}

/// A merged rubric and what had to be resolved.
public struct MergedRubric: Sendable, Hashable {
  public let rubric: Rubric
  /// In the order of the dimensions.
  public let conflicts: [MergeConflict]
}
