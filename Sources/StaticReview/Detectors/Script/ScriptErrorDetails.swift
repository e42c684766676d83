internal import JudgeTypes

/// Errors of JavaScript and TypeScript that clients get as they are: the whole object, or its text where the failure is the server's.
enum ScriptErrorDetails {
  static let detector = Detector.file("script_error_details") { source, rule in
    guard !source.isTest, !page.matches(source.text) else { return [] }
    let calls = source.calls(answer)
    let results = answers(of: source)
    let wire = speaksOverSockets.matches(source.text) ? source.calls(emission) : []
    if calls.isEmpty, results.isEmpty, wire.isEmpty { return [] }
    return ScriptErrorHandler.all(in: source).flatMap { handler -> [Hit] in
      guard !told.matches(source.text, in: handler.body) else { return [] }
      return [calls, results, wire].flatMap { $0.starting(in: handler.body) }.compactMap { call in
        guard let shown = call.arguments.compactMap({ use(of: handler, in: $0, call, source) }).first,
          !isGuarded(call.range.lowerBound, in: handler, source)
        else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: source.trimmed(call.range).lowerBound..<shown.upperBound),
          message: "clients get the error as it is, a query, path or host name among it", severity: .medium)
      }
    }
  }

  /// A page of the browser answers nobody.
  private static let page = Pattern.fixed(
    #"['"]use client['"]|\bfrom\s+['"]react(?:-native)?['"]|\bdocument\.(?:get|query|body)"#)
  private static let answer = Pattern.fixed(
    #"\b(?:res|response|reply|resp|h)\b(?:\s*\.\s*(?:status|code|type|header|set|setHeader|response)\s*\([^()\n]*\))*\s*\.\s*(?:json|send|end|jsonp|write|response)\s*\(|\b(?:NextResponse|Response)\s*\.\s*json\s*\(|\bnew\s+(?:Next)?Response\s*\(|\bc\s*\.\s*(?:json|text)\s*\("#
  )
  /// What the functions of cloud providers hand back.
  private static let handedBack = Pattern.fixed(#"\bbody\s*:\s*JSON\s*\.\s*stringify\s*\("#)
  private static let lambda = Pattern.fixed(#"\bstatusCode\b"#)
  private static let emission = Pattern.fixed(
    #"\b(?:socket|client|ws|io)\s*\.\s*(?:emit|send)\s*\(|(?<![\w.])(?:ack|cb|callback|fn)\s*\("#)
  private static let speaksOverSockets = Pattern.fixed(#"socket\.io|\bio\.on\(|WebSocketServer|@WebSocketGateway"#)

  private static func answers(of source: Source) -> [Call] {
    lambda.matches(source.code) ? source.calls(handedBack) : []
  }

  /// Errors of a kind of their own say what their client may know.
  private static let told = Pattern.fixed(
    #"\binstanceof\s+(?!Error\b)|\.name\s*===?|(?i)zod|joi|yup|isAxiosError|validation|\.isOperational|\.expose\b|\.errors\b"#
  )
  private static let development = Pattern.fixed(#"(?i)NODE_ENV|is_?dev|is_?prod|development|production|__DEV__|debug"#)
  private static let refusal = Pattern.fixed(#"\b(?:status|code)\s*\(\s*4\d\d|\bstatus(?:Code)?\s*:\s*4\d\d"#)
  private static let chosen = Pattern.fixed(#"\b(?:status|code)\s*\(\s*(?!\d)[^()\n]*"#)

  /// Where the error itself stands in an argument; its text alone is enough unless the caller is to blame.
  private static func use(
    of handler: ScriptErrorHandler, in argument: Range<Int>, _ call: Call, _ source: Source
  ) -> Range<Int>? {
    let line = source.lineStart(of: call.range.lowerBound)..<min(call.range.upperBound + 60, source.code.count)
    let isRefusal = refusal.matches(source.code, in: call.name) || refusal.matches(source.code, in: line)
    let mayTell =
      isRefusal && !isOfStore(handler, source) || chosen.matches(source.code, in: call.name)
      || handler.kind == .middleware
    let text = handler.names.contains("message") || handler.names.contains("stack")
    let part = mayTell ? #"(?:\.stack\b)"# : #"(?:\??\.(?:message|stack|sqlMessage|toString\s*\(\s*\)))"#
    return handler.names.lazy.compactMap { name -> Range<Int>? in
      if text, mayTell { return nil }
      guard
        let use = try? Pattern(
          #"(?<![\w$.])"# + name + #"\b(?:"# + part
            + #"|(?=\s*(?:[,})\]]|\z|\+))|(?=\s+as\s+\w+\s*\)?"# + part + #"))(?!\s*[:?&=|(])"#)
      else { return nil }
      return use.allMatches(in: source.code, range: argument, limit: 8).first {
        isBare($0.range, from: argument.lowerBound, in: source) && !isKey($0.range, in: source)
      }?.range
    }.first
  }

  private static let store = Pattern.fixed(
    #"\bawait\s+(?:new\s+)?[\w$.]+(?:\([^()]*\))?\s*\.\s*(?:find\w*|save|create\w*|insert\w*|update\w*|upsert|delete\w*|destroy|remove|query|execute|aggregate|count\w*|raw)\s*\(|\bprisma\.|\bsupabase\b|\.from\("#
  )
  private static let tried = Pattern.fixed(#"\btry\s*\{"#)

  /// Whether what failed is a store, of which a status that blames the caller says nothing.
  private static func isOfStore(_ handler: ScriptErrorHandler, _ source: Source) -> Bool {
    if handler.kind == .checked { return true }
    guard handler.kind == .block,
      let attempt = tried.allMatches(
        in: source.code, range: max(0, handler.body.lowerBound - 4_000)..<handler.body.lowerBound
      ).last(where: { match in
        source.closing(of: match.range.upperBound - 1).map {
          $0 < handler.body.lowerBound && handler.body.lowerBound - $0 < 60
        } ?? false
      })
    else { return false }
    return store.matches(source.code, in: attempt.range.upperBound..<handler.body.lowerBound)
  }

  private static let wrapped = Pattern.fixed(#"([\w$.]+)\s*\(\s*\z"#)
  private static let keepsText = Pattern.fixed(#"\A(?:String|JSON\.stringify|serializeError)\z"#)

  /// Whether no function stands around it that may choose what is told.
  private static func isBare(_ use: Range<Int>, from start: Int, in source: Source) -> Bool {
    guard let before = wrapped.allMatches(in: source.code, range: start..<use.lowerBound, limit: 20).last,
      before.range.upperBound == use.lowerBound, let callee = before.group(0)
    else { return true }
    return keepsText.matches(source.code, in: callee)
  }

  private static func isKey(_ use: Range<Int>, in source: Source) -> Bool {
    source.isInString(use.lowerBound)
  }

  /// Whether a condition lets it through in development alone.
  private static func isGuarded(_ offset: Int, in handler: ScriptErrorHandler, _ source: Source) -> Bool {
    development.matches(source.text, in: handler.body.lowerBound..<max(handler.body.lowerBound, offset))
      || development.matches(source.text, in: source.range(ofLines: source.line(at: offset)...source.line(at: offset)))
  }
}
