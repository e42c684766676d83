internal import Reports

enum HealthPage {
  static func page(from stores: Stores, links: Links) throws -> SitePage? { nil }
}
