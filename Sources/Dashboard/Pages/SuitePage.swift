internal import Reports

enum SuitePage {
  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
