internal import JudgeTypes

/// Health endpoints that answer "healthy" without looking at what the service depends on.
enum HealthChecks {
  static let detector = Detector.file("shallow_health_check") { source, rule in
    guard !source.isTest, dependencies.matches(source.text) else { return [] }
    let routes = route.allMatches(in: source.text).filter {
      !isLiveness(source.string($0.range)) && !comparesWord.matches(source.text, in: $0.range)
    }
    return routes.compactMap { match in
      guard let handler = handler(of: match.range, in: source), !source.has(looks, in: handler.body),
        source.has(healthy, in: handler.range.lowerBound..<handler.body.upperBound)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range.lowerBound..<handler.body.upperBound))
      )
    }
  }

  /// A route that says how the service is; the path as a literal, in a decorator, a registration or a comparison.
  private static let route = Pattern.fixed(
    #"(?i)(?:@?[\w.]*(?:\.|@)(?:route|get|head|all|use|add_get|add_route|on|handle|HandleFunc)|@Get|\bpath|\bcase|Get|==|===|groupedRoute|url)\s*\(?\s*["'`]/?(?:\w+/){0,3}(?:health|healthz|health_?check|health-check|ready|readyz|readiness|_health|status/health|heartbeat|ping/deep)/?["'`]|\.get\(\s*"(?:health|healthz|ready|readyz|readiness)"|^\s*(?:async\s+)?def\s+(?:health|healthz|health_check|healthcheck|readiness|readyz)\s*\("#
  )

  /// `event.type === 'ready'` asks for a word, not for a path.
  private static let comparesWord = Pattern.fixed(#"\A(?:==+|case)\s*\(?\s*["'`][^/]"#)

  private static func isLiveness(_ text: String) -> Bool {
    ["/live", "livez", "liveness", "/ping\""].contains { text.lowercased().contains($0) }
  }

  /// What a service asks over the network or from disk, which its health depends on.
  private static let dependencies = Pattern.fixed(
    #"(?i)\b(?:redis|postgres|psycopg|sqlalchemy|create_engine|asyncpg|mysql|mongo|mongoose|knex|prisma|sequelize|typeorm|pg\b|new Pool|Pool\(|database|\bdb\b|sqlite3?|kafka|rabbit|amqp|pika|celery|boto3|elasticsearch|s3client|dynamo|grpc|memcache|fluent|PostgresClient|DatabasePool|GRDB|queue|broker|upstream|HTTPClient|httpx|requests\.|axios|fetch\()"#
  )
  /// Anything in the handler that could find a fault out.
  private static let looks = Pattern.fixed(
    #"(?i)\b(?:select 1|ping|execute|query|fetch(?:_?one|val|row)?\s*\(|isConnected|is_connected|connected|readyState|check\w*\s*\(|probe\w*|verify\w*|acquire|connect\s*\(|\$queryRaw|raw\s*\(|run_checks|dependencies|healthCheck\w*\s*\(|\w*health\w*\.\w+|status_code|scalar|cursor|inspect|exists\(|get_connection|getConnection|head_bucket|describe|stat\(|heartbeat_age|last_\w+|lag|isReady|is_ready|ready\b\s*(?:\?|&&|\))|try\b|await\s|not\s+\w+|if\b|guard\b|503)"#
  )
  private static let healthy = Pattern.fixed(
    #"(?i)["'`.](?:ok|up|healthy|alive|pass|ready|success|running|UP)\b|200|sendStatus|\.ok\b|true|True"#)

  private static func handler(of match: Range<Int>, in source: Source) -> Block? {
    if source.language == .python {
      let declaration = functionAfter.allMatches(
        in: source.code, range: match.lowerBound..<min(source.code.count, match.upperBound + 400), limit: 1
      ).first
      return declaration.flatMap { source.block(declaredAt: $0.range) }
    }
    // The call's own parentheses hold the handler; an expression body ends with them.
    var index = match.upperBound - 1
    while index > match.lowerBound, source.code[index] != UInt8(ascii: "(") { index -= 1 }
    if source.code.indices.contains(index), source.code[index] == UInt8(ascii: "("),
      let close = source.closing(of: index)
    {
      let inside = match.upperBound..<max(match.upperBound, close)
      if source.has(function, in: inside) { return Block(range: match.lowerBound..<(close + 1), body: inside) }
    }
    return source.block(declaredAt: match)
  }

  private static let functionAfter = Pattern.fixed(#"(?:async\s+)?def\s+\w+"#)
  private static let function = Pattern.fixed(#"=>|\bfunction\b|\{"#)
}
