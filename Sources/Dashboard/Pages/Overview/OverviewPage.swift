internal import Provenance
internal import Reports
internal import Storage

/// What needs attention first, then what went on of late.
enum OverviewPage {
  /// A part of the page: reads what it shows, and is empty where there is nothing to say.
  typealias Part = @Sendable (Stores, Links) throws -> HTML

  /// What needs attention, each part by the one who knows of it: a card with a heading, what is wrong, and where to look.
  static let sections: [Part] = [
    RecordsCard.card, RunsCard.card, HealthCard.card, EvalsCard.card, RubricsCard.card, SeatsCard.card,
  ]

  /// What went on of late, below.
  static let activity: [Part] = [ActivityCard.card, LatestRunsCard.card, RulesCard.card]

  static func page(from stores: Stores, links: Links) throws -> SitePage? {
    SitePage(place: .overview, title: "Overview", body: "<h1>Overview</h1>\n" + (try body(stores, links)))
  }

  private static func body(_ stores: Stores, _ links: Links) throws -> HTML {
    var troubles: [String] = []
    // What one file cannot tell, the others still do.
    func html(of part: Part) throws -> HTML {
      do { return try part(stores, links) } catch {
        // An export is whole or says that it is not.
        guard links.isLive, let words = StoreWords.of(error) else { throw error }
        if !troubles.contains(words) { troubles.append(words) }
        return ""
      }
    }
    let cards = try sections.map(html)
    let lower = try activity.map(html)
    guard troubles.isEmpty else {
      return HTMLWords.banners(troubles.map { "A part of this page is missing: \($0)" })
        + "<div class=\"grid attention\">\n\(HTML.joined(cards))</div>\n" + HTML.joined(lower)
    }
    let isFirst = try stores.runNames.isEmpty && stores.index()?.totals() == nil
    return (isFirst ? NothingYet.markup : "") + "<div class=\"grid attention\">\n\(HTML.joined(cards))</div>\n"
      + HTML.joined(lower)
  }
}
