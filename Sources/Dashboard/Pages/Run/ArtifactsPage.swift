internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// All artifacts of a run, in the order in which they were named, a page at a time.
enum ArtifactsPage {
  private static let limit = 100

  static func page(
    of run: String, outcome: String?, from start: Int, in stores: Stores, links: Links
  ) throws -> SitePage? {
    guard let reading = try RunParts.reading(run, from: stores) else { return nil }
    if let outcome, Outcome(rawValue: outcome) == nil { return nil }
    let index = try stores.index()
    let outcomes = try index?.outcomes(of: reading.run) ?? [:]
    let isIndexed = outcomes.values.reduce(0, +) == reading.map.count(of: .judgment)
    let ordinals =
      isIndexed
      ? try index?.ordinals(of: reading.run, outcome: outcome, from: start, limit: limit + 1) ?? []
      : Array(reading.judgmentLines.compactMap(\.ordinal).filter { $0 >= start }.sorted().prefix(limit + 1))
    let shown = try ListedArtifact.read(Array(ordinals.prefix(limit)), of: reading)
      .filter { outcome == nil || $0.judgment.outcome == outcome }
    let next = ordinals.count > limit ? ordinals.last : nil
    return SitePage(
      place: .artifacts(run: run, outcome: outcome, from: start), title: "Artifacts",
      trail: RunParts.trail(of: run),
      body: """
        <h1>Artifacts of one run</h1>
        \(doubt(stores.runs.check(of: reading)))\
        <p class="lead">\(counted(reading.map.count(of: .judgment), "artifact")) of run \(HTMLWords.code(run))\
        \(outcome.map { HTML(text: "; here those that ended as \(spoken($0))") } ?? "").</p>
        \(RunArtifacts.filters(outcomes, run: run, current: outcome, links: links))\
        \(shown.isEmpty ? empty : ListedArtifact.table(shown, caption: "Artifacts", run: run, links: links))\
        \(turns(run, outcome, start, next, links))
        """)
  }

  private static func doubt(_ check: RunReadings.Check) -> HTML {
    guard case .done(let check) = check, !check.holds, !check.isUnfinished else { return "" }
    return HTMLWords.banners([
      "the record of this run does not hold, so what stands here may be false: \(check.faults.first ?? "")"
    ])
  }

  private static let empty: HTML = "<p class=\"empty\">No artifact from here on.</p>\n"

  private static func turns(_ run: String, _ outcome: String?, _ start: Int, _ next: Int?, _ links: Links) -> HTML {
    let first: HTML =
      start > 0 ? links.link("From the first one", to: .artifacts(run: run, outcome: outcome, from: 0)) : ""
    let all: HTML = outcome == nil ? "" : links.link("All outcomes", to: .artifacts(run: run, outcome: nil, from: 0))
    let more: HTML = next.map { links.link("More", to: .artifacts(run: run, outcome: outcome, from: $0)) } ?? ""
    return "<p class=\"pages\"><span>\(first)</span><span>\(all)</span><span>\(more)</span></p>\n"
  }
}
