internal import Reports

enum RunsPage {
  static func page(_ filter: RunFilter, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
