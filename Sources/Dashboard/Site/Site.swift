/// All pages over one set of stores.
public struct Site: Sendable {
  let stores: Stores

  /// Pages in place of its own, for those who try what stands around them.
  private let others: (@Sendable (Place, Links) throws -> SitePage?)?

  public init(_ stores: Stores) { self.init(stores, pages: nil) }

  init(_ stores: Stores, pages: (@Sendable (Place, Links) throws -> SitePage?)?) {
    self.stores = stores
    others = pages
  }

  /// A page; nil where there is none of what the place names.
  ///
  /// - Throws: what the stores throw where something cannot be read.
  func page(at place: Place, _ links: Links) throws -> SitePage? {
    if let others { return try others(place, links) }
    return switch place {
    case .overview: try OverviewPage.page(from: stores, links: links)
    case .runs(let filter): try RunsPage.page(filter, from: stores, links: links)
    case .run(let run):
      try UnreadRunPage.or(run, at: place, in: stores) { try RunPage.page(run, from: stores, links: links) }
    case .artifacts(let run, let outcome, let start):
      try UnreadRunPage.or(run, at: place, in: stores) {
        try ArtifactsPage.page(of: run, outcome: outcome, from: start, in: stores, links: links)
      }
    case .record(let run):
      try UnreadRunPage.or(run, at: place, in: stores) { try RecordPage.page(run, from: stores, links: links) }
    case .judgment(let run, let ordinal):
      try UnreadRunPage.or(run, at: place, in: stores) {
        try JudgmentPage.page(ordinal, of: run, from: stores, links: links)
      }
    case .rubrics: try RubricsPage.page(from: stores, links: links)
    case .rubric(let id): try RubricPage.page(id, from: stores, links: links)
    case .persona(let id): try PersonaPage.page(id, from: stores, links: links)
    case .evals: try EvalsPage.page(from: stores, links: links)
    case .suite(let id): try SuitePage.page(id, from: stores, links: links)
    case .eval(let id): try EvalPage.page(id, from: stores, links: links)
    case .improvement(let id): try ImprovementPage.page(id, from: stores, links: links)
    case .health: try HealthPage.page(SkillFilter(), from: stores, links: links)
    case .skills(let filter): try HealthPage.page(filter, from: stores, links: links)
    case .skill(let id): try SkillPage.page(id, from: stores, links: links)
    case .costs: try CostsPage.page(from: stores, links: links)
    case .costsOf(let period): try CostsPage.page(period, from: stores, links: links)
    }
  }

  /// A page of the server as a document; nil where there is none.
  ///
  /// - Parameter mayLabel: whether whoever asks may speak of findings.
  func document(at place: Place, mayLabel: Bool = true) throws -> String? {
    let links = Links(here: place, site: .live, mayLabel: mayLabel, takesWords: stores.takesWords)
    guard let page = try page(at: place, links) else { return nil }
    return Frame(links: links, warning: stores.loss).document(page)
  }
}
