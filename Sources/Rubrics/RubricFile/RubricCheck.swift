public import JudgeTypes

/// Whether generated dimensions still say what the records say.
public struct RubricCheck: Sendable, Hashable {
  /// A dimension whose clause changed or went.
  public struct Stale: Sendable, Hashable {
    public let rubric: Rubric.ID
    public let dimension: Dimension.ID
    public let clause: Clause
  }

  /// A clause that no dimension judges at its level.
  public struct Uncovered: Sendable, Hashable {
    public let clause: Clause
    public let level: Level
  }

  /// In the order of the rubrics.
  public let stale: [Stale]
  /// In the order of the records.
  public let uncovered: [Uncovered]

  public var isClean: Bool { stale.isEmpty && uncovered.isEmpty }

  /// Holds `rubrics` against what the records say now; `current` are the rubrics that would be generated today.
  ///
  /// A clause is recognised by its record and its hash, so one that only moved to another line is not stale.
  public init(rubrics: [Rubric], current: [Rubric]) {
    let now = Set(current.flatMap(\.dimensions).compactMap(Identity.init))
    let covered = Set(rubrics.flatMap(\.dimensions).compactMap(Identity.init))
    stale = rubrics.flatMap { rubric in
      rubric.dimensions.compactMap { dimension in
        guard let clause = dimension.clause, let identity = Identity(dimension), !now.contains(identity) else {
          return nil
        }
        return Stale(rubric: rubric.id, dimension: dimension.id, clause: clause)
      }
    }
    uncovered = current.flatMap(\.dimensions).compactMap { dimension in
      guard let clause = dimension.clause, let identity = Identity(dimension), !covered.contains(identity) else {
        return nil
      }
      return Uncovered(clause: clause, level: dimension.level)
    }
  }

  private struct Identity: Hashable {
    let adr: String
    let sha256: String
    let level: Level

    init?(_ dimension: Dimension) {
      guard let clause = dimension.clause else { return nil }
      adr = clause.adr
      sha256 = clause.sha256
      level = dimension.level
    }
  }
}
