internal import JudgeTypes

/// Statements that write a password into its column as it was typed, in a file where nothing hashes one.
enum PasswordColumns {
  static let detector = Detector.file("password_columns") { source, rule in
    guard !source.isTest, !hashes.matches(source.text), plain.matches(source.code) else { return [] }
    return source.spans.filter { $0.kind == .string }.compactMap { string in
      guard statement.matches(source.bytes, in: string.content) else { return nil }
      let place = execution(of: string, in: source) ?? string.range
      return Hit(
        rule, in: source.path, lines: source.lines(of: place), message: "the password is stored as it was typed")
    }
  }

  private static let hashes = Pattern.fixed(
    #"(?i)hash|crypt|digest|argon|pbkdf|md5|sha_?\d|encode\w*\(|encoder|cipher|secure_?password|passlib"#)
  /// What holds a password in the program, under its usual names.
  private static let plain = Pattern.fixed(#"(?i)\b\$?\w*(?:password|passwd|pwd|senha|wachtwoord|contrasena)\w*\b"#)
  private static let statement = Pattern.fixed(
    #"(?is)\A\s*(?:insert\s+(?:ignore\s+)?into\s+\W?\w*(?:user|account|member|customer|employee|admin|login|staff|patient|student|client|teacher|doctor)\w*\W?\s*\([^()]*\b(?:password|passwd|pwd|pass|contrasena|senha|wachtwoord|mot_de_passe)\b[^()]*\)\s*values|update\s+\W?\w+\W?\s+set\s[^;]{0,200}?\b(?:password|passwd|pwd|contrasena|senha)\W?\s*=\s*(?:\?|%s|\$\d|:\w|@\w|'?\$))"#
  )
  private static let given = Pattern.fixed(#"\b(\w+)\s*(?::\s*\w+\s*)?:?=\s*[rfbuRFBU@$]{0,2}\z"#)
  private static let runs =
    #"\b(?:\w+(?:\.|->))?(?:execute\w*|query\w*|prepare\w*|Exec\w*|Query\w*|run|exec|all|get)\s*\(\s*(?:\w+\s*,\s*)?\$?"#

  /// The call that runs a statement which stands in a variable.
  private static func execution(of string: Span, in source: Source) -> Range<Int>? {
    let before = max(0, string.range.lowerBound - 80)..<string.range.lowerBound
    guard let name = given.allMatches(in: source.code, range: before).last?.group(0),
      let call = try? Pattern(runs + source.string(name) + #"\b[^\n]*"#)
    else { return nil }
    let rest = string.range.upperBound..<min(source.code.count, string.range.upperBound + 1_500)
    return call.allMatches(in: source.code, range: rest, limit: 1).first?.range
  }
}
