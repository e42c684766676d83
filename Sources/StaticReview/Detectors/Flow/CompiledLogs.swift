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
    return source.has(personal, in: value) || source.has(joined, in: value)
      || isHashedAsPassword(source.trimmed(value), in: source)
  }

  /// Whether the same function gives the value to a hash for passwords: then it is one.
  private static func isHashedAsPassword(_ value: Range<Int>, in source: Source) -> Bool {
    guard hashing.matches(source.text), source.has(name, in: value),
      let function = source.flow.function(around: value.lowerBound)?.block,
      let hashed = try? Pattern(
        #"(?i)(?:\b\w*(?:encoder|bcrypt|hasher|argon2)\w*\.(?:encode|hash\w*|hashpw)|GenerateFromPassword|\bhash_?password|setPassword)\(\s*(?:\[\]byte\(\s*)?(?:\w+,\s*)?"#
          + source.string(value) + #"\b"#)
    else { return false }
    return source.has(hashed, in: function.body)
  }
}
