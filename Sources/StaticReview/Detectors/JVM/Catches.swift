internal import JudgeTypes

/// Handlers of Java, Kotlin and C# that drop an exception, or hide it behind a default.
enum Catches {
  static let detector = Detector.file("catches") { source, rule in
    guard !source.isTest else { return [] }
    return caught(in: source, rule) + silenced(in: source, rule)
  }

  private static let handler = Pattern.fixed(#"\bcatch\b\s*(?:\(([^()]*)\))?\s*(?:when\s*\([^()]*\)\s*)?\{"#)
  /// Exceptions that say "not there" or "not of this form"; a default is the right answer to them.
  private static let narrow = Pattern.fixed(
    #"\b(?:\w*(?:NumberFormat|Format|Parse|NoSuch\w*|NotFound|ClassNotFound|ClassCast|CloneNotSupported|IllegalArgument|InvalidPath|UnsupportedEncoding|UnsupportedOperation|DateTime|Interrupted|Cancel\w*|EOF|FileAlreadyExists|IndexOutOfBounds|NullPointer|MissingResource|URISyntax|MalformedURL|InvocationTarget|IllegalAccess|Introspection|IllegalState|\w*Encoding|ExpiredJwt|JsonSyntax|EmptyResult\w*|EntityNotFound|NoResult|PatternSyntax|KeyNotFound|InputMismatch|Security|Reflection|LinkageError|Timeout|AccessControl|OperationCanceled|TaskCanceled|ObjectDisposed|BadLocation|TransformException|DuplicateKey|DataIntegrityViolation|OptimisticLock\w*)(?:Exception|Error)?|Throwable\s+ignore\w*)\b"#
  )
  private static let named = Pattern.fixed(#"(?i)\b(?:ignore\w*|expected|unused|swallow\w*|_)\b"#)
  /// A comment that says why: some words, not the bare one.
  private static let sentence = Pattern.fixed(
    #"(?://|/\*|\*)(?![^\n]*(?:TODO|FIXME|XXX|HACK))[^\w\n]*\w+(?:[^\w\n]+\w+){3,}"#)
  private static let refuses = Pattern.fixed(#"\A(?:return\s+)?false\s*;?\z"#)
  private static let broad = Pattern.fixed(
    #"\b(?:Exception|Throwable|RuntimeException|SQLException|DataAccessException)\b"#)
  private static let reason = Pattern.fixed(
    #"(?i)(?://|/\*)[^\n]*(?:ignor|best[- ]effort|optional|fall(?:s|ing)?[- ]?(?:back|through)|expected|harmless|not fatal|non-fatal|intention|nothing (?:to|we can)|no-?op|never happen|cannot happen|can't happen|should not|shouldn't|not supported|does not matter|don't care|already|skip|no need|not found|try (?:next|again|other|another))"#
  )
  private static let onlyPrints = Pattern.fixed(
    #"(?s)\A\s*(?:(?:\w+\.printStackTrace\([^()]*\)|System\.(?:out|err)\.print(?:ln|f)?\((?:[^()]|\([^()]*\))*\)|println\((?:[^()]|\([^()]*\))*\)|print\((?:[^()]|\([^()]*\))*\)|(?:Console|Debug|Trace)\.Write(?:Line)?\((?:[^()]|\([^()]*\))*\))\s*;?\s*)+(?:(?:return\s*)?(?:[\w.]*(?:\(\))?|-1|""|new\s+\w+(?:<[^<>()]*>)?(?:\(\s*\)|\[0\])|\w+\.\w*(?:[eE]mpty|of)\w*(?:<[^<>()]*>)?\(\))(?:\s*;)?\s*)?\z"#
  )
  private static let ends = Pattern.fixed(#"\bSystem\.exit|\bexitProcess|\bEnvironment\.Exit"#)
  private static let defaultOnly = Pattern.fixed(
    #"(?s)\A\s*(?:(?:return\b\s*)?(?:null|true|false|0[LlFfdD]?|-1|""|new\s+\w+(?:<[^<>()]*>)?(?:\(\s*\)|\[0\])|(?:Collections|Optional|List|Map|Set|Stream|Mono|Flux|Array|Enumerable|Task)\.\w+(?:<[^<>()]*>)?\([^()]*\)|emptyList\(\)|emptyMap\(\)|emptySet\(\)|listOf\(\)|mapOf\(\)|default|BigDecimal\.ZERO|ResponseEntity\.ok\((?:[^()]|\([^()]*\))*\)(?:\.build\(\))?|Ok\([^()]*\)|\w+\.empty\(\))\s*;?|return\s*;|continue\s*;?|break\s*;?|\w+\s*=\s*(?:null|0|"")\s*;?)?\s*\z"#
  )
  private static let logLine = Pattern.fixed(
    #"(?m)^[ \t]*(?:this\.)?(?:_?(?i:log(?:ger)?|LOG(?:GER)?|\w*logger)|Logger\.getLogger\((?:[^()]|\([^()]*\))*\))\s*(?:\(\))?\.\w+(\((?:[^()]|(?1))*\))(?:\.\w+(\((?:[^()]|(?1))*\)))*\s*;?[ \t]*$"#
  )
  private static let hides = Pattern.fixed(
    #"(?s)\A\s*(?:return\b\s*)?(?:null|true|new\s+(?:ArrayList|HashMap|HashSet|LinkedList|List|Dictionary)(?:<[^<>()]*>)?(?:\(\s*\))|(?:Collections|List|Map|Set|Stream|Array|Optional|Enumerable)\.\w*(?:[eE]mpty|of)\w*(?:<[^<>()]*>)?\(\)|emptyList\(\)|emptyMap\(\)|listOf\(\)|0|BigDecimal\.ZERO|ResponseEntity\.ok\((?:[^()]|\([^()]*\))*\)(?:\.build\(\))?|Ok\([^()]*\))\s*;?\s*\z"#
  )
  private static let asks = Pattern.fixed(
    #"(?i)\b\w*(?:repository|repo|dao|jdbc\w*|template|client|gateway|service|connection|statement|stmt|entityManager|em|session|producer|publisher|mapper|context|_db|store|ledger|queue|kafka\w*|mailer|resultSet|rs)\b[!?]?\.\w+\(|\b(?:executeQuery|executeUpdate|openConnection|readValue|Files\.\w+|transferTo|SaveChanges\w*|GetAsync|PostAsync|Get\w+Async|Send\w*Async|Post\w+Async|ToList(?:Async)?|ExecuteReader\w*|ExecuteNonQuery\w*|ExecuteScalar\w*)\("#
  )
  private static let changes = Pattern.fixed(
    #"(?i)\.\s*(?:save\w*|insert\w*|update\w*|delete\w*|charge|refund|transfer\w*|commit|publish\w*|persist|executeUpdate|pay|debit|credit|withdraw|deposit|merge|SaveChanges\w*|capture|enqueue|post(?:For\w+)?)\s*(?:<[^<>]*>)?\("#
  )
  private static let besides = Pattern.fixed(
    #"(?i)cache|metric|notif|mail|sms|audit|analytic|telemetry|temp|tmp|close\(|rollback|shutdown|flush|cleanup|dispose|disconnect|\.cancel\("#
  )
  private static let tidies = Pattern.fixed(
    #"(?i)\.(?:close|cancel|disconnect|shutdown\w*|delete|deleteIfExists|rollback|release|stop|kill|terminate|destroy|dispose|flush|unregister\w*|remove\w*|interrupt|join|sleep|await\w*|abort|setLookAndFeel|setAccessible|invoke)\s*\("#
  )
  private static let parses = Pattern.fixed(
    #"\b(?:parse\w*|valueOf|fromString|decode|forName|getDeclared\w+|getMethod|loadClass|toInt|toLong|Parse|matcher|compile)\("#
  )
  private static let scheduled = Pattern.fixed(#"@Scheduled|while\s*\(|for\s*\("#)

  private static func caught(in source: Source, _ rule: Rule) -> [Hit] {
    handler.allMatches(in: source.code).compactMap { match in
      let open = match.range.upperBound - 1
      guard let close = source.closing(of: open) else { return nil }
      let body = (open + 1)..<close
      let clause = match.groups.first.flatMap { $0 } ?? match.range
      let attempt = attempted(before: match.range.lowerBound, in: source)
      if source.has(narrow, in: clause) || source.has(ends, in: body) || source.has(sentence, in: body, view: .all)
        || source.has(reason, in: body, view: .all) && !(source.has(broad, in: clause) && source.has(asks, in: attempt))
      {
        return nil
      }
      let lines = source.lines(of: match.range.lowerBound..<(close + 1))
      let code = source.trimmed(body)
      if code.isEmpty || source.has(defaultOnly, in: code) {
        if code.isEmpty, source.has(named, in: clause),
          !(source.has(broad, in: clause) && source.has(asks, in: attempt))
        {
          return nil
        }
        // False tells the caller that it did not happen.
        if source.has(refuses, in: code), !source.has(broad, in: clause) { return nil }
        let isTidying = source.has(tidies, in: attempt) && source.lines(of: source.trimmed(attempt)).count <= 3
        let isParsing = source.has(parses, in: attempt) && !source.has(asks, in: attempt)
        return isTidying || isParsing ? nil : Hit(rule, in: source.path, lines: lines)
      }
      if source.has(onlyPrints, in: code) {
        let isTidying = source.has(tidies, in: attempt) && source.lines(of: source.trimmed(attempt)).count <= 2
        return isTidying
          ? nil
          : Hit(
            rule, in: source.path, lines: lines, message: "the failure is only printed, and the work goes on",
            severity: source.has(asks, in: attempt) ? nil : .medium)
      }
      return logged(body, attempt: attempt, lines: lines, at: match.range.lowerBound, in: source, rule)
    }
  }

  /// What logs the failure and then answers as if there were none.
  private static func logged(
    _ body: Range<Int>, attempt: Range<Int>, lines: ClosedRange<Int>, at offset: Int, in source: Source, _ rule: Rule
  ) -> Hit? {
    var rest = Array(source.code[body])
    let found = logLine.allMatches(in: source.code, range: body)
    guard !found.isEmpty, source.has(asks, in: attempt), !source.has(besides, in: attempt) else { return nil }
    for match in found { for index in match.range { rest[index - body.lowerBound] = UInt8(ascii: " ") } }
    if rest.allSatisfy(isBlank) {
      if fallsToDefault(behind: body.upperBound, attempt, in: source) {
        return Hit(
          rule, in: source.path, lines: lines,
          message: "the failure is logged, and the caller is given a default as if all were well", severity: .medium)
      }
      guard source.has(changes, in: attempt),
        let function = source.flow.function(around: offset),
        !scheduled.matches(source.code, in: max(0, function.block.range.lowerBound - 200)..<offset)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: lines, message: "the failure is logged, and the caller takes it for done",
        severity: .medium)
    }
    return hides.matches(rest)
      ? Hit(
        rule, in: source.path, lines: lines,
        message: "the failure is logged, and the caller is given a default as if all were well", severity: .medium)
      : nil
  }

  private static let returned = Pattern.fixed(#"\A\}\s*(?:finally\s*\{[^{}]*\}\s*)?return\s+(\w+)\s*;\s*\z"#)
  private static let empty = Pattern.fixed(
    #"\A\s*(?:null|true|0[LlFfDd]?|""|new\s+\w*(?:List|Map|Set|Dictionary|Collection)\w*(?:<[^()]*>)?\s*\(\s*\)|(?:Collections|List|Map|Set|Optional)\.\w+\(\s*\)|BigDecimal\.ZERO)\s*\z"#
  )

  /// Whether all that is left behind the handler is to return what was set before the attempt.
  private static func fallsToDefault(behind close: Int, _ attempt: Range<Int>, in source: Source) -> Bool {
    guard let function = source.flow.function(around: close), close < function.block.body.upperBound,
      let name = returned.allMatches(in: source.code, range: close..<function.block.body.upperBound, limit: 1).first?
        .groups[0],
      let first = function.values[source.string(name)]?.first, first.upperBound <= attempt.lowerBound
    else { return false }
    return source.has(empty, in: first)
  }

  private static let silencing = Pattern.fixed(
    #"\.(?:exceptionally|onErrorResume|handle)\(\s*(?:\(?\s*\w+\s*\)?\s*->\s*(?:null|\{\s*return\s+null\s*;\s*\}|Mono\.empty\(\)|Flux\.empty\(\)|Collections\.emptyList\(\)|List\.of\(\)|Optional\.empty\(\)|true)\s*)\)|\.onErrorResume\(\s*\{\s*(?:Mono|Flux)\.empty\(\)\s*\}\s*\)"#
  )

  private static func silenced(in source: Source, _ rule: Rule) -> [Hit] {
    silencing.allMatches(in: source.code).map {
      Hit(rule, in: source.path, lines: source.lines(of: $0.range), severity: .medium)
    }
  }

  /// What the block before a `catch` tried, its resources included.
  private static func attempted(before offset: Int, in source: Source) -> Range<Int> {
    var index = offset - 1
    let floor = max(0, offset - 20_000)
    while index >= floor, source.code[index] != UInt8(ascii: "}") { index -= 1 }
    var depth = 0
    let end = max(index, 0)
    while index >= floor {
      if source.code[index] == UInt8(ascii: "}") { depth += 1 }
      if source.code[index] == UInt8(ascii: "{") {
        depth -= 1
        if depth == 0 { return source.lineStart(of: index)..<max(end, index + 1) }
      }
      index -= 1
    }
    return offset..<offset
  }
}
