internal import Reports
internal import Storage
internal import StoredRuns

/// What each model, or each persona, took: the dearest first.
struct CostTable {
  private static let limit = 50

  /// `model`, `persona`.
  let group: String
  let lines: [CostLine]
  let total: CostLine

  init(of group: String, lines: [CostLine], total: CostLine) {
    self.group = group
    self.total = total
    self.lines = lines.sorted { left, right in
      (left.costUSD.known ?? -1, left.calls, right.name) > (right.costUSD.known ?? -1, right.calls, left.name)
    }
  }

  var section: HTML {
    let rest: HTML =
      lines.count > Self.limit
      ? "<p class=\"soft\">and \(grouped(lines.count - Self.limit)) more, which cost less</p>\n" : ""
    return """
      <section class="card" aria-labelledby="by-\(group)">
      <h2 id="by-\(group)">By \(group)</h2>
      \(Self.table(of: group, lines: Array(lines.prefix(Self.limit)), total: total, caption: "What each \(group) took, the dearest first"))\(rest)</section>

      """
  }

  /// - Parameter total: against which shares are drawn, and which ends the table; nil for neither.
  static func table(of group: String, lines: [CostLine], total: CostLine?, caption: String) -> HTML {
    let known = total?.costUSD.known ?? 0
    let rows = lines.map { row($0, isTotal: false, whole: known) }
    let last = total.map { "<tfoot>\(row($0, isTotal: true, whole: known))</tfoot>" as HTML } ?? ""
    let share: HTML = known > 0 ? "<th scope=\"col\">Share of cost</th>" : ""
    return """
      <div class="scroll" tabindex="0" role="group" aria-label="Costs by \(group)">
      <table class="costs"><caption>\(caption)</caption>
      <thead><tr><th scope="col">\(group.prefix(1).uppercased() + group.dropFirst())</th>\
      <th scope="col" class="count">Cost</th>\(share)\
      \(HTML.joined(columns.map { "<th scope=\"col\" class=\"count\">\($0)</th>" }))</tr></thead>
      <tbody>
      \(HTML.joined(rows))</tbody>\(last)</table></div>

      """
  }

  private static let columns = [
    "Requests", "Answers", "From cache", "Tokens in", "of these kept", "Tokens out",
  ]

  private static func row(_ line: CostLine, isTotal: Bool, whole: Double) -> HTML {
    let figures = [
      grouped(line.calls), grouped(line.answers), grouped(line.cachedAnswers),
      line.tokenWords(line.inputTokens, number: grouped), line.tokenWords(line.cachedTokens, number: grouped),
      line.tokenWords(line.outputTokens, number: grouped),
    ]
    let missing = line.costUSD.unknownAnswers
    let note: HTML = missing > 0 ? " <span class=\"soft\">\(grouped(missing)) without a price</span>" : ""
    let cells = figures.map { "<td class=\"count\">\($0)</td>" as HTML }
    let name: HTML = isTotal ? "\(line.name)" : HTMLWords.code(line.name, limit: 120)
    let share: HTML =
      whole > 0
      ? "<td class=\"share\">\(shareBar((line.costUSD.known ?? 0) / whole)) \(percent((line.costUSD.known ?? 0) / whole))</td>"
      : ""
    return
      "<tr><th scope=\"row\">\(name)</th><td class=\"count\">\(line.shortCost)\(note)</td>\(share)\(HTML.joined(cells))</tr>\n"
  }
}
