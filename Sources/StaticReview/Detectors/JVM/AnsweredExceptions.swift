internal import JudgeTypes

/// Handlers of whatever may go wrong that send the exception's text to the client. In Java, Kotlin and C#.
///
/// The text of an exception of the application's own is often meant to be read; that of any exception can be the database's.
enum AnsweredExceptions {
  static let detector = Detector.file("answered_exceptions") { source, rule in
    guard !source.isTest, serves.matches(source.code) else { return [] }
    return handler.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups.compactMap({ $0 }).first,
        let close = source.closing(of: match.range.upperBound - 1),
        let answers = answers(source.string(name), in: source)
      else { return nil }
      let body = match.range.upperBound..<close
      guard
        answers.allMatches(in: source.code, range: body, limit: 4).contains(where: { !source.has(log, in: $0.range) })
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<(close + 1)),
        message: "clients get the text of any internal error", severity: .medium)
    }
  }

  private static let serves = Pattern.fixed(
    #"@(?:Rest)?Controller(?:Advice)?\b|\bHttpServlet\b|\bOncePerRequestFilter\b|\bHttpServletResponse\b|\bControllerBase\b|:\s*(?:\w*Api)?Controller\b|@Path\b|\[ApiController\]|\bMap(?:Get|Post|Put|Delete)\(|\brouting\s*\{|\bRoute\.\w+\(|@WebServlet"#
  )
  private static let handler = Pattern.fixed(
    #"\bcatch\s*\(\s*(?:final\s+)?(?:(?:java\.lang\.|System\.)?(?:Exception|Throwable|SQLException|DataAccessException|SqlException|DbUpdateException)\s+(\w+)|(\w+)\s*:\s*(?:Exception|Throwable|SQLException))\s*\)\s*\{"#
  )
  private static let log = Pattern.fixed(#"(?i)\A\w*log(?:ger)?\w*\."#)

  private static func answers(_ name: String, in source: Source) -> Pattern? {
    try? Pattern(
      #"(?:\breturn\b|\bsendError\s*\(|getWriter\(\)\s*\.\s*\w+\s*\(|\bout\.print\w*\s*\(|\brespond\w*\s*\(|\bWriteAsJsonAsync\s*\(|\bWriteAsync\s*\()[^;]{0,300}?\b"#
        + name
        + #"\s*[?!]*\.\s*(?:getMessage\(\)|getLocalizedMessage\(\)|toString\(\)|message\b|localizedMessage\b|Message\b|ToString\(\)|InnerException\b|StackTrace\b)"#
    )
  }
}
