internal import JudgeTypes

/// Log lines of JavaScript and TypeScript that show a whole object with a password or token in it: an account as the store
/// gave it, what somebody typed into a form, the answer to a log-in.
enum ScriptShownObjects {
  static let detector = Detector.file("script_shown_objects") { source, rule in
    guard !source.isTest, secrets.matches(source.text) else { return [] }
    return source.calls(SensitiveLogs.script).compactMap { call in
      guard let shown = call.arguments.first(where: { isShown($0, call, in: source) }) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range.lowerBound..<shown.upperBound)),
        message: "the whole object goes into the log, its password or token with it", severity: .medium)
    }
  }

  private static let secrets = Pattern.fixed(#"(?i)password|passwd|bcrypt|login|sign-?in|token"#)
  /// The object alone, as a shorthand, or as JSON.
  private static let whole = Pattern.fixed(
    #"\A(?:\{\s*|JSON\.stringify\(\s*)?([A-Za-z_$][\w$]*)(\.data)?\s*(?:\}|(?:,\s*null\s*,\s*\d\s*)?\))?\z"#)

  private static func isShown(_ argument: Range<Int>, _ call: Call, in source: Source) -> Bool {
    guard let match = whole.allMatches(in: source.code, range: argument, limit: 1).first, let group = match.group(0),
      source.span(startingAt: argument.lowerBound) == nil
    else { return false }
    let name = source.string(group)
    let isPart = match.group(1) != nil
    return isAnswer(name, at: argument.lowerBound, in: source)
      || !isPart
        && (isAccount(name, at: argument.lowerBound, in: source) || isForm(name, at: argument.lowerBound, in: source))
  }

  // MARK: Accounts

  private static let account = Pattern.fixed(
    #"\A(?:new|saved|existing|found|created|current|db|registered|updated)?_?(?i:user|admin|customer|member|account|employee|student|teacher|doctor|patient)(?:Doc|Data|Record)?\z"#
  )
  private static let fromStore = Pattern.fixed(
    #"\A(?:await\s+)?(?:[\w$]+\s*\.\s*)+(?:findOne|findById|findByPk|findUnique|findFirst|findOneBy|create|save|insertOne|findOneAndUpdate|findByIdAndUpdate|findOneOrFail)\s*(?:<[^()\n]*>)?\(|\A(?:await\s+)?new\s+[A-Z]\w*\("#
  )
  private static let keepsPasswords = Pattern.fixed(
    #"(?i)bcrypt|argon2|\.password\b|\bpassword\s*[:,]|comparePassword|hashPassword"#)
  private static let leavesOut = Pattern.fixed(#"(?i)select\s*:|\.select\(|attributes\s*:|\.lean\(|toJSON"#)

  private static func isAccount(_ name: String, at offset: Int, in source: Source) -> Bool {
    guard account.matches(Array(name.utf8)),
      source.cache.reading("shown objects: passwords", { keepsPasswords.matches(source.text) }),
      let function = source.script.functions.around(offset),
      let origin = source.assignment(of: name, before: offset), function.range.contains(origin.lowerBound)
    else { return false }
    return fromStore.matches(source.code, in: origin) && !source.has(leavesOut, in: origin)
  }

  // MARK: Forms

  private static let typed = Pattern.fixed(
    #"type=\{?["']password["']|register\(\s*["'](?:\w*[pP]assword)["']|name=["']\w*[pP]assword["']|\bpassword\s*:\s*(?:["']{2}|yup|z\.|Yup)"#
  )
  private static let submits = Pattern.fixed(
    #"(?i)submit|log_?in|sign_?(?:in|up)|regist|onFinish|handleForm|change_?password|create_?(?:user|account)"#)

  private static func isForm(_ name: String, at offset: Int, in source: Source) -> Bool {
    guard source.cache.reading("shown objects: typed", { typed.matches(source.text) }) else { return false }
    if source.cache.reading("shown objects: state \(name)", { isState(name, in: source) }) { return true }
    return source.script.functions.chain(around: offset).contains { function in
      let parameters = source.arguments(in: function.parameters)
      guard parameters.count <= 2, submits.matches(Array(function.name.utf8)), let first = parameters.first else {
        return false
      }
      return source.string(first).prefix { $0.isLetter || $0.isNumber || $0 == "_" } == name
        && !event.matches(Array(name.utf8))
    }
  }

  private static func isState(_ name: String, in source: Source) -> Bool {
    let state = try? Pattern(
      #"\[\s*"# + name
        + #"\s*,\s*\w+\s*\]\s*=\s*(?:React\.)?useState(?:<[^()\n]*>)?\(\s*\{[^{}]{0,600}?\b\w*[pP]assword\s*:"#)
    return state?.matches(source.code) ?? false
  }

  private static let event = Pattern.fixed(#"\A(?:e|ev|evt|event|err|error|res|response|req|request|_)\z"#)

  // MARK: Answers to a log-in

  private static let logsIn = Pattern.fixed(
    #"(?i)\.post\s*\(\s*[^\n]{0,120}(?:/log-?in|/sign-?in|/auth/token|/oauth/token|/authenticate|/token)\b|\bfetch\s*\(\s*[^\n]{0,120}(?:/log-?in|/sign-?in|/authenticate|/token)\b"#
  )

  private static func isAnswer(_ name: String, at offset: Int, in source: Source) -> Bool {
    guard let function = source.script.functions.around(offset) else { return false }
    if let origin = source.assignments(of: name, before: offset).last, function.range.contains(origin.lowerBound) {
      return logsIn.matches(source.text, in: origin)
    }
    let parameters = source.arguments(in: function.parameters)
    guard parameters.count == 1, source.string(parameters[0]) == name,
      follows.matches(source.code, in: max(0, function.start - 30)..<function.start)
    else { return false }
    return logsIn.matches(source.text, in: max(0, function.start - 400)..<function.start)
  }

  private static let follows = Pattern.fixed(#"\.\s*then\s*\(\s*(?:async\s*)?\z"#)
}
