internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// The lines of the journal that this judgment rests on, what a check of them came to, and how to repeat it.
struct JudgmentRecord {
  private static let limit = 120

  let stored: StoredJudgment
  let reading: RunReading
  let check: RunReadings.Check
  let option: String
  let links: Links

  var section: HTML {
    """
    <h3>Provenance</h3>
    <p>\(chip) \(own)</p>
    <p>\(RunRecordCard.chip(of: check)) The whole record of the run: \(RunRecordCard.words(of: check)) \
    \(links.link("The check in full", to: .record(stored.run.description)))</p>
    \(HTML.when(!stored.problems.isEmpty, HTMLWords.list(stored.problems.prefix(20).map { HTMLWords.prose($0, limit: 600) })))\
    <details><summary>\(counted(stored.entries.count, "line")) of the journal</summary>
    \(RunParts.table("Lines of this judgment", heads: heads, rows: stored.entries.prefix(Self.limit).map(row)))\
    \(HTML.when(stored.entries.count > Self.limit, "<p>and \(stored.entries.count - Self.limit) more</p>\n"))</details>
    <p>Repeat it offline, with no network and no model:</p>
    \(RunParts.command("moe-judge runs verify \(stored.run)\(option)\nmoe-judge explain \(stored.run)\(option)"))
    """
  }

  private var chip: HTML {
    if !stored.problems.isEmpty { return HTMLWords.chip("✗", "does not hold", .bad) }
    return stored.isDerived
      ? HTMLWords.chip("✓", "holds", .good)
      : HTMLWords.chip(reading.isPruned ? "–" : "!", "not derived", reading.isPruned ? .calm : .warning)
  }

  private var own: HTML {
    let lines = counted(stored.entries.count, "line")
    if !stored.problems.isEmpty { return "This judgment, by its own \(lines):" }
    let links = "each is its own canonical form and holds the hash of the line before it."
    return stored.isDerived
      ? "This judgment was derived anew for this page from its own \(lines): \(links)"
      : reading.isPruned
        ? "The bytes are not kept any more, so what stands here is what the journal says. Of its \(lines) \(links)"
        : "It could not be derived anew for this page, so what stands here is what the journal says. Of its \(lines) \(links)"
  }

  private var heads: [HTML] {
    [RunParts.head("Line", isCount: true)] + RunParts.heads("Time", "What", "Hash", "Hash of the line before")
  }

  private func row(of entry: StoredJudgment.Entry) -> HTML {
    """
    <tr>\(RunParts.count("\(entry.line)"))<td>\(RunParts.time(entry.time))</td><td>\(what(entry))</td>\
    <td>\(RunParts.hash(entry.hash))</td><td>\(RunParts.hash(entry.previous))</td></tr>

    """
  }

  private func what(_ entry: StoredJudgment.Entry) -> HTML {
    let seat: HTML = entry.body["seat"]?.stringValue.map { " \(HTMLWords.code($0))" } ?? ""
    let round: HTML = entry.body["round"]?.intValue.flatMap { $0 > 0 ? HTML(text: ", round \($0)") : nil } ?? ""
    let cached: HTML = entry.body["cached"]?.boolValue == true ? ", kept answer" : ""
    return "\(entry.kind.rawValue)\(seat)\(round)\(cached)"
  }
}
