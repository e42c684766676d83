internal import JudgeTypes

/// What log lines of Go, Java, Kotlin and C# show by getters, or by names that only their making explains.
enum CompiledLogs {
  private static let health = Pattern.fixed(
    #"(?i)(?:\.|\b)(?:get_?)?(?:diagnos[ie]s\w*|icd_?10\w*|medications?|drug(?:name|code)?|prescription\w*|allergies|patient_?(?:name|first_?name|last_?name|dob|birth\w*|ssn)|insured_?(?:no|number|id|name)|insurance_?(?:no|number)|lab_?results?|blood_?type|dosage)\(\)|\b\w*patient\w*(?:\(\))?\.(?:get)?(?:\w*name|birth\w*|dob|ssn)(?:\(\))?(?!\w)"#
  )
  private static let personal = Pattern.fixed(
    #"(?i)\.get_?(?:password|passwd|pwd|secret|api_?key|access_?token|refresh_?token|token|authorization|ssn|iban|card_?number|pan|cvv|cvc|pin|otp|email|e_?mail_?address|phone(?:_?number)?|date_?of_?birth|birth_?date|credentials)\(\)"#
  )
  /// Names of several words that end in one for a secret.
  private static let joined = Pattern.fixed(
    #"(?<![\w.])(?:\w+\.)*(?:[a-z]\w*(?:Password|Passwd|Passphrase|ApiKey|APIKey|ClientSecret|SecretKey|PrivateKey)|(?:jwt|auth|bearer|session|reset|bot|csrf|oauth|signed)Token|tokenString)(?![\w(.])"#
  )
  private static let name = Pattern.fixed(#"\A[a-z]\w*\z"#)
  private static let hashing = Pattern.fixed(
    #"(?i)PasswordEncoder|bcrypt|argon2|PasswordHasher|scrypt|pbkdf2|Rfc2898"#)

  static func isSensitive(_ value: Range<Int>, isHealth: Bool, in source: Source) -> Bool {
    if isHealth { return source.has(health, in: value) }
    return source.has(personal, in: value) || source.has(joined, in: value) || isNamedSecret(value, in: source)
      || isHashedAsPassword(source.trimmed(value), in: source)
  }

  private static let compound = Pattern.fixed(
    #"(?<![\w.])(?:\w+[?!]*\.)*(?:get)?\w*?(?:[pP]assword|[pP]asswd|Pwd|[cC]lientSecret|[sS]ecretKey|[aA]piKey|[aA]piSecret|Token|[jJ]wt|\bjwt|[oO]tp(?:Code|Value)?|[cC]ardNumber|[cC]vv|[cC]vc|[cC]onnectionString|[aA]uthHeader|[aA]uthorizationHeader|[rR]eset(?:Link|Url|Code)|[pP]assphrase|[pP]rivateKey|(?:[vV]erification|[aA]ctivation|[cC]onfirmation)Code|PinCode)(?:\(\))?\s*\z"#
  )
  /// Made where it is shown.
  private static let made = Pattern.fixed(
    #"\.(?:generate|create|build|issue|sign|encode)\w*(?:Token|Jwt|JWT|Password|Otp|OTP|Secret)\w*\([\w., ]*\)\s*\z"#)
  private static let other = Pattern.fixed(
    #"(?:\b|\.|get)(?:(?:has|is|use[sd]?|needs?|require[sd]?|missing|enabled?|allow|show|supports?|change|forgot|wrong|bad|incorrect|confirm|mask\w*|encoded|encrypted|hashed|fcm|device|push|num\w*|max\w*|total\w*|prompt|completion|input|output)[A-Z]\w*|\w*(?:[cC]ancellation|[pP]age|[nN]ext|[cC]ontinuation|[sS]ync|[pP]arse|[cC]urrent|[sS]top|[sS]tart|[cC]srf|[xX]srf|[uU]nexpected|[iI]nvalid|[eE]xpired|[lL]ast|[fF]irst|[pP]rev\w*|[aA]ntiforgery|[cC]hange|Type|Request)(?:Token|Password)|authenticationToken)(?:\(\))?\s*\z"#
  )
  private static let parses = Pattern.fixed(#"(?i)tokeni[sz]e|\blexer|\bparser\b|\bgrammar\b"#)

  private static func isParser(_ source: Source) -> Bool {
    source.cache.reading("compiled logs: parser") { parses.matches(source.code) }
  }

  /// Names put together of a word for a secret and others, as `jwtToken` or `user.getDbPassword()`.
  private static func isNamedSecret(_ value: Range<Int>, in source: Source) -> Bool {
    guard source.language != .go, !isParser(source) else { return false }
    let value = source.trimmed(value)
    return (source.has(compound, in: value) || source.has(made, in: value)) && !source.has(other, in: value)
  }

  /// Whether the same function gives the value to a hash for passwords: then it is one.
  private static func isHashedAsPassword(_ value: Range<Int>, in source: Source) -> Bool {
    guard source.cache.reading("compiled logs: hashing", { hashing.matches(source.text) }), source.has(name, in: value),
      let function = source.flow.function(around: value.lowerBound)?.block
    else { return false }
    let value = source.string(value)
    return source.cache.reading("compiled logs: \(value) hashed at \(function.body.lowerBound)") {
      isHashed(value, in: function.body, of: source)
    }
  }

  private static func isHashed(_ value: String, in body: Range<Int>, of source: Source) -> Bool {
    guard
      let hashed = try? Pattern(
        #"(?i)(?:\b\w*(?:encoder|bcrypt|hasher|argon2)\w*\.(?:encode|hash\w*|hashpw)|GenerateFromPassword|\bhash_?password|setPassword)\(\s*(?:\[\]byte\(\s*)?(?:\w+,\s*)?"#
          + value + #"\b"#)
    else { return false }
    return source.has(hashed, in: body)
  }
}
