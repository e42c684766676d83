internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// An artifact of a run as a line of a table; read from the judgment's own line of the journal.
struct ListedArtifact {
  let ordinal: Int
  let judgment: RecordedJudgment

  /// Those that the journal holds a judgment of; one that cannot be read is left out.
  static func read(_ ordinals: [Int], of reading: RunReading) throws -> [ListedArtifact] {
    let wanted = Set(ordinals)
    let lines = reading.map.lines { kind, ordinal in kind == .judgment && ordinal.map(wanted.contains) == true }
    let byOrdinal = Dictionary(lines.map { ($0.ordinal ?? -1, $0) }, uniquingKeysWith: { first, _ in first })
    return try ordinals.compactMap { ordinal in
      guard let line = byOrdinal[ordinal], let body = try reading.body(of: line) else { return nil }
      return ListedArtifact(ordinal: ordinal, judgment: RecordedJudgment(json: body))
    }
  }

  static func table(_ artifacts: [ListedArtifact], caption: String, run: String, links: Links) -> HTML {
    RunParts.table(
      caption,
      heads: [
        RunParts.head("Artifact"), RunParts.head("Outcome"), RunParts.head("Findings", isCount: true),
        RunParts.head("Gravest"), RunParts.head("Why"),
      ], rows: artifacts.map { $0.row(run: run, links: links) })
  }

  private func row(run: String, links: Links) -> HTML {
    let findings = judgment.verifiedFindings
    let name: HTML = "<span dir=\"auto\">\(HTMLWords.breakable(clipped(judgment.path, to: 300)))</span>"
    return """
      <tr><th scope="row">\(links.link(name, to: .judgment(run: run, ordinal: ordinal)))</th>\
      <td>\(HTMLWords.verdict(judgment.outcome))</td>\(RunParts.count("\(findings.count)"))\
      <td>\(findings.first.map { HTMLWords.severity($0.severity) } ?? "–")</td>\
      <td class="why">\(HTMLWords.prose(judgment.reason, limit: 200))</td></tr>

      """
  }
}
