internal import JudgeTypes

/// What is printed or logged whole although it holds more than a log may: forms, bodies, addresses of stores, lists of people.
enum PythonPrints {
  static let detector = Detector.file("python_prints") { source, rule in
    guard !source.isTest else { return [] }
    return source.calls(callee).compactMap { call in
      guard !source.has(harmless, in: call.range) else { return nil }
      let shown = values(of: call, in: source)
      let isShown =
        shown.contains { source.has(store, in: $0) && !isWithoutSecret($0, in: source) }
        || source.has(people, in: call.range)
        || shown.contains { isWholeForm($0, at: call, in: source) }
      return isShown ? Hit(rule, in: source.path, lines: source.lines(of: call.range)) : nil
    }
  }

  private static let callee = Pattern.fixed(
    #"(?<![\w.])(?:print|(?:self\.|app\.|current_app\.)?_?(?:log|logger|logging|LOG|LOGGER)\.(?:debug|info|warning|error|critical|exception))\s*\("#
  )
  private static let harmless = Pattern.fixed(#"(?i)mask|redact|hide_|scrub|sanitiz|urlparse|make_url|safe|len\("#)

  /// The names that stand alone: as an argument, or in the braces of an f-string.
  private static func values(of call: Call, in source: Source) -> [Range<Int>] {
    (call.arguments + source.strings(in: call.range).flatMap(\.interpolations)).map { source.trimmed($0) }
      .filter { source.has(name, in: $0) }
  }

  private static let name = Pattern.fixed(#"\A[A-Za-z_][\w.]*(?:\[["']\w+["']\])?\z"#)

  // MARK: Addresses of stores

  private static let store = Pattern.fixed(
    #"(?i)\A(?:\w+\.)*\w*(?:mongo(?:db)?|postgres(?:ql)?|mysql|rabbitmq|amqp|broker|sqlalchemy_database|database|\bdb)_?(?:ur[il]|connection|conn_?str(?:ing)?)\z"#
  )
  private static let known = Pattern.fixed(#"(?i)\A(?:\w+\.)*database_?url\z"#)
  private static let plain = Pattern.fixed(#"\A\s*[rf]?["'](?![^"'\n]*@)|sqlite"#)

  private static func isWithoutSecret(_ value: Range<Int>, in source: Source) -> Bool {
    if source.has(known, in: value) { return true }
    guard let origin = source.assignment(of: source.string(value), before: value.lowerBound) else { return false }
    return source.has(plain, in: origin)
  }

  // MARK: Lists of people

  private static let people = Pattern.fixed(
    #"\[\s*\w+\.(?:user_?name|e_?mail|phone\w*|full_?name|first_name|last_name)\s+for\s+\w+\s+in\s+\w*(?i:user|customer|patient|member|account|student|employee|client|contact)\w*"#
  )

  // MARK: Forms and bodies

  private static let sent = Pattern.fixed(
    #"\A(?:await\s+)?(?:flask\.)?request\.(?:json\b(?!\()|json\(\)|form\b|POST\b|data\b|get_json\([^()]*\)|values\b|body\(\))(?!\.|\[)|\Ajson\.loads\(\s*(?:await\s+)?request\.(?:body|data)"#
  )
  private static let personalForm = Pattern.fixed(
    #"\A\w*(?:User|Contact|Person|Register|Registration|Sign[uU]p|Login|Profile|Patient|Customer|Member|Client|Address|Account|Employee|Student|Booking|Checkout)\w*Form\(\s*(?:data\s*=\s*)?request\.(?:POST|form)"#
  )
  private static let personalField = Pattern.fixed(
    #"(?i)(?:\[|\.get\(|\.pop\()\s*["'](?:password|passwd|pwd|e_?mail|phone\w*|mobile|address|first_?name|last_?name|full_?name|ssn|dob|card\w*|cvv|national_id|salary)["']"#
  )

  private static func isWholeForm(_ value: Range<Int>, at call: Call, in source: Source) -> Bool {
    guard let function = source.function(around: call.range.lowerBound),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound),
      function.body.contains(origin.lowerBound)
    else { return false }
    let held = source.trimmed(origin)
    return source.has(personalForm, in: held)
      || source.has(sent, in: held) && source.has(personalField, in: function.body)
  }
}
