public import JudgeTypes

extension Rubric {
  /// The rubric of one record: a dimension for each distinct clause, in line order, weights as parts of 10,000.
  ///
  /// Ids are the rubric's id and the first hexadecimal digits of the clause's hash, such as `adr-060.3f2a9c`, so that they
  /// stay the same while the clause does. Nil when there is no constraint.
  public init?(record: DecisionRecord, constraints: [Constraint], id: ID? = nil, taxonomy: Taxonomy) {
    let id = id ?? Rubric.id(of: record)
    var seen: Set<DistinctClause> = []
    let distinct = constraints.map { (constraint: $0, clause: Clause($0, adr: record.id)) }.filter {
      seen.insert(DistinctClause(hash: $0.clause.sha256, level: $0.constraint.level)).inserted
    }
    guard !distinct.isEmpty else { return nil }
    let names = Self.suffixes(distinct.map { DistinctClause(hash: $0.clause.sha256, level: $0.constraint.level) })
    let dimensions = zip(distinct, names).map { pair, name in
      Dimension(
        id: Dimension.ID("\(id).\(name)"), clause: pair.clause, level: pair.constraint.level,
        terms: pair.constraint.terms, taxonomy: taxonomy)
    }
    let parts = Rubric.parts(for: dimensions.map(\.weight))
    self.init(
      id: id, name: "\(record.id): \(record.plainTitle)", path: record.path,
      dimensions: zip(dimensions, parts).map { $0.weighing($1) })
  }

  /// The id of a record's rubric: the record's id in small letters, with `-` for everything an id cannot hold.
  static func id(of record: DecisionRecord) -> ID { ID(slug(record.id)) }

  static func slug(_ text: String) -> String {
    let slug = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
    let trimmed = String(slug).trimming { "-._".contains($0) }
    return trimmed.isEmpty ? "record-\(TextHash.hex(of: text).prefix(6))" : trimmed
  }

  private struct DistinctClause: Hashable {
    let hash: String
    let level: Level
  }

  /// Six digits of the hash, twelve where six are taken; the level where one text stands at two levels.
  private static func suffixes(_ clauses: [DistinctClause]) -> [String] {
    let short = Dictionary(grouping: Set(clauses.map(\.hash)), by: { $0.prefix(6) })
    let levels = Dictionary(grouping: clauses, by: \.hash)
    return clauses.map { clause in
      let digits = (short[clause.hash.prefix(6)]?.count ?? 1) > 1 ? 12 : 6
      let isAlone = (levels[clause.hash]?.count ?? 1) == 1
      let level = clause.level.rawValue.lowercased().split(separator: "_").joined(separator: "-")
      return isAlone ? String(clause.hash.prefix(digits)) : "\(clause.hash.prefix(digits))-\(level)"
    }
  }
}
