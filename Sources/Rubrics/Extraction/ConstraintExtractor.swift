import Markdown

/// Finds the constraints of decision records: what obliges, recommends or permits, and where it stands.
public struct ConstraintExtractor: Sendable {
  private let taxonomy: Taxonomy

  public init(taxonomy: Taxonomy) { self.taxonomy = taxonomy }

  /// Reads one document; whatever its bytes, the result says what was found or why it could not be read.
  public func extract(path: String, text: String) -> ExtractionResult {
    do {
      let record = try DecisionRecord(path: path, text: text)
      return ExtractionResult(record: record, constraints: constraints(of: record), problems: [])
    } catch {
      let problem = ExtractionProblem(path: path, line: error.line, refusal: error)
      return ExtractionResult(record: nil, constraints: [], problems: [problem])
    }
  }

  /// The constraints of a record in line order; none for a rejected one or an unfilled template.
  public func constraints(of record: DecisionRecord) -> [Constraint] {
    guard record.status != .rejected, !record.isTemplate else { return [] }
    var found: [Constraint] = []
    let isRuleBook = RuleBook.holds(record)
    var stems: [(headings: [String], lead: Lead)] = []
    for section in record.sections {
      stems.removeAll { !section.headings.starts(with: $0.headings) || section.headings == $0.headings }
      guard let place = Place(of: section, in: record, isRuleBook: isRuleBook) else { continue }
      var reader = SectionReader(place: place)
      let stem = reader.read(section.blocks, under: stems.last?.lead)
      if let stem { stems.append((section.headings, stem)) }
      found += reader.found.map { statement in
        Constraint(
          path: record.path, line: statement.line, endLine: statement.endLine, level: statement.level,
          section: section.name, isInDecision: place.isInDecision, text: statement.text, sentence: statement.context,
          terms: taxonomy.terms(in: statement.context).map(\.name), rule: statement.rule)
      }
    }
    return found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }
}
