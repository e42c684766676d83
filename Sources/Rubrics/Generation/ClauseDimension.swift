import JudgeTypes

extension Dimension {
  /// The dimension that judges one clause: scale 1 to 3, each score described in the clause's own words.
  ///
  /// `weight` is by level and not yet a part of a rubric: 5 for MUST and MUST_NOT, 3 for SHOULD and SHOULD_NOT, 1 for MAY.
  init(id: ID, clause: Clause, statement: ClauseStatement, level: Level, terms: [String], taxonomy: Taxonomy) {
    let topics = Topics(terms: terms, scope: ClauseScope(of: statement, taxonomy: taxonomy), taxonomy: taxonomy)
    let wording = ClauseWording(clause: clause, statement: statement, level: level, taxonomy: taxonomy)
    self.init(
      id: id, name: statement.name(section: clause.section), description: wording.description, scale: .threePoint,
      level: level,
      scoreDescriptions: wording.scores, checks: wording.checks, weight: level.generatedWeight,
      applicability: topics.applicability, personas: topics.personas, terms: terms, clause: clause)
  }
}

extension Level {
  /// How much a clause weighs beside the others of its record.
  var generatedWeight: Int {
    switch self {
    case .must, .mustNot: 5
    case .should, .shouldNot: 3
    case .may: 1
    }
  }
}
