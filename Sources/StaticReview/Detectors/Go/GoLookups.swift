internal import JudgeTypes

/// Look-ups of Go whose every failure is told as "not there" or "wrong password", one of the database too.
enum GoLookups {
  static let detector = Detector.file("go_lookups") { source, rule in
    guard !source.isTest else { return [] }
    let lost = (GoAttempt.all(in: source) + GoAttempt.countsOfRows(in: source)).compactMap { attempt -> Hit? in
      guard isLookup(attempt, in: source), isToldAsMissing(attempt, in: source), !isTold(attempt, in: source),
        !source.has(distinguishes, in: attempt.made.lowerBound..<attempt.check.upperBound)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: attempt.check),
        message: "every failure of the look-up, one of the database too, is told as if nothing were there",
        severity: .medium)
    }
    return lost + takenAsFree(in: source, rule)
  }

  // MARK: Free, as far as one could see

  private static let taken = Pattern.fixed(
    #"(?i)StatusConflict|[(,]\s*409\s*,|["`][^"`\n]*(?:already|exists?\b|taken|in use|duplicate|registered)"#)
  private static let makes = Pattern.fixed(#"\.(?:Create|InsertOne|Insert\w*|Save|Exec\w*|Register\w*|Add\w*)\("#)

  /// `if err == nil { … already taken }`: a failure of the database is taken for a name that is free.
  private static func takenAsFree(in source: Source, _ rule: Rule) -> [Hit] {
    GoAttempt.found(in: source).compactMap { attempt in
      let rest = attempt.check.upperBound..<max(attempt.check.upperBound, attempt.function.block.body.upperBound)
      let next = attempt.check.upperBound..<min(source.code.count, attempt.check.upperBound + 200)
      guard source.has(direct, in: attempt.made), source.has(taken, in: attempt.body), source.has(makes, in: rest),
        !source.has(distinguishes, in: attempt.made.lowerBound..<attempt.check.upperBound),
        !source.has(distinguishes, in: next), !source.has(otherwise, in: next)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: attempt.check),
        message: "a failure of the look-up is taken for an answer, as if the name were free", severity: .medium)
    }
  }
  private static let otherwise = Pattern.fixed(#"\A\s*else\b|\A\s*if\s+(?:\w*[eE]rr|\w+\.Error)\s*!="#)

  // MARK: Missing, as far as one could see

  private static let direct = Pattern.fixed(
    #"\.(?:First|Take|Last|Find)\(\s*&[^;]*\.Error\b|\b\w*(?i:db|tx|gorm|orm|conn|database)\w*(?:\.\w+\((?:[^()]|\([^()]*\))*\)\s*)*\.\s*(?:First|Take|Last)\(\s*&|\.QueryRow\w*\([^;]*\.Scan\(|(?<![\w.])\w*[rR]ow\.(?:Scan|StructScan)\(|\.FindOne\([^;]*\.(?:Decode|Err)\(|\b\w*(?i:db|tx)\w*\.Get(?:Context)?\(\s*(?:\w+\s*,\s*)?&"#
  )
  private static let stored = Pattern.fixed(
    #"(?<![\w])(?i:\w*(?:repo|repository|repositories|store|storage|dao|queries|database|service|services|svc|usecase|model|models)|db|q|uc)(?:\(\))?(?:\.(?!\w*(?:[cC]onfig|[tT]oken|[sS]ession|[cC]ache|[aA]uth)\w*\b)\w+(?:\(\))?)?\.((?:Get|Find|Fetch|Load|Lookup|LookUp|Read|Select|Query|Retrieve|Show)(?:[A-Z]\w*)?)\("#
  )
  /// Names that speak of what is read from the request itself or from memory.
  private static let other = Pattern.fixed(
    #"Token|Claims|Context|Cookie|Header|Session|Config|Env|Form|Param|Cache|Template|File|Locale|Lang"#)

  private static func isLookup(_ attempt: GoAttempt, in source: Source) -> Bool {
    if source.has(direct, in: attempt.made) { return true }
    guard let match = stored.allMatches(in: source.code, range: attempt.made, limit: 1).first,
      match.range.lowerBound == source.trimmed(attempt.made).lowerBound
        || source.has(receiver, in: attempt.made.lowerBound..<match.range.lowerBound),
      let name = match.groups[0], !source.has(other, in: name)
    else { return false }
    // What this file itself says of the store may know no other failure.
    return !ownMethods(of: source).contains(source.string(name))
  }

  private static let method = Pattern.fixed(#"\bfunc[ \t]*\([^()\n]*\)[ \t]*(\w+)\("#)

  private static func ownMethods(of source: Source) -> Set<String> {
    source.cache.reading("go methods") {
      Set(method.allMatches(in: source.code).compactMap { $0.groups[0].map { source.string($0) } })
    }
  }

  private static let receiver = Pattern.fixed(#"\A\s*(?:\w+\.)*\z"#)

  private static let answered = Pattern.fixed(
    #"http\.Status(?:NotFound|Unauthorized|Forbidden)\b|fiber\.(?:Status|Err)(?:NotFound|Unauthorized|Forbidden)\b|echo\.Err(?:NotFound|Unauthorized|Forbidden)\b|http\.NotFound\(|(?:[(,]\s*|SendStatus\()40[134]\s*[,)]|codes\.(?:NotFound|Unauthenticated|PermissionDenied)\b"#
  )
  private static let badRequest = Pattern.fixed(
    #"http\.Status(?:BadRequest|Conflict)\b|fiber\.Status(?:BadRequest|Conflict)\b|[(,]\s*40[09]\s*,"#)
  private static let missing = Pattern.fixed(
    #"(?i)["`][^"`\n]*(?:not found|no such|does ?n[o']t exist|not exist|unknown (?:user|account|email)|not registered|(?:invalid|incorrect|wrong|bad) (?:\w+ ){0,2}(?:credentials?|password|e-?mail|user\w*|login)|unauthori[sz]ed)"#
  )
  private static let given = Pattern.fixed(
    #"\breturn\b[^\n]*(?:errors\.New|fmt\.Errorf|status\.Errorf?)\(|\breturn\b[^\n]*\bErr\w*(?:NotFound|Credentials|Unauthorized|NotExist|InvalidLogin|WrongPassword)\b"#
  )

  private static func isToldAsMissing(_ attempt: GoAttempt, in source: Source) -> Bool {
    guard attempt.isOfHandler(in: source) else {
      return source.has(single, in: attempt.body) && source.has(given, in: attempt.body)
        && (source.has(missing, in: attempt.body) || source.has(named, in: attempt.body))
    }
    return source.has(answered, in: attempt.body)
      || source.has(badRequest, in: attempt.body) && source.has(missing, in: attempt.body)
  }
  private static let single = Pattern.fixed(#"\A\s*return\b[^\n]*\s*\z"#)
  private static let named = Pattern.fixed(
    #"\bErr\w*(?:NotFound|Credentials|Unauthorized|NotExist|InvalidLogin|WrongPassword)\b"#)

  private static let distinguishes = Pattern.fixed(
    #"ErrNoRows|RecordNotFound|ErrNoDocuments|NoDocuments|redis\.Nil|\bIs\w*NotFound|errors\.(?:Is|As|AsType)|NotFoundErr|IsErrNoRows|NoRows|Err\w*NotFound\b[^\n]*[!=]=|[!=]=\s*\w*\.?Err[A-Z]|\.Code\(|(?:is|Is)NotExist"#
  )
  private static let logs = Pattern.fixed(#"(?i)\blog\w*\.|slog\.|zap\.|(?<!http)\.Error\(|report|sentry|capture"#)

  /// Whether the error itself goes on, into a log or to whoever called.
  private static func isTold(_ attempt: GoAttempt, in source: Source) -> Bool {
    guard let mention = try? Pattern(#"(?<![\w.])"# + attempt.name.replacing(".", with: #"\."#) + #"\b"#) else {
      return true
    }
    return mention.matches(source.code, in: attempt.body) || source.has(logs, in: attempt.body)
  }
}
