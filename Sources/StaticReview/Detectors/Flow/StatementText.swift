internal import JudgeTypes

/// Statements of a database put together from values in Go, Java, Kotlin and C#.
///
/// What stands where a value belongs must be a parameter, wherever it comes from; names of tables and columns are often put
/// in by a program itself, and are a fault only where a request chooses them.
enum StatementText {
  static let detector = Detector.file("statement_text") { source, rule in
    guard !source.isTest, StatementHoles.speaksSQL.matches(source.text) else { return [] }
    var hits: [Hit] = []
    var reached = 0
    for string in source.spans where string.kind == .string && string.range.lowerBound >= reached {
      guard string.content.count >= 5, StatementHoles.readsAsStatement(string, in: source),
        !isMessage(string, in: source)
      else { continue }
      let holes = StatementHoles.holes(of: string, in: source)
      if let last = holes.last { reached = max(reached, last.end) }
      guard let hole = holes.first(where: { isUnsafe($0, in: source) }) else { continue }
      let isFromRequest = source.flow.origin(of: hole.expression, in: source) == .request
      hits.append(
        Hit(
          rule, in: source.path,
          lines: source.lines(of: string.range.lowerBound..<max(string.range.upperBound, hole.expression.upperBound)),
          severity: isFromRequest ? .critical : nil))
    }
    return hits
  }

  private static func isUnsafe(_ hole: StatementHole, in source: Source) -> Bool {
    let origin = source.flow.origin(of: hole.expression, in: source)
    switch hole.place {
    case .value:
      return origin == .request
        || origin == .outside && !source.has(StatementHoles.placeholder, in: hole.expression)
          && !StatementHoles.isBuiltHere(hole.expression, in: source)
    case .name: return origin == .request
    case .order:
      return origin == .request || origin == .outside && StatementHoles.isTextParameter(hole.expression, in: source)
    }
  }

  private static let message = Pattern.fixed(
    #"(?i:\b(?:log|logger|slog|logging|LOG|console)\b[\w.]*(?:\([^\n;]*)?\.?\w*\s*\(|\b(?:fmt\.Errorf|errors\.(?:New|Wrapf?|Errorf)|Error|fmt\.Print\w*|System\.(?:out|err)\.print\w*|throw\s+new\s+[\w.]+|Exception|require|check|error|printStackTrace)\s*\()[^\n;]{0,60}\z|@\w+\([^\n()]*\z|\bdescription\s*[:=]\s*\z"#
  )

  private static func isMessage(_ string: Span, in source: Source) -> Bool {
    let start = max(source.lineStart(of: string.range.lowerBound), string.range.lowerBound - 200)
    return message.matches(source.code, in: start..<string.range.lowerBound)
  }
}
