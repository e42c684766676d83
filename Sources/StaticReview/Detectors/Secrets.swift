internal import Foundation
internal import JudgeTypes

/// A literal secret in a text: what kind, and where its value stands.
struct Secret: Sendable, Hashable {
  let kind: String
  /// The value alone, which is what must not be shown.
  let value: Range<Int>
}

/// Finds literal secrets: those with a form of their own, passwords in connection strings, and names that promise one.
enum Secrets {
  static let detector = Detector.file("secrets") { source, rule in
    secrets(in: source).filter {
      (!source.isTest || $0.kind == "private key") && !Documented.isShown($0, in: source)
    }.map {
      Hit(rule, in: source.path, lines: source.lines(of: $0.value), message: "\(rule.message) (\($0.kind))")
    }
  }

  /// Every literal secret of the file, in tests too, since what is in a test must not be shown either.
  static func secrets(in source: Source) -> [Secret] { source.cache.reading("secrets") { read(source) } }

  private static func read(_ source: Source) -> [Secret] {
    var found = known(in: source) + connectionStrings(in: source) + assignments(in: source)
    found.sort { ($0.value.lowerBound, $0.value.upperBound) < ($1.value.lowerBound, $1.value.upperBound) }
    var kept: [Secret] = []
    for secret in found where kept.last.map({ $0.value.upperBound <= secret.value.lowerBound }) ?? true {
      kept.append(secret)
    }
    return kept
  }

  // MARK: Forms of their own

  private static let forms: [(kind: String, pattern: Pattern)] = [
    ("AWS access key", .fixed(#"\b((?:AKIA|ASIA)[0-9A-Z]{16})\b"#)),
    ("GitHub token", .fixed(#"\b((?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})\b"#)),
    ("GitLab token", .fixed(#"\b(glpat-[A-Za-z0-9_-]{18,})"#)),
    ("Slack token", .fixed(#"\b(xox[abposr]-[A-Za-z0-9-]{10,})"#)),
    ("Slack webhook", .fixed(#"https://hooks\.slack\.com/services/(T\w+/B\w+/\w{16,})"#)),
    ("Stripe key", .fixed(#"\b((?:sk|rk)_live_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,})"#)),
    ("Google API key", .fixed(#"\b(AIza[0-9A-Za-z_-]{30,})"#)),
    ("model provider key", .fixed(#"\b(sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,})\b"#)),
    ("SendGrid key", .fixed(#"\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})"#)),
    ("Twilio key", .fixed(#"\b(SK[0-9a-f]{32})\b"#)),
    ("npm token", .fixed(#"\b(npm_[A-Za-z0-9]{30,})\b"#)),
    ("JSON web token", .fixed(#"\b(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})"#)),
    (
      "private key",
      .fixed(
        #"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----([\sA-Za-z0-9+/=\\n"',;:-]{40,}?)(?:-----END|\z)"#
      )
    ),
    ("Azure storage key", .fixed(#"AccountKey=([A-Za-z0-9+/=]{40,})"#)),
    ("bearer token", .fixed(#"(?i)authorization:\s*(?:bearer|basic|token)\s+([A-Za-z0-9+/_.=-]{16,})"#)),
    (
      "password of a login",
      .fixed(
        #"(?i)\b(?:login|basic_?auth|user_?info|creds?|credentials?)\w*\s*[:=]\s*["'`][\w.@-]{2,40}:([^"'`\s:/{}$]{8,80})["'`]"#
      )
    ),
    ("password of a mailbox", .fixed(#"(?i)pass\w*["']?\s*[:=]\s*["']([a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4})["']"#)),
    (
      "bearer token",
      .fixed(#"(?i)["']?authorization["']?\s*[:=,]\s*["'](?:bearer|basic|token)\s+([A-Za-z0-9+/_.=-]{12,})["']"#)
    ),
  ]

  private static let mailbox = Pattern.fixed(#"(?i)smtp|gmail|imap|mail|sender"#)
  /// Words that a sentence about passwords has, and a made password has not.
  private static let english = Pattern.fixed(
    #"(?i)\b(?:that|type|word|this|with|your|have|from|pass|code|here|next|time|must|some|will|them|lost|text|then|when|more|than|used|user|enter|they|want|need|only|also|must|keep|into|each|both|sign|back|been|were|same)\b"#
  )

  private static func known(in source: Source) -> [Secret] {
    forms.flatMap { form in
      form.pattern.allMatches(in: source.bytes, limit: .max).compactMap { match in
        guard let value = match.groups.first.flatMap({ $0 }) else { return nil }
        let text = source.string(value)
        if form.kind != "private key", Placeholder.isOne(text) { return nil }
        if form.kind == "password of a mailbox" {
          guard mailbox.matches(source.bytes), !english.matches(source.bytes, in: value) else { return nil }
        }
        // `LOGIN_URL = 'control:auth.login'` names a page.
        if form.kind == "password of a login", !Randomness.looksLikePassword(text) { return nil }
        return Secret(kind: form.kind, value: value)
      }
    }
  }

  private static let connection = Pattern.fixed(
    #"\b[a-z][a-z0-9+.-]{2,20}://[^\s:@/"'`<>{}$()]{0,60}:([^\s@/"'`<>{}]{3,80})@[\w.\[\]{}$-]+"#)
  private static let keywordConnection = Pattern.fixed(
    #"(?i)(?:;|"|'|\s)(?:password|pwd)=([^;"'\s{}$<>]{4,80})(?=[;"'])"#)

  private static func connectionStrings(in source: Source) -> [Secret] {
    (connection.allMatches(in: source.bytes, limit: .max) + keywordConnection.allMatches(in: source.bytes, limit: .max))
      .compactMap { match in
        guard let value = match.groups.first.flatMap({ $0 }),
          !source.string(value).contains(where: { "([".contains($0) }),
          !Placeholder.isPassword(source.string(value), in: source, at: match.range)
        else { return nil }
        return Secret(kind: "password in a connection string", value: value)
      }
  }

  // MARK: Names that promise a secret

  /// name = "value", name: "value", "name": "value", name => "value", ENV name=value, .get("NAME", "value"), NAME || "value".
  private static let named = Pattern.fixed(
    #"(?i)(?<![\w$])["'`]?((?:[\w.-]{0,40}?[._-]?)?(?:passw(?:or)?d|passwd|pwd|passphrase|secret|api_?key|apikey|access_?key|auth_?key|private_?key|signing_?key|encryption_?key|encrypt_?key|master_?key|hmac_?key|crypt_?key|aes_?key|secret_?key|token|credential|jwt_?key|pepper|pin_?key|storage_?key|shared_?key|webhook_?key|license_?key|account_?key)(?:[._-]?(?:key|value|default|prod|production|live|raw|fallback|v\d|str|string|bytes|data|literal|hex|base64|b64|\d{1,2}))?)["'`]?\s*(?:\)|\]|!)?\s*(?::\s*(?:Final(?:\[\w+\])?|str|string|String|\[UInt8\]|bytes|Data)\??\s*=|:=|=>|=|:|\|\||\?\?|\bor\b)\s*(?:(?:try!?\s+)?(?:\w+\.)*(?:SymmetricKey|Data|Buffer\.from|HMACKey|Array|bytes|bytearray|b64decode|unhexlify|fromhex|SecretStr|String|encode|TextEncoder\(\)\.encode)\(\s*(?:\w+:\s*)?|\[\s*){0,3}[bru@]{0,2}["'`]([^"'`\n]{4,200})["'`]"#
  )
  private static let environmentDefault = Pattern.fixed(
    #"(?i)(?:environ(?:\.get)?|getenv|env\.get|config\.get|ENV\.fetch|process\.env|environment(?:\.get)?)\s*[(\[.]\s*["']?(\w*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|KEY|CREDENTIALS?|DSN|PEPPER)\w*)["']?\s*[)\]]?\s*(?:,|\|\||\?\?|\bor\b)\s*["'`]([^"'`\n]{4,200})["'`]"#
  )
  private static let dockerVariable = Pattern.fixed(
    #"(?im)^\s*(?:ENV|ARG)\s+(?:[^\n]*?[\s])?(\w*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?|AUTH_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|LICENSE_?KEY)\w*)(?:=|[ \t]+)["']?([^\s"'$]{4,200})["']?"#
  )
  private static let dockerContinuation = Pattern.fixed(
    #"(?m)^\s+(\w*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?|SIGNING_?KEY|ENCRYPTION_?KEY))=["']?([^\s"'$\\]{4,200})"#
  )
  private static let dockerCommand = Pattern.fixed(
    #"(?m)^\s*RUN\b[^\n]*?\b(\w*(?:PASSWORD|SECRET|TOKEN|API_KEY|MASTER_KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY_BASE))=([^\s"'$\\&;|]{8,200})"#
  )
  private static let commandOption = Pattern.fixed(
    #"(?i)--?((?:\w+-)*(?:password|passwd|token|secret|api-?key|auth-?token|access-?key))[= ]["']?([^\s"'$\\<>-][^\s"'$\\<>]{7,200})"#
  )
  private static let unquotedVariable = Pattern.fixed(
    #"(?im)^\s*-?\s*(?:export\s+)?["']?(\w*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY))["']?\s*[:=]\s*([^\s"'${}<>#|\[][^\s"'${}<>#]{5,200})\s*$"#
  )

  /// "Password: `Zk8!qpw2Rr`", "the token is `...`".
  private static let spoken = Pattern.fixed(
    #"(?i)\b(password|passphrase|api[ _-]?key|(?:access |auth |bearer |api )?token|client secret|secret key)\b(?:\*\*|`)?\s*(?:is|:|=|\|)\s*(?:\*\*)?\s*`([^`\s]{6,200})`"#
  )

  /// `?api_key=…` of an address.
  private static let queried = Pattern.fixed(
    #"(?i)[?&](api_?key|access_token|auth_token|client_secret|password|secret)=([^\s"'`&<>{}$#|]{12,200})"#)

  /// `define('DB_PASSWORD', '…')` of PHP, and what a caller names before the value: `'password', '…'`.
  private static let constant = Pattern.fixed(
    #"(?i)\b(?:define|const_set|putenv)\s*\(\s*['":]?(\w*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|_KEY|SALT|CREDENTIALS?)\w*)['"]?\s*[,=]\s*['"]([^"'\n]{4,200})['"]"#
  )

  /// `set :session_secret, "…"` of Ruby.
  private static let setting = Pattern.fixed(
    #"(?i)\bset\s*\(?\s*:(\w*(?:secret|password|token|api_?key)\w*)\s*,\s*['"]([^"'\n#]{8,200})['"]"#)

  private static func assignments(in source: Source) -> [Secret] {
    var patterns = [named, environmentDefault]
    if source.language == .php { patterns.append(constant) }
    if source.language == .ruby { patterns.append(setting) }
    if source.language == .dockerfile {
      patterns += [dockerVariable, dockerContinuation, dockerCommand, commandOption]
    }
    if [.shell, .markdown, .text].contains(source.language) { patterns.append(commandOption) }
    if [.yaml, .ini, .shell, .toml, .markdown, .text].contains(source.language) { patterns.append(unquotedVariable) }
    if [.markdown, .text].contains(source.language) { patterns += [spoken, queried] }
    return patterns.flatMap { pattern in
      // In comments too: what was commented out is still in the history and still valid.
      pattern.allMatches(in: source.bytes, limit: .max).compactMap { match in
        guard match.groups.count >= 2, let name = match.groups[0], let value = match.groups[1] else { return nil }
        // A value of the comma form is an argument; it is a secret only beside an environment look-up or a key of its own.
        guard Promise.isKept(name: source.string(name), value: source.string(value), in: source, at: value),
          !isArgument(value, of: source.string(name), match.range, in: source),
          !isAnnotation(value, match.range, in: source)
        else { return nil }
        return Secret(kind: kind(of: source.string(name)), value: value)
      }
    }
  }

  private static let typeName = Pattern.fixed(#"\A(?:[A-Z][a-z]+)+\z"#)

  /// `key: "EllipticCurvePrivateKey"`: the type of something that is not named yet.
  private static func isAnnotation(_ value: Range<Int>, _ match: Range<Int>, in source: Source) -> Bool {
    source.language == .python && source.string(match).contains(":") && !source.string(match).contains("=")
      && typeName.matches(Array(source.string(value).utf8))
      && !source.string(match).hasPrefix("\"") && !source.string(match).hasPrefix("'")
  }

  /// `password = password.encode("latin-1")`: what a method of the value itself is asked with.
  private static func isArgument(_ value: Range<Int>, of name: String, _ match: Range<Int>, in source: Source) -> Bool {
    let between = source.string(match.lowerBound..<value.lowerBound)
    return between.contains(".encode(") || between.contains(".decode(")
      ? between.split(separator: "=").last.map { $0.contains(name + ".") } ?? false : false
  }

  private static func kind(of name: String) -> String {
    let name = name.lowercased()
    if name.contains("pass") || name.contains("pwd") { return "password" }
    if name.contains("token") { return "token" }
    return name.contains("key") ? "key" : "secret"
  }
}

/// Whether a name that promises a secret really holds one.
enum Promise {
  /// Names that only speak of a secret: what a field, header, path or policy is called.
  private static let aboutName = Pattern.fixed(
    #"(?i)(?:(?:^|[._-])(?:field|header|name|path|file|filename|url|uri|endpoint|env|var|prefix|suffix|label|regex|pattern|param|parameter|ttl|length|policy|type|hint|placeholder|message|error|scope|scopes|alg|algorithm|column|format|issuer|audience|id|expiry|expires|title|description|prompt|help|selector|input|schema|provider|arn|ref|version)(?:$|[._-]))|(?-i:[a-z](?:Field|Header|Name|Path|File|Url|URL|Uri|Endpoint|Env|Prefix|Suffix|Label|Regex|Pattern|Param|Ttl|TTL|Length|Policy|Type|Hint|Placeholder|Message|Error|Scope|Scopes|Alg|Algorithm|Column|Format|Issuer|Audience|Id|ID|Expiry|Title|Description|Prompt|Help|Selector|Input|Schema|Provider|Arn|ARN|Ref|Version)(?:$|[A-Z._-]))|(?:^|[._-])(?:reset|forgot)|(?:reset|forgot)[._-]?(?:password|token)|(?:^|[._-])(?:next|prev(?:ious)?|cursor|continuation|resume|sync)[._-]?(?:page[._-]?)?token\z"#
  )

  static func isKept(name: String, value: String, in source: Source, at range: Range<Int>) -> Bool {
    let nameBytes = Array(name.utf8)
    if aboutName.matches(nameBytes) { return false }
    if Placeholder.isOne(value) || Placeholder.isPassword(value, in: source, at: range) { return false }
    if value.contains(" ") && !value.contains(where: \.isNumber) { return false }
    if [
      "http://", "https://", "/", "./", "arn:", "projects/", "vault:", "ssm:", "op://", "gs://", "s3://", "file:",
      "urn:",
    ].contains(where: value.hasPrefix) {
      return false
    }
    // Letters of another script are words that people read, such as a translated label.
    if value.utf8.count(where: { $0 >= 0x80 }) > 2 { return false }
    let isPassword = ["pass", "pwd"].contains { name.lowercased().contains($0) }
    return isPassword ? Randomness.looksLikePassword(value) : Randomness.looksLikeKey(value)
  }
}

/// Values that stand for a secret without being one.
enum Placeholder {
  private static let words = Pattern.fixed(
    #"(?i)\A(?:change[-_ ]?me|changeit|example|sample|dummy|placeholder|your[-_ ]|my[-_]?(?:secret|password|token|key)|xxx|\*{3}|\.{3}|todo|tbd|none|null|undefined|true|false|redacted|\[redacted|removed|replace|insert|enter|(?:secret|password|passwd|token|string|test|fake|mock|stub|foo|bar)(?:[\s_.-]?(?:here|value|goes|key|for|of|in|from|\w{0,12})?(?:[\s_-].*|\d{0,2}))?$|abc123?$|<|\{\{|\$\{|\$\(|%\(|%s|\{|@|#\{|__\w+__$|env:|ref\+|!|ENC\[|AQICAH)|(?i)(?:example|placeholder|changeme|change-me|dummy|not-?a-?(?:real|secret)|your[-_]?(?:api|key|token|secret|password)|(?:^|[-_])(?:test|fake|local|dev|ci|unit)(?:[-_]|$)|only[-_]for[-_]|insecure[-_]|x{4,}|\*{4,}|0{8,}\z|1234567890|EXAMPLE)"#
  )
  private static let reference = Pattern.fixed(
    #"\A(?:\$\{?\w+|%\w+%|\{[\w.]+\}|<[^>]*>|process\.env|os\.environ|ENV\[)"#)

  static func isOne(_ value: String) -> Bool {
    let bytes = Array(value.utf8)
    if words.matches(bytes) || reference.matches(bytes) { return true }
    return Set(bytes).count <= 3
  }

  private static let local = Pattern.fixed(#"@(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|host\.docker\.internal)\b"#)
  private static let common: Set<String> = [
    "postgres", "password", "secret", "root", "admin", "guest", "user", "pass", "test", "redis", "mysql",
  ]

  /// A password that protects nothing: a word such as `postgres`, or one for this machine alone.
  static func isPassword(_ value: String, in source: Source, at range: Range<Int>) -> Bool {
    if isOne(value) || common.contains(value.lowercased()) { return true }
    if value.hasPrefix("$") || value.hasPrefix("%") || value.hasPrefix("{") || value.hasPrefix(":") { return true }
    let line = source.range(ofLines: source.lines(of: range))
    return local.matches(source.text, in: line) && !value.contains(where: \.isNumber)
  }
}

/// How far a value looks chosen at random rather than written as words.
enum Randomness {
  static func looksLikePassword(_ value: String) -> Bool {
    guard (6...120).contains(value.count), !value.contains(" ") || value.contains(where: \.isNumber) else {
      return false
    }
    let hasDigit = value.contains { $0.isNumber }
    let hasLetter = value.contains { $0.isLetter }
    let hasSymbol = value.contains { !$0.isLetter && !$0.isNumber && !"_-./:".contains($0) }
    let isIdentifier = value.allSatisfy { $0.isLetter || "_-.".contains($0) }
    return hasLetter && (hasDigit || hasSymbol) && !isIdentifier && !isFormat(value)
  }

  static func looksLikeKey(_ value: String) -> Bool {
    guard (12...4_096).contains(value.count), !value.contains(" "), !isFormat(value) else { return false }
    let digits = value.count { $0.isNumber }
    let upper = value.contains { $0.isUppercase }
    let lower = value.contains { $0.isLowercase }
    let words = value.split(whereSeparator: { "-_./:".contains($0) })
    // Words joined by hyphens name something; a run of mixed characters is a value.
    let longest = words.map(\.count).max() ?? 0
    if digits == 0 { return upper && lower && longest >= 16 && entropy(value) > 3.6 }
    return entropy(value) > 2.9 && (longest >= 8 && hasMixedWord(words) || upper && lower && value.count >= 16)
  }

  private static func hasMixedWord(_ words: [Substring]) -> Bool {
    words.contains { word in
      word.count >= 6 && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
        && !(word.allSatisfy { $0.isNumber || $0.isLetter } && word.drop(while: \.isLetter).allSatisfy(\.isNumber)
          && word.count < 10)
    }
  }

  /// A template, a host, a file or a date: made of words on purpose.
  private static func isFormat(_ value: String) -> Bool {
    value.contains("${") || value.contains("{{") || value.contains("\\(") || value.contains("%s") || value.contains("<")
      || value.hasSuffix(".com") || value.hasSuffix(".json") || value.hasSuffix(".yaml") || value.hasSuffix(".pem")
      || value.contains("(") || value.contains("[")
  }

  /// Shannon's entropy in bits a character.
  static func entropy(_ value: String) -> Double {
    let counts = Dictionary(value.utf8.map { ($0, 1.0) }, uniquingKeysWith: +)
    let whole = Double(value.utf8.count)
    return counts.values.reduce(0) { $0 - $1 / whole * log2($1 / whole) }
  }
}
