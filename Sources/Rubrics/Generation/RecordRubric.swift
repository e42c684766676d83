public import JudgeTypes
import Markdown

extension Rubric {
  /// The rubric of one record: a dimension for each distinct clause, in line order, weights as parts of 10,000.
  ///
  /// Ids are the rubric's id and the first hexadecimal digits of the clause's hash, such as `adr-060.3f2a9c`, so that they
  /// stay the same while the clause does. Nil when there is no constraint.
  public init?(record: DecisionRecord, constraints: [Constraint], taxonomy: Taxonomy) {
    let id = Rubric.id(of: record)
    let demands = Demand.all(of: constraints, adr: record.id)
    guard !demands.isEmpty else { return nil }
    let dimensions = zip(demands, Self.suffixes(demands.map(\.identity))).map { demand, name in
      Dimension(
        id: Dimension.ID("\(id).\(name)"), clause: demand.clause, statement: demand.statement,
        level: demand.constraint.level, terms: demand.constraint.terms, taxonomy: taxonomy)
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
    if trimmed.isEmpty { return "record-\(TextHash.hex(of: text).prefix(6))" }
    guard trimmed.utf8.count > longestSlug else { return trimmed }
    return "\(trimmed.prefix(longestSlug))-\(TextHash.hex(of: text).prefix(8))"
  }

  /// Leaves room for the hash, the extension and what a file that is being written is called for a moment.
  private static let longestSlug = 120

  /// The same rubric under another id, by which its dimensions are called too.
  func called(_ id: ID) -> Rubric {
    guard id != self.id else { return self }
    let own = "\(self.id).".count
    return Rubric(
      id: id, name: name, path: path,
      dimensions: dimensions.map { $0.called(Dimension.ID("\(id).\($0.id.rawValue.dropFirst(own))")) })
  }

  /// Why a rubric of so many dimensions cannot be.
  static func tooMany(_ dimensions: Int) -> String {
    "it has \(dimensions) constraints, and the weight of a rubric has \(wholeWeight) parts; split it"
  }

  /// Six digits of the hash, twelve where six are taken; the section and the level where one text stands at two.
  private static func suffixes(_ clauses: [Demand.Identity]) -> [String] {
    let short = Dictionary(grouping: Set(clauses.map(\.hash)), by: { $0.prefix(6) })
    let levels = Dictionary(grouping: clauses, by: { [$0.hash, $0.section] })
    let sections = Dictionary(grouping: clauses, by: \.hash).mapValues { Set($0.map(\.section)) }
    return clauses.map { clause in
      var name = String(clause.hash.prefix((short[clause.hash.prefix(6)]?.count ?? 1) > 1 ? 12 : 6))
      if (sections[clause.hash]?.count ?? 1) > 1 { name += "-\(TextHash.hex(of: clause.section).prefix(4))" }
      let level = clause.level.rawValue.lowercased().split(separator: "_").joined(separator: "-")
      return levels[[clause.hash, clause.section]]?.count == 1 ? name : "\(name)-\(level)"
    }
  }
}

extension Dimension {
  fileprivate func called(_ id: ID) -> Dimension {
    Dimension(
      id: id, name: name, description: description, scale: scale, level: level, scoreDescriptions: scoreDescriptions,
      checks: checks, weight: weight, applicability: applicability, personas: personas, terms: terms, clause: clause,
      rubric: rubric)
  }
}

/// A constraint as a clause, taken apart.
private struct Demand {
  struct Identity: Hashable {
    let hash: String
    let level: Level
    /// Only where the clause does not say by itself what it is about: "REQUIRED" under two headings is two demands.
    let section: String
  }

  let constraint: Constraint
  let clause: Clause
  let statement: ClauseStatement

  var identity: Identity {
    Identity(hash: clause.sha256, level: constraint.level, section: statement.isFragment ? clause.section : "")
  }

  /// Each demand once, in line order.
  static func all(of constraints: [Constraint], adr: String) -> [Demand] {
    var seen: Set<Identity> = []
    var demands: [Demand] = []
    for constraint in constraints {
      let demand = Demand(
        constraint: constraint, clause: Clause(constraint, adr: adr),
        statement: ClauseStatement(constraint.text, sentence: constraint.sentence))
      if seen.insert(demand.identity).inserted { demands.append(demand) }
    }
    return demands
  }
}
