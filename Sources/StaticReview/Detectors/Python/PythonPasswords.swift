internal import JudgeTypes

/// Passwords that go to the store, or into the question to it, as they were typed, although other lines of the file hash one.
enum PythonPasswords {
  static let detector = Detector.file("python_plain_passwords") { source, rule in
    // Where nothing in the file hashes, the patterns of the rule decide.
    guard !source.isTest, hashes.matches(source.text) else { return [] }
    return lookedUp(in: source, rule) + (compared.matches(source.text) ? stored(in: source, rule) : [])
  }

  private static let hashes = Pattern.fixed(
    #"(?i)hash\w*\(|password_hash|hashed|hashlib\.\w+\(|hexdigest|bcrypt|crypt|argon2|make_password|set_password|pwd_context|pbkdf2|scrypt"#
  )
  private static let compared = Pattern.fixed(
    #"(?i)\b(?:\w*user|account|member|customer|employee|admin|row|record)(?:\.password|\[["']password["']\])\s*[!=]=\s*(?:password|pwd|data|body|form|request)\b"#
  )
  private static let question = Pattern.fixed(
    #"(?:\.filter_by|\.objects\.(?:get|filter))\([^()\n]*?\bpassword\s*=\s*((?:[\w.]+(?:\[["']\w+["']\]|\.get\([^()\n]*\))?))"#
  )
  private static let creation = Pattern.fixed(
    #"\b(?:\w*User|Users|Account|Member|Customer|Employee|Admin)(?:\.objects\.create)?\((?:[^()]|\([^()]*\))*?\bpassword\s*=\s*((?:[\w.]+(?:\[["']\w+["']\]|\.get\([^()\n]*\))?))\s*[,)]"#
  )
  private static let typed = Pattern.fixed(
    #"\A(?:(?:flask\.)?request\.(?:json|form|POST|data|values)|data|body|payload|form|json_data|req|content|info|credentials)(?:\[["'](?:password|passwd|pwd)["']\]|\.get\(\s*["'](?:password|passwd|pwd)["'][^()\n]*\)|\.(?:password|passwd|pwd)(?:\.data)?)\z"#
  )
  private static let name = Pattern.fixed(#"\A[A-Za-z_]\w*\z"#)

  private static func lookedUp(in source: Source, _ rule: Rule) -> [Hit] {
    hits(of: question, in: source, rule, "the password is looked up in the clear, so it is stored so")
  }

  private static func stored(in source: Source, _ rule: Rule) -> [Hit] {
    hits(of: creation, in: source, rule, "the password is stored as it was typed")
  }

  private static func hits(of pattern: Pattern, in source: Source, _ rule: Rule, _ message: String) -> [Hit] {
    pattern.allMatches(in: source.text).compactMap { match in
      guard let value = match.group(0), isTyped(value, in: source) else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range), message: message)
    }
  }

  /// Whether it is the request's own field, through at most one name that nothing else was put under.
  private static func isTyped(_ value: Range<Int>, in source: Source) -> Bool {
    if source.has(typed, in: value) { return true }
    guard source.has(name, in: value), let function = source.function(around: value.lowerBound) else { return false }
    let origins = source.assignments(of: source.string(value), before: value.lowerBound).filter {
      function.body.contains($0.lowerBound) && $0.upperBound <= value.lowerBound
    }
    guard let last = origins.last else { return false }
    return source.has(typed, in: source.trimmed(last))
  }
}
