internal import Reports

enum JudgmentPage {
  static func page(_ ordinal: Int, of run: String, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
