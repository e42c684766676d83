import JudgeTypes
import Markdown

/// The dimensions of one id in several rubrics.
struct DimensionGroup {
  struct Member {
    let rubric: Rubric.ID
    let dimension: Dimension
    var level: Level { dimension.level }
  }

  let id: Dimension.ID
  /// Never empty, in the order of the rubrics.
  let members: [Member]

  /// The most binding member; of equals the heavier one, then the one of the smaller rubric id and text.
  var strictest: Member { byStrictness[0] }

  /// The members in an order that does not depend on that of the rubrics.
  private var byStrictness: [Member] {
    members.map { (member: $0, precedence: $0.precedence) }.sorted { $0.precedence < $1.precedence }.map(\.member)
  }

  /// Demands and prohibitions apart, where the group has both: one cannot be judged in the words of the other.
  ///
  /// Groups of which each can be one dimension: a demand and a prohibition cannot, and where `byWording`, two that bind in
  /// different words cannot either. All but the first get an id that is not among `ids`, and add it.
  func sides(byWording: Bool, avoiding ids: inout Set<Dimension.ID>) -> [DimensionGroup] {
    let prohibitions = members.filter(\.level.isProhibition)
    let others = members.filter { !$0.level.isProhibition }
    var sides = [DimensionGroup(id: id, members: members)]
    if !prohibitions.isEmpty, others.contains(where: { $0.level != .may }) {
      let suffix = prohibitions.contains { $0.level.isBinding } ? "must-not" : "should-not"
      let other = Self.free("\(id).\(suffix)", among: &ids)
      sides = [DimensionGroup(id: id, members: others), DimensionGroup(id: other, members: prohibitions)]
    }
    return byWording ? sides.flatMap { $0.wordings(avoiding: &ids) } : sides
  }

  /// The strictest wording with all that does not bind, and each other wording that binds.
  private func wordings(avoiding ids: inout Set<Dimension.ID>) -> [DimensionGroup] {
    let first = strictest.wording
    let binding = byStrictness.filter { $0.level.isBinding && $0.wording != first }
    guard !binding.isEmpty else { return [self] }
    let rest = members.filter { member in !member.level.isBinding || member.wording == first }
    var groups = [DimensionGroup(id: id, members: rest)]
    for wording in binding.map(\.wording).reduce(into: [String](), { if !$0.contains($1) { $0.append($1) } }) {
      let other = Self.free("\(id).other-wording", among: &ids)
      groups.append(DimensionGroup(id: other, members: binding.filter { $0.wording == wording }))
    }
    return groups
  }

  private static func free(_ id: String, among ids: inout Set<Dimension.ID>) -> Dimension.ID {
    var candidate = Dimension.ID(id)
    var number = 2
    while !ids.insert(candidate).inserted {
      candidate = Dimension.ID("\(id)-\(number)")
      number += 1
    }
    return candidate
  }

  /// Rounded up, so that no dimension is averaged away.
  var averageWeight: Int {
    let total = members.reduce(0) { $0 + $1.dimension.weight }
    return (total + members.count - 1) / members.count
  }

  /// The largest weight that a rubric gives it.
  var largestWeight: Int { members.map(\.dimension.weight).max() ?? 0 }

  /// The members whose checks can be asked of the strictest one: those that say the same. What a permission asks for, a
  /// prohibition does not grant.
  var checkMembers: [Member] {
    let sorted = byStrictness
    return sorted.filter { $0.wording == sorted[0].wording && !($0.level == .may && sorted[0].level.isProhibition) }
  }

  /// Every check once, numbered anew, those of the strictest member first. Two are the same when they ask the same; it is
  /// required where either is.
  var allChecks: [Check] {
    let checks = checkMembers.flatMap(\.dimension.checks)
    let required = Set(checks.filter(\.isRequired).map(\.question.folded))
    var seen: Set<String> = []
    return checks.filter { seen.insert($0.question.folded).inserted }.enumerated().map { index, check in
      let isRequired = required.contains(check.question.folded)
      return Check(id: Check.ID("c\(index + 1)"), question: check.question, isRequired: isRequired)
    }
  }

  /// Everything that any member concerns; an empty list means all.
  var scope: (applicability: Applicability, personas: [Persona.ID]) {
    let applicabilities = members.map(\.dimension.applicability)
    let kinds = Self.union(applicabilities.map { $0.kinds.map(\.rawValue) }).compactMap { ArtifactKind(rawValue: $0) }
    return (
      Applicability(kinds: kinds, globs: Self.union(applicabilities.map(\.globs))),
      Self.union(members.map { $0.dimension.personas.map(\.rawValue) }).map { Persona.ID($0) }
    )
  }

  private static func union(_ lists: [[String]]) -> [String] {
    if lists.contains(where: \.isEmpty) { return [] }
    return Set(lists).count == 1 ? lists[0] : Set(lists.joined()).sorted()
  }

  /// What the members say differently.
  var differences: [MergeConflict.Difference] {
    let dimensions = members.map(\.dimension)
    func differ(_ part: (Dimension) -> some Hashable) -> Bool { Set(dimensions.map(part)).count > 1 }
    return MergeConflict.Difference.allCases.filter { difference in
      switch difference {
      case .level: differ(\.level)
      case .weight: differ(\.weight)
      case .scale: differ(\.scale)
      case .wording: differ { [$0.name, $0.description] }
      case .scores: differ(\.scoreDescriptions)
      case .checks: differ { $0.checks.map { [$0.question.folded, "\($0.isRequired)"] } }
      case .applicability: differ(\.applicability)
      case .personas: differ { Set($0.personas) }
      case .terms: differ { Set($0.terms) }
      case .clause: differ { $0.clause.map { [$0.adr, $0.sha256] } }
      }
    }
  }
}

extension DimensionGroup.Member {
  /// What it is called, by which two that say the same are known.
  fileprivate var wording: String { dimension.name.folded.lowercased() }
}

extension Level {
  var isProhibition: Bool { self == .mustNot || self == .shouldNot }
}

extension DimensionGroup.Member {
  /// The smaller comes first; equal only where everything that is merged is equal.
  fileprivate struct Precedence: Comparable {
    let strictness: Int
    let weight: Int
    let texts: [String]

    static func < (left: Self, right: Self) -> Bool {
      if left.strictness != right.strictness { return left.strictness > right.strictness }
      if left.weight != right.weight { return left.weight > right.weight }
      return left.texts.lexicographicallyPrecedes(right.texts)
    }
  }

  fileprivate var precedence: Precedence {
    var texts = [rubric.rawValue, dimension.name, dimension.description, level.rawValue, dimension.scale.rawValue]
    texts += dimension.scoreDescriptions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    texts += dimension.checks.map { "\($0.id) \($0.question) \($0.isRequired)" }
    texts += dimension.applicability.kinds.map(\.rawValue) + dimension.applicability.globs
    texts += dimension.personas.map(\.rawValue) + dimension.terms
    texts += dimension.clause.map { [$0.adr, $0.path, $0.section, "\($0.line)", $0.text] } ?? []
    return Precedence(strictness: level.strictness, weight: dimension.weight, texts: texts)
  }
}
