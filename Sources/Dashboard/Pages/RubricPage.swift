internal import Reports

enum RubricPage {
  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
