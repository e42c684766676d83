internal import JudgeTypes

/// What a `try` of Python attempts: whether its failure matters, or a default is the usual and right answer to it.
enum PythonAttempts {
  /// What reaches beyond this process: stores, messages, money, other hosts, files that are written.
  private static let serious = Pattern.fixed(
    #"(?i)\bawait\b|\b_?(?:self\.)?_?(?:requests|httpx|session|client|s3|boto\w*|redis\w*|cache|db|conn\w*|cur|cursor|collection|smtp\w*|queue|producer|channel|broker|stripe|kafka|sock\w*|api|gateway|repo\w*|repository|store|storage|service|ledger|bucket|table|mailer|engine)\w*\.\w+\(|\b\w*(?:save|insert|delete|write|send|post|publish|upload|persist|execute|commit|submit|enqueue|charge|sync|fetch|download|notify|process|dispatch|urlopen|refund|transfer|revoke|audit|migrate|backup|restore|import_data|export|deliver|deduct|reserve|record)\w*\(|\b(?:update|handle|run|load|query|get)_\w+\(|\.(?:update|create|bulk_create|get_or_create|append_row|put|delay)\(|subprocess|\bopen\(|\.objects\.|json\.dump\(|os\.(?:rename|replace)\("#
  )
  /// Traces and figures about the work, and looks at what is installed, never the work itself.
  private static let aside = Pattern.fixed(
    #"(?i)telemetry|metrics?\b|statsd|\bspan\b|trac(?:e|er|ing)\b|IPython|analytics|inspect\.|__version__|importlib|event_?logger|nvidia|psutil|platform\.|locale\.|signal\.|getpass|terminal|curses|readline"#
  )
  private static let explained = Pattern.fixed(
    #"(?i)#[^\n]*(?:fall(?:s|ing)?[- ]?back|best[- ]effort|optional|expected|on purpose|harmless|non-?fatal|not fatal|not critical|no permission|does(?:n't| not) exist|not (?:available|supported|installed|a valid)|unsupported|older|legacy|already|race|in this case|so we skip|deliberate|intention)"#
  )
  private static let cause = Pattern.fixed(#"exc_info\s*=\s*(?!False)"#)
  private static let says = Pattern.fixed(#"\breturn\s+(?:False|None)\b"#)
  private static let asks = Pattern.fixed(
    #"\bdef\s+_*(?:is|has|can|supports?|should|exists|probe|detect|check_if|validate|verify|parse|try)_"#)
  private static let named = Pattern.fixed(#"\A\s*\(?\s*(?!(?:Base)?Exception\b)[A-Za-z_]"#)
  /// Errors of hosts and stores.
  private static let outer = Pattern.fixed(
    #"(?:Request|HTTP|Http|URL|Url|Client|BotoCore|SQLAlchemy|Database|Operational|Programming|Interface|Redis|Connection|Connect|Timeout|SMTP|Stripe|Kafka|AMQP|PyMongo|Mongo|Elasticsearch|Transport|Network|Socket|Ssh|SSH|LDAP|Storage|S3|Grpc|Rpc|Payment|Gateway|Api|API|Service|Server|Broker|Mail|Delivery|Notification|Publish|Upload|Remote|Provider|Carrier|CalledProcess|Subprocess|DB|Mysql|MySQL|Postgres|Psycopg)\w*(?:Error|Exception|Failed|Failure|Timeout)\b|\b(?:psycopg2?|sqlite3|pymysql|aiohttp|redis|mysql\.connector|smtplib|socket|botocore|grpc|httpx)\.|\b(?:OSError|IOError|ConnectionError|TimeoutError)\b"#
  )
  private static let ordinary = Pattern.fixed(
    #"\b(?:ValueError|TypeError|AttributeError|KeyError|IndexError|FileNotFoundError|ProcessLookupError|NotImplementedError|ImportError|RuntimeError)\b|TimeoutExpired|Invalid\w*|Unsupported\w*|NotFound\w*|DoesNotExist|Closed\w*|Cancel\w*|NotImplemented\w*"#
  )
  private static let request = Pattern.fixed(#"Request|HTTP|SQLAlchemy|Database|Operational|Client|Redis|Connection"#)

  /// Whether nobody would miss what failed here.
  static func mayFail(_ attempt: Range<Int>, caught: Range<Int>, handler: Block, in source: Source) -> Bool {
    if explained.matches(
      source.bytes, in: handler.range.lowerBound..<source.range(ofLines: source.lines(of: handler.range)).upperBound)
    {
      return true
    }
    let isSerious =
      serious.matches(source.code, in: attempt)
      || source.has(passes, in: handler.body) && acts.matches(source.code, in: attempt)
      || source.has(charges, in: handler.body)
    if source.has(named, in: caught) {
      if source.has(ordinary, in: caught), !source.has(request, in: caught) { return true }
      return !source.has(outer, in: caught) || !isSerious && !source.has(request, in: caught)
    }
    if aside.matches(source.code, in: attempt) { return true }
    if source.has(cause, in: handler.body) { return true }
    if source.has(says, in: handler.body), let function = source.function(around: attempt.lowerBound),
      source.has(asks, in: function.range.lowerBound..<function.body.lowerBound),
      !touchesStore.matches(source.code, in: attempt)
    {
      return true
    }
    return !isSerious
  }

  private static let passes = Pattern.fixed(#"\A\s*(?:pass|\.\.\.|continue)?\s*\z"#)
  /// A call for what it does, not for what it gives.
  private static let acts = Pattern.fixed(
    #"(?m)^[ \t]+(?:await[ \t]+)?(?!(?:\w+\.)*(?:log\w*|print|append|display|setattr|assert\w*|warn\w*|pop|discard|sleep)\b)[\w.]+\.\w+\([^\n]*\)[ \t]*$"#
  )
  /// A price or amount that becomes nothing.
  private static let charges = Pattern.fixed(
    #"(?i)(?:amount|price|total|balance|cost|fee|tax|fare|premium|salary)\w*\s*=\s*(?:Decimal\([^)]*\)|0(?:\.0+)?)\s*$"#
  )
  private static let touchesStore = Pattern.fixed(
    #"(?i)\.(?:execute|commit|query|save|insert\w*|update|delete|find\w*)\(|requests\.|httpx\.|\.objects\."#)
}
