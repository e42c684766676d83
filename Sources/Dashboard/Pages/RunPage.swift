internal import Reports

enum RunPage {
  static func page(_ run: String, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
