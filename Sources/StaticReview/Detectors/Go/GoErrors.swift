internal import JudgeTypes

/// Errors of Go that nobody looks at, and checks of errors that hide them.
enum GoErrors {
  static let detector = Detector.file("go_errors") { source, rule in
    guard !source.isTest else { return [] }
    return
      (discarded(in: source, rule) + uncheckedCalls(in: source, rule) + hidden(in: source, rule)
      + GoOverwritten.hits(in: source, rule)).sorted(by: Hit.precedes)
  }

  // MARK: Results put away

  private static let blank = Pattern.fixed(
    #"(?m)^[ \t]*(?:(?:if|switch)[ \t]+)?((?:\w+[ \t]*,[ \t]*)*)_[ \t]*:?=[ \t]*((?:[\w.]+(?:\([^()\n]*\))?\.)*[\w.]+)\("#
  )
  /// What only tidies up, or cannot fail as it is used.
  private static let harmless = Pattern.fixed(
    #"(?i)(?:Close|Rollback|Flush|Sync|Shutdown|Kill|Stop|Cancel|Release|Unlock|Remove|RemoveAll|Setenv|Unsetenv|Fprint\w*|Print\w*|Reset|Cleanup|Disconnect|Signal|Wait|Quit|Terminate|Unsubscribe|SetDeadline|SetReadDeadline|SetWriteDeadline|Discard)\z|\b(?:w|rw|buf|b|sb|h|hash|mac|hasher|bw|out|os\.Std\w+|builder|fmt|log|logger|viper|flag|cmd\.Flags\(\)|fs|mime|runtime|debug)\.\w+\z|json\.NewEncoder\(\w+\)\.Encode|\bio\.(?:WriteString|Copy)\z|(?<!un)Marshal(?:Indent)?\z|url\.Parse\z|\bGetStringVar|Hostname\z|Getwd\z|cutset|Cut\w*\z|Lookup\w*\z|\.Mark(?:Hidden|Deprecated|ShorthandDeprecated|(?:Persistent)?FlagRequired)\z|NewRequest\w*\z|Abs\z|Rel\z|(?:pool|cache|map|hosts|registry|pipe|svc)\.\w+\z"#
  )
  private static let matters = Pattern.fixed(
    #"(?:\A|\.)(?:Save|Insert|Update|Delete|Send|Post|Publish|Upload|Store|Persist|Exec|Commit|Create|Charge|Refund|Transfer|Debit|Credit|Schedule|Revoke|Record|Audit|Notify|Enqueue|Apply|Put|Set|Add|Grant|Write|Decode|Unmarshal|Scan|Bind|BodyParser|ShouldBind|Register|Migrate|Import|Append|Rename|Chmod|Chown|Pay|Approve|Cancel\w+|Mark|Complete|Process|Replace|Sign|Emit)\w*\z"#
  )
  private static let answers = Pattern.fixed(
    #"(?:\A|\.)(?:io\.ReadAll|ioutil\.ReadAll|os\.(?:Open|ReadFile|Create|OpenFile|ReadDir)|ioutil\.ReadFile|(?:\w*(?:[dD]b|DB|[tT]x|[cC]onn|[pP]ool|[qQ]ueries|stmt))\.(?:Query|QueryContext|Exec|ExecContext|Queryx|Prepare|Begin\w*)|strconv\.(?:Atoi|ParseInt|ParseFloat|ParseUint|ParseBool)|\w*[cC]oll\w*(?:\(\))?\.(?:CountDocuments|Find|InsertOne|UpdateOne|DeleteOne|InsertMany|UpdateMany|DeleteMany|Aggregate|Distinct)|time\.Parse|uuid\.Parse|hex\.DecodeString|base64\.\w+\.DecodeString|jwt\.Parse\w*|bcrypt\.GenerateFromPassword|rand\.Read|(?:\w*[cC]lient|http)\.(?:Do|Get|Post|PostForm)|Compile|Decrypt\w*|Encrypt\w*)\z|(?i:(?:\A|\.)\w*(?:repo|repository|store|storage|dao|svc|service|gateway|ledger)\.\w+\z)|(?i:(?:\A|\.)(?:\w*(?:repo|repository|store|dao|client|service))\.(?:get|find|load|fetch|list|count|query|save|create|update|delete)\w*\z)"#
  )

  private static func discarded(in source: Source, _ rule: Rule) -> [Hit] {
    blank.allMatches(in: source.code).compactMap { match in
      guard let names = match.groups[0], let callee = match.groups[1], !source.has(harmless, in: callee) else {
        return nil
      }
      let hasValue = source.has(Self.named, in: names)
      guard
        hasValue ? source.has(answers, in: callee) : source.has(matters, in: callee) || source.has(answers, in: callee)
      else { return nil }
      let isDecoding = source.has(Self.decodes, in: callee)
      // What an error answer holds beside its status is read as far as it goes.
      if isDecoding, source.has(Self.ofError, in: line(from: match.range.upperBound, in: source)) { return nil }
      let isForm = source.has(Self.parses, in: callee)
      if isHash(callee, in: source) { return nil }
      if isForm,
        !source.has(Self.weighty, in: names) || source.has(Self.own, in: line(from: match.range.upperBound, in: source))
      {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
        message: "the error is put away unread", severity: isForm || isDecoding ? .medium : nil)
    }
  }

  private static func line(from offset: Int, in source: Source) -> Range<Int> {
    offset..<max(offset, source.range(ofLines: source.lines(of: offset..<offset)).upperBound)
  }

  private static let writes = Pattern.fixed(#"\A([\w.]+)\.Write(?:String)?\z"#)

  /// A hash takes whatever is written to it: what is asked for its sum is one.
  private static func isHash(_ callee: Range<Int>, in source: Source) -> Bool {
    guard let receiver = writes.allMatches(in: source.code, range: callee, limit: 1).first?.groups[0],
      let sum = try? Pattern(
        #"(?<![\w.])"# + source.string(receiver).replacing(".", with: #"\."#) + #"\.Sum(?:32|64)?\("#)
    else { return false }
    return sum.matches(source.code, in: callee.upperBound..<min(source.code.count, callee.upperBound + 1_500))
  }

  private static let named = Pattern.fixed(#"[A-Za-z]\w*\s*,"#)
  /// A number or time that stands for something of value; elsewhere nought is the usual default.
  private static let weighty = Pattern.fixed(
    #"\b(?:\w*I[dD]|id|\w*_id|(?i:\w*(?:amount|price|qty|quantity|total|expir)\w*))\s*,"#)
  /// What the program itself put into its context, as the id that its middleware took from the token.
  private static let own = Pattern.fixed(#"\A[^\n]*?(?:\.\(string\)|\.GetString\(|\.Value\(|\.Locals\()"#)
  private static let decodes = Pattern.fixed(#"(?:json|xml|yaml)\.Unmarshal\z"#)
  private static let ofError = Pattern.fixed(#"&\w*(?i:err|fail)\w*\b|&e\b"#)
  private static let parses = Pattern.fixed(#"(?:strconv|time|uuid|hex|base64)\."#)

  // MARK: Calls as statements

  private static let bare = Pattern.fixed(
    #"(?m)^[ \t]*(json\.NewDecoder\([^()\n]*\)\.Decode|json\.Unmarshal|xml\.Unmarshal|yaml\.Unmarshal|(?:\w+\.)*\w*(?:db|DB|tx|Tx|stmt|conn|pool|Db)\.(?:Exec|ExecContext|MustExecContext|Commit)|os\.(?:WriteFile|Rename|MkdirAll|Mkdir|Chmod|Chown)|ioutil\.WriteFile|rows?\.(?:Scan|StructScan)|(?:\w+\.)*\w*(?:db|DB|tx|conn|pool)\.QueryRow\w*\([^()\n]*\)\.Scan|(?:c|ctx)\.(?:Bind|BindJSON|ShouldBind|ShouldBindJSON|BodyParser)|r\.Parse(?:Form|MultipartForm)|(?:session|sess)\.Save)\("#
  )
  private static let gorm = Pattern.fixed(
    #"(?m)^[ \t]*(?:\w+\.)*\w*(?:db|DB|tx|Db)(?:\.(?:Model|Where|Table|Unscoped|WithContext|Session|Preload)\((?:[^()\n]|\([^()\n]*\))*\))*\.(?:Create|Save|Delete|Updates?|UpdateColumns?|First|Find|Take)\("#
  )
  private static let address = Pattern.fixed(#"\A&\w+\z"#)
  private static let importsGorm = Pattern.fixed(#"gorm\.io/gorm|jinzhu/gorm"#)
  private static let form = Pattern.fixed(#"Parse(?:Form|MultipartForm)\("#)

  private static func uncheckedCalls(in source: Source, _ rule: Rule) -> [Hit] {
    let isGorm = importsGorm.matches(source.text)
    // A handler that gets its database from a package of the project imports no gorm.
    let calls =
      source.calls(bare)
      + source.calls(gorm).filter { call in isGorm || call.arguments.first.map { source.has(address, in: $0) } ?? false
      }
    return calls.compactMap { call in
      // Something that goes on behind the call, such as `.Error`, looks at it.
      guard !source.has(form, in: call.name),
        call.range.upperBound >= source.code.count || source.code[call.range.upperBound] != UInt8(ascii: ".")
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "whether this failed is not looked at")
    }
  }

  // MARK: Checks that hide

  private static let check = Pattern.fixed(
    #"(?m)^[ \t]*(?:\}[ \t]*else[ \t]+)?if[ \t]+(?:([^\n;{]*?)[ \t]*:?=[ \t]*([^\n;]*);[ \t]*)?(\w*[eE]rr)[ \t]*!=[ \t]*nil[ \t]*\{"#
  )
  private static let success = Pattern.fixed(
    #"(?s)\A\s*(?:return\s+(?:(?:nil|true|false|0|""|\w+|[\w.\[\]*]+\{\s*\}|map\[\w+\][\w.]+\{\}|&?[\w.]+\{\})\s*,\s*)*nil\s*)\z"#
  )
  private static let quiet = Pattern.fixed(
    #"(?s)\A\s*(?:return(?:\s+(?:nil|true|false|0|""|[\w.\[\]*]+\{\s*\})(?:\s*,\s*(?:nil|true|0|""))*)?|continue)?\s*\z"#
  )
  private static let logsOnly = Pattern.fixed(
    #"(?s)\A\s*(?:(?:\w+\.)*(?:log|Log|logger|Logger|slog|logging|logrus|zap|klog|glog|sugar|lgr|l|fmt)(?:\(\))?(?:\.\w+(?:\((?:[^()]|\([^()]*\))*\))?)*\.?\w*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*)+\z"#
  )
  private static let ends = Pattern.fixed(#"Fatal|Panic|os\.Exit|Goexit"#)
  private static let strong = Pattern.fixed(
    #"(?:\.|\A|\s)(?:Save|Insert|Update|Delete|Create|Exec|Commit|Charge|Refund|Transfer|Debit|Credit|Publish|Enqueue|Persist|Store|Withdraw|Deposit|Decode|Unmarshal|Reserve|Grant|Revoke|Approve)\w*\("#
  )
  private static let besides = Pattern.fixed(
    #"(?i)cache|metric|notif|mail|sms|audit|analytic|telemetry|temp|tmp|close|rollback|shutdown|flush|cleanup|trace|stat(?:s|us)\b|webhook|heartbeat|history|last|touch|remove\("#
  )
  private static let outsideCall = Pattern.fixed(
    #"(?i)\b\w*(?:db|tx|conn|pool|repo|repository|store|client|queries|http|svc|service|rdb|redis)\.\w+|os\.\w+\(|ioutil\.|http\.|\.(?:Query|Exec|Scan|Do|Save|Send|Publish|Fetch)\w*\("#
  )
  private static let parsing = Pattern.fixed(
    #"\b(?:strconv|net\.Parse\w+|url\.Parse\w*|time\.Parse\w*|uuid\.|hex\.|base64\.|regexp\.|netip\.|semver\.|json\.Valid|exec\.LookPath|os\.(?:Stat|Lstat|Readlink|Getwd|Remove)|filepath\.|http\.NewRequest|LookupEnv|r\.Cookie)"#
  )

  private static func hidden(in source: Source, _ rule: Rule) -> [Hit] {
    check.allMatches(in: source.code).compactMap { match in
      guard let close = source.closing(of: match.range.upperBound - 1),
        let function = source.flow.function(around: match.range.lowerBound)
      else { return nil }
      let body = match.range.upperBound..<close
      let made = match.groups[1] ?? attempt(before: match.range.lowerBound, in: source)
      let lines = source.lines(of: source.trimmed(match.range.lowerBound..<(close + 1)))
      let isTried = !source.has(parsing, in: made)
      if source.trimmed(body).isEmpty {
        let isSaid = source.has(reason, in: body, view: .all)
        return isTried && !isSaid
          ? Hit(rule, in: source.path, lines: lines, message: "the error is looked at, and nothing is done about it")
          : nil
      }
      let resultStart = function.block.range.lowerBound..<function.block.body.lowerBound
      let saysErrors = resultsHoldError(resultStart, in: source)
      if saysErrors, source.has(success, in: source.trimmed(body)), isTried, source.has(outsideCall, in: made),
        !source.has(reason, in: body, view: .all)
      {
        return Hit(rule, in: source.path, lines: lines, message: "a failure is answered as if all were well")
      }
      if !saysErrors, source.has(quiet, in: source.trimmed(body)), isTried, source.has(outsideCall, in: made),
        !source.has(reason, in: body, view: .all), !source.has(besides, in: made)
      {
        return Hit(
          rule, in: source.path, lines: lines, message: "nobody hears of this failure", severity: .medium)
      }
      guard source.has(logsOnly, in: source.trimmed(body)), !source.has(ends, in: body), !source.has(besides, in: made)
      else {
        return nil
      }
      return goesOn(match, made: made, after: close, function.block, in: source)
        ? Hit(
          rule, in: source.path, lines: lines,
          message: "the failure is logged, and the work goes on as if there were none")
        : nil
    }
  }

  private static let reason = Pattern.fixed(
    #"(?i)//[^\n]*(?:ignore|best[- ]effort|optional|fall(?:s|ing)?[- ]?back|expected|harmless|not fatal|non-fatal|intention|already|no need|don't care|skip|not an error|doesn't exist)"#
  )

  /// `x, err := f()` whose `x` is used although there was an error, or a change that did not happen.
  private static func goesOn(
    _ match: Pattern.Match, made: Range<Int>, after close: Int, _ function: Block, in source: Source
  ) -> Bool {
    // An `else` treats the good case apart.
    let next = (close + 1)..<min(source.code.count, close + 12)
    if source.has(elseBranch, in: next) { return false }
    if source.has(strong, in: made), source.has(outsideCall, in: made) {
      return source.has(succeeds, in: (close + 1)..<max(close + 1, function.body.upperBound))
    }
    guard match.groups[1] == nil else { return false }
    let line = source.lineStart(of: made.lowerBound)..<made.lowerBound
    guard let names = valueNames.allMatches(in: source.code, range: line, limit: 1).first?.groups[0] else {
      return false
    }
    let name = source.string(names)
    guard name != "_", source.has(outsideCall, in: made), let use = try? Pattern(#"(?<![\w.])"# + name + #"\.\w"#)
    else {
      return false
    }
    // Only what is used at once, outside of a check of its own.
    let following = (close + 1)..<min(function.body.upperBound, close + 200)
    guard following.lowerBound < following.upperBound, source.has(use, in: following) else { return false }
    guard let checked = try? Pattern(#"if[^\n]*\b"# + name + #"\s*[!=]=\s*nil"#) else { return false }
    return !source.has(checked, in: following)
  }

  private static let elseBranch = Pattern.fixed(#"\A\s*else\b"#)
  private static let succeeds = Pattern.fixed(
    #"(?:http\.Status(?:OK|Created|NoContent|Accepted)|\.(?:JSON|String|Status|SendStatus)\(\s*20\d|WriteHeader\(\s*20\d|return\s+(?:[\w&{}.]+,\s*)?nil\b|\.Encode\(|respondJSON|writeJSON|\.Ack\()"#
  )
  private static let valueNames = Pattern.fixed(#"(\w+)[ \t]*,[ \t]*\w*[eE]rr[ \t]*:?=[ \t]*\z"#)
  private static let result = Pattern.fixed(
    #"\)\s*(?:\(?[^()]*\berror\b[^()]*\)?|\([^()]*\berror\b[^()]*\))\s*\{?\s*\z"#)

  private static func resultsHoldError(_ head: Range<Int>, in source: Source) -> Bool { source.has(result, in: head) }

  /// The right-hand side of the statement above a check.
  private static func attempt(before offset: Int, in source: Source) -> Range<Int> {
    var index = offset
    let floor = max(0, offset - 2_500)
    while index > floor {
      index = source.lineStart(of: max(0, index - 1))
      let found = assigned.allMatches(in: source.code, range: index..<offset, limit: 1).first
      if let found, found.range.lowerBound == index { return found.range.upperBound..<offset }
      if offset - index > 1_200 { break }
    }
    return offset..<offset
  }

  private static let assigned = Pattern.fixed(#"[ \t]*(?:\w+[ \t]*,[ \t]*)*\w*[eE]rr[ \t]*:?=(?!=)[ \t]*"#)
}

extension Source {
  /// Whether `pattern` occurs in a view of `range`.
  func has(_ pattern: Pattern, in range: Range<Int>, view: View) -> Bool {
    pattern.matches(view == .all ? bytes : bytes(in: view), in: range.clamped(to: 0..<bytes.count))
  }
}
