internal import JudgeTypes

/// Handlers of whatever may go wrong that send the exception's text to the client. In Java, Kotlin and C#.
///
/// The text of an exception of the application's own is often meant to be read; that of any exception can be the database's.
enum AnsweredExceptions {
  static let detector = Detector.file("answered_exceptions") { source, rule in
    guard !source.isTest, serves.matches(source.code) else { return [] }
    return caught(in: source, rule) + given(in: source, rule)
  }

  private static let serves = Pattern.fixed(
    #"@(?:Rest)?Controller(?:Advice)?\b|\bHttpServlet\b|\bOncePerRequestFilter\b|\bHttpServletResponse\b|\bControllerBase\b|:\s*(?:\w*Api)?Controller\b|@Path\b|\[ApiController\]|\bMap(?:Get|Post|Put|Delete)\(|\brouting\s*\{|\bRoute\.\w+\(|@WebServlet|:\s*\w*Controller(?:Base)?\b\s*[{(,]|\bRequestDelegate\b|\bHttpContext\b|\bIExceptionFilter\b|\bIExceptionHandler\b|\bExceptionFilterAttribute\b|\bPageModel\b|\bExceptionMapper\s*<|\bextends\s+(?:\w*Controller|\w*Servlet|ActionSupport)\b|@WebMethod\b|\bHttpHandler\b"#
  )

  /// The handler; of a long one the statement that answers.
  private static func hit(_ range: Range<Int>, _ answer: Range<Int>, in source: Source, _ rule: Rule) -> Hit {
    let whole = source.lines(of: range)
    return Hit(
      rule, in: source.path, lines: whole.count > 6 ? source.lines(of: source.trimmed(answer)) : whole,
      message: "clients get the text of any internal error",
      severity: .medium)
  }

  // MARK: Caught

  private static let handler = Pattern.fixed(
    #"\bcatch\s*\(\s*(?:final\s+)?(?:(?:java\.lang\.|java\.sql\.|System\.)?(?:Exception|Throwable|RuntimeException|SQLException|DataAccessException|IOException|SqlException|DbUpdateException|HibernateException|PersistenceException)(?:\s*\|\s*[\w.]+)*\s+(\w+)|(\w+)\s*:\s*(?:Exception|Throwable|RuntimeException|SQLException|IOException))\s*\)\s*(?:when\s*\([^{}]*\)\s*)?\{"#
  )
  private static let log = Pattern.fixed(#"(?i)\A\w*log(?:ger)?\w*\."#)

  private static func caught(in source: Source, _ rule: Rule) -> [Hit] {
    handler.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups.compactMap({ $0 }).first,
        let close = source.closing(of: match.range.upperBound - 1),
        let answer = answer(source.string(name), in: match.range.upperBound..<close, of: source),
        !isOfInput(answer, caughtAt: match.range.lowerBound, in: source)
      else { return nil }
      return hit(match.range.lowerBound..<(close + 1), answer, in: source, rule)
    }
  }

  private static let callersFault = Pattern.fixed(
    #"(?i)bad_?request|\bsc_(?:bad|not_found|conflict)|\b4(?:00|04|09|15|22)\b|unprocessable|not_?found\b|unsupported_media"#
  )
  private static let readsInput = Pattern.fixed(
    #"(?i)\b(?:parse\w*|valueOf|readValue|readTree|fromJson|decode\w*|validate\w*|getInputStream|getReader|getParameter\w*|getParts?|readAllBytes|deserialize\w*)\s*\("#
  )
  private static let acts = Pattern.fixed(
    #"(?i)(?:service|repo(?:sitory)?|dao|mapper|manager|store|client|template|session|entityManager|em|statement|stmt|ps|conn\w*|_?context|_?db)\w*\s*\.\s*\w+\s*\(|\.(?:save|execute\w*|update|delete|insert|persist|find\w*|query\w*|create\w*|send\w*)\s*\("#
  )
  private static let attempt = Pattern.fixed(#"\btry\s*(?:\([^{}]*\)\s*)?\{"#)

  /// An answer of 4xx that says what is wrong with what the caller sent, of which the attempt reads and no more.
  private static func isOfInput(_ answer: Range<Int>, caughtAt offset: Int, in source: Source) -> Bool {
    let end = source.statementEnd(from: answer.upperBound)
    guard callersFault.matches(source.code, in: answer.lowerBound..<max(answer.upperBound, end)) else { return false }
    let before = max(0, offset - 4_000)..<offset
    return attempt.allMatches(in: source.code, range: before).contains { match in
      guard let close = source.closing(of: match.range.upperBound - 1), close < offset,
        source.trimmed((close + 1)..<offset).isEmpty
      else { return false }
      let body = match.range.lowerBound..<close
      return source.has(readsInput, in: body) && !source.has(acts, in: body)
    }
  }

  /// Where what is said of the exception `name` in `body` goes to the client.
  private static func answer(_ name: String, in body: Range<Int>, of source: Source) -> Range<Int>? {
    guard let said = said(of: name) else { return nil }
    let logs = logged(in: source)
    // A name alone in a text of Kotlin's is only told from one beside it by its mark.
    let text = source.language == .kotlin ? source.text : source.code
    return said.allMatches(in: text, range: body, limit: 20).lazy.compactMap { match -> Range<Int>? in
      let index = logs.firstIndexSorted { $0.upperBound > match.range.lowerBound }
      if index < logs.count, logs[index].contains(match.range.lowerBound) { return nil }
      let start = statementStart(before: match.range.lowerBound, from: body.lowerBound, in: source)
      let statement = start..<match.range.upperBound
      let isSent =
        sends.matches(source.code, in: statement) && !chained.matches(source.code, in: statement)
        && !source.has(log, in: source.trimmed(statement))
        || isSentLater(statement, in: body, of: source)
      return isSent ? statement : nil
    }.first
  }

  /// What the file's calls of a log enclose, one inside another taken as one.
  private static func logged(in source: Source) -> [Range<Int>] {
    source.cache.reading("answered exceptions: logs") {
      source.calls(logCall).map(\.range).reduce(into: []) { known, range in
        if let last = known.last, range.lowerBound < last.upperBound {
          known[known.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
          known.append(range)
        }
      }
    }
  }

  private static let logCall = Pattern.fixed(
    #"(?i)\b(?:_?log(?:ger)?|\w+\.log(?:ger)?(?:\(\))?|\w*logger|System\.(?:out|err)|Console|Debug|Trace|Serilog)\.\w+\s*\("#
  )

  /// The exception's text, trace or inner exception, by a member or put into a text of its own.
  private static func said(of name: String) -> Pattern? {
    try? Pattern(
      #"(?<![\w.])"# + name
        + #"\s*[?!]*\.\s*(?:getMessage\(\)|getLocalizedMessage\(\)|toString\(\)|getStackTrace\(\)|stackTraceToString\(\)|getCause\(\)|message\b|localizedMessage\b|Message\b|ToString\(\)|InnerException\b|StackTrace\b|GetBaseException\(\))|\+\s*"#
        + name + #"\s*(?=[);,+])|\$?\{"# + name + #"\}|\$"# + name + #"\b"#)
  }

  private static let sends = Pattern.fixed(
    #"\breturn\b|\bResponseEntity\s*[.<(]|\.body\s*\(|\bsendError\s*\(|getWriter\(\)\s*\.\s*\w+\s*\(|\b(?:out|pw|writer|printWriter)\.(?:print\w*|write|append)\s*\(|\brespond\w*\s*\(|\bWrite(?:AsJson)?Async\s*\(|\bResponseStatusException\s*\(|\bResponse\.Write\s*\(|\.add(?:FlashAttribute|Attribute|Object)\s*\(|\.setAttribute\s*\(|\bAddModelError\s*\(|\b(?:TempData|ViewData)\s*\[[^\]]*\]\s*=|\bViewBag\.\w+\s*=|\baddActionError\s*\(|\bcontext\.Result\s*=|\b(?:response|resp|res|result|ret|map|json|body|model|r|resultMap|error|errorResponse|serviceResponse|apiResponse|jsonObject|data|payload|ajaxResult)\.(?:put|set\w*|addProperty|Add)\s*\(|\b(?:response|resp|res|result|ret|serviceResponse|_?response\w*|apiResponse|output|vm)\.(?:\w*[mM]essages?|\w*[eE]rrors?|Detail\w*|Data|data|msg|Msg)\s*=(?!=)|\b\w*[rR]esponse\w*\.(?:Errors|ErrorMessages|Messages)(?:\.Add\s*\(|\s*=)"#
  )
  /// What is only thrown on, for somebody else to answer.
  private static let chained = Pattern.fixed(#"\bthrow\b(?!.*ResponseStatusException)"#)
  private static let made = Pattern.fixed(#"(\w+)\s*=(?!=)[^;]*\z"#)
  private static let sentName = Pattern.fixed(
    #"\breturn\b|\bWrite(?:AsJson)?Async\s*\(|getWriter\(\)|\bsend\w*\s*\(|\brespond\w*\s*\(|\b(?:out|pw|writer)\.\w+\("#
  )

  /// Whether the text is given a name first that is then sent.
  private static func isSentLater(_ statement: Range<Int>, in body: Range<Int>, of source: Source) -> Bool {
    guard let name = made.allMatches(in: source.code, range: statement, limit: 1).first?.groups[0],
      let mention = try? Pattern(#"(?<![\w.])"# + source.string(name) + #"\b"#)
    else { return false }
    return mention.allMatches(in: source.code, range: statement.upperBound..<body.upperBound, limit: 10).contains {
      let start = statementStart(before: $0.range.lowerBound, from: body.lowerBound, in: source)
      return sentName.matches(source.code, in: start..<$0.range.lowerBound)
    }
  }

  private static func statementStart(before offset: Int, from floor: Int, in source: Source) -> Int {
    var index = offset
    var depth = 0
    while index > floor {
      switch source.code[index - 1] {
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth += 1
      case UInt8(ascii: "("), UInt8(ascii: "["): depth -= 1
      case UInt8(ascii: ";"): return index
      // Braces of an object that is just being made belong to its statement.
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        if depth >= 0, !opensObject.matches(source.code, in: max(floor, index - 120)..<index) { return index }
      default: break
      }
      index -= 1
    }
    return floor
  }

  private static let opensObject = Pattern.fixed(
    #"(?:\bnew(?:\s+[\w.<>\[\]]+)?(?:\s*\([^()]*\))?\s*\{|\$"[^"\n]*\{)\z"#)

  // MARK: Given

  private static let entrance = Pattern.fixed(
    #"@ExceptionHandler\b(?!\s*\(\s*(?:value\s*=\s*)?+\{?\s*(?!(?:Exception|Throwable|RuntimeException)\b)\w)[^{}]{0,300}?\(\s*(?:[^()]*,\s*)?(?:final\s+)?(?:Exception|Throwable|RuntimeException)\s+(\w+)[^{}]*\{|\btoResponse\s*\(\s*(?:final\s+)?(?:Exception|Throwable|RuntimeException)\s+(\w+)\s*\)\s*\{|\bOnException(?:Async)?\s*\(\s*ExceptionContext\s+(\w+)\s*\)\s*\{|\bexception<(?:Throwable|Exception)>\s*\{\s*\w+\s*,\s*(\w+)\s*->|\bTryHandleAsync\s*\([^{}()]*\bException\s+(\w+)[^{}()]*\)\s*\{"#
  )

  /// Handlers that a framework gives whatever was thrown.
  private static func given(in source: Source, _ rule: Rule) -> [Hit] {
    entrance.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups.compactMap({ $0 }).first,
        let open = match.range.last(where: { source.code[$0] == UInt8(ascii: "{") }),
        let close = source.closing(of: open), match.range.upperBound < close
      else { return nil }
      let isContext = source.code[name.upperBound] == UInt8(ascii: ")") && context.matches(source.code, in: match.range)
      let body = match.range.upperBound..<close
      guard
        let answer = answer(source.string(name) + (isContext ? #"\.Exception"# : ""), in: body, of: source)
          ?? shown(source.string(name), in: body, of: source)
      else { return nil }
      // Of what a framework calls, the declaration is what a reader looks for.
      return hit(match.range.lowerBound..<(close + 1), match.range.lowerBound..<answer.upperBound, in: source, rule)
    }
  }

  private static let context = Pattern.fixed(#"\bExceptionContext\b"#)

  /// Where the exception itself goes to the page.
  private static func shown(_ name: String, in body: Range<Int>, of source: Source) -> Range<Int>? {
    guard let given = try? Pattern(#"\.add(?:Object|Attribute)\(\s*"[^"\n]*"\s*,\s*"# + name + #"\s*\)"#) else {
      return nil
    }
    return given.allMatches(in: source.text, range: body, limit: 1).first?.range
  }
}
