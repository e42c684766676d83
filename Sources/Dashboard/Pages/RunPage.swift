internal import JudgeTypes
internal import Judging
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// One run: what it came to, its artifacts, who sat, what is on record.
enum RunPage {
  static func page(_ run: String, from stores: Stores, links: Links) throws -> SitePage? {
    guard let reading = try RunParts.reading(run, from: stores) else { return nil }
    let index = try stores.index()
    let artifacts = try RunArtifacts(reading, index: index)
    let check = stores.runs.check(of: reading)
    let head = RunHead(reading: reading, check: check, outcomes: artifacts.outcomes)
    let seats = try RunSeats(
      reading, artifacts: artifacts.shown, costs: index?.seatCosts(of: reading.run) ?? [:],
      rubrics: TeamRubrics.current(of: stores), links: links)
    let record = RunRecordCard(reading: reading, check: check, option: RunParts.option(of: stores), links: links)
    return SitePage(
      place: .run(run), title: run, trail: [("Runs", .runs(RunFilter()))],
      body: """
        \(head.html)\(RunProgressCard(reading: reading, links: links).html)\(artifacts.card(links: links))\
        \(seats.card)<div class="grid">
        \(RunFigures(reading: reading, check: check, seats: seats).card)\(record.card)</div>
        \(RunSetup(reading: reading).card)\(RunDownloads(run: run, option: RunParts.option(of: stores), links: links).card)
        """, follows: reading.progress == .underWay && links.isLive ? run : nil)
  }
}
