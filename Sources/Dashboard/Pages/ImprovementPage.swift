internal import Reports

enum ImprovementPage {
  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
