import JudgeTypes

/// The dimensions of one id in several rubrics.
struct DimensionGroup {
  struct Member {
    let rubric: Rubric.ID
    let dimension: Dimension
  }

  let id: Dimension.ID
  /// Never empty, in the order of the rubrics.
  let members: [Member]

  /// The most binding member; of equals the heavier one, then the one of the smaller rubric id and text.
  var strictest: Member {
    members.dropFirst().reduce(members[0]) { best, next in next.precedence > best.precedence ? next : best }
  }

  /// Rounded up, so that no dimension is averaged away.
  var averageWeight: Int {
    let total = members.reduce(0) { $0 + $1.dimension.weight }
    return (total + members.count - 1) / members.count
  }

  /// Every check once, in order of id; of two with one id the required one, else the first by its question.
  var allChecks: [Check] {
    var checks: [Check.ID: Check] = [:]
    for check in members.flatMap(\.dimension.checks) {
      guard let known = checks[check.id] else {
        checks[check.id] = check
        continue
      }
      let isFirst = (known.isRequired ? 0 : 1, known.question) <= (check.isRequired ? 0 : 1, check.question)
      checks[check.id] = isFirst ? known : check
    }
    return checks.values.sorted { $0.id < $1.id }
  }

  /// Nil when the members say the same.
  func conflict(_ resolution: MergeConflict.Resolution) -> MergeConflict? {
    let dimensions = members.map(\.dimension)
    let differences = MergeConflict.Difference.allCases.filter { difference in
      switch difference {
      case .level: Set(dimensions.map(\.level)).count > 1
      case .weight: Set(dimensions.map(\.weight)).count > 1
      case .scale: Set(dimensions.map(\.scale)).count > 1
      case .wording: Set(dimensions.map { [$0.name, $0.description] }).count > 1
      case .checks: Set(dimensions.map(\.checks)).count > 1
      }
    }
    guard !differences.isEmpty else { return nil }
    return MergeConflict(
      dimension: id, rubrics: members.map(\.rubric), differences: differences, resolution: resolution)
  }
}

extension DimensionGroup.Member {
  fileprivate struct Precedence: Comparable {
    let rank: Int
    let weight: Int
    let rubric: String
    let text: String

    static func < (left: Self, right: Self) -> Bool {
      if left.rank != right.rank { return left.rank < right.rank }
      if left.weight != right.weight { return left.weight < right.weight }
      // The smaller name comes before, so it is the greater precedence.
      if left.rubric != right.rubric { return left.rubric > right.rubric }
      return left.text > right.text
    }
  }

  fileprivate var precedence: Precedence {
    let rank =
      switch dimension.level {
      case .mustNot: 5
      case .must: 4
      case .shouldNot: 3
      case .should: 2
      case .may: 1
      }
    return Precedence(
      rank: rank, weight: dimension.weight, rubric: rubric.rawValue, text: dimension.name + dimension.description)
  }
}
