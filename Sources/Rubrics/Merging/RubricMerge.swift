public import JudgeTypes

extension MergeStrategy {
  /// Merges `rubrics`; dimensions of the same id are one, but a demand and a prohibition stay two. Weights are parts of
  /// 10,000 again.
  ///
  /// Whatever the strategy, a MUST or MUST_NOT keeps its level and concerns all that a rubric lets it concern, and its part
  /// is at least the largest that a rubric gave it divided by the number of rubrics: the share it has when all are pooled.
  /// `weightedAverage` and `strictest` do not depend on the order of the rubrics.
  public func merge(_ rubrics: [Rubric], id: Rubric.ID, name: String) -> MergedRubric {
    let groups = Self.groups(of: rubrics)
    var ids = Set(groups.map(\.id))
    var merged: [Dimension] = []
    var conflicts: [MergeConflict] = []
    for group in isOrdered ? groups : groups.sorted(by: { $0.id < $1.id }) {
      let sides = group.sides(byWording: joinsChecks, avoiding: &ids).map { MergedGroup($0, strategy: self) }
      merged += sides.map(\.dimension)
      if let conflict = conflict(in: group, resolvedAs: sides) { conflicts.append(conflict) }
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

  /// Nil when the members say the same.
  private func conflict(in group: DimensionGroup, resolvedAs sides: [MergedGroup]) -> MergeConflict? {
    let differences = group.differences
    guard !differences.isEmpty else { return nil }
    let resolution: MergeConflict.Resolution =
      if sides.count > 1 {
        .keptBoth(sides[0].dimension.id, sides[1].dimension.id)
      } else if sides[0].isBinding {
        .keptBinding(sides[0].chosen.rubric, sides[0].chosen.level)
      } else {
        .kept(sides[0].chosen.rubric)
      }
    return MergeConflict(
      dimension: group.id, rubrics: group.members.map(\.rubric), differences: differences, resolution: resolution,
      joinedChecks: sides.map(\.checksFrom).filter { $0.count > 1 }, lostClauses: sides.compactMap(\.lostClause))
  }
}

/// What the members of a group become.
private struct MergedGroup {
  let dimension: Dimension
  /// Whose words stand.
  let chosen: DimensionGroup.Member
  /// Whether the strategy would have chosen another one, which does not bind.
  let isBinding: Bool
  /// The rubrics whose checks it has.
  let checksFrom: [Rubric.ID]
  let lostClause: MergeConflict.LostClause?

  init(_ group: DimensionGroup, strategy: MergeStrategy) {
    let binding = group.members.filter(\.level.isBinding)
    let usual = strategy.choose(among: group)
    let chosen = binding.isEmpty ? usual : strategy.choose(among: DimensionGroup(id: group.id, members: binding))
    let joinsChecks = strategy.joinsChecks && Set(group.members.map(\.dimension.checks)).count > 1
    dimension = chosen.dimension.becoming(
      group.id, checks: joinsChecks ? group.allChecks : chosen.dimension.checks,
      weight: binding.isEmpty ? strategy.weight(of: group, chosen: chosen) : group.largestWeight,
      scope: binding.isEmpty ? (chosen.dimension.applicability, chosen.dimension.personas) : group.scope)
    self.chosen = chosen
    isBinding = chosen.level != usual.level
    checksFrom = joinsChecks ? group.checkMembers.map(\.rubric) : [chosen.rubric]
    let other = chosen.dimension.clause == nil ? group.members.first { $0.dimension.clause != nil } : nil
    lostClause = other.flatMap { member in
      member.dimension.clause.map { MergeConflict.LostClause(rubric: member.rubric, clause: $0) }
    }
  }
}

extension MergeStrategy {
  fileprivate var joinsChecks: Bool { self == .strictest || self == .weightedAverage }

  fileprivate func choose(among group: DimensionGroup) -> DimensionGroup.Member {
    switch self {
    case .augment: group.members[0]
    case .override: group.members[group.members.count - 1]
    case .weightedAverage, .strictest: group.strictest
    }
  }

  /// Of a dimension that does not bind.
  fileprivate func weight(of group: DimensionGroup, chosen: DimensionGroup.Member) -> Int {
    switch self {
    case .augment, .override: chosen.dimension.weight
    case .weightedAverage: group.averageWeight
    case .strictest: group.largestWeight
    }
  }
}

extension Dimension {
  fileprivate func becoming(
    _ id: ID, checks: [Check], weight: Int, scope: (applicability: Applicability, personas: [Persona.ID])
  ) -> Dimension {
    Dimension(
      id: id, name: name, description: description, scale: scale, level: level, scoreDescriptions: scoreDescriptions,
      checks: checks, weight: weight, applicability: scope.applicability, personas: scope.personas, terms: terms,
      clause: clause)
  }
}
