public import JudgeTypes
import Markdown

/// Two clauses that cannot both be kept, as far as their levels and words tell: people have to decide which one holds.
public struct RubricConflict: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// One demands or permits what the other forbids.
    case opposed
    /// Both demand the same, but for these figures.
    case figures(String, String)
    /// Each chooses another of the things that exclude each other.
    case rivals(String, String)
  }

  public let kind: Kind
  public let first: Dimension
  public let second: Dimension

  public var description: String {
    let what =
      switch kind {
      case .opposed: "one \(first.level == .may ? "permits" : "asks for") what the other forbids"
      case .figures(let one, let other): "one says \(one) where the other says \(other)"
      case .rivals(let one, let other): "\(one) and \(other) exclude each other"
      }
    return
      "conflict: \(Self.place(first)) and \(Self.place(second)): \(what). Both are judged; mend one of the records."
  }

  private static func place(_ dimension: Dimension) -> String {
    let place = dimension.clause.map { " (\($0.path):\($0.line))" } ?? ""
    return "\(dimension.id) \(dimension.level.rawValue) \"\(dimension.name)\"\(place)"
  }
}

extension RubricConflict {
  /// The conflicts among the dimensions of `rubrics`, in their order; a dimension that stands in several counts once.
  ///
  /// Where many say the same and many the opposite, each of them is in a conflict, but not with each of the others.
  public static func all(among rubrics: [Rubric], taxonomy: Taxonomy) -> [RubricConflict] {
    var seen: Set<Dimension.ID> = []
    let sides = rubrics.flatMap(\.dimensions).filter { seen.insert($0.id).inserted }.enumerated().compactMap {
      Side($1, at: $0, taxonomy: taxonomy)
    }
    return opposed(sides) + figures(sides) + rivals(sides)
  }
}

/// A dimension and what it is about.
private struct Side {
  let dimension: Dimension
  /// Its place among all dimensions.
  let index: Int
  let matter: ClauseMatter
  let choice: Choice?

  /// One of the things that exclude each other, and what it is chosen for.
  struct Choice: Hashable {
    let group: String
    let term: String
    let purpose: Set<String>
  }

  init?(_ dimension: Dimension, at index: Int, taxonomy: Taxonomy) {
    guard let matter = ClauseMatter(dimension, taxonomy: taxonomy) else { return nil }
    self.dimension = dimension
    self.index = index
    self.matter = matter
    choice = Self.choice(of: dimension, about: matter, taxonomy: taxonomy)
  }

  private static func choice(of dimension: Dimension, about matter: ClauseMatter, taxonomy: Taxonomy) -> Choice? {
    guard dimension.level == .must, dimension.terms.contains(where: { taxonomy.term(named: $0)?.rivals != nil }),
      let term = taxonomy.chosenTerm(of: dimension.clause?.text ?? dimension.name), let group = term.rivals,
      !softRivals.contains(group)
    else { return nil }
    let names = ([term.name] + term.aliases).flatMap { $0.lowercased().split(separator: " ").map(String.init) }
    let purpose = matter.content.subtracting(names + [term.name.lowercased(), matter.verb ?? ""])
    return Choice(group: group, term: term.name, purpose: purpose)
  }

  /// Choices of which a team may well make several.
  private static let softRivals: Set<String> = ["language", "api-style", "hash", "deployment", "cloud-provider"]

  /// "must check every file and must not call a model" is no conflict with itself, nor with a copy of itself.
  func isOneSentence(with other: Side) -> Bool {
    guard let clause = dimension.clause, let also = other.dimension.clause else { return false }
    return clause.sha256 == also.sha256
      || clause.path == also.path && clause.line <= also.endLine && also.line <= clause.endLine
  }

  /// Whether this demand or permission cannot be kept together with `prohibition`.
  func isOpposed(to prohibition: Side) -> Bool {
    let (demanded, forbidden) = (matter, prohibition.matter)
    if demanded.content == forbidden.content {
      return dimension.level != .may || prohibition.dimension.level == .mustNot
    }
    return dimension.level != .may && (demanded.isPart(of: forbidden) || forbidden.isException(to: demanded))
  }
}

extension RubricConflict {
  private init?(_ kind: Kind, _ first: Side, _ second: Side) {
    guard !first.isOneSentence(with: second) else { return nil }
    self.init(kind: kind, first: first.dimension, second: second.dimension)
  }
}

// MARK: - Opposites

extension RubricConflict {
  private struct Stance: Hashable {
    let matter: ClauseMatter
    let level: Level
  }

  private struct Pair: Hashable, Comparable {
    let prohibition: Int
    let demand: Int
    static func < (left: Self, right: Self) -> Bool {
      (left.prohibition, left.demand) < (right.prohibition, right.demand)
    }
  }

  /// Dimensions that say the same stand together, and only those that share a rare word are held against each other, so
  /// that many take little time.
  private static func opposed(_ sides: [Side]) -> [RubricConflict] {
    let stances = Dictionary(grouping: sides) { Stance(matter: $0.matter, level: $0.dimension.level) }.values
      .sorted { $0[0].index < $1[0].index }
    let demands = stances.filter { !$0[0].dimension.level.isProhibition }
    let prohibitions = stances.filter { $0[0].dimension.level.isProhibition }
    let parts = SubsetIndex(prohibitions.map { $0[0].matter.content })
    let exceptions = SubsetIndex(demands.map { $0[0].matter.subject.union([$0[0].matter.predicate]) })
    var pairs: Set<Pair> = []
    for (index, demand) in demands.enumerated() {
      for other in parts.subsets(of: demand[0].matter.content) where demand[0].isOpposed(to: prohibitions[other][0]) {
        pairs.insert(Pair(prohibition: other, demand: index))
      }
    }
    for (index, prohibition) in prohibitions.enumerated() {
      let matter = prohibition[0].matter
      for other in exceptions.subsets(of: matter.subject.union([matter.predicate]))
      where demands[other][0].isOpposed(to: prohibition[0]) {
        pairs.insert(Pair(prohibition: index, demand: other))
      }
    }
    return pairs.sorted().flatMap { pair in
      let (demand, prohibition) = (demands[pair.demand], prohibitions[pair.prohibition])
      return (0..<max(demand.count, prohibition.count)).compactMap { index in
        RubricConflict(
          .opposed, demand[min(index, demand.count - 1)], prohibition[min(index, prohibition.count - 1)])
      }
    }
  }
}

/// Finds those of many sets that are part of another, by the rarest word of each.
private struct SubsetIndex {
  private let sets: [Set<String>]
  private let places: [String: [Int]]

  init(_ sets: [Set<String>]) {
    self.sets = sets
    var counts: [String: Int] = [:]
    for word in sets.joined() { counts[word, default: 0] += 1 }
    var places: [String: [Int]] = [:]
    for (index, set) in sets.enumerated() {
      guard let rarest = set.min(by: { (counts[$0] ?? 0, $0) < (counts[$1] ?? 0, $1) }) else { continue }
      places[rarest, default: []].append(index)
    }
    self.places = places
  }

  /// The places of the sets that are part of `words`; an empty set is part of nothing.
  func subsets(of words: Set<String>) -> [Int] {
    words.flatMap { word in (places[word] ?? []).filter { sets[$0].isSubset(of: words) } }
  }
}

// MARK: - Figures

extension RubricConflict {
  /// Demands of one level that differ in their figures alone: one conflict for each figure that is not the first one.
  private static func figures(_ sides: [Side]) -> [RubricConflict] {
    var first: [[String]: Side] = [:]
    var seen: [[String]: Set<[String]>] = [:]
    return sides.compactMap { side in
      guard !side.matter.figures.isEmpty, side.dimension.level != .may else { return nil }
      let key = [side.dimension.level.rawValue, side.matter.withoutFigures]
      guard seen[key, default: []].insert(side.matter.figures).inserted, let other = first[key] else {
        if first[key] == nil { first[key] = side }
        return nil
      }
      let pair = zip(other.matter.figures, side.matter.figures).first { $0 != $1 }
      guard let (one, two) = pair, other.matter.figures.count == side.matter.figures.count else { return nil }
      return RubricConflict(.figures(one, two), other, side)
    }
  }
}

// MARK: - Rivals

extension RubricConflict {
  /// Demands that choose rivals for one purpose, or one of them for any: one conflict for each pair of terms.
  private static func rivals(_ sides: [Side]) -> [RubricConflict] {
    var distinct: Set<Side.Choice> = []
    let choices = sides.filter { side in side.choice.map { distinct.insert($0).inserted } ?? false }
    let groups = Dictionary(grouping: choices) { $0.choice?.group ?? "" }
    return groups.sorted { $0.key < $1.key }.flatMap { rivals(among: $0.value) }
  }

  private static func rivals(among sides: [Side]) -> [RubricConflict] {
    let choices = sides.compactMap(\.choice)
    let index = SubsetIndex(choices.map(\.purpose))
    // What is chosen without a purpose is chosen for any.
    let general = choices.indices.filter { choices[$0].purpose.isEmpty }
    var found: [Set<String>: (first: Int, second: Int)] = [:]
    for (one, choice) in choices.enumerated() {
      let others = choice.purpose.isEmpty ? Array(choices.indices) : index.subsets(of: choice.purpose) + general
      for other in others where choices[other].term != choice.term {
        let pair = (first: min(one, other), second: max(one, other))
        let terms: Set = [choice.term, choices[other].term]
        if let known = found[terms], (known.second, known.first) <= (pair.second, pair.first) { continue }
        found[terms] = pair
      }
    }
    return found.values.sorted { ($0.second, $0.first) < ($1.second, $1.first) }.compactMap { first, second in
      RubricConflict(.rivals(choices[first].term, choices[second].term), sides[first], sides[second])
    }
  }
}
