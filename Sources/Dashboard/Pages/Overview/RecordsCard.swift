internal import Provenance
internal import Reports
internal import Storage

/// The newest runs whose records are not as they were written: nothing where none is, for a short look proves nothing.
enum RecordsCard {
  /// How many runs are looked at.
  private static let looked = 50
  private static let limit = 5

  static func card(from stores: Stores, links: Links) throws -> HTML {
    let runs = try RunListing.load(RunQuery(limit: looked), from: stores).looked(at: stores).runs
    let broken = runs.filter { $0.fault != nil }
    guard !broken.isEmpty else { return "" }
    let items = broken.prefix(limit).map { run -> HTML in
      let record = run.indexed?.record
      let name = HTMLWords.code(record?.firstPath ?? run.run.description, limit: 120)
      return """
        <li>\(run.fault?.chip ?? "") \(links.link(name, to: .run(run.run.description))) \
        <span class="soft">\(moment(record?.started ?? run.run.started))</span></li>

        """
    }
    let all: HTML =
      broken.count > limit
      ? "<p>\(links.link("\(grouped(broken.count - limit)) more", to: .runs(RunFilter())))</p>\n" : ""
    return """
      <section class="card" aria-labelledby="attention-records">
      <h2 id="attention-records">Records \(HTMLWords.chip("✗", "\(grouped(broken.count)) not as written", .bad))</h2>
      <ul class="rows">
      \(HTML.joined(items))</ul>
      \(all)<p class="soft">The end of the record of each of the newest \(grouped(runs.count, "run")) was looked at. \
      A run's own page checks all of it, and so does \(HTMLWords.code("moe-judge runs verify RUN")).</p></section>

      """
  }
}
