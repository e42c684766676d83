internal import JudgeTypes
internal import Reports
internal import Rubrics

/// What of the rubrics a lead wants to see first.
enum RubricsCard {
  static func card(from stores: Stores, links: Links) throws -> HTML {
    let rubrics = TeamRubrics.current(of: stores)
    let dimensions = rubrics.rubrics.reduce(0) { $0 + $1.dimensions.count }
    let binding = rubrics.rubrics.reduce(0) { $0 + $1.dimensions.count { $0.level.isBinding } }
    return """
      <section class="card" aria-labelledby="rubrics-card"><h2 id="rubrics-card">\(links.link("Rubrics", to: .rubrics))</h2>
      <p>\(counted(rubrics.entries.count, "rubric")), \(counted(dimensions, "dimension")), \(binding) of them binding.</p>
      <p>\(state(rubrics))</p></section>

      """
  }

  private static func state(_ rubrics: TeamRubrics) -> HTML {
    if !rubrics.problems.isEmpty {
      return HTMLWords.chip("✗", "\(counted(rubrics.problems.count, "problem")) in files", .bad)
    }
    if rubrics.trouble != nil { return HTMLWords.chip("?", "not held against the records", .warning) }
    guard let check = rubrics.check else { return #"<span class="soft">No decision records here.</span>"# }
    if check.isClean { return HTMLWords.chip("✓", "as the decision records say", .good) }
    let stale = rubrics.generated.count { $0.objection != nil }
    let uncovered = check.uncovered.count
    return """
      \(HTMLWords.chip("!", "\(stale) stale", .warning)) \(HTMLWords.chip("○", "\(counted(uncovered, "clause")) uncovered", uncovered > 0 ? .warning : .calm))\
      \(CommandLine.block(rubrics.remedy))
      """
  }
}
