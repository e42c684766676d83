import JudgeTypes

/// Whom and what a clause concerns, told by the categories of its terms.
struct Topics: Sendable, Hashable {
  let categories: [String]

  init(terms: [String], taxonomy: Taxonomy) {
    categories = terms.reduce(into: []) { found, name in
      guard let category = taxonomy.term(named: name)?.category, !found.contains(category) else { return }
      found.append(category)
    }
  }

  /// The personas that claim these topics, the architect first; empty, which means everyone, where there is no topic.
  var personas: [Persona.ID] {
    guard !categories.isEmpty else { return [] }
    let claimed = Set(categories.flatMap { Self.claims[$0] ?? [] })
    return Self.order.filter { $0 == "technical_architect" || claimed.contains($0) }
  }

  /// The kinds of artifact in which such a clause can be seen; empty, which means all, where any may show it.
  var applicability: Applicability {
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
    "platform": infrastructure + [.dockerfile, .workflow, .shell],
    "language": [.code], "framework": [.code], "format": [.code, .openapi, .configuration, .document, .adr],
    "observability": infrastructure + [.code], "testing": [.code, .workflow],
  ]
}
