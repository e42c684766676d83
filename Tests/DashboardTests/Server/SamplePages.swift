import Reports

@testable import Dashboard

/// Pages that say no more than where they are and where others are.
enum SamplePages {
  /// - Parameters:
  ///   - places: all that there are.
  ///   - alsoTo: places that every page leads to, there or not.
  static func pages(_ places: Set<Place>, alsoTo others: [Place] = []) -> @Sendable (Place, Links) throws -> SitePage? {
    { place, links in
      guard places.contains(place) else { return nil }
      let all = (places.sorted { Links.file(of: $0) < Links.file(of: $1) } + others)
        .map { "<li>\(links.link("\(Links.liveAddress(of: $0))", to: $0))</li>\n" as HTML }
      return SitePage(place: place, title: "Page", body: "<h1>Page</h1>\n<ul>\n\(HTML.joined(all))</ul>\n")
    }
  }

  static let sections = Set(Place.sections.map(\.place))
}
