internal import Reports

enum EvalsPage {
  static func page(from stores: Stores, links: Links) throws -> SitePage? { nil }
}
