internal import JudgeTypes

/// Literals that are known to be secret by their use: what a database is opened with, what a token is signed with.
///
/// By its look alone `27061999` is a number and `shop2020` a name; as the password of a connection it is what must not stand here.
enum UsedSecrets {
  static let detector = Detector.file("used_secrets") { source, rule in
    source.isTest
      ? []
      : secrets(in: source).map { secret in
        Hit(rule, in: source.path, lines: source.lines(of: secret.value), message: "\(rule.message) (\(secret.kind))")
      }
  }

  /// The same, to be taken out of what models read and runs store.
  static func secrets(in source: Source) -> [Secret] {
    source.cache.reading("used secrets") { uses[source.language].map { found($0, in: source) } ?? [] }
  }

  private static func found(_ uses: [Use], in source: Source) -> [Secret] {
    uses.flatMap { use in
      source.calls(use.callee).compactMap { call -> Secret? in
        guard let argument = use.argument(of: call),
          let value = literal(argument, before: call.range.lowerBound, in: source),
          isSecret(source.string(value), isKey: use.isKey)
        else { return nil }
        return Secret(kind: use.isKey ? "key" : "password", value: value)
      }
    }
  }

  private struct Use: Sendable {
    let callee: Pattern
    /// Counted from the end where negative.
    let position: Int
    let isKey: Bool

    init(_ callee: StaticString, _ position: Int, isKey: Bool = false) {
      (self.callee, self.position, self.isKey) = (.fixed(callee), position, isKey)
    }

    func argument(of call: Call) -> Range<Int>? {
      let index = position < 0 ? call.arguments.count + position : position
      return call.arguments.indices.contains(index) ? call.arguments[index] : nil
    }
  }

  private static let jvm: [Use] = [
    Use(#"\bDriverManager\.getConnection\s*\("#, 2),
    Use(#"\b(?i:\w*(?:dataSource|ds|hikari\w*|pool|dbConfig))\.setPassword\s*\("#, 0),
    Use(#"\.signWith\s*\("#, -1, isKey: true), Use(#"\.(?:setSigningKey|verifyWith)\s*\("#, 0, isKey: true),
    Use(#"\bKeys\.hmacShaKeyFor\s*\("#, 0, isKey: true), Use(#"\bAlgorithm\.HMAC\d+\s*\("#, 0, isKey: true),
    Use(#"\b(?:new\s+)?SecretKeySpec\s*\("#, 0, isKey: true),
  ]
  private static let script: [Use] = [
    Use(#"\b(?:jwt|jsonwebtoken|JWT)\.(?:sign|verify)\s*\("#, 1, isKey: true),
    Use(#"\bcreateHmac\s*\("#, 1, isKey: true),
  ]
  private static let uses: [SourceLanguage: [Use]] = [
    .java: jvm, .kotlin: jvm, .javascript: script, .typescript: script,
    .python: [
      Use(#"\bjwt\.(?:encode|decode)\s*\("#, 1, isKey: true), Use(#"\bhmac\.new\s*\("#, 0, isKey: true),
    ],
    .php: [
      Use(#"(?<![\w>:$])(?:mysqli_connect|mysql_connect|mysqli_real_connect|oci_connect)\s*\("#, 2),
      Use(#"\bnew\s+\\?(?:mysqli|PDO)\s*\("#, 2), Use(#"\bJWT::encode\s*\("#, 1, isKey: true),
      Use(#"\bnew\s+\\?(?:Firebase\\JWT\\)?Key\s*\("#, 0, isKey: true),
      Use(#"(?<![\w>:$])(?:hash_hmac|openssl_encrypt|openssl_decrypt)\s*\("#, 2, isKey: true),
    ],
    .go: [
      Use(#"\.SignedString\s*\("#, 0, isKey: true), Use(#"\bhmac\.New\s*\("#, 1, isKey: true),
      Use(#"\bNewCookieStore\s*\("#, 0, isKey: true), Use(#"\baes\.NewCipher\s*\("#, 0, isKey: true),
    ],
    .csharp: [Use(#"\bnew\s+SymmetricSecurityKey\s*\("#, 0, isKey: true)],
    .ruby: [
      Use(#"\bJWT\.(?:encode|decode)\s*\("#, 1, isKey: true), Use(#"\bHMAC\.hexdigest\s*\("#, 1, isKey: true),
    ],
  ]

  // MARK: Whether it is one

  private static let stand = Pattern.fixed(
    #"(?i)\A(?:your|change|xxx|\*{3}|placeholder|todo|insert|replace|enter|example|<|\$|\{|%|#|env\b|file:)|\s.*\s|(?:^|[_-])(?:here|placeholder)\b"#
  )
  private static let common: Set<String> = [
    "password", "root", "admin", "postgres", "test", "secret", "sa", "user", "pass", "guest", "mysql", "system",
    "oracle",
    "default",
  ]

  private static func isSecret(_ value: String, isKey: Bool) -> Bool {
    (isKey ? 6...200 : 4...80).contains(value.count) && !stand.matches(Array(value.utf8)) && Set(value.utf8).count > 1
      && (isKey || !common.contains(value.lowercased()))
  }

  // MARK: What is written down

  private static let wrapped = Pattern.fixed(
    #"\A(?:(?:new\s+)?(?:\[\]byte|String|\w*Encoding\.\w+\.GetBytes|(?:\w+\.)*(?:decode|Decode\w*|getBytes|toByteArray|parseBase64Binary|freeze)|Decoders\.\w+\.decode|Base64\.\w+\(\)\.decode|hex2bin|base64_decode|Keys\.hmacShaKeyFor|new\s+SecretKeySpec|StandardCharsets\.\w+|SignatureAlgorithm\.\w+|[\s().,;])*)\z"#
  )
  private static let name = Pattern.fixed(#"(?:\$this->|self::|static::|this\.|@)?\$?\b[A-Za-z_]\w*"#)
  private static let reads = Pattern.fixed(
    #"(?i)\b(?:getenv|env|environ|process|config\w*|properties|secrets?Manager|vault)\s*[(.\[]"#)

  /// The literal that `range` stands for: its own, or the one that its name was given in this file.
  private static func literal(_ range: Range<Int>, before offset: Int, in source: Source) -> Range<Int>? {
    if let own = onlyLiteral(in: range, of: source) { return own }
    guard source.strings(in: range).isEmpty, !source.has(reads, in: range) else { return nil }
    for match in name.allMatches(in: source.code, range: range, limit: 8) {
      let last = source.string(match.range).split(whereSeparator: { "$.>:@".contains($0) }).last.map(String.init) ?? ""
      if let found = given(last, before: offset, in: source) { return found }
    }
    return nil
  }

  private static func onlyLiteral(in range: Range<Int>, of source: Source) -> Range<Int>? {
    let strings = source.strings(in: range)
    guard strings.count == 1, let string = strings.first, string.interpolations.isEmpty, !string.content.isEmpty,
      source.has(wrapped, in: range.lowerBound..<string.range.lowerBound),
      source.has(wrapped, in: string.range.upperBound..<range.upperBound)
    else { return nil }
    return string.content
  }

  private static func given(_ name: String, before offset: Int, in source: Source) -> Range<Int>? {
    guard name.count > 1, source.cache.mayWeigh() else { return nil }
    let values = source.cache.reading("values of \(name)") { Self.values(of: name, in: source) }
    guard let value = values.last(where: { $0.lowerBound < offset }) ?? values.first else { return nil }
    return onlyLiteral(in: source.trimmed(value), of: source)
  }

  /// What the file gives to a name, wherever it does.
  private static func values(of name: String, in source: Source) -> [Range<Int>] {
    guard
      let assigned = try? Pattern(
        #"(?<![\w.>\[])\$?@?"# + name + #"\b\s*(?:(?:\[\]byte|string|String)\s*|:\s*\w+\s*)?(?::=|=(?![=>~]))\s*"#),
      let defined = try? Pattern(#"\bdefine\s*\(\s*['"]"# + name + #"['"]\s*,\s*"#)
    else { return [] }
    let starts =
      assigned.allMatches(in: source.code, limit: 50).map(\.range.upperBound)
      + defined.allMatches(in: source.text, limit: 5).map(\.range.upperBound)
    return starts.map { $0..<source.statementEnd(from: $0) }
  }
}
