internal import JudgeTypes

/// Log lines whose words sound like a secret and whose values are none.
enum LogLines {
  @Sendable static func isRight(_ hit: Hit, in source: Source) -> Bool {
    let lines = source.range(ofLines: hit.lines)
    if isResultOfCommand(lines, in: source) { return true }
    let values = sensitive.allMatches(in: source.code, range: lines).map(\.range)
    return !values.isEmpty && values.allSatisfy { isNone(of: $0, lines, in: source) }
  }

  /// A name of one or more parts that ends in a word for a secret or for a person.
  private static let sensitive = Pattern.fixed(
    #"(?i)(?<![\w.])(?:\w+\.)*\w*(?:passw(?:or)?d|secret|token|credentials?|cookies?|full_?name|email|phone|card|api_?key|private_?key|ssn|iban|birth\w*|\bdob|\bpin|\botp|passport\w*|cvv|address|diagnos\w*|patient\w*)\w*(?:\.\w+)*(?![\w(])"#
  )
  private static let page = Pattern.fixed(
    #"(?i)\A(?:\w+\.)*(?:next|prev(?:ious)?|page|cursor|continuation|resume|sync)_?(?:page_?)?token\z"#)
  private static let nameOfConstant = Pattern.fixed(#"(?:\A|\.)[A-Z][A-Z0-9_]+\.name\z"#)
  private static let actionConstant = Pattern.fixed(
    #"\A(?:[A-Z]\w*\.)?(?:UPDATE|CREATE|RESET|CHANGE|SET|DELETE|CHECK|SAVE|ALLOW|USE|ENABLE|DISABLE)_[A-Z0-9_]+\z|_(?:PREFIX|SUFFIX|HEADER|NAME|PATH|URL|KEY_NAME|ENABLED)\z"#
  )
  private static let called = Pattern.fixed(#"(?i)full_?name\z"#)
  private static let thing = Pattern.fixed(
    #"(?i)\b(?:image|docker|container|function|module|class|package|repo\w*|job|field|column|table|branch|plugin)s?\b"#)
  /// A row of a store, which shows itself as such and not as the secret that one of its columns holds.
  private static let storedRecord = Pattern.fixed(#"\A(?:orm|row|record)_\w+\z"#)
  private static let bare = Pattern.fixed(#"\A\w+\z"#)

  private static func isNone(of value: Range<Int>, _ lines: Range<Int>, in source: Source) -> Bool {
    let text = Array(source.string(value).utf8)
    if page.matches(text) || nameOfConstant.matches(text) || actionConstant.matches(text) { return true }
    if called.matches(text), thing.matches(source.bytes, in: lines) { return true }
    if source.language == .python, storedRecord.matches(text) { return true }
    return bare.matches(text) && isRecord(source.string(value), at: value.lowerBound, in: source)
  }

  /// Whether the same function reads members of it, or deletes it from a store: then it is a record, and its text not the secret.
  private static func isRecord(_ name: String, at offset: Int, in source: Source) -> Bool {
    guard source.language == .python, let function = source.function(around: offset),
      let member = try? Pattern(
        #"(?<![\w.])"# + name
          + #"\.(?:expires\w*|client_?id|user(?:_id)?|service|owner|id|pk|scopes?|created\w*|revoked|delete\(|save\(|name)\b|\b(?:db|session)\.(?:delete|add|merge|refresh)\(\s*"#
          + name + #"\s*\)"#)
    else { return false }
    return source.has(member, in: function.range)
  }

  // MARK: Commands

  private static let printed = Pattern.fixed(
    #"\A\s*(?:print\(\s*[\w.]+\s*\)|System\.out\.print(?:ln)?\(|fmt\.Print\w*\(|log\.Print\w*\()"#)
  private static let commandClass = Pattern.fixed(
    #"(?m)^class[ \t]+\w+\([^()\n]*\b(?:Application|\w*Command|JupyterApp)\b[^()\n]*\)"#)
  private static let anyClass = Pattern.fixed(#"(?m)^class[ \t]+\w+[^\n]*"#)
  private static let shows = Pattern.fixed(#"\bUse:\s*"(?:show|print|get|display|reveal|generate)[- ]"#)

  private static let password = Pattern.fixed(#"(?i)passw|secret|private_?key"#)

  /// What a command prints because it was asked for: its result, not a trace.
  private static func isResultOfCommand(_ lines: Range<Int>, in source: Source) -> Bool {
    guard printed.matches(source.code, in: lines) else { return false }
    switch source.language {
    case .python:
      guard let last = anyClass.allMatches(in: source.code, range: 0..<lines.lowerBound).last else { return false }
      return commandClass.matches(source.code, in: last.range)
    case .java, .kotlin:
      return source.functionName(around: lines.lowerBound) == "main" && !password.matches(source.code, in: lines)
    case .go: return source.has(shows, in: max(0, lines.lowerBound - 1_500)..<lines.lowerBound)
    default: return false
    }
  }
}
