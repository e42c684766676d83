internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// Where a judgment stands among others: the artifacts before and after it, and what was said of the same path earlier and later.
struct JudgmentPlace {
  private static let limit = 20

  private let stored: StoredJudgment
  private let links: Links
  private let previous, next: Int?
  private let others: [IndexedJudgment]

  init(stored: StoredJudgment, reading: RunReading, index: RunIndex?, links: Links) throws {
    self.stored = stored
    self.links = links
    let ordinals = reading.judgmentLines.compactMap(\.ordinal)
    previous = ordinals.filter { $0 < stored.ordinal }.max()
    next = ordinals.filter { $0 > stored.ordinal }.min()
    others = try index?.judgments(ofPath: stored.judgment.path, limit: Self.limit + 1) ?? []
  }

  var turns: HTML {
    let run = stored.run.description
    func turn(_ ordinal: Int?, _ words: HTML) -> HTML {
      "<span>\(ordinal.map { links.link(words, to: .judgment(run: run, ordinal: $0)) } ?? "")</span>"
    }
    guard previous != nil || next != nil else { return "" }
    return "<p class=\"pages\">\(turn(previous, "← Previous artifact"))\(turn(next, "Next artifact →"))</p>\n"
  }

  var history: HTML {
    let others = others.filter { $0.run != stored.run.description || $0.ordinal != stored.ordinal }
    guard !others.isEmpty else { return "" }
    let rows = others.prefix(Self.limit).map { other -> HTML in
      let isSame = other.sha256 == stored.judgment.sha256
      let when: HTML = RunID(other.run).map { RunParts.time($0.started) } ?? HTML(text: other.run)
      return """
        <tr><th scope="row">\(links.link(when, to: .judgment(run: other.run, ordinal: other.ordinal)))</th>\
        <td>\(HTMLWords.verdict(other.outcome))</td>\(RunParts.count("\(other.findings)"))\
        <td>\(isSame ? "the same bytes" : "other bytes")</td></tr>

        """
    }
    return """
      <h3>The same path in other runs</h3>
      \(RunParts.table("Judgments of the same path", heads: [RunParts.head("When"), RunParts.head("Outcome"), RunParts.head("Findings", isCount: true), RunParts.head("Artifact")], rows: Array(rows)))
      """
  }
}
