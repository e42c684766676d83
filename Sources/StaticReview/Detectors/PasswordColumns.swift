internal import JudgeTypes

/// Statements that write a password into its column as it was typed, in a file where nothing hashes one.
enum PasswordColumns {
  static let detector = Detector.file("password_columns") { source, rule in
    guard !source.isTest, !hashes.matches(source.text), plain.matches(source.code) else { return [] }
    var seen: Set<ClosedRange<Int>> = []
    return source.spans.filter { $0.kind == .string }.compactMap { string in
      guard statement.matches(source.bytes, in: string.content), isAsTyped(string, in: source) else { return nil }
      let lines = source.lines(of: execution(of: string, in: source) ?? string.range)
      guard seen.insert(lines).inserted else { return nil }
      return Hit(rule, in: source.path, lines: lines, message: "the password is stored as it was typed")
    }
  }

  private static let names = Pattern.fixed(
    #"(\$?\b\w*(?i:password|passwd|pwd|senha|wachtwoord|contrasena|pass)\w*)\b"#)
  /// A password that is read from a request, or from what stands in a form.
  private static let read = Pattern.fixed(
    #"(?i)(?:\b(?:req(?:uest)?(?:\.\w+(?:\(\))?)*|form|params)(?:\.get\w*\(|\.|\[|\.fetch\()|\b(?:data|body|payload|input|args|values|post)(?:\.get\(|\[|\.fetch\()|\$_(?:POST|REQUEST|GET)\[|->(?:input|get|post|getPost)\()\s*["':]*\w*(?:pass(?:word|wd)?|pwd|senha|wachtwoord|contrasena)\w*|\{[^{}]*\b(?:pass(?:word|wd)?|pwd|senha|contrasena)\w*[^{}]*\}\s*=\s*(?:await\s+)?(?:req|request|ctx)\b|\w*(?:pass\w*|pwd|senha|contrasena)\w*\s*:?=\s*[^;\n]{0,40}?(?:getParameter|FormValue|PostForm|readline|getpass|Console\.\w+|scanner\.next\w*|\binput)\s*\(|\w*(?:pass(?:word|wd)?|pwd|senha|contrasena)\w*\.(?:Text|getText\(\)|getPassword\(\)|Password\b)"#
  )

  /// Whether the function has the password from its caller or a request, and gives it to the statement under a name alone.
  private static func isAsTyped(_ string: Span, in source: Source) -> Bool {
    let function = source.function(around: string.range.lowerBound)
    let range = function?.range ?? 0..<source.code.count
    let header = function.map { $0.range.lowerBound..<$0.body.lowerBound }
    let rest =
      string.range
      .upperBound..<max(
        string.range.upperBound, min(range.upperBound, string.range.upperBound + 1_500))
    var candidates: Set<String> = []
    if let header {
      // The function's own name is none of its parameters.
      let open = source.code[header].firstIndex(of: UInt8(ascii: "(")) ?? header.lowerBound
      for match in names.allMatches(in: source.code, range: open..<header.upperBound) {
        if let name = match.group(0) { candidates.insert(source.string(name)) }
      }
    }
    for match in read.allMatches(in: source.text, range: range, limit: 40) {
      let line = source.lineStart(of: match.range.lowerBound)..<match.range.upperBound
      for name in names.allMatches(in: source.code, range: line) {
        if let name = name.group(0) { candidates.insert(source.string(name)) }
      }
      if (string.range.lowerBound..<rest.upperBound).contains(match.range.lowerBound) { return true }
    }
    return candidates.contains { name in
      let name = name.replacing("$", with: #"\$"#)
      guard
        let bound = try? Pattern(
          #"(?:[,\[{:=+&]|(?<!\w)\(|(?i:\b(?:execute|exec|query|run|get|all|bind|set|add|prepare)\w*)\(|>)\s*(?:&)?"#
            + name
            + #"\s*(?:[,)\]};+&]|$)"#),
        let filled = try? Pattern(#"[{$]\{?\s*"# + name.replacing(#"\$"#, with: #"\$?"#) + #"\}?|'\#(name)"#)
      else { return false }
      return source.has(bound, in: rest) || filled.matches(source.text, in: string.content)
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
