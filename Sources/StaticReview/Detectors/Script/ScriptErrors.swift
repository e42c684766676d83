internal import JudgeTypes

/// Errors of JavaScript and TypeScript that are heard and then passed over: handlers that write a line and go on as if the work
/// were done, requests that nobody answers any more, callbacks that never look at their error.
enum ScriptErrors {
  static let detector = Detector.file("script_errors") { source, rule in
    guard !source.isTest else { return [] }
    return handlers(source, rule) + chains(source, rule) + callbacks(source, rule) + listeners(source, rule)
      + ScriptWrites.floating(source, rule)
  }

  // MARK: catch

  private static let catchBlock = Pattern.fixed(#"\bcatch\b\s*(?:\([^()]*\))?\s*\{"#)
  /// Lines that write a log, and a default that may follow them.
  private static let onlyLogs = Pattern.fixed(
    #"(?s)\A\s*(?:(?:await\s+)?(?:this\.|self\.|req\.|request\.|fastify\.|app\.|server\.|ctx\.|c\.)?(?:console|_?log|_?[lL]ogger|\w*Log(?:ger)?|winston|pino|debug|signale|consola|strapi\.log|chalk)(?:\.\w+)*(\((?:[^()]|(?1))*\))\s*;?\s*)+(?:(return)(?:\s+(?:null|undefined|\[\s*\]|\{\s*\}|''|""|``|0|-1|false|true|void 0))?\s*;?\s*|continue\s*;?\s*)?\z"#
  )
  private static let answersWell = Pattern.fixed(
    #"(?s)\.(?:json|send|jsonp|end)\(\s*(?:\[\s*\]|\{\s*\}|null|\{[^{}]{0,200}\b(?:success|ok|received|processed)\s*:\s*true|["'`](?i:ok|success|done)["'`])|\bsendStatus\(\s*20\d\s*\)|\bstatus\(\s*20[0-4]\s*\)\s*\.\s*(?:json|send|end)\(|statusCode\s*:\s*20\d|return\s*\{\s*(?:success|ok)\s*:\s*true"#
  )
  private static let saysFailure = Pattern.fixed(
    #"(?i)(?:success|ok)\s*:\s*false|\berrors?\s*[:,}]|status\(\s*[45]|\bthrow\b|next\(|already|duplicate|not[ _]?found|ENOENT|\bcode\s*===?|instanceof|fail|fallback|cached?\b|retry"#
  )
  private static let matters = Pattern.fixed(
    #"(?i)\bawait\b[^;]{0,200}?(?:\.|\b)(?:save|create|insert\w*|update\w*|upsert|delete\w*|destroy|remove|bulk\w*|send\w*|publish\w*|upload\w*|charge\w*|refund\w*|capture|commit|transfer\w*|post|put|patch|enqueue|write\w*|store|persist|execute|register\w*|deduct\w*|process(?:Payment|Order|Refund|Event|Message)\w*)\s*(?:<[^<>()]*>)?\(|method\s*:\s*["'](?:POST|PUT|PATCH|DELETE)"#
  )
  private static let asks = Pattern.fixed(
    #"\bawait\b[^;]{0,160}?\b(?:fetch|axios(?:\.\w+)?|got(?:\.\w+)?|query|execute|find\w*|findOne|findMany|findUnique|aggregate|raw|select|get\w*|list\w*|scan|readFile|request|invoke|send|load\w*)\s*(?:<[^<>()]*>)?\("#
  )
  private static let mild = Pattern.fixed(
    #"(?i)fall(?:s|ing)?[- ]?(?:back|through)|best[- ]effort|optional|expected|intention|on purpose|harmless|non-?(?:fatal|critical|blocking)|not (?:fatal|critical)|ignore|don't fail|do not fail|do not block|don't block|shouldn't (?:fail|block)|should not (?:fail|block)|must not (?:fail|block)|still (?:succe|go)|already (?:exists|sent)|continu"#
  )
  private static let mildWork = Pattern.fixed(
    #"(?i)\b(?:cache|redis|analytics|track\w*|metric\w*|telemetry|localStorage|sessionStorage|clipboard|close|disconnect|cleanup|unlink|rm|rollback|prefetch|warm\w*|notify\w*|toast|share|play|vibrate|migrat\w*|seed\w*|console)\b"#
  )
  private static let mildName = Pattern.fixed(
    #"(?i)^(?:main|run|seed\w*|bootstrap|start\w*|init\w*|setup|cli|close\w*|(?:clean_?[uU]p|purge|sweep|expire)\w*|shutdown|dispose|log\w*|track\w*|test\w*|migrate\w*|connect\w*)$"#
  )

  private static func handlers(_ source: Source, _ rule: Rule) -> [Hit] {
    let functions = source.script.functions
    return catchBlock.allMatches(in: source.code).compactMap { match in
      guard let block = source.block(declaredAt: match.range),
        let attempt = attempted(before: match.range.lowerBound, in: source)
      else { return nil }
      let body = source.trimmed(block.body)
      if mild.matches(source.bytes, in: block.body) { return nil }
      let lines = source.lines(of: block.range)
      if answersWell.matches(source.text, in: body), !saysFailure.matches(source.text, in: body),
        asks.matches(source.text, in: attempt) || matters.matches(source.text, in: attempt)
      {
        return Hit(rule, in: source.path, lines: lines, message: "the failure is answered as a success")
      }
      guard let logs = onlyLogs.allMatches(in: Array(source.text[body]), limit: 1).first,
        !mildWork.matches(source.text, in: attempt) || matters.matches(source.text, in: attempt)
      else { return nil }
      guard let function = functions.around(match.range.lowerBound), !mildName.matches(Array(function.name.utf8)) else {
        return nil
      }
      if isAnswering(attempt, function, in: source) {
        return Hit(
          rule, in: source.path, lines: lines,
          message: "the error is only logged: the request gets no answer, or one as if all were well")
      }
      if isInLoop(match.range.lowerBound, function, in: source) || isScheduled(match.range.lowerBound, in: source) {
        return nil
      }
      let isDefault = logs.group(1) != nil
      guard matters.matches(source.text, in: attempt) || isDefault && asks.matches(source.text, in: attempt) else {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: lines,
        message: "the error is only logged, and the caller goes on as if the work were done")
    }
  }

  private static let answer = Pattern.fixed(
    #"\b(?:res|response|reply)(?:\s*\.\s*\w+\([^()]*\))*\s*\.\s*(?:json|send|end|render|redirect|sendStatus|jsonp|sendFile)\(|\bctx\.body\s*=|\b(?:NextResponse|Response)\.json\("#
  )

  /// Whether a request is answered by what was tried or by what comes after it.
  private static func isAnswering(_ attempt: Range<Int>, _ function: ScriptFunction, in source: Source) -> Bool {
    guard handed.matches(source.code, in: function.parameters) else { return false }
    return source.has(answer, in: attempt)
      || attempt.upperBound < function.body.upperBound
        && source.has(answer, in: attempt.upperBound..<function.body.upperBound)
        && matters.matches(source.text, in: attempt)
  }

  private static let schedule = Pattern.fixed(
    #"(?:\.schedule|\bsetInterval|\bsetTimeout|CronJob|\bcron\w*|\.scheduleJob|\.every)\s*\([^()]{0,80}\z"#)

  /// Whether a clock calls: nobody waits for the answer, and a line in the log is all that can be done.
  private static func isScheduled(_ offset: Int, in source: Source) -> Bool {
    source.script.functions.chain(around: offset).contains {
      schedule.matches(source.text, in: max(0, $0.start - 120)..<$0.start)
    }
  }

  private static let handed = Pattern.fixed(#"\b(?:res|response|reply|ctx)\b"#)
  private static let loop = Pattern.fixed(#"\b(?:for|while)\b\s*(?:await\s*)?\(|\.(?:map|forEach)\("#)

  private static func isInLoop(_ offset: Int, _ function: ScriptFunction, in source: Source) -> Bool {
    let start = max(0, function.start - 40)
    return loop.allMatches(in: source.code, range: start..<offset).contains { match in
      guard let close = source.closing(of: match.range.upperBound - 1) else { return false }
      if close > offset { return true }
      var index = close + 1
      while index < offset, isBlank(source.code[index]) { index += 1 }
      return source.code[index] == UInt8(ascii: "{") && source.closing(of: index).map { $0 > offset } ?? false
    }
  }

  /// The block of the `try` before a `catch`.
  private static func attempted(before offset: Int, in source: Source) -> Range<Int>? {
    var index = offset - 1
    while index >= 0, isBlank(source.code[index]) { index -= 1 }
    guard index >= 0, source.code[index] == UInt8(ascii: "}") else { return nil }
    let end = index
    var depth = 0
    while index >= 0 {
      if source.code[index] == UInt8(ascii: "}") { depth += 1 }
      if source.code[index] == UInt8(ascii: "{") {
        depth -= 1
        if depth == 0 { return (index + 1)..<end }
      }
      index -= 1
    }
    return nil
  }

  // MARK: Promises

  private static let caught = Pattern.fixed(#"\.catch\s*\("#)
  private static let logging = Pattern.fixed(
    #"(?s)\A\(\s*(?:console\.\w+|(?:this\.)?\w*[lL]og(?:ger)?\.\w+|(?:async\s*)?(?:\(\s*\w*(?:\s*:\s*\w+)?\s*\)|\w+)\s*=>\s*(?:\{\s*)?(?:return\s+)?(?:console|(?:this\.)?\w*[lL]og(?:ger)?)\.\w+(\((?:[^()]|(?1))*\))\s*;?\s*\}?|function\s*\w*\(\s*\w*\s*\)\s*\{\s*(?:console|\w*[lL]og(?:ger)?)\.\w+(\((?:[^()]|(?2))*\))\s*;?\s*\})\s*,?\s*\)\z"#
  )
  private static let waits = Pattern.fixed(#"(?:=|\breturn|\bawait)\s*(?:await\s+)?\z"#)

  private static func chains(_ source: Source, _ rule: Rule) -> [Hit] {
    source.calls(caught).compactMap { call in
      let open = call.name.upperBound - 1
      guard logging.matches(source.text, in: open..<call.range.upperBound),
        let function = source.script.functions.around(call.range.lowerBound)
      else { return nil }
      let start = chainStart(before: call.range.lowerBound, in: source)
      let chain = start..<call.range.lowerBound
      let answers = source.has(answer, in: chain)
      let isAwaited = waits.matches(source.code, in: max(0, start - 20)..<start)
      guard
        answers
          && source.script.functions.chain(around: call.range.lowerBound).contains(where: {
            handed.matches(source.code, in: $0.parameters)
          }) || isAwaited && written.matches(source.code, in: chain) && !mildName.matches(Array(function.name.utf8))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: answers
          ? "the error is only logged, and the request gets no answer"
          : "the error is only logged, and what follows goes on as if the work were done",
        severity: answers ? nil : .medium)
    }
  }

  private static let written = Pattern.fixed(
    #"\.(?:save|create|insert\w*|update\w*|upsert|delete\w*|destroy|remove|send\w*|publish|upload|charge|commit|post|put|patch)\s*\("#
  )

  /// Where a chain of calls begins: behind the last semicolon, brace or operator at its own depth.
  private static func chainStart(before offset: Int, in source: Source) -> Int {
    var index = offset - 1
    var depth = 0
    let limit = max(0, offset - 4_000)
    while index > limit {
      switch source.code[index] {
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth += 1
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        depth -= 1
        if depth < 0 { return index + 1 }
      case UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: ">"):
        if depth == 0 { return index + 1 }
      case UInt8(ascii: " "), UInt8(ascii: "\n"):
        if depth == 0, !goesOn(after: index, in: source) { return index + 1 }
      default: break
      }
      index -= 1
    }
    return index
  }

  private static func goesOn(after blank: Int, in source: Source) -> Bool {
    var index = blank
    while index < source.code.count, isBlank(source.code[index]) { index += 1 }
    if index < source.code.count, source.code[index] == UInt8(ascii: ".") { return true }
    index = blank
    while index > 0, isBlank(source.code[index]) { index -= 1 }
    return source.code[index] == UInt8(ascii: ".")
  }

  // MARK: Callbacks and listeners

  private static let errorName = Pattern.fixed(#"\A(?:err|error|er|e|ex|errs|dbErr|readErr|writeErr)\z"#)
  private static let given = Pattern.fixed(#"([\w$]+)\s*(?:<[^()\n]*>)?\(\z"#)
  private static let receivesErrors = Pattern.fixed(
    #"(?i)^(?:readFile|writeFile|appendFile|unlink|mkdir|rename|stat|readdir|access|copyFile|rm|query|run|all|get|each|exec|execFile|save|create|find\w*|insert\w*|update\w*|delete\w*|remove\w*|count\w*|aggregate|collection|connect|sendMail|send|sign|verify|hash|compare|genSalt|randomBytes|pbkdf2|scrypt|request|post|put|upload|putObject|getObject|deleteObject|publish|set|hset|del|lookup|login|logIn|logout|authenticate|parse|createBucket|beginTransaction|commit|getConnection|toArray|createChannel|assertQueue|listen|destroy|regenerate|render)$"#
  )

  /// A callback of the form `(err, result)` that never looks at `err`.
  private static func callbacks(_ source: Source, _ rule: Rule) -> [Hit] {
    source.script.functions.all.compactMap { function in
      let parameters = source.arguments(in: function.parameters)
      guard (1...3).contains(parameters.count), let first = parameters.first,
        errorName.matches(source.code, in: first), parameters.count > 1 || !source.trimmed(function.body).isEmpty,
        let open = opening(before: function.start, in: source),
        let callee = given.allMatches(
          in: source.code, range: max(0, open - 60)..<(open + 1), limit: 1
        ).last?.group(0), let use = try? Pattern(#"(?<![\w$.])"# + source.string(first) + #"\b"#),
        !use.matches(source.code, in: function.body)
      else { return nil }
      let name = source.string(callee)
      guard receivesErrors.matches(Array(name.utf8)),
        parameters.count > 1 || !source.trimmed(open + 1..<function.start).isEmpty
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: function.start..<(function.body.lowerBound)),
        message: "the callback never looks at its error")
    }
  }

  /// The parenthesis that stands open before `offset`, near by.
  private static func opening(before offset: Int, in source: Source) -> Int? {
    var depth = 0
    for index in stride(from: offset - 1, through: max(0, offset - 1_500), by: -1) {
      switch source.code[index] {
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth += 1
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        if depth == 0 { return source.code[index] == UInt8(ascii: "(") ? index : nil }
        depth -= 1
      default: break
      }
    }
    return nil
  }

  private static let listener = Pattern.fixed(
    #"\.(?:on|once|addListener)\(\s*["'](?:error|uncaughtException|unhandledRejection)["']\s*,\s*(?:(?:async\s*)?(?:\(\s*[\w$,\s]*\)|[\w$]+)\s*=>\s*\{\s*\}|function\s*\w*\s*\([\w\s,]*\)\s*\{\s*\}|noop\b|\(\)\s*=>\s*(?:null|undefined|void 0))"#
  )
  private static let lastResort = Pattern.fixed(
    #"\bprocess\.on\(\s*["']uncaughtException["']\s*,"#)
  private static let ends = Pattern.fixed(
    #"(?i)\bexit|\bshutdown|\bkill\(|\bclose|\bstop|\bthrow\b|abort\(|terminate|graceful"#)

  private static func listeners(_ source: Source, _ rule: Rule) -> [Hit] {
    listener.allMatches(in: source.text).filter {
      !source.has(mildListener, in: source.range(ofLines: source.lines(of: $0.range)))
    }
    .map {
      Hit(rule, in: source.path, lines: source.lines(of: $0.range), message: "the listener drops every error")
    }
      + lastResort.allMatches(in: source.text).compactMap { match in
        let open = match.range.lowerBound + "process.on".utf8.count
        guard let close = source.closing(of: open), match.range.upperBound < close else { return nil }
        let handler = match.range.upperBound..<close
        guard source.code[handler].contains(UInt8(ascii: "{")), !source.has(ends, in: handler) else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<close),
          message: "the process goes on after an error that nobody expected, in an unknown state", severity: .medium)
      }
  }

  private static let mildListener = Pattern.fixed(#"(?i)socket|stdin|stdout|stderr|destroy|abort"#)
}
