internal import Reports
internal import Storage

/// The runs that began last, one under way among them.
enum LatestRunsCard {
  private static let limit = 8

  static func card(from stores: Stores, links: Links) throws -> HTML {
    let listing = try RunListing.load(RunQuery(limit: limit), from: stores).looked(at: stores)
    guard !listing.runs.isEmpty else { return "" }
    let all = listing.hasOlder ? "<p>\(links.link("All runs", to: .runs(RunFilter())))</p>\n" as HTML : ""
    return """
      <section class="card" aria-labelledby="latest">
      <h2 id="latest">\(links.link("Latest runs", to: .runs(RunFilter())))</h2>
      \(RunTable(runs: listing.runs, caption: "The runs that began last", links: links).markup)\
      \(HTML.when(listing.runs.contains { $0.state == .notIndexed }, NothingYet.notIndexed))\(all)</section>

      """
  }
}
