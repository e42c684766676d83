internal import JudgeTypes
internal import Reports
internal import Rubrics
internal import Storage

/// One rubric with all that it asks.
enum RubricPage {
  private static let most = 200

  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? {
    let rubrics = TeamRubrics.current(of: stores)
    guard let entry = rubrics.entries.first(where: { $0.rubric.id.rawValue == id }) else { return nil }
    let lately = try RubricWords.Lately.load(from: stores)
    let stale = Dictionary(
      (rubrics.check?.stale ?? []).filter { $0.rubric == entry.rubric.id }.map { ($0.dimension, $0.reason) },
      uniquingKeysWith: { first, _ in first })
    let rubric = entry.rubric
    let shown = rubric.dimensions.prefix(most)
    func card(_ dimension: JudgeTypes.Dimension) -> DimensionCard {
      DimensionCard(dimension: dimension, whole: "the rubric", rubrics: rubrics, lately: lately, links: links)
    }
    let more = rubric.dimensions.count - shown.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more dimension")) not shown</p>"#)
    return SitePage(
      place: .rubric(id), title: clipped(rubric.name, to: 120), trail: [("Rubrics", .rubrics)],
      body: """
        <h1>\(HTMLWords.prose(rubric.name, limit: 120))</h1>
        <p class="lead">\(RubricWords.state(entry, isChecked: rubrics.check != nil)) \(HTMLWords.code(rubric.path)), \
        \(RubricWords.origin(entry.origin)); \(counted(rubric.dimensions.count, "dimension")).</p>
        \(objection(entry, rubrics))\(HTML.joined(shown.map { card($0).card(stale: stale[$0.id]) }))\(rest)
        """)
  }

  private static func objection(_ entry: TeamRubrics.Entry, _ rubrics: TeamRubrics) -> HTML {
    guard let objection = entry.objection else { return "" }
    return """
      <section class="card" aria-labelledby="stale"><h2 id="stale">Stale</h2>
      <p>\(HTMLWords.prose(objection, limit: 400)). A run that judges by this file says so in a banner over its verdicts, \
      until it is generated again; one with <code>--adr-dir</code> makes its rubrics from the records instead.</p>\
      \(CommandLine.block(rubrics.remedy))</section>

      """
  }
}
