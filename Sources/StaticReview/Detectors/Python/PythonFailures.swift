internal import JudgeTypes

/// Failures that Python code hides although it seems to handle them.
enum PythonFailures {
  static let detector = Detector.file("python_swallowed_errors") { source, rule in
    guard !source.isTest else { return [] }
    return suppressed(in: source, rule) + ungathered(in: source, rule) + unwatched(in: source, rule)
      + handlers(in: source, rule)
  }

  // MARK: Suppressed blocks

  private static let suppress = Pattern.fixed(
    #"(?m)^[ \t]*(?:async[ \t]+)?with[ \t]+(?:contextlib\.)?suppress\(\s*(?:Base)?Exception\s*\)\s*:"#)
  static let tidies = Pattern.fixed(
    #"(?i)\b\w*(?:close|cancel|disconnect|shutdown|unlink|remove|rmtree|rollback|release|stop|kill|terminate|quit|dispose|destroy|cleanup|tearDown|join|flush|wait|aclose|unregister|unsubscribe|detach)\w*\s*\("#
  )

  private static func suppressed(in source: Source, _ rule: Rule) -> [Hit] {
    suppress.allMatches(in: source.code).compactMap { match in
      guard let block = source.block(declaredAt: match.range), !source.has(tidies, in: block.body),
        source.has(work, in: block.body)
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)))
    }
  }

  /// What matters beyond this process: stores, messages, money.
  private static let work = Pattern.fixed(
    #"(?i)\b(?:await\b|\w*(?:save|insert|update|delete|write|send|post|publish|upload|store|persist|execute|commit|submit|enqueue|record|charge|sync|run|create|append|add|push|set|put|import|export|migrate|refund|transfer|schedule|register|revoke|audit|fetch|load|get|request|query|notify|process|handle|dispatch|call|invoke|delay|emit|urlopen)\w*\s*\()"#
  )

  // MARK: Results that nobody looks at

  private static let gather = Pattern.fixed(#"\b(?:asyncio\.)?gather\s*\("#)
  private static let keepsErrors = Pattern.fixed(#"\breturn_exceptions\s*=\s*True"#)
  private static let statement = Pattern.fixed(#"\A\s*(?:await\s+)?(?:asyncio\.wait_for\(\s*)?\z"#)
  private static let bound = Pattern.fixed(#"\A\s*(\w+)\s*=\s*await\s*\z"#)
  private static let looks = Pattern.fixed(
    #"isinstance\([^)\n]*(?:Exception|Error)|issubclass|\.exception\(|is_exception|raise\b|return\s+results?\b"#)

  private static func ungathered(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(gather).compactMap { call in
      guard source.has(keepsErrors, in: call.range), let function = source.function(around: call.range.lowerBound)
      else { return nil }
      let before = source.lineStart(of: call.range.lowerBound)..<call.range.lowerBound
      let rest = call.range.upperBound..<function.range.upperBound
      if source.has(statement, in: before) {
        if source.has(cancels, in: function.body.lowerBound..<call.range.lowerBound) { return nil }
      } else {
        guard source.has(bound, in: before), !source.has(looks, in: rest) else { return nil }
      }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "which of these failed is not looked at")
    }
  }

  private static let cancels = Pattern.fixed(#"\.(?:cancel|close|stop|shutdown|disconnect|aclose)\("#)
  private static let submit = Pattern.fixed(#"(?m)^[ \t]*\w*(?:executor|pool)\w*\.(?:submit|apply_async)\s*\("#)
  private static let collected = Pattern.fixed(#"[\[({,=]\s*\z"#)
  private static let watched = Pattern.fixed(#"add_done_callback|as_completed|\.result\(|error_callback"#)

  /// Work that says by its name that it hears of its own errors.
  private static let handlesItsOwn = Pattern.fixed(
    #"(?i)error_?handl|handl\w*_?errors?|\bsafe_|_safe(?:ly)?\b|no_?raise|never_?raise"#)

  private static func unwatched(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(submit).compactMap { call in
      guard let function = source.function(around: call.range.upperBound - 1), !source.has(watched, in: function.range),
        !source.has(collected, in: max(0, call.range.lowerBound - 200)..<call.range.lowerBound),
        !call.arguments.prefix(1).contains(where: { source.has(handlesItsOwn, in: $0) })
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "what the submitted work raises is lost with its future", severity: .medium)
    }
  }

  // MARK: Handlers that answer as if all were well

  private static let except = Pattern.fixed(#"(?m)^[ \t]*except\b([^:\n]*):"#)
  static let broad = Pattern.fixed(#"\A\s*\(?\s*(?:\z|(?:Base)?Exception\b)"#)
  private static let task = Pattern.fixed(
    #"@(?:shared_task|(?:\w+\.)*(?:task|actor|job)\b|(?:\w+\.)?on_after_configure)"#)
  private static let raises = Pattern.fixed(
    #"\braise\b|\.retry\(|sys\.exit|abort\(|self\.update_state|\.reject\(|\.nack\(|(?i)fail(?:ed|ure)?|status\s*=|\berrors?\b\s*(?:\.append|\+=)|notify|alert|dead_?letter|capture_exception|requeue|return\s+(?:False|None|\{|\w+)"#
  )
  private static let success = Pattern.fixed(
    #"(?i)\breturn\s+(?:\w+\(\s*)?(?:\{[^\n]*["'](?:success|ok|sent|saved|received|processed)["']\s*:\s*True|\{[^\n]*["'](?:status|result|message)["']\s*:\s*["'](?:ok|okay|success\w*|sent|accepted|done|complete\w*|saved|processed|received|created|queued)["']|["'](?:ok|success|sent|done)["'])|\breturn\s+(?:HttpResponse|Response|web\.Response)\(\s*(?:status\s*=\s*(?:200|204|status\.HTTP_20\d\w*))?\s*\)|\breturn\s+(?:["']{2}|\{\}|jsonify\(\{?\}?\))\s*,\s*20\d|\breturn\s+\{\s*["']statusCode["']\s*:\s*200"#
  )
  private static let failing = Pattern.fixed(
    #"(?i)\braise\b|,\s*[45]\d\d\b|status(?:_code)?\s*=\s*(?:status\.HTTP_)?[45]\d\d|["']statusCode["']\s*:\s*[45]|["'](?:ok|success)["']\s*:\s*False"#
  )
  private static let printed = Pattern.fixed(
    #"\A\s*(?:traceback\.print_exc\(\)|print\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))\s*(?:return(?:\s+(?:None|\[\]|\{\}|0|""|''|False))?|pass|continue)?\s*\z"#
  )
  private static let program = Pattern.fixed(
    #"\bargparse\b|\bclick\b|\btyper\b|__main__|sys\.argv|\boptparse\b|\bdocopt\b|BaseCommand|\binput\("#)

  private static func handlers(in source: Source, _ rule: Rule) -> [Hit] {
    let isProgram = program.matches(source.text) && source.routes.isEmpty
    var file: PythonFile?
    return except.allMatches(in: source.code).compactMap { match -> Hit? in
      let caught = match.groups.first.flatMap { $0 } ?? match.range.upperBound..<match.range.upperBound
      guard source.has(broad, in: caught), let block = source.block(declaredAt: match.range) else { return nil }
      let lines = source.lines(of: source.trimmed(block.range))
      if source.has(success, in: block.body), !source.has(failing, in: block.body),
        !RoutePaths.isHealth(source.string(block.body))
      {
        return Hit(rule, in: source.path, lines: lines, message: "the failure is answered as a success")
      }
      if !isProgram, source.has(printed, in: block.body) {
        return Hit(
          rule, in: source.path, lines: lines,
          message: "the failure is only printed, where no log and no caller sees it")
      }
      guard task.matches(source.code), !raises.matches(source.code, in: block.body) else { return nil }
      let known = file ?? PythonFile(source)
      file = known
      guard let function = known.function(around: match.range.upperBound),
        source.has(task, in: function.decorators), isOutermost(match.range, in: function, of: source),
        endsFunction(block, function, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: lines,
        message: "the task counts as done although it failed: neither raised nor retried")
    }
  }

  static func isOutermost(_ match: Range<Int>, in function: PythonFunction, of source: Source) -> Bool {
    let own = source.indentation(ofLine: source.line(at: match.upperBound - 1))
    let first = source.indentation(ofLine: source.line(at: source.trimmed(function.block.body).lowerBound))
    return own <= first
  }

  private static func endsFunction(_ block: Block, _ function: PythonFunction, in source: Source) -> Bool {
    source.trimmed(block.range.upperBound..<max(block.range.upperBound, function.block.range.upperBound)).isEmpty
  }
}

extension RoutePaths {
  private static let health = Pattern.fixed(#"(?i)health|degraded|unavailable|["']down["']"#)
  static func isHealth(_ text: String) -> Bool { health.matches(Array(text.utf8)) }
}
