internal import Provenance
internal import Reports
internal import Storage

/// All runs, by filters and page after page.
enum RunsPage {
  /// How many runs a page holds.
  static let limit = 50

  static func page(_ filter: RunFilter, from stores: Stores, links: Links) throws -> SitePage? {
    SitePage(place: .runs(filter), title: "Runs", body: try body(filter, stores, links))
  }

  private static func body(_ filter: RunFilter, _ stores: Stores, _ links: Links) throws -> HTML {
    let query: RunQuery
    do { query = try RunQuery(filter, limit: limit) } catch {
      return heading("") + form(filter, links) + "<p class=\"banner\">\(error.words)</p>\n"
    }
    let listing = try RunListing.load(query, from: stores).looked(at: stores)
    if listing.runs.isEmpty, filter.choosesAll, filter.before == nil { return heading("") + NothingYet.markup }
    let totals = filter.choosesAll ? try stores.index()?.totals() : nil
    let others = filter.choosesAll ? try StrangeRuns.between(limit: StrangeRuns.reach, in: stores) : .none
    return heading(lead(totals, others)) + form(filter, links) + table(listing, filter, links)
  }

  private static func heading(_ lead: HTML) -> HTML { "<h1>Runs</h1>\n" + lead }

  private static func lead(_ totals: IndexTotals?, _ others: StrangeRuns) -> HTML {
    let known = totals.map { totals -> HTML in
      """
      \(grouped(totals.runs, "run")) of \(grouped(totals.artifacts, "artifact")) on record since \
      \(clipped(totals.firstDay, to: 10)), the newest first.
      """
    }
    let sentences = [known, besides(others)].compactMap(\.self)
    return sentences.isEmpty ? "" : "<p class=\"lead\">\(HTML.joined(sentences, by: " "))</p>\n"
  }

  /// Runs that the index does not count, since it takes up no run before its end.
  private static func besides(_ others: StrangeRuns) -> HTML? {
    let states: [(RunLine.State, String)] = [
      (.underWay, "under way"), (.unfinished, "stopped before its end"), (.notIndexed, "not indexed"),
    ]
    let parts = states.compactMap { state, words -> String? in
      let count = others.runs.count { $0.state == state }
      return count == 0 ? nil : "\(grouped(count)) \(words)"
    }
    guard !parts.isEmpty else { return nil }
    let scope = others.searchedTo == nil ? "" : " among the newest \(grouped(StrangeRuns.reach))"
    return "Besides\(scope), without an outcome on record: \(parts.joined(separator: ", "))."
  }

  /// A file answers no form.
  private static func form(_ filter: RunFilter, _ links: Links) -> HTML {
    links.isLive ? RunFilterForm(filter: filter).markup : ""
  }

  private static func table(_ listing: RunListing, _ filter: RunFilter, _ links: Links) -> HTML {
    guard !listing.runs.isEmpty else { return nothing(listing, filter, links) }
    let caption: HTML = filter.choosesAll ? "Runs, the newest first" : "Runs that match, the newest first"
    return "<section class=\"card\" aria-label=\"The runs\">\n"
      + RunTable(runs: listing.runs, caption: caption, links: links).markup
      + HTML.when(listing.runs.contains { $0.state == .notIndexed }, NothingYet.notIndexed) + RecordFault.note
      + paused(listing, filter, links)
      + pages(listing, filter, links) + "</section>\n"
  }

  private static func nothing(_ listing: RunListing, _ filter: RunFilter, _ links: Links) -> HTML {
    let words = listing.searchedTo == nil ? "No run matches." : "No run matches so far."
    return """
      <div class="empty"><p>\(words)\(hint(filter)) \(links.link("Show all runs", to: .runs(RunFilter())))</p>
      \(paused(listing, filter, links))</div>

      """
  }

  /// What most often keeps a filter from finding anything.
  private static func hint(_ filter: RunFilter) -> HTML {
    guard let path = filter.path else { return "" }
    let words: HTML = " A file or folder is named by its whole path, as the runs list it, such as "
    return words + HTMLWords.code("src/\(clipped(path, to: 80))") + "."
  }

  /// Where a search ended that would have looked at too many runs.
  private static func paused(_ listing: RunListing, _ filter: RunFilter, _ links: Links) -> HTML {
    guard let run = listing.searchedTo else { return "" }
    let isForward = filter.after != nil
    let next = isForward ? filter.newer(than: run.description) : filter.older(than: run.description)
    return """
      <p class="soft">The search looked at \(grouped(RunQuery().reach)) runs, \(isForward ? "up" : "back") to \
      \(moment(run.started)). \(links.link("Search on from there", to: .runs(next)))</p>

      """
  }

  private static func pages(_ listing: RunListing, _ filter: RunFilter, _ links: Links) -> HTML {
    var items: [HTML] = []
    if listing.hasNewer, let first = listing.runs.first {
      items.append(step("← Newer runs", filter.newer(than: first.run.description), links))
    }
    if listing.hasOlder, let last = listing.runs.last {
      items.append(step("Older runs →", filter.older(than: last.run.description), links))
    }
    guard !items.isEmpty else { return "" }
    return "<nav class=\"pages\" aria-label=\"Pages of the list\">\n\(HTML.joined(items))</nav>\n"
  }

  private static func step(_ words: HTML, _ filter: RunFilter, _ links: Links) -> HTML {
    guard links.address(of: .runs(filter)) != nil else { return "" }
    return links.link(words, to: .runs(filter)) + "\n"
  }
}

/// What stands where there are no runs.
enum NothingYet {
  static let markup: HTML = """
    <div class="empty"><h2>No runs yet</h2>
    <p>Judge a file, and it stands here: no key and no network is needed for the offline panel.</p>
    <pre class="command"><code>moe-judge judge --offline FILE</code></pre></div>

    """

  static let notIndexed: HTML = """
    <p class="soft">A run that is not indexed has ended, and is taken up by <code>moe-judge runs reindex</code>.</p>

    """
}
