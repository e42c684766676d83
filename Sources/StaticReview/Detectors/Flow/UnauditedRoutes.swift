internal import JudgeTypes

/// An endpoint that changes something without the audit entry that the other changing endpoints of its file write. In Go,
/// Java, Kotlin and C#.
enum UnauditedRoutes {
  static let detector = Detector.file("unaudited_route") { source, rule in
    guard !source.isTest, AuditTrail.audit.matches(source.text) else { return [] }
    let changing = source.routes.filter { $0.isMutating && !$0.body.isEmpty && source.has(saves, in: $0.body) }
    let (audited, open) = (
      changing.filter { isAudited($0, in: source) }, changing.filter { !isAudited($0, in: source) }
    )
    guard audited.count >= 2, !open.isEmpty, open.count < audited.count, open.count <= 2 else { return [] }
    return open.compactMap { route in
      let writes = saves.allMatches(in: source.code, range: route.body)
      guard let first = writes.first, let last = writes.last else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: first.range.lowerBound..<last.range.upperBound),
        message: "this change leaves no record of who did it, as the \(audited.count) others here do")
    }
  }

  private static func isAudited(_ route: Route, in source: Source) -> Bool {
    source.has(AuditTrail.audit, in: route.body) || source.has(AuditTrail.audit, in: route.head)
      || source.localFunctions.bodies(calledIn: route.body, of: source).contains {
        source.has(AuditTrail.audit, in: $0)
      }
  }

  private static let saves = Pattern.fixed(
    #"\.(?:[sS]ave\w*|Exec\w*|[pP]ersist\w*|[dD]elete\w*|[uU]pdate\w*|[iI]nsert\w*|executeUpdate|Remove|Create)\s*\("#)
}
