package import JudgeTypes
package import Provenance

/// What stands against an artifact, each with the lines it rests on, the clause it breaks and what the gate makes of it.
package struct HTMLFindings {
  package let judgment: RecordedJudgment
  /// Of the judgment in the page.
  package let anchor: String

  /// The lines around a piece of evidence, in the place of its own words; nil where they are not there.
  private let excerpt: (Evidence) -> HTML?
  /// What stands below the facts of a finding.
  private let more: (RecordedJudgment.Finding) -> HTML

  package init(
    judgment: RecordedJudgment, anchor: String, excerpt: @escaping (Evidence) -> HTML? = { _ in nil },
    more: @escaping (RecordedJudgment.Finding) -> HTML = { _ in "" }
  ) {
    self.judgment = judgment
    self.anchor = anchor
    self.excerpt = excerpt
    self.more = more
  }

  package var section: HTML {
    let concerns = judgment.concerns
    let struck = judgment.findings.filter { !$0.isVerified }
    guard !concerns.isEmpty || !struck.isEmpty else {
      return "<h3>Findings</h3>\n<p class=\"soft\">None.</p>\n"
    }
    let cards = concerns.enumerated().map { card(of: $1, number: $0 + 1) }
    return """
      <h3>Findings <span class="count">\(concerns.count)</span></h3>
      <div class="findings">
      \(HTML.joined(cards))</div>
      \(list(of: struck))
      """
  }

  private func card(of concern: Concern, number: Int) -> HTML {
    let tone = concern.state == nil ? "found" : concern.isForemost ? "blocks" : "passes"
    return """
      <article class="finding \(tone)" id="\(anchor)-f\(number)">
      <h4>\(weight(of: concern)) \(concern.rule.map { HTMLWords.code($0) } ?? "") \(concern.state.map(HTMLWords.gate) ?? "")</h4>
      <p class="message">\(HTMLWords.prose(concern.message))</p>
      \(waiver(of: concern))\(HTML.joined(evidence(of: concern)))<dl class="facts">\(HTML.joined(facts(of: concern)))</dl>
      \(concern.finding.map(more) ?? "")</article>

      """
  }

  private func weight(of concern: Concern) -> HTML {
    switch concern.subject {
    case .finding(let finding): HTMLWords.severity(finding.severity)
    case .dimension(let dimension): HTMLWords.chip("✗", "\(spoken(dimension.level)) violated", .bad)
    case .outcome: HTMLWords.verdict(judgment.outcome)
    }
  }

  private func waiver(of concern: Concern) -> HTML {
    guard concern.reason?.waiver != nil, let standing = concern.standing else { return "" }
    return "<p class=\"waiver\">Gate: \(HTMLWords.prose(standing, limit: 1_000))</p>\n"
  }

  private func evidence(of concern: Concern) -> [HTML] {
    guard let finding = concern.finding else { return [] }
    let shown = finding.checkedEvidence
    guard !shown.isEmpty else { return ["<p class=\"soft\">It names no evidence.</p>\n"] }
    return shown.prefix(10).map(text)
      + (shown.count > 10 ? ["<p class=\"soft\">and \(counted(shown.count - 10, "more piece")) of evidence</p>\n"] : [])
  }

  private func text(of evidence: CheckedEvidence) -> HTML {
    if let excerpt = excerpt(evidence.evidence) { return excerpt }
    let place = evidence.evidence.place
    switch evidence.evidence {
    case .quote(_, let start, _, let text):
      return """
        <figure class="quote"><figcaption>\(HTMLWords.code(place))</figcaption>\(HTMLWords.quotation(text, from: start))</figure>

        """
    case .absence(let path, let terms):
      let words = HTML.joined(terms.prefix(20).map { HTMLWords.code($0) }, by: ", ")
      let rest = terms.count > 20 ? " and \(terms.count - 20) more" : ""
      return """
        <p class="absence"><span aria-hidden="true">∅</span> Absent: nowhere in \
        \(path.map { HTMLWords.code($0) } ?? "the artifact") stands \(words)\(rest).</p>

        """
    }
  }

  private func facts(of concern: Concern) -> [HTML] {
    var facts: [HTML] = []
    func add(_ name: String, _ value: HTML) { facts.append("<div><dt>\(name)</dt><dd>\(value)</dd></div>") }
    if !concern.dimensions.isEmpty { add("Against", HTML.joined(concern.dimensions.prefix(20).map(text))) }
    if let finding = concern.finding {
      if !finding.seats.isEmpty {
        add("Raised by", HTML.joined(finding.seats.prefix(12).map { HTMLWords.code($0) }, by: ", "))
      }
      add("Id", "\(finding.id), \(HTMLWords.code(finding.shortFingerprint))")
    } else {
      add("Where", HTMLWords.code(concern.place))
    }
    return facts
  }

  private func text(of dimension: RecordedJudgment.Dimension) -> HTML {
    """
    <span class="against">\(HTMLWords.prose(dimension.name, limit: 200)) \
    <span class="level">\(spoken(dimension.level))</span> \(dimension.source.map(HTMLWords.clause) ?? "")</span>
    """
  }

  /// Claims whose evidence does not stand in the artifact.
  private func list(of struck: [RecordedJudgment.Finding]) -> HTML {
    guard !struck.isEmpty else { return "" }
    let items = struck.prefix(50).map { finding -> HTML in
      "\(HTMLWords.code(finding.rule)) \(HTMLWords.prose(finding.message, limit: 600))"
    }
    let rest: HTML = struck.count > 50 ? "<p>and \(struck.count - 50) more</p>" : ""
    return """
      <details><summary>\(counted(struck.count, "finding")) struck: the evidence does not hold</summary>
      \(HTMLWords.list(items))\(rest)</details>

      """
  }
}
