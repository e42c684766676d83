internal import Findings
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns
internal import Synchronization

/// One judgment: the verdict and why, each finding beside the artifact's lines, the votes, the debate, the record.
enum JudgmentPage {
  static func page(_ ordinal: Int, of run: String, from stores: Stores, links: Links) throws -> SitePage? {
    guard let reading = try RunParts.reading(run, from: stores),
      let stored = try StoredJudgment(ordinal, of: reading)
    else { return nil }
    let judgment = stored.judgment
    let doubts = Mutex<[String]>([])
    let words = try FindingsFile(state: stores.state) { note in doubts.withLock { $0.append(note) } }.words()
    let (rubrics, rules) = (TeamRubrics.current(of: stores), TeamRules.current(of: stores))
    let sources = JudgmentSources(stored, blobs: reading.blobs)
    let findings = HTMLFindings(judgment: judgment, anchor: "j", excerpt: sources.excerpt) { finding in
      JudgmentClauses(stored: stored, finding: finding, rubrics: rubrics, rules: rules, links: links).html
        + JudgmentWords(stored: stored, finding: finding, words: words, links: links).html
    }
    let positions = HTMLPositions(judgment: judgment)
    let record = JudgmentRecord(
      stored: stored, reading: reading, check: stores.runs.check(of: reading),
      option: RunParts.option(of: stores), links: links)
    let place = try JudgmentPlace(stored: stored, reading: reading, index: stores.index(), links: links)
    let whole = HTMLJudgment(judgment: judgment, anchor: "j")
    let parts: [HTML] = [
      findings.section, HTMLVotes(judgment: judgment, marksMoves: true).section, positions.dissent,
      JudgmentPaths(judgment: judgment).section + positions.debate, positions.seats, whole.suppressions,
      whole.coverage, JudgmentCost(stored: stored).section, record.section, place.history,
    ]
    return SitePage(
      place: .judgment(run: run, ordinal: ordinal), title: clipped(judgment.path, to: 120),
      trail: RunParts.trail(of: run),
      body: JudgmentHead(stored: stored, reading: reading, place: place, check: record.check, links: links).html
        + HTMLWords.banners(doubts.withLock(\.self).map { $0.replacing(stores.state + "/", with: "") })
        + HTML.joined(parts.filter { !$0.source.isEmpty }.map { "<div class=\"card\">\n\($0)</div>\n" }))
  }
}
