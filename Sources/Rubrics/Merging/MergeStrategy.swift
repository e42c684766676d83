public import JudgeTypes

/// How rubrics that judge the same thing become one.
///
/// Whose words stand is the strategy's choice among the members that bind, else among all; level, wording, scores, scale and
/// clause are always those of one rubric.
public enum MergeStrategy: String, Sendable, Hashable, CaseIterable {
  /// The first rubric stands; the others add what it lacks.
  case augment
  /// A later rubric's dimension replaces an earlier one's.
  case override
  /// As `strictest`, but the weights of what does not bind are averaged over the rubrics that have the dimension.
  case weightedAverage = "weighted_average"
  /// The most binding level, every check, the largest weight.
  case strictest
}

/// What rubrics say differently about one dimension, and how it was resolved.
public struct MergeConflict: Sendable, Hashable, CustomStringConvertible {
  /// What can differ; `scores` are their descriptions.
  public enum Difference: String, Sendable, Hashable, CaseIterable {
    case level, weight, scale, wording, scores, checks, applicability, personas, terms, clause
  }

  public enum Resolution: Sendable, Hashable {
    /// The strategy's rule chose this rubric's text.
    case kept(Rubric.ID)
    /// The strategy would have taken another rubric's text; this one's binds.
    case keptBinding(Rubric.ID, Level)
    /// A demand and a prohibition of one thing: both stay, apart.
    case keptBoth(Dimension.ID, Dimension.ID)
  }

  /// A clause that stands behind no words any more, because those of another rubric were kept, which name none.
  public struct LostClause: Sendable, Hashable {
    public let rubric: Rubric.ID
    public let clause: Clause
  }

  public let dimension: Dimension.ID
  /// The rubrics that have it, in the order they were given.
  public let rubrics: [Rubric.ID]
  public let differences: [Difference]
  public let resolution: Resolution
  /// The rubrics whose checks stand together, for each dimension that has those of several.
  public let joinedChecks: [[Rubric.ID]]
  public let lostClauses: [LostClause]

  public var description: String {
    let places = rubrics.map(\.rawValue).joined(separator: ", ")
    let parts =
      ["conflict: \(dimension) in \(places) differs in \(differences.map(\.rawValue).joined(separator: ", "))"]
      + ["\(resolution)"]
      + joinedChecks.map { "the checks of \($0.map(\.rawValue).joined(separator: ", ")) stand together" }
      + lostClauses.map { "the clause of \($0.rubric) (\($0.clause.path):\($0.clause.line)) stands behind it no more" }
    return parts.joined(separator: "; ")
  }
}

extension MergeConflict.Resolution: CustomStringConvertible {
  public var description: String {
    switch self {
    case .kept(let rubric): "that of \(rubric) is kept"
    case .keptBinding(let rubric, let level): "that of \(rubric) is kept, because it is \(level.rawValue)"
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
