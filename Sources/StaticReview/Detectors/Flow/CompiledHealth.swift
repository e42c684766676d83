internal import JudgeTypes

/// Health endpoints of Go, Java, Kotlin and C# that say "healthy" without looking at what the service depends on.
enum CompiledHealth {
  static let detector = Detector.file("route_health") { source, rule in
    guard !source.isTest, dependencies.matches(source.text) else { return [] }
    return source.routes.filter { path.matches(Array($0.path.utf8)) && !$0.body.isEmpty }.compactMap { route in
      guard !source.has(looks, in: route.body), source.has(healthy, in: route.body) else { return nil }
      let isNear = route.head.upperBound <= route.body.lowerBound && route.body.lowerBound - route.head.upperBound < 4
      let start = isNear ? source.trimmed(route.head).lowerBound : source.lineStart(of: route.body.lowerBound - 1)
      return Hit(rule, in: source.path, lines: source.lines(of: start..<max(start, route.body.upperBound)))
    }
  }

  private static let path = Pattern.fixed(
    #"(?i)(?:^|/)(?:health|healthz|health_?check|health-check|ready|readyz|readiness|_health|heartbeat)/?$"#)
  private static let dependencies = Pattern.fixed(
    #"(?i)database/sql|\bsql\.DB\b|pgx|sqlx|gorm|mongo|redis|kafka|amqp|rabbit|sarama|elasticsearch|s3\b|dynamodb|grpc\.Dial|repository|jdbcTemplate|dataSource|EntityManager|DbContext|NpgsqlConnection|SqlConnection|restTemplate|webClient|httpClient|http\.Client"#
  )
  private static let looks = Pattern.fixed(
    #"(?i)ping|\.exec|query|select 1|\.check\w*\(|status\(\)|isValid|isConnected|CanConnect|probe|err\s*!=\s*nil|err\b|\bif\b|health\w*\.\w+\(|try\b|stats\(|count\(|503|Unavailable"#
  )
  private static let healthy = Pattern.fixed(
    #"(?i)"\W*(?:ok|up|healthy|alive|pass|ready|success|running)\b|200|StatusOK|\.ok\(|\bOk\(|true|UP\b|status"#)
}
