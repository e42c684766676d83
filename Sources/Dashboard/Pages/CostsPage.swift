internal import Reports

enum CostsPage {
  static func page(from stores: Stores, links: Links) throws -> SitePage? { nil }
}
