public import JudgeTypes

/// Two clauses that cannot both be kept, as far as their levels and terms tell: people have to decide which one holds.
public struct RubricConflict: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// One demands what the other forbids.
    case opposed
    /// Each chooses another of the things that exclude each other.
    case rivals(String, String)
  }

  public let kind: Kind
  public let first: Dimension
  public let second: Dimension

  public var description: String {
    let what =
      switch kind {
      case .opposed: "one asks for what the other forbids"
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
  public static func all(among rubrics: [Rubric], taxonomy: Taxonomy) -> [RubricConflict] {
    var seen: Set<Dimension.ID> = []
    let sides = rubrics.flatMap(\.dimensions).filter { $0.level != .may && seen.insert($0.id).inserted }.map {
      Side($0, taxonomy: taxonomy)
    }
    return opposed(sides) + rivals(sides)
  }

  /// A dimension and the words that tell what it is about.
  private struct Side {
    let dimension: Dimension
    let words: Set<String>
    let chosen: Taxonomy.Term?
    var isForbidding: Bool { dimension.level == .mustNot || dimension.level == .shouldNot }

    init(_ dimension: Dimension, taxonomy: Taxonomy) {
      self.dimension = dimension
      let text = dimension.clause?.text ?? dimension.name
      words = Set(text.lowercased().split { !($0.isLetter || $0.isNumber) }.map { Side.stem(String($0)) })
        .subtracting(Side.empty)
      chosen = taxonomy.chosenTerm(of: text)
    }

    private static func stem(_ word: String) -> String {
      word.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : word
    }

    /// Words that say nothing of the matter.
    private static let empty = Words.determiners.union(Words.be).union(Words.adverbs).union(
      Words.set(
        "must shall should will may can cannot not never no only of in for to on with from by as at and or use used using "
          + "is be been it which who new service system application team ensure"))

    /// "must check every file and must not call a model" is no conflict with itself.
    func isOneSentence(_ other: Side) -> Bool {
      guard let clause = dimension.clause, let also = other.dimension.clause else { return false }
      return clause.path == also.path && clause.line <= also.endLine && also.line <= clause.endLine
    }

    /// Whether both are about the same thing: the same terms, and half of all their words.
    func isAbout(_ other: Side) -> Bool {
      let shared = words.intersection(other.words).count
      return shared >= 2 && shared * 2 >= words.union(other.words).count
        && Set(dimension.terms) == Set(other.dimension.terms)
    }
  }

  /// Only clauses of the same terms are held against each other, so that many rubrics take little time.
  private static func opposed(_ sides: [Side]) -> [RubricConflict] {
    let groups = Dictionary(grouping: sides.filter { !$0.dimension.terms.isEmpty }) { $0.dimension.terms.sorted() }
    return sides.filter(\.isForbidding).flatMap { forbidding in
      (groups[forbidding.dimension.terms.sorted()] ?? []).filter {
        !$0.isForbidding && !$0.isOneSentence(forbidding) && $0.isAbout(forbidding)
      }.map {
        RubricConflict(kind: .opposed, first: $0.dimension, second: forbidding.dimension)
      }
    }
  }

  /// Demands that choose rivals: one conflict for each pair of terms, shown by the first clause of each.
  private static func rivals(_ sides: [Side]) -> [RubricConflict] {
    var groups: [String: [Side]] = [:]
    for side in sides where !side.isForbidding && side.dimension.level.isBinding {
      guard let term = side.chosen, let group = term.rivals, !softRivals.contains(group) else { continue }
      if groups[group]?.contains(where: { $0.chosen?.name == term.name }) != true {
        groups[group, default: []].append(side)
      }
    }
    return groups.sorted { $0.key < $1.key }.flatMap { _, group in
      group.indices.flatMap { index in
        group[..<index].compactMap { other in
          guard let one = other.chosen?.name, let two = group[index].chosen?.name else { return nil }
          return RubricConflict(kind: .rivals(one, two), first: other.dimension, second: group[index].dimension)
        }
      }
    }
  }

  /// Choices of which a team may well make several.
  private static let softRivals: Set<String> = ["language", "api-style", "hash", "deployment", "cloud-provider"]
}
