public import JudgeTypes

extension MergeStrategy {
  /// Merges `rubrics`; dimensions of the same id are one. Weights are parts of 10,000 again.
  ///
  /// Whatever the strategy, a MUST or MUST_NOT keeps its level, and its part is at least the largest that a rubric gave it
  /// divided by the number of rubrics: the share it has when all are pooled. `weightedAverage` and `strictest` do not
  /// depend on the order of the rubrics.
  public func merge(_ rubrics: [Rubric], id: Rubric.ID, name: String) -> MergedRubric {
    let groups = Self.groups(of: rubrics)
    var merged: [Dimension] = []
    var conflicts: [MergeConflict] = []
    for group in isOrdered ? groups : groups.sorted(by: { $0.id < $1.id }) {
      let result = merge(group)
      merged += result.dimensions
      if let conflict = result.conflict { conflicts.append(conflict) }
    }
    let parts = Rubric.parts(for: merged.map(\.weight))
    let dimensions = zip(merged, parts).map { $0.weighing($1) }
    return MergedRubric(
      rubric: Rubric(id: id, name: name, path: rubrics.first?.path ?? "", dimensions: dimensions), conflicts: conflicts)
  }

  /// Whether the order of the rubrics decides.
  private var isOrdered: Bool { self == .augment || self == .override }

  /// The dimensions of one id, in the order of their first appearance.
  private static func groups(of rubrics: [Rubric]) -> [DimensionGroup] {
    var order: [Dimension.ID] = []
    var members: [Dimension.ID: [DimensionGroup.Member]] = [:]
    for rubric in rubrics {
      for dimension in rubric.dimensions {
        if members[dimension.id] == nil { order.append(dimension.id) }
        members[dimension.id, default: []].append(.init(rubric: rubric.id, dimension: dimension))
      }
    }
    return order.map { DimensionGroup(id: $0, members: members[$0] ?? []) }
  }

  private func merge(_ group: DimensionGroup) -> (dimensions: [Dimension], conflict: MergeConflict?) {
    guard group.members.count > 1 else { return (group.members.map(\.dimension), nil) }
    let levels = Set(group.members.map(\.dimension.level))
    if levels.isSuperset(of: [.must, .mustNot]) { return mergeApart(group) }
    let chosen = choose(group)
    let dimension = merged(group, chosen: chosen)
    let resolution: MergeConflict.Resolution =
      dimension.level == chosen.dimension.level ? .kept(chosen.rubric) : .keptBindingLevel(dimension.level)
    return ([dimension], group.conflict(resolution))
  }

  /// MUST and MUST_NOT of one thing contradict each other, and neither may lose: both are judged, and people are told.
  private func mergeApart(_ group: DimensionGroup) -> (dimensions: [Dimension], conflict: MergeConflict?) {
    let forbidding = group.members.filter { $0.dimension.level == .mustNot }
    let others = group.members.filter { $0.dimension.level != .mustNot }
    let other = Dimension.ID("\(group.id).must-not")
    let demanded = DimensionGroup(id: group.id, members: others)
    let forbidden = DimensionGroup(id: other, members: forbidding)
    let dimensions = [demanded, forbidden].map { merged($0, chosen: choose($0)) }
    return (dimensions, group.conflict(.keptBoth(group.id, other)))
  }

  /// Whose wording stands.
  private func choose(_ group: DimensionGroup) -> DimensionGroup.Member {
    switch self {
    case .augment: group.members[0]
    case .override: group.members[group.members.count - 1]
    case .weightedAverage, .strictest: group.strictest
    }
  }

  private func merged(_ group: DimensionGroup, chosen: DimensionGroup.Member) -> Dimension {
    let strictest = group.strictest.dimension.level
    let level =
      self == .strictest || self == .weightedAverage || strictest.isBinding ? strictest : chosen.dimension.level
    let largest = group.members.map(\.dimension.weight).max() ?? 0
    let weight =
      switch self {
      case .augment, .override: chosen.dimension.weight
      case .weightedAverage: group.averageWeight
      case .strictest: largest
      }
    let addsChecks = self == .strictest || self == .weightedAverage
    return chosen.dimension.becoming(
      group.id, level: level, weight: level.isBinding ? largest : weight,
      checks: addsChecks ? group.allChecks : chosen.dimension.checks)
  }
}

extension Dimension {
  fileprivate func becoming(_ id: ID, level: Level, weight: Int, checks: [Check]) -> Dimension {
    Dimension(
      id: id, name: name, description: description, scale: scale, level: level, scoreDescriptions: scoreDescriptions,
      checks: checks, weight: weight, applicability: applicability, personas: personas, terms: terms, clause: clause)
  }
}
