internal import JudgeTypes

/// Protection of passwords and making of tokens by hand: fast digests, broken ciphers behind a constant, shared generators of
/// guessable numbers. In Java, Kotlin and C#.
enum OwnHashes {
  static let detector = Detector.file("own_hashes") { source, rule in
    guard !source.isTest else { return [] }
    return digests(in: source, rule) + ciphers(in: source, rule) + tokens(in: source, rule)
  }

  // MARK: Digests

  private static let digest = Pattern.fixed(
    #"\b(?:MessageDigest|Mac)\.getInstance\s*\(|\b(?:System\.Security\.Cryptography\.)?(?:MD5|SHA1|SHA256|SHA384|SHA512)\.(?:Create|HashData)\s*\(|\bnew\s+(?:System\.Security\.Cryptography\.)?(?:(?:MD5|SHA\d+)(?:CryptoServiceProvider|Managed|Cng)|HMAC(?:MD5|SHA\d+))\s*\("#
  )
  private static let fast = Pattern.fixed(#"(?i)\A"?\s*(?:Hmac)?(?:MD[245]|SHA-?(?:1|224|256|384|512)?)"?\s*\z"#)
  private static let password = Pattern.fixed(
    #"(?i)\A(?:(?:plain|raw|clear|user|new|old|input|typed|current|provided|entered)_?)?(?:text_?)?(?:passw(?:or)?d|pwd|pass|pswd|passphrase|passcode|senha|contrasena|clave|parola|sifre|mdp|motdepasse|kennwort|wachtwoord)\w{0,6}\z"#
  )
  private static let namesPassword = Pattern.fixed(#"(?i)passw|pwd|pswd|senha|contrasena"#)
  /// Functions for passwords, and protocols that prescribe the digest.
  private static let sound = Pattern.fixed(
    #"(?i)pbkdf2|rfc2898|bcrypt|argon2|scrypt|pwnedpasswords|haveibeenpwned|\bnonce\b|\brealm\b|SaslServer|ntlm|SecretKeyFactory|wsse|digest_?auth"#
  )

  private static func digests(in source: Source, _ rule: Rule) -> [Hit] {
    guard !sound.matches(source.text) else { return [] }
    let found = source.calls(digest).filter { call in
      guard isFast(call, in: source), let function = source.flow.function(around: call.range.lowerBound) else {
        return false
      }
      return isForPasswords(function, in: source)
    }
    let making = found.filter { !isInComparison($0, in: source) }
    return (making.isEmpty ? found : making).map {
      Hit(
        rule, in: source.path, lines: source.lines(of: $0.range),
        message: "a fast hash protects a password; use bcrypt, argon2 or scrypt")
    }
  }

  private static let comparing = Pattern.fixed(#"(?i)\A(?:verif|check|match|valid|compare|login|auth|is)"#)

  /// What compares makes the hash a second time; the fault is where it is made first.
  private static func isInComparison(_ call: Call, in source: Source) -> Bool {
    source.flow.function(around: call.range.lowerBound).flatMap { FlowParameters.name(of: $0.block, in: source) }
      .map { comparing.occurs(in: $0) } ?? false
  }

  private static func isFast(_ call: Call, in source: Source) -> Bool {
    guard source.language != .csharp else { return true }
    guard let argument = call.arguments.first else { return false }
    return fast.matches(source.bytes, in: literal(argument, in: source))
  }

  /// A literal, or the literal that a constant stands for.
  private static func literal(_ value: Range<Int>, in source: Source) -> Range<Int> {
    guard source.strings(in: value).isEmpty,
      let name = constant.allMatches(in: source.code, range: value, limit: 1).first?.groups[0],
      let made = source.assignments(of: source.string(name), before: source.code.count).first
    else { return source.trimmed(value) }
    return source.trimmed(made)
  }

  private static let constant = Pattern.fixed(#"\A(?:\w+\.)?(\w+)\z"#)

  private static func isForPasswords(_ function: Flow.Function, in source: Source) -> Bool {
    let name = FlowParameters.name(of: function.block, in: source)
    if let name, ofContent.occurs(in: name) { return false }
    let header = function.block.range.lowerBound..<function.block.body.lowerBound
    if function.parameters.contains(where: { parameter in
      password.occurs(in: parameter.name) && !isNumber(parameter.name, in: header, of: source)
    }) {
      return true
    }
    guard let name else { return false }
    if namesPassword.occurs(in: name) { return true }
    // A helper that this file gives a password.
    guard
      let given = try? Pattern(
        #"(?i)(?<![\w])"# + name
          + #"\(\s*(?:[\w.]+,\s*)?(?:[\w.]+\.)?(?:get)?\w*(?:passw(?:or)?d|pwd|pswd)\w*(?:\(\))?\s*[,)+]"#)
    else { return false }
    if given.allMatches(in: source.code, limit: 5).contains(where: {
      !function.block.range.contains($0.range.lowerBound)
    }) {
      return true
    }
    guard let called = try? Pattern(#"(?<![\w.])"# + name + #"\("#) else { return false }
    return called.allMatches(in: source.code, limit: 10).contains { match in
      guard let caller = source.flow.function(around: match.range.lowerBound)?.block,
        caller.range != function.block.range, let name = FlowParameters.name(of: caller, in: source)
      else { return false }
      return namesPassword.occurs(in: name)
    }
  }

  /// Digests that tell contents apart.
  private static let ofContent = Pattern.fixed(#"(?i)e_?tag|checksum|fingerprint|cache_?key"#)

  /// `int pass` is how often something was done.
  private static func isNumber(_ name: String, in header: Range<Int>, of source: Source) -> Bool {
    guard
      let number = try? Pattern(
        #"\b(?:int|long|short|Integer|Long)\s+"# + name + #"\b|\b"# + name + #"\s*:\s*(?:Int|Long|Short)\b"#)
    else { return false }
    return source.has(number, in: header)
  }

  // MARK: Ciphers

  private static let cipher = Pattern.fixed(#"\bCipher\.getInstance\s*\("#)
  private static let broken = Pattern.fixed(
    #"(?i)\A"(?:DES|DESede|RC2|RC4|ARCFOUR|Blowfish)(?:/[^"]*)?"|\A"AES(?:/ECB[^"]*)?"\s*\z"#)

  private static func ciphers(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(cipher).compactMap { call in
      guard let argument = call.arguments.first, source.strings(in: argument).isEmpty,
        broken.matches(source.bytes, in: literal(argument, in: source))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "a broken cipher or mode hides nothing from somebody who looks")
    }
  }

  // MARK: Tokens

  private static let generator = Pattern.fixed(
    #"\b(\w+)\s*(?::\s*(?:java\.util\.)?Random\s*)?=\s*(?:new\s+)?(?:java\.util\.)?(?:System\.)?Random\s*\("#)
  private static let secret = Pattern.fixed(
    #"(?i)token|otp\b|\Aotp|passw|secret|api_?key|session_?(?:id|key)|passcode|access_?code|verif\w*_?code|reset_?code|invite_?code|pin_?code|captcha|activation_?(?:code|key)|licen[sc]e_?key"#
  )
  private static let safe = Pattern.fixed(#"SecureRandom|RandomNumberGenerator|RNGCryptoServiceProvider|UUID|Guid"#)
  private static let ofTime = Pattern.fixed(
    #"\breturn\b[^;]*(?:System\.(?:currentTimeMillis|nanoTime)\(\)|DateTime(?:Offset)?\.(?:Utc)?Now\.(?:Ticks|ToString|Millisecond))[^;]*"#
  )
  private static let signed = Pattern.fixed(
    #"(?i)jwt|\.sign|exp(?:ir\w*|iration)?\b|claims|mac\b|hmac|ttl|valid|elapsed|>|<"#)

  /// Functions that are named for what nobody may guess, and make it of what anybody can.
  private static func tokens(in source: Source, _ rule: Rule) -> [Hit] {
    let shared = generator.allMatches(in: source.code, limit: 20).compactMap(\.groups[0]).filter {
      source.flow.function(around: $0.lowerBound) == nil
    }.map { source.string($0) }
    return source.flow.functions.flatMap { function -> [Hit] in
      guard let name = FlowParameters.name(of: function.block, in: source), secret.occurs(in: name),
        !source.has(safe, in: function.block.body)
      else { return [] }
      let body = function.block.body
      let drawn = shared.filter { function.values[$0] == nil }.compactMap { generator in
        (try? Pattern(#"(?<![\w.])"# + generator + #"\.[nN]ext\w*\("#))?
          .allMatches(in: source.code, range: body, limit: 1).first?.range
      }.map { (range: $0, message: "these random numbers can be predicted") }
      let timed = ofTime.allMatches(in: source.code, range: body, limit: 1).map(\.range).filter {
        !source.has(signed, in: $0)
      }.map { (range: $0, message: "a token made of the time of day can be guessed") }
      return (drawn + timed).map {
        Hit(rule, in: source.path, lines: source.lines(of: $0.range), message: $0.message)
      }
    }
  }
}
