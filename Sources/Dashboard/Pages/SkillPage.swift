internal import Reports

enum SkillPage {
  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? { nil }
}
