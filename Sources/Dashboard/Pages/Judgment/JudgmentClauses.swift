internal import JudgeTypes
internal import Provenance
internal import Reports
internal import StaticReview
internal import StoredRuns

/// What a finding rests on: the clauses that it breaks in their own words, and what its rule says of it.
struct JudgmentClauses {
  private static let most = 6

  let stored: StoredJudgment
  let finding: RecordedJudgment.Finding
  /// As they are today.
  let rubrics: TeamRubrics
  let rules: TeamRules
  let links: Links

  var html: HTML {
    let clauses = finding.dimensions.compactMap { dimension in stored.clauses[dimension].map { (dimension, $0) } }
    return HTML.joined(clauses.prefix(Self.most).map(clause)) + why
  }

  private func clause(of dimension: String, _ text: String) -> HTML {
    let words = HTMLWords.code(dimension)
    let place = rubrics.place(ofDimension: dimension)
    return """
      <blockquote class="clause-text">\(HTMLWords.prose(text, limit: 800)) \
      <span class="soft">\(place.map { links.link(words, to: $0) } ?? words)</span></blockquote>

      """
  }

  /// A model may name a rule of its own, of which nothing more is known.
  private var why: HTML {
    if let rule = rules[finding.rule] {
      let references: HTML =
        rule.references.isEmpty
        ? ""
        : "<p class=\"soft\">\(HTMLWords.prose(rule.references.prefix(12).joined(separator: ", "), limit: 400))</p>\n"
      return """
        <p class="mend"><strong>How to mend it.</strong> \(HTMLWords.prose(rule.mend, limit: 1_500))</p>
        <details class="why"><summary>Why it matters</summary>
        <p>\(HTMLWords.prose(rule.why, limit: 1_500))</p>
        \(references)<p class="soft">As the rule stands today\(HTML.when(!rules.problems.isEmpty, ", shipped with moe-judge: a rule file of the team does not fit"))</p></details>

        """
    }
    guard let (persona, flag) = flag else { return "" }
    return """
      <p class="soft">A red flag of \(rubrics.link(toPersona: persona, links)): \(HTMLWords.prose(flag.description, limit: 800))</p>

      """
  }

  private var flag: (persona: String, flag: Persona.RedFlag)? {
    for persona in rubrics.personas {
      if let flag = persona.redFlags.first(where: { $0.id == finding.rule }) { return (persona.id.rawValue, flag) }
    }
    return nil
  }
}
