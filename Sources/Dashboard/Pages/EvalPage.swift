internal import Reports

enum EvalPage {
  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
