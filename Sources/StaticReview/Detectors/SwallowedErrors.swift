internal import JudgeTypes

/// Handlers that drop an error which matters: empty ones, and those that answer with a default as if nothing had happened.
enum SwallowedErrors {
  static let detector = Detector.file("swallowed_errors") { source, rule in
    guard !source.isTest else { return [] }
    switch source.language {
    case .python: return python(source, rule) + IgnoredResults.hits(in: source, rule)
    case .javascript, .typescript, .swift: return braced(source, rule) + IgnoredResults.hits(in: source, rule)
    case .php, .scala: return braced(source, rule)
    default: return []
    }
  }

  // MARK: Python

  private static let except = Pattern.fixed(#"(?m)^[ \t]*except\b([^:\n]*):"#)
  /// Errors that say "not there" or "not of this form"; a default is the right answer to them.
  private static let narrow = Pattern.fixed(
    #"\A\s*\(?\s*(?:(?:[\w.]*(?:KeyError|ValueError|IndexError|AttributeError|LookupError|StopIteration|StopAsyncIteration|ImportError|ModuleNotFoundError|FileNotFoundError|FileExistsError|ProcessLookupError|NotADirectoryError|UnicodeDecodeError|UnicodeError|TypeError|JSONDecodeError|DoesNotExist|NotFound|NoResultFound|ObjectDoesNotExist|ClientDisconnected|CancelledError|Empty|Full|KeyboardInterrupt|SystemExit|GeneratorExit|ZeroDivisionError|InvalidOperation|ValidationError|NoSuchKey|BrokenPipeError|ConnectionResetError|TimeoutExpired|BadSignature|SignatureExpired|InvalidSignature|VerifyMismatchError|WebSocketDisconnect|Http404|PermissionDenied|UniqueViolation|IntegrityError))[\s,)]*)+(?:as\s+\w+)?\s*\z"#
  )
  private static let handled = Pattern.fixed(
    #"(?i)\braise\b|\blog(?:ger|ging)?\b|\b_?log\w*\.|\.(?:exception|error|warning|warn|critical|info|debug)\s*\(|print\s*\(|capture_exception|sentry|metrics?\b|statsd|counter|\.inc\(|increment|\bfail(?:ed|ures?|s)?\b|errors?\b\s*(?:\.append|\+=|\[)|retry|sys\.exit|abort\(|\bflash\(|notify|alert|traceback|stderr|report|record|nack|reject|requeue|dead_?letter|HTTPException|["']errors?["']|status(?:_code)?\s*=\s*[45]\d\d|,\s*[45]\d\d\b|continue_retry|backoff|sleep\("#
  )
  private static let onlyPasses = Pattern.fixed(#"\A\s*(?:pass|\.\.\.|continue|break)?\s*\z"#)
  private static let returnsDefault = Pattern.fixed(
    #"\A\s*(?:\w+\s*=\s*(?:None|\[\]|\{\}|0|""|''|False|True|set\(\)|dict\(\)|list\(\)|Decimal\([^)]*\))\s*|return(?:\s+(?:None|\[\]|\{\}|\(\)|-?\d+(?:\.\d+)?|""|''|False|True|set\(\)|dict\(\)|list\(\)|Decimal\([^)]*\)|"[^"\n]*"|'[^'\n]*'|\w+(?:\.\w+)*|\{[^}\n]*\}|\([\w\s,.]*\)|(?:jsonify|JsonResponse|JSONResponse|make_response)\([^\n]*\)))?\s*|pass\s*|continue\s*)\z"#
  )

  private static func python(_ source: Source, _ rule: Rule) -> [Hit] {
    except.allMatches(in: source.code).compactMap { match in
      guard let block = source.block(declaredAt: match.range.lowerBound..<match.range.upperBound) else { return nil }
      let caught = match.groups.first.flatMap { $0 } ?? match.range.upperBound..<match.range.upperBound
      let isWhispered = !source.has(named, in: caught) && source.has(onlyWhispers, in: source.trimmed(block.body))
      if !isWhispered, source.has(handled, in: block.body) { return nil }
      let isEmpty = source.has(onlyPasses, in: block.body)
      let isNarrow = source.has(narrow, in: caught)
      let isOfTheWorld = source.has(outerError, in: caught) && !source.has(systemError, in: caught)
      if source.has(named, in: caught), !isOfTheWorld,
        !source.has(matters, in: attempt(before: match.range.lowerBound, in: source))
      {
        return nil
      }
      if isNarrow || usesError(named: source.string(caught), in: block.body, of: source) { return nil }
      if isCleanUp(before: match.range.lowerBound, in: source) { return nil }
      let attempt = attempt(before: match.range.lowerBound, in: source)
      if PythonAttempts.mayFail(attempt, caught: caught, handler: block, in: source) { return nil }
      guard isEmpty || isWhispered || returnsDefault.matches(withoutCleanUp(block.body, of: source)) else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)))
    }
  }

  /// A clause that says which errors it takes; `Exception` and `BaseException` are all of them.
  private static let named = Pattern.fixed(#"\A\s*\(?\s*(?!(?:Base)?Exception\b)[A-Za-z_]"#)
  /// One line at a level that production does not show.
  private static let onlyWhispers = Pattern.fixed(
    #"\A[\w.]*log(?:ger|ging)?\.debug\([^\n]*\)(?:\s*(?:return(?:\s+(?:None|\[\]|\{\}|0|""|''|False|True))?|pass|continue))?\z"#
  )

  /// Of these many are no failure: the folder that is there already, the file that is gone.
  private static let systemError = Pattern.fixed(
    #"\A\s*\(?\s*(?:(?:\w+\.)*(?:OSError|IOError|EnvironmentError|PermissionError|ConnectionError|InterruptedError|error|herror|gaierror)[\s,)]*)+(?:as\s+\w+)?\s*\z"#
  )

  /// Errors of what is asked over a network or of a store. Any other error that is named is mostly a way to say no.
  private static let outerError = Pattern.fixed(
    #"(?i)(?:Request|HTTP|URL|Http|Connection|Connect|Timeout|Client|Database|Operational|Programming|Interface|SQLAlchemy|DB|SMTP|Boto\w*|Redis|Kafka|AMQP|Channel|Broker|Stripe|Payment|Gateway|Api|API|Service|Server|Network|Transport|Ssh|SSH|Ldap|LDAP|Mail|S3|Storage|Elastic\w*|Mongo|PyMongo|Mysql|Psycopg\w*|Postgres\w*|Grpc|Rpc|Rpc|Socket|IO|OS|Subprocess|CalledProcess|Upload|Delivery|Notification|Publish\w*|Remote|Provider|Carrier)\w*(?:Error|Exception|Failed|Failure)?\b|\b(?:Error|PyMongoError|RequestException)\b"#
  )

  /// The lines of the `try` above an `except` of the same depth.
  private static func attempt(before offset: Int, in source: Source) -> Range<Int> {
    let own = source.line(at: offset)
    let depth = source.indentation(ofLine: own)
    var first = own - 1
    while first > source.firstLine,
      source.trimmed(source.range(ofLines: first...first)).isEmpty || source.indentation(ofLine: first) > depth
    {
      first -= 1
    }
    return source.range(ofLines: first...max(first, own - 1))
  }

  private static let tidying = Pattern.fixed(
    #"(?m)^[ \t]*(?:await[ \t]+)?(?:try[?!]?[ \t]+)?(?:await[ \t]+)?[\w.?]+\.(?:rollback|close|release|end|cancel|clear)\([^()\n]*\);?[ \t]*$|^[ \t]*await[ \t]+[\w.]+\.query\(\s*["'`]ROLLBACK["'`]\s*\);?[ \t]*$"#
  )

  /// The body's text without statements that only tidy up: a rollback tells nobody that the work failed.
  private static func withoutCleanUp(_ body: Range<Int>, of source: Source) -> [UInt8] {
    var bytes = Array(source.text[body])
    for match in tidying.allMatches(in: source.text, range: body) {
      for index in match.range where source.text[index] != UInt8(ascii: "\n") {
        bytes[index - body.lowerBound] = UInt8(ascii: " ")
      }
    }
    return bytes
  }

  private static let boundName = Pattern.fixed(#"\bas\s+(\w+)"#)

  private static func usesError(named clause: String, in body: Range<Int>, of source: Source) -> Bool {
    let bytes = Array(clause.utf8)
    guard let match = boundName.allMatches(in: bytes, limit: 1).first, let group = match.groups.first.flatMap({ $0 }),
      let use = try? Pattern(#"\b"# + String(decoding: bytes[group], as: UTF8.self) + #"\b"#)
    else { return false }
    return source.has(use, in: body)
  }

  private static let cleanUp = Pattern.fixed(
    #"(?s)\btry:?\s*\{?\s*(?:await\s+)?(?:[\w.?]*[.?])?_?(?:close|cancel|disconnect|shutdown|unlink|remove|rollback|release|stop|kill|terminate|quit|dispose|destroy|end|removeItem)\w*\([^\n]*\)?;?\s*\}?\s*\z"#
  )

  /// What only tidies up may fail in silence: closing, removing a temporary file, rolling back.
  private static func isCleanUp(before offset: Int, in source: Source) -> Bool {
    cleanUp.matches(source.code, in: max(0, offset - 160)..<offset)
  }

  // MARK: Languages with braces

  private static let catchBlock = Pattern.fixed(#"\bcatch\b\s*(?:\(([^()]*)\)|([^{}\n]*?))?\s*\{"#)
  private static let promiseCatch = Pattern.fixed(
    #"\.catch\(\s*(?:\(\s*\w*\s*\)|\w+|function\s*\(\s*\w*\s*\))\s*(?:=>)?\s*(?:\{\s*\}|\(\{[^{}()]*\}\)|\{\s*return[^}\n]*\}|undefined|null|false|true|\[\]|\(\{\}\)|-?\d+|''|""|noop)\s*\)|\.catch\(\s*noop\s*\)"#
  )
  private static let bracedHandled = Pattern.fixed(
    #"(?i)\bthrow\b|\blog(?:ger)?\b|\blog\w*[.(]|console\.|\.(?:error|warn|warning|notice|critical|info|debug|trace)\s*\(|reject\s*\(|next\s*\(|captureException|sentry|metrics?\b|counter|increment|\bfail(?:ed|ure|ures)?\b|process\.exit|\bexit\(|status\(\s*[45]\d\d|sendStatus|statusCode\s*[:=]\s*[45]|status:\s*[45]|retry|requeue|nack|dead_?letter|XCTFail|fatalError|assertionFailure|preconditionFailure|report|record|notify|alert|os_log|print\s*\(|NSLog|errorMessage|setError|\.failure|\.failed|Error\s*\(|errors?\.(?:push|append)|continuation\.resume\(throwing|return\s+\.?(?:err|Err|failure)|reply\.code\(\s*[45]|code\(\s*[45]\d\d|\bdelay|sleep|backoff|attempt"#
  )
  private static let defaultOnly = Pattern.fixed(
    #"(?s)\A\s*(?:(?:return(?:\s+(?:null|nil|undefined|\[\]|\[:\]|\{\}|0(?:\.0)?|""|''|``|false|true|"[^"\n]*"|'[^'\n]*'|\.\w+|\w+|\{[^{}]*\}|\[[^\]]*\]|new\s+\w+\([^)]*\)|[A-Z]\w*\([^()]*\)))?|continue|break|set[A-Z]\w*\(\s*(?:\[\]|null|false|true|''|""|\{\}|undefined|0)?\s*\)|\w+(?:\.\w+)*\s*=\s*(?:null|nil|undefined|\[\]|\[:\]|\{\}|0|""|''|false|true))\s*;?\s*)?\z"#
  )
  /// Parsing and decoding, where a default for what does not fit is the usual and right answer.
  private static let parsing = Pattern.fixed(
    #"\b(?:JSON\.parse|new URL|URL\(|decodeURIComponent|\.json\(\)|BigInt|new RegExp|atob|parseInt|verifyIdToken|jwt\.verify|timingSafeEqual|JSONDecoder|NSRegularExpression|Regex\(|resolve\(|require\.resolve|accessSync|access\(|statSync|stat\(|existsSync|localStorage|sessionStorage|compare\()"#
  )
  /// What asks another process: its failure is no matter of form.
  private static let asking = Pattern.fixed(
    #"\b(?:fetch|axios|query|execute|findOne|findMany|find|save|insert\w*|publish|send\w*|upload|charge)\s*(?:<[^<>()]*>)?\(|\baxios\.\w+\("#
  )
  /// In JavaScript and TypeScript a trial of what the engine can do ends in an empty handler too; what leaves the program does not.
  private static let reachesOut = Pattern.fixed(
    #"(?i)\bawait\b|\b(?:fetch|axios|query|exec\w*|save\w*|send\w*|write\w*|read(?:File|dir)\w*|load\w*|insert\w*|update\w*|delete\w*|publish\w*|post|put|charge\w*|connect|upload\w*|persist\w*|commit|process\w*|run\w*|import|migrate|record\w*|create(?!event|element|context|object|url|hash|style)\w+|apply\w*|register\w*|notify\w*|log\w*|audit\w*|track\w*|sync\w*)\s*(?:<[^<>()]*>)?\("#
  )
  private static let onlyPrints = Pattern.fixed(
    #"\A(?:(?:debugPrint|print|dump)(\((?:[^()]|(?1))*\))\s*)+(?:return(?:\s+(?:nil|\[\]|\[:\]|false|0|""))?)?\z"#)
  private static let ignoredOnPurpose = Pattern.fixed(#"(?i)//[^\n]*\b(?:ignor\w*|best.effort|expected|optional)\b"#)
  private static let unused = Pattern.fixed(#"\(\s*_\w*\s*\)"#)
  private static let purpose = Pattern.fixed(
    #"(?i)fall(?:s|ing)?[- ]?(?:back|through)|fail-?over|best[- ]effort|optional|expected|intention|on purpose|harmless|non-?fatal|not fatal"#
  )

  /// An error named as unused, with a comment that says why nothing is done.
  private static func isPassedOnPurpose(_ match: Pattern.Match, _ block: Block, in source: Source) -> Bool {
    source.has(unused, in: match.range) && source.trimmed(block.body).isEmpty
      && purpose.matches(source.bytes, in: block.body)
  }

  private static let notFound = Pattern.fixed(
    #"(?i)ENOENT|NotFound|not_found|404|\.code\s*===?|instanceof|\bis\s+\w+Error|CancellationError|\bas\s+\w+Error|where\b"#
  )

  private static func braced(_ source: Source, _ rule: Rule) -> [Hit] {
    let isScript = source.language == .javascript || source.language == .typescript
    var hits = catchBlock.allMatches(in: source.code).compactMap { match -> Hit? in
      guard let block = source.block(declaredAt: match.range) else { return nil }
      if source.language == .swift, source.has(onlyPrints, in: source.trimmed(block.body)) {
        return Hit(
          rule, in: source.path, lines: source.lines(of: block.range),
          message: "the failure is only printed, where no user and no log sees it", severity: .medium)
      }
      if source.has(bracedHandled, in: block.body) { return nil }
      if source.has(notFound, in: match.range.lowerBound..<block.range.upperBound) { return nil }
      if usesError(in: match, body: block.body, of: source) { return nil }
      guard defaultOnly.matches(withoutCleanUp(block.body, of: source)) else { return nil }
      let attempt = attempted(before: match.range.lowerBound, in: source)
      let isParsing = source.has(parsing, in: attempt) && !source.has(asking, in: attempt)
      if isParsing || isOnlyCleanUp(attempt, in: source) || isPassedOnPurpose(match, block, in: source) { return nil }
      if isScript, !source.has(reachesOut, in: attempt) { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: block.range))
    }
    if source.language != .swift {
      hits += promiseCatch.allMatches(in: source.code).compactMap { match in
        let statement = source.lineStart(of: match.range.lowerBound)..<match.range.lowerBound
        let line = source.range(ofLines: source.lines(of: match.range))
        return tidies.matches(source.text, in: statement) || source.has(parsing, in: statement)
          || ignoredOnPurpose.matches(source.bytes, in: line)
          ? nil : Hit(rule, in: source.path, lines: source.lines(of: match.range))
      }
    } else {
      hits += discardedTries(source, rule)
    }
    return hits
  }

  private static func usesError(in match: Pattern.Match, body: Range<Int>, of source: Source) -> Bool {
    guard let clause = match.groups.compactMap({ $0 }).first else {
      return source.language == .swift && source.has(errorName, in: body)
    }
    guard let name = identifier.allMatches(in: source.code, range: clause, limit: 5).last?.range,
      let use = try? Pattern(#"\b"# + source.string(name) + #"\b"#)
    else { return source.language == .swift && source.has(errorName, in: body) }
    return source.has(use, in: body)
  }

  private static let identifier = Pattern.fixed(#"\b[A-Za-z_]\w*"#)
  private static let errorName = Pattern.fixed(#"\berror\b"#)

  /// What the `try` or `do` block before a `catch` did.
  private static func attempted(before offset: Int, in source: Source) -> Range<Int> {
    var index = offset - 1
    while index >= 0, source.code[index] != UInt8(ascii: "}") { index -= 1 }
    var depth = 0
    let end = max(index, 0)
    while index >= 0 {
      if source.code[index] == UInt8(ascii: "}") { depth += 1 }
      if source.code[index] == UInt8(ascii: "{") {
        depth -= 1
        if depth == 0 { return (index + 1)..<max(end, index + 1) }
      }
      index -= 1
    }
    return 0..<0
  }

  private static let tidies = Pattern.fixed(
    #"\b(?:close|cancel|disconnect|unlink|rm|rmdir|remove|rollback|release|stop|kill|terminate|quit|dispose|destroy|end|removeItem|unsubscribe|cleanup|abort|invalidate|flush|play|clipboard)\w*\("#
  )

  private static func isOnlyCleanUp(_ range: Range<Int>, in source: Source) -> Bool {
    source.has(tidies, in: range) && source.lines(of: source.trimmed(range)).count <= 4
  }

  // MARK: Swift

  /// `try?` as a whole statement: its failure is not even looked at.
  private static let discarded = Pattern.fixed(
    #"(?m)^[ \t]*(?:_\s*=\s*)?(?:await[ \t]+)?try\?[ \t]+(?:await[ \t]+)?[^\n]*"#)
  private static let matters = Pattern.fixed(
    #"(?i)\b(?:save|insert|update|delete|write|send|post|publish|upload|store|persist|execute|commit|submit|enqueue|record|charge|sync|run|create|append|encode|add|push|set|put|import|export|migrate|refund|transfer|schedule|register|revoke|audit)\w*\s*[({]"#
  )
  /// A store that is asked with `try?`: a broken database then looks like an empty one.
  private static let askedStore = Pattern.fixed(
    #"\btry\?[ \t]+(?:await[ \t]+)?(?:self\.)?\w*(?:[dD]atabase|[rR]epository|dbQueue|dbPool|\bdb|[mM]odelContext|managedObjectContext|viewContext)\w*\.\w+\("#
  )

  private static func discardedTries(_ source: Source, _ rule: Rule) -> [Hit] {
    askedStore.allMatches(in: source.code).filter { !source.has(tidies, in: $0.range) }.map {
      Hit(
        rule, in: source.path, lines: source.lines(of: $0.range),
        message: "a failing store looks like an empty one here", severity: .medium)
    }
      + discarded.allMatches(in: source.code).compactMap { match in
        guard source.has(matters, in: match.range), !source.has(tidies, in: match.range),
          !source.has(sleep, in: match.range)
        else {
          return nil
        }
        return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)))
      }
  }

  private static let sleep = Pattern.fixed(
    #"(?i)rollback|Task\.sleep|FileManager[\w.]*\.(?:removeItem|createDirectory)|\b(?:sync)?shutdown\w*\(|\{\s*\}\s*\z"#
  )
}
