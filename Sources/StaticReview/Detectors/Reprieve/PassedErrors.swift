internal import JudgeTypes

/// Errors that are passed over for a reason that the text shows.
enum PassedErrors {
  @Sendable static func isRight(_ hit: Hit, in source: Source) -> Bool {
    guard let handler = source.handler(on: hit.lines) else { return isRightStatement(hit, in: source) }
    if source.isPrinted(hit), isWhereNoLogIs(handler, in: source) { return true }
    let isChange = changes.matches(source.code, in: handler.attempt)
    return isExplained(handler, isChange: isChange, in: source) || !isChange && isSignal(handler, in: source)
      || !isChange && isAnswerOfProbe(handler, in: source)
      || isFollowedByAttempt(handler, in: source) || DefaultInUse.isWeighed(handler, in: source)
      || isEndOfTransaction(handler, in: source) || isLettingGo(handler, in: source)
      || isRefusal(handler, hit, in: source)
  }

  // MARK: Reasons

  /// What says why nothing is done. A bare "ignore" repeats the code and says no reason.
  private static let reason = Pattern.fixed(
    #"(?i)best[- ]?effort|fall(?:s|ing)?[- ]?(?:back|through)|\b(?:may|can|could|might|allowed to|will|would|does|did|has|have|is|are) (?:also |still |sometimes |already |safely |be |been )?(?:fail\w*|ignored?|missing|absent|unset|unsupported|unavailable)\b|(?:never|safe to|can(?:not)?) ?(?:mind|ignore)|\bif (?:they|it|we|this|that|the \w+) (?:are|is|was|were|hit|fails?|cannot|can't|does ?n[o']t|do not)\b|don'?t care|do not care|(?:does|do)(?:n'?t| not) matter|\bexpected\b|\boptional|on purpose|purposefully|purposely|deliberate|intention|harmless|non-?(?:fatal|critical)|not (?:fatal|critical)|not (?:available|supported|installed|present|implemented|an error|a \w+ (?:error|failure))|\bno \w+(?: \w+)? (?:domain|available|here|yet|support)|\bignor\w+ (?:\w+ ){1,6}?(?:as|because|since|so|if|when|until|here|unsupported|missing|exceptions? here)|\bignore (?:unsupported|missing|unknown|stale|absent)|surfaced|(?:report(?:ed|s)?|handled?s?|raised?s?|thrown?s?|saved?s?|logged|caught|checked|reject(?:ed|s)?) (?:\w+ ){0,2}?(?:elsewhere|below|above|later|through|by|itself|it)\b|toleran?t\w*|nothing (?:we|to|more|else)|no good way|\bcancel+ed\b|must not (?:abort|fail|break|block)|should(?:n'?t| not) (?:abort|fail|break|block)|let (?:the )?others? try|try (?:the )?(?:next|again|other|another|older|as)|we (?:skip|assume|treat|try|will|just)|assume\b|in that case|no need"#
  )
  private static let open = Pattern.fixed(#"(?i)\b(?:TODO|FIXME|XXX|HACK|WTF)\b|\bfor now\b|\btemporar|\?\s*$"#)

  /// Five words and more of a comment: somebody thought about it.
  private static let sentence = Pattern.fixed(#"(?://|/\*|#|\*)[^\w\n]*\w[\w'’-]*(?:[^\w\n]+\w[\w'’-]*){4,}"#)
  /// What is said of work that changes something must leave no doubt.
  private static let onPurpose = Pattern.fixed(
    #"(?i)best[- ]?effort|must not (?:abort|fail|break|block)|on purpose|purposefully|deliberate|intentional|non-?fatal|not fatal"#
  )

  private static func says(_ words: [UInt8]) -> Bool { reason.matches(words) && !open.matches(words) }

  /// A comment in the handler, on its lines, or directly above the attempt.
  private static func isExplained(_ handler: Handler, isChange: Bool, in source: Source) -> Bool {
    let inside = source.comments(in: handler.range.lowerBound..<source.lineEnd(of: handler.range.upperBound - 1))
    let isNarrow = source.language == .swift || !broad.matches(Array(source.string(handler.clause).utf8))
    let isReasoned = isNarrow && !isChange && sentence.matches(inside) && !open.matches(inside)
    let above = source.comments(above: source.line(at: handler.start))
    if isChange { return [inside, above].contains { onPurpose.matches($0) && !open.matches($0) } }
    if says(inside) || isReasoned { return true }
    if says(above) { return true }
    let name = source.string(handler.clause)
    return named.matches(Array(name.utf8)) && !broad.matches(Array(name.utf8))
  }

  private static let named = Pattern.fixed(#"(?i)\b(?:ignored?|expected|unused)\w*\s*\z"#)
  private static let broad = Pattern.fixed(
    #"\A\s*\(?\s*(?:final\s+|let\s+)?(?:\z|error\b|_|(?:\w+\s*:\s*)?(?:\w+\.)*(?:Exception|Throwable|Error|BaseException|RuntimeException)\b)"#
  )

  // MARK: Exceptions that are the answer

  /// Types by which code tells itself something; they stand for no failure.
  private static let signal = Pattern.fixed(
    #"\b\w*(?:Success|Signal|AbstractMethod|EmptyStack|NotSupported|NotImplemented|HelpRequested|Ignored\w*|AlreadyExists|AlreadyClosed|AlreadyShut\w*|IsNull|EndOf\w+|StopProcessing|StopIteration|BreakLoop|Abort(?:ed)?Loop|Exhausted|BufferBounds|NoMore\w+|Malformed\w+)(?:Exception|Error)?\b"#
  )
  private static let typedSwift = Pattern.fixed(
    #"\A\s*(?:let\s+\w+\s+as\s+|is\s+)(?:any\s+)?[\w.]+\s*\z|\A\s*[A-Z]\w*(?:\.\w+)+\s*(?:\([^()]*\))?\s*\z|\A\s*\.\w+\s*\z"#
  )
  private static let waited = Pattern.fixed(#"\bwait\w*\(|wait_for|exponential_backoff|\btimeout\s*="#)
  private static let timeout = Pattern.fixed(
    #"\A\s*\(?\s*(?:\w+\.)*(?:\w*Timeout(?:Error|Exception|Expired)?)\s*\)?\s*\z"#)
  private static let sleeps = Pattern.fixed(
    #"\A\s*(?:try\s+await\s+Task\.sleep|await\s+asyncio\.sleep|Thread\.sleep|TimeUnit\.\w+\.sleep)\s*(\((?:[^()]|(?1))*\));?\s*\z"#
  )

  private static let reflects = Pattern.fixed(#"\bget(?:Declared)?Constructor\("#)
  private static let unmade = Pattern.fixed(#"\bInstantiationException\b"#)
  /// One line of a log, or one number out of a text: nothing is lost with either.
  private static let aside = Pattern.fixed(
    #"\A(?:[\w.]*(?:\b[lL]og(?:ger)?|LOG(?:GER)?|Logs\.\w+)\.(?:trace|debug)(\((?:[^()]|(?1))*\));|return\s+(?:Long|Integer|Double|Float|Short|Boolean)\.parse\w+(\((?:[^()]|(?2))*\));)\s*\z"#
  )

  private static func isSignal(_ handler: Handler, in source: Source) -> Bool {
    if signal.matches(source.code, in: handler.clause) { return true }
    if source.language == .swift, source.has(typedSwift, in: handler.clause) { return true }
    if source.has(timeout, in: handler.clause), source.has(waited, in: handler.attempt) { return true }
    if source.has(reflects, in: handler.attempt), source.has(returns, in: handler.attempt),
      source.has(unmade, in: handler.clause)
    {
      return true
    }
    if aside.matches(source.code, in: source.trimmed(handler.attempt)) { return true }
    return sleeps.matches(source.code, in: source.trimmed(handler.attempt))
  }

  /// What changes something or asks another host: its failure is no answer.
  private static let changes = Pattern.fixed(
    #"(?i)\.(?:save\w*|insert\w*|update\w*|delete\w*|create\w*|charge|refund|transfer\w*|publish\w*|persist|execute\w*|query\w*|pay|debit|credit|withdraw|deposit|merge|enqueue|post|put|patch|find\w*|fetch\w*|send\w*|upload\w*|prepare\w*)\s*(?:<[^<>]*>)?\(|\b(?:fetch|axios|requests\.\w+|httpx\.\w+)\s*[.(]|\b(?:save|insert|update|delete|charge|publish|send)_\w+\("#
  )
  private static let probe = Pattern.fixed(
    #"\A_*(?:(?:is|has|can|should|supports?|exists?|valid(?:ate)?|check|probe|test|matches|contains|equals|accepts|looks)(?=[A-Z_]|\z)\w*|\w+(?:_test|_exists?|_available|_supported|_or_none|_mounted\w*|OrNull|OrNil|OrNone|OrEmpty|OrDefault|IfPresent|IfAny)|init\?)\z"#
  )
  private static let refuses = Pattern.fixed(
    #"\A\s*(?:return\s+)?(?:false|False|nil|null|None|Optional\.empty\(\)|undefined)?\s*;?\s*\z"#)
  private static let failureCode = Pattern.fixed(#"\A\s*return\s+[A-Z][A-Z0-9]*_?(?:ERR(?:OR)?|FAIL\w*)\s*;?\s*\z"#)

  private static func isAnswerOfProbe(_ handler: Handler, in source: Source) -> Bool {
    let body = source.trimmed(handler.body)
    if source.has(failureCode, in: body) { return true }
    guard !body.isEmpty, source.has(refuses, in: body), let name = source.functionName(around: handler.start) else {
      return false
    }
    return probe.matches(Array(name.utf8))
  }

  // MARK: What comes next

  private static let returns = Pattern.fixed(#"\breturn\b"#)
  private static let leaves = Pattern.fixed(#"\b(?:return|break|throw|raise)\b"#)
  private static let nextTry = Pattern.fixed(#"\A\s*(?:try\s*(?:\{|:|\()|do\s*\{)"#)
  private static let sibling = Pattern.fixed(#"\A\s*(?:catch\b|finally\b)"#)

  /// The attempt ends the function when it succeeds, and the next one stands directly below.
  private static func isFollowedByAttempt(_ handler: Handler, in source: Source) -> Bool {
    guard source.has(returns, in: handler.attempt), !source.has(leaves, in: handler.body) else { return false }
    var end = handler.range.upperBound
    for _ in 0..<12 {
      let rest = end..<min(source.code.count, end + 400)
      guard sibling.matches(source.code, in: rest), let open = source.code[rest].firstIndex(of: UInt8(ascii: "{")),
        let close = source.closing(of: open)
      else { break }
      end = close + 1
    }
    return nextTry.matches(source.code, in: end..<min(source.code.count, end + 400))
  }

  // MARK: Transactions and log-ins

  private static let ending = Pattern.fixed(#"\A_*(?:close|dispose|shut_?down|destroy|release)(?=[A-Z_]|\z)\w*\z"#)
  private static let lets = Pattern.fixed(#"(?i)\b\w*(?:close|dispose|shut_?down|destroy|release)\w*\("#)

  /// A function that only lets go, and lets go of the next thing when one of them fails.
  private static func isLettingGo(_ handler: Handler, in source: Source) -> Bool {
    source.trimmed(handler.body).isEmpty && source.has(lets, in: handler.attempt)
      && source.functionName(around: handler.start).map { ending.matches(Array($0.utf8)) } ?? false
  }

  private static let commits = Pattern.fixed(#"\A\s*(?:try\s+)?(?:await\s+)?[\w.]+\.commit\(\)\s*;?\s*\z"#)
  private static let rollsBack = Pattern.fixed(#"\brollback\w*\("#)
  private static let deferred = Pattern.fixed(#"\b(?:defer|finally)\s*\z"#)

  /// A commit that is rolled back where it fails, in a block that cannot hand an error on.
  private static func isEndOfTransaction(_ handler: Handler, in source: Source) -> Bool {
    guard source.has(commits, in: handler.attempt), source.has(rollsBack, in: handler.body) else { return false }
    return source.openBrace(around: handler.start).map {
      deferred.matches(source.code, in: max(0, $0 - 20)..<$0)
    } ?? false
  }

  private static let signsIn = Pattern.fixed(#"(?i)\A_*(?:authenticate|authorize|login|sign_?in|verify)\w*\z"#)
  private static let answersNothing = Pattern.fixed(#"\breturn\s+(?:null|false|None|nil)\s*;?\s*\z"#)
  private static let thenFalse = Pattern.fixed(#"\A\s*\}?\s*return\s+false\b"#)

  /// What is logged and then answered with "no".
  private static func isRefusal(_ handler: Handler, _ hit: Hit, in source: Source) -> Bool {
    guard hit.message.contains("logged") else { return false }
    let rest = handler.range.upperBound..<min(source.code.count, handler.range.upperBound + 100)
    if source.has(returns, in: handler.attempt), thenFalse.matches(source.code, in: rest) { return true }
    return source.has(answersNothing, in: source.trimmed(handler.body))
      && source.functionName(around: handler.start).map { signsIn.matches(Array($0.utf8)) } ?? false
  }

  // MARK: Printed failures

  private static let logFile = Pattern.fixed(
    #"(?:^|/)(?:\w*Log(?:ging|ger|back)?(?:Manager|Config\w*|Setup|Factory|System|Init\w*)|logging(?:_\w+)?|log_(?:config|setup))\.\w+\z"#
  )
  private static let command = Pattern.fixed(#"(?i)\A(?:_?main|run_?cli|cli|usage|print_?usage|parse_?arg\w*)\z"#)
  private static let usage = Pattern.fixed(#"(?i)\b(?:incorrect usage|usage:|describeOptions|printUsage|print_usage)"#)

  /// Where nobody could log: in the set-up of the log, and in what a command line tells its user.
  private static func isWhereNoLogIs(_ handler: Handler, in source: Source) -> Bool {
    logFile.matches(Array(source.reviewedPath.utf8)) || source.has(usage, in: handler.body)
      || source.functionName(around: handler.start).map { command.matches(Array($0.utf8)) } ?? false
  }

  // MARK: Statements

  private static let probePair = Pattern.fixed(
    #"\.then\(\s*\(\s*\w*\s*\)\s*=>\s*(?:true|false)\s*\)\s*\.catch\(\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*(?:true|false)\s*\)"#
  )
  private static let catchesFalse = Pattern.fixed(#"\.catch\(\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*(?:false|null)\s*\)"#)

  private static let opensBlock = Pattern.fixed(#"\A[ \t]*if\b[^\n]*\{\s*\z"#)

  /// A call whose failure is put away, rather than a handler.
  private static func isRightStatement(_ hit: Hit, in source: Source) -> Bool {
    let range = source.range(ofLines: hit.lines)
    let above = max(source.firstLine, hit.lines.lowerBound - 1)
    let said = [source.comments(in: range), source.comments(above: hit.lines.lowerBound)]
    if changes.matches(source.code, in: range) { return said.contains { onPurpose.matches($0) && !open.matches($0) } }
    if said.contains(where: says) { return true }
    if opensBlock.matches(source.code, in: source.range(ofLines: above...above)), says(source.comments(above: above)) {
      return true
    }
    guard catchesFalse.matches(source.code, in: range) else { return false }
    let start = max(0, range.lowerBound - 300)
    if probePair.matches(source.code, in: start..<range.upperBound) { return true }
    return source.functionName(around: range.lowerBound).map { probe.matches(Array($0.utf8)) } ?? false
  }
}

extension Source {
  private static let declaredName = Pattern.fixed(#"(?<![@\w])(init\?|\w+)\s*(?:<[^<>()]*>)?\s*\("#)

  /// What the innermost function around `offset` is called.
  func functionName(around offset: Int) -> String? {
    guard let function = function(around: offset) else { return nil }
    let head = function.range.lowerBound..<function.body.lowerBound
    let names = Self.declaredName.allMatches(in: code, range: head, limit: 2).compactMap { $0.groups[0] }
    return names.first.map { string($0) }
  }

  /// The end of the line of `offset`, its line feed left out.
  func lineEnd(of offset: Int) -> Int {
    bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  fileprivate func isPrinted(_ hit: Hit) -> Bool { hit.message.contains("only printed") }
}
