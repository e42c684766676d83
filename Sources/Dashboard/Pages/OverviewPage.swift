internal import Reports

enum OverviewPage {
  static func page(from stores: Stores, links: Links) throws -> SitePage? { nil }
}
