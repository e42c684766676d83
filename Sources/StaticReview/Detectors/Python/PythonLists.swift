internal import JudgeTypes

/// Tables that grow with every use, handed out whole.
enum PythonLists {
  static let detector = Detector.file("python_whole_lists") { source, rule in
    guard !source.isTest else { return [] }
    return serialized(in: source, rule) + queried(in: source, rule)
  }

  private static let bounded = Pattern.fixed(
    #"(?i)paginat|\bpage|limit|\[\s*\w*\s*:\s*\w|\[:|\.first\(|iterator\(|StreamingHttpResponse|aggregate\(|\.count\(\)\s*\)|date_from|start_date"#
  )

  private static let many = Pattern.fixed(
    #"(?m)^[^\n]*\b(?:self\.get_serializer|\w+Serializer)\(\s*([\w.()]+)\s*,\s*many\s*=\s*True"#)
  private static let ownQuery = Pattern.fixed(#"\Aself\.(?:get_queryset|filter_queryset)\("#)
  private static let classQuery = Pattern.fixed(
    #"(?m)^[ \t]+queryset\s*=\s*(\w*(?:Audit\w*|(?<=[a-z])Logs?|\bLogs?|LogEntry|Activity|History|Transaction|Notification|Message))\.objects\.(?:all|order_by|select_related)\("#
  )
  private static let getQuery = Pattern.fixed(#"\bdef\s+get_queryset\b"#)

  private static func serialized(in source: Source, _ rule: Rule) -> [Hit] {
    many.allMatches(in: source.text).compactMap { match in
      guard let value = match.group(0), let function = source.function(around: value.lowerBound),
        !source.has(bounded, in: function.body)
      else { return nil }
      let held = origin(of: value, in: function, of: source)
      let isWhole =
        source.has(ownQuery, in: held) && !getQuery.matches(source.code) && classQuery.matches(source.text)
      return isWhole ? hit(value, in: source, rule) : nil
    }
  }

  private static func hit(_ range: Range<Int>, in source: Source, _ rule: Rule) -> Hit {
    Hit(
      rule, in: source.path, lines: source.lines(of: range),
      message: "a table that grows with every use is handed out whole, without pages")
  }

  /// What the name got first, before filters that the caller may leave out.
  private static func origin(of value: Range<Int>, in function: Block, of source: Source) -> Range<Int> {
    source.assignments(of: source.string(value), before: value.lowerBound).first {
      function.body.contains($0.lowerBound)
    }
    .map { source.trimmed($0) } ?? value
  }

  // MARK: Routes of Flask and FastAPI

  private static let query = Pattern.fixed(
    #"\b\w*(?:Audit\w*|(?<=[a-z])Logs?|\bLogs?|LogEntry|Activity|History|Transaction|Notification|Message)\.query(?:\.order_by\([^\n]*?\))?\.all\(\)|\.query\(\s*(?:models\.)?\w*(?:Audit\w*|(?<=[a-z])Logs?|\bLogs?|LogEntry|Activity|History|Transaction|Notification|Message)\s*\)(?:\.order_by\([^\n]*?\))?\.all\(\)"#
  )

  private static func queried(in source: Source, _ rule: Rule) -> [Hit] {
    guard query.matches(source.code) else { return [] }
    return source.routes.flatMap { route -> [Hit] in
      guard !source.has(bounded, in: route.body), !source.has(bounded, in: route.head) else { return [] }
      return query.allMatches(in: source.code, range: route.body, limit: 2).map { hit($0.range, in: source, rule) }
    }
  }
}
