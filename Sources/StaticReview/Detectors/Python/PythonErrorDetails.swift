internal import JudgeTypes

/// Texts of exceptions that clients get to read.
enum PythonErrorDetails {
  static let detector = Detector.file("python_error_details") { source, rule in
    guard !source.isTest else { return [] }
    return caught(in: source, rule) + registered(in: source, rule)
  }

  private static let except = Pattern.fixed(#"(?m)^[ \t]*except\b([^:\n]*)\bas[ \t]+(\w+)[ \t]*:"#)
  /// Errors whose text nobody wrote for a client.
  private static let internalError = Pattern.fixed(
    #"\A\s*\(?\s*(?:[\w.]+\s*,\s*)*(?:(?:Base)?Exception\b|(?:\w+\.)*(?:StripeError|ConnectionError|CalledProcessError|SMTPException|OpenAIError|SQLAlchemyError|DatabaseError|OperationalError|IntegrityError|ProgrammingError|DBAPIError|InterfaceError|ClientError|BotoCoreError|OSError|IOError|RequestException|HTTPError|RuntimeError|PyMongoError|RedisError|Error|PostgresError|MySQLError)\b)"#
  )
  private static let response = Pattern.fixed(
    #"(?<![\w])(?:jsonify|JsonResponse|\w*JSONResponse|Response|HTTPException|HttpResponse\w*|make_response|(?:web\.)?json_response|(?:flask\.)?abort|PlainTextResponse|HTMLResponse|HTTP(?:InternalServerError|BadRequest)|self\.(?:write|send_error)|return_error|error_response|render_template|render|messages\.(?:error|warning|info)|flash|(?:\w+\.)*(?:reply_text|reply_to|edit_message_text)|(?:bot|context\.bot|client)\.send_message|(?:ctx|interaction\.followup)\.(?:send|reply|respond)|interaction\.response\.send_message|(?:message|callback)\.(?:answer|reply))\s*\("#
  )
  private static let returned = Pattern.fixed(#"(?m)^[ \t]*return[ \t]+(\{)"#)
  /// `return str(e), 500` and `return f"failed: {e}"`.
  private static let returnedText = Pattern.fixed(
    #"(?m)^[ \t]*return[ \t]+(\(?(?:(?:str|repr)\(|[fF]?["'])[^\n]*)"#)
  /// A request that cannot be read: its text is what the client wrote.
  private static let refusal = Pattern.fixed(
    #"(?i)(?:\b4(?:00|04|15|22)\b|HTTP_4(?:00|04|22)|BAD_REQUEST).*(?:invalid|malformed|bad request|could not (?:parse|decode)|validation)|(?:invalid|malformed|could not (?:parse|decode)|validation)[^\n]*(?:\b4(?:00|04|15|22)\b|HTTP_4(?:00|04|22)|BAD_REQUEST)"#
  )
  private static let debugOnly = Pattern.fixed(#"(?:settings|app|config)\.(?:DEBUG|debug)|if\s+DEBUG"#)

  private static func caught(in source: Source, _ rule: Rule) -> [Hit] {
    except.allMatches(in: source.code).flatMap { match -> [Hit] in
      guard let clause = match.groups[0], let name = match.groups[1], source.has(internalError, in: clause),
        let block = source.block(declaredAt: match.range)
      else { return [] }
      return hits(
        showing: source.string(name), in: block, of: source, rule, isUnexpected: source.has(unexpected, in: clause))
    }
  }

  private static let unexpected = Pattern.fixed(#"\bException\b|SQLAlchemy|Database|Operational|Integrity|Programming"#)
  /// A message on the next page, which an operator may be meant to read: what a remote host answered, in translated words.
  private static let told = Pattern.fixed(#"\A(?:messages\.|flash\b)"#)
  private static let worded = Pattern.fixed(#"\b(?:_|gettext\w*)\("#)

  private static let registration = Pattern.fixed(
    #"@(?:\w+\.)*(?:errorhandler|exception_handler|app_errorhandler)\(\s*(?:Exception|500|HTTPStatus\.INTERNAL_SERVER_ERROR)\s*\)"#
  )

  private static func registered(in source: Source, _ rule: Rule) -> [Hit] {
    guard registration.matches(source.code) else { return [] }
    return PythonFile(source).functions.filter { source.has(registration, in: $0.decorators) }.flatMap { function in
      function.parameters.last.map { hits(showing: $0.name, in: function.block, of: source, rule) } ?? []
    }
  }

  private static func hits(
    showing name: String, in block: Block, of source: Source, _ rule: Rule, isUnexpected: Bool = true
  ) -> [Hit] {
    guard !name.isEmpty, !source.has(debugOnly, in: block.body),
      let whole = try? Pattern(#"\A[\w.]+\(\s*(?:request\s*,\s*)?"# + name + #"\s*[,)]"#),
      let shown = try? Pattern(
        #"\b(?:str|repr)\(\s*"# + name + #"\s*\)|\{\s*"# + name + #"\s*(?:![rs])?\s*\}|%\s*\(?\s*"# + name
          + #"\b(?!\.)|\.format\([^()\n]*\b"# + name + #"\b(?!\.)|\b"# + name
          + #"\.(?:args|message|orig|pgerror|stderr)\b|traceback\.format_exc\(|exc_info\(|=\s*"# + name + #"\s*[,)]"#)
    else { return [] }
    let isRoute = source.function(around: block.range.lowerBound).map { isHandler($0, in: source) } ?? false
    var places = calls(response, in: block.body, of: source)
    if isRoute {
      places += returned.allMatches(in: source.code, range: block.body).compactMap { match in
        match.groups[0].flatMap { open in source.closing(of: open.lowerBound).map { open.lowerBound..<($0 + 1) } }
      }
      places += returnedText.allMatches(in: source.text, range: block.body).compactMap { $0.group(0) }
    }
    let variables = textsOf(name, in: block.body, of: source)
    var hits: [Hit] = []
    for place in places {
      let isShown =
        source.has(shown, in: place) || source.has(whole, in: place) || variables.contains { source.has($0, in: place) }
      if source.has(told, in: place), !isUnexpected || source.has(worded, in: place) { continue }
      guard isShown, hits.isEmpty, !source.has(refusal, in: source.range(ofLines: source.lines(of: place))) else {
        continue
      }
      hits.append(
        Hit(
          rule, in: source.path, lines: source.lines(of: place), message: "clients get to read what the exception says")
      )
    }
    return hits
  }

  private static func calls(_ callee: Pattern, in range: Range<Int>, of source: Source) -> [Range<Int>] {
    callee.allMatches(in: source.code, range: range).compactMap { match in
      source.closing(of: match.range.upperBound - 1).map { match.range.lowerBound..<($0 + 1) }
    }
  }

  /// `message = str(e)`: the names that hold the text.
  private static func textsOf(_ name: String, in range: Range<Int>, of source: Source) -> [Pattern] {
    guard
      let assigned = try? Pattern(
        #"(?m)^[ \t]*(\w+)\s*=\s*(?:str\(\s*"# + name + #"\s*\)|repr\(\s*"# + name + #"\s*\)|f["'][^\n]*\{\s*"# + name
          + #"\s*\}|traceback\.format_exc\(\))"#)
    else { return [] }
    return assigned.allMatches(in: source.text, range: range).compactMap { match in
      match.groups[0].flatMap { try? Pattern(#"(?<![\w."'])"# + source.string($0) + #"\b(?!\s*=[^=])"#) }
    }
  }

  private static let decorated = Pattern.fixed(
    #"@[\w.]+\.(?:route|get|post|put|patch|delete|api_route|errorhandler|exception_handler)\s*\(|@api_view"#)
  private static let takesRequest = Pattern.fixed(
    #"\(\s*(?:self\s*,\s*)?(?:request|event)\b|\bdef\s+(?:get|post|put|patch|delete)\(\s*self\b"#)

  private static func isHandler(_ function: Block, in source: Source) -> Bool {
    let above = max(0, function.range.lowerBound - 400)..<function.body.lowerBound
    return source.has(decorated, in: above)
      || source.has(takesRequest, in: function.range.lowerBound..<function.body.lowerBound)
  }
}
