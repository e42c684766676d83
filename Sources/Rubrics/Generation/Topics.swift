import JudgeTypes
import Markdown

/// Whom and what a clause concerns, told by the categories of its terms.
struct Topics: Sendable, Hashable {
  let categories: [String]
  private let scope: ClauseScope

  init(terms: [String], scope: ClauseScope, taxonomy: Taxonomy) {
    self.scope = scope
    categories = terms.reduce(into: []) { found, name in
      guard let category = taxonomy.term(named: name)?.category, !found.contains(category) else { return }
      found.append(category)
    }
  }

  /// The personas that claim these topics, the architect first; empty, which means everyone, where there is no topic.
  var personas: [Persona.ID] {
    guard !categories.isEmpty else { return [] }
    let claimed = Set(categories.flatMap { Self.claims[$0] ?? [] })
    let claiming = Self.order.filter { $0 == "technical_architect" || claimed.contains($0) }
    // At least three judge a clause; these are they who judge everything.
    let others = ["security_analyst", "qa_evaluator"].filter { !claiming.contains($0) }
    let panel = Set(claiming + others.prefix(max(0, 3 - claiming.count)))
    return Self.order.filter(panel.contains)
  }

  /// The kinds and paths that the clause names; else the kinds in which its terms can be seen; empty lists mean all.
  var applicability: Applicability {
    if !scope.kinds.isEmpty || !scope.globs.isEmpty {
      let kinds = Set(scope.kinds).union(scope.kinds.isEmpty ? [] : [.agentOutput])
      return Applicability(kinds: ArtifactKind.allCases.filter(kinds.contains), globs: scope.globs)
    }
    let lists = categories.map { Self.kinds[$0] ?? [] }
    guard !lists.isEmpty, !lists.contains(where: \.isEmpty) else { return .everything }
    let concerned = Set(lists.flatMap { $0 }).union([.agentOutput])
    return Applicability(kinds: ArtifactKind.allCases.filter(concerned.contains), globs: [])
  }

  private static let order: [Persona.ID] = [
    "technical_architect", "compliance_auditor", "security_analyst", "domain_expert", "qa_evaluator",
    "delivery_engineer",
  ]

  private static let claims: [String: [Persona.ID]] = [
    "protocol": ["security_analyst"], "cryptography": ["security_analyst", "compliance_auditor"],
    "identity": ["security_analyst", "compliance_auditor"], "regulation": ["compliance_auditor", "security_analyst"],
    "health": ["domain_expert", "compliance_auditor"], "cloud": ["delivery_engineer"],
    "platform": ["delivery_engineer"], "broker": ["delivery_engineer"], "database": ["delivery_engineer"],
    "observability": ["delivery_engineer", "security_analyst"], "testing": ["qa_evaluator", "delivery_engineer"],
    "architecture": ["qa_evaluator"], "format": ["qa_evaluator"],
  ]

  private static let infrastructure: [ArtifactKind] = [.terraform, .kubernetes, .compose, .configuration]

  /// Categories that are not here concern every kind.
  private static let kinds: [String: [ArtifactKind]] = [
    "database": infrastructure + [.code, .sql], "broker": infrastructure + [.code],
    "protocol": infrastructure + [.code, .openapi],
    "cryptography": infrastructure + [.code, .openapi, .dockerfile, .workflow, .sql, .shell],
    "identity": infrastructure + [.code, .openapi, .dockerfile, .workflow, .sql, .shell],
    "cloud": infrastructure + [.code, .workflow, .shell],
    "platform": infrastructure + [.code, .dockerfile, .workflow, .shell],
    "language": [.code, .configuration, .dockerfile, .workflow], "framework": [.code, .configuration, .dockerfile],
    "format": [.code, .openapi, .configuration, .document, .adr],
    "observability": infrastructure + [.code], "testing": [.code, .workflow],
  ]
}
