internal import Reports

enum RubricsPage {
  static func page(from stores: Stores, links: Links) throws -> SitePage? { nil }
}
