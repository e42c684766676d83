internal import JudgeTypes

/// Log lines that carry secrets, personal data or health data.
enum SensitiveLogs {
  static let personal = Detector.file("sensitive_logs") { source, rule in
    hits(in: source, rule, sensitive: secretsAndPersons, isHealth: false)
  }
  static let health = Detector.file("health_logs") { source, rule in
    hits(in: source, rule, sensitive: healthData, isHealth: true)
  }

  private static let callees: [SourceLanguage: Pattern] = [
    .python: .fixed(
      #"(?<![\w])(?:print|(?:self\.|cls\.|current_app\.|app\.)?_?(?:log|logger|logging|LOG|LOGGER|audit_log|auditlog|structlog)(?:\.\w+)?\.(?:debug|info|warning|warn|error|critical|exception|log|msg|bind)|sys\.std(?:out|err)\.write)\s*\("#
    ),
    .javascript: script, .typescript: script,
    .swift: .fixed(
      #"(?<![\w])(?:print|debugPrint|dump|NSLog|os_log|(?:\w+\.)*(?:\w*[lL]og(?:ger)?)\.(?:trace|debug|info|notice|warning|error|critical|fault|log))\s*\("#
    ),
    .go: .fixed(
      #"\b(?:log|logger|Logger|Log|slog|fmt(?=\.Print)|logrus|klog|glog|zap|sugar|sugared|lgr|zlog)(?:\(\))?(?:\.\w+\((?:[^()\n]|\([^()\n]*\))*\))*\.(?:Print|Printf|Println|Infoln|Debugln|Errorln|Warnln|Tracef?|Fatalw|Info|Infof|Infow|InfoContext|Error|Errorf|Errorw|ErrorContext|Debug|Debugf|Debugw|DebugContext|Warn|Warnf|Warnw|WarnContext|Warning|Warningf|Fatal|Fatalf|Fatalln|Panicf|Msgf|WithField|WithFields|With|Str|Any|Interface)\s*\("#
    ),
    .java: jvm, .kotlin: jvm,
    .csharp: .fixed(
      #"\b(?:_?\w*[lL]og(?:ger)?\.(?:Log\w*|Debug\w*|Information|Info\w*|Warn\w*|Error\w*|Fatal\w*|Trace\w*|Verbose|Write\w*)|Log\.\w+|Console\.(?:Error\.|Out\.)?Write(?:Line)?|(?:Debug|Trace)\.(?:Write\w*|Print|Trace\w+))\s*\("#
    ),
  ]
  private static let jvm: Pattern = .fixed(
    #"(?i)\b(?:\w*log(?:ger)?(?:\.at\w+\(\))?\.(?:trace|debug|info|warn|error|severe|fine|log)[fv]?|Logger\.getLogger\((?:[^()]|\([^()]*\))*\)\.\w+|(?-i:Timber|Log)\.[vdiwe]|System\.(?:out|err)\.print(?:ln|f)?|(?<![.\w])println)\s*\("#
  )
  static let script: Pattern = .fixed(
    #"(?<![\w])(?:console\.(?:log|info|warn|error|debug|trace)|(?:this\.|req\.|request\.|fastify\.|app\.|server\.|ctx\.)?_?(?:log|Log|\w*[lL]ogger|LoggerService|logging|winston|pino)\.(?:trace|debug|info|warn|error|fatal|log|verbose))\s*\("#
  )

  private static let secretsAndPersons = Pattern.fixed(
    #"(?i)(?<![\w])(?:[\w.?!\[\]'"]*[._])?(?:password|passwd|pwd|passphrase|secret|api_?key|access_?token|refresh_?token|id_?token|auth_?token|bearer|session_?token|reset_?token|reset_?link|reset_?url|magic_?link|token|authorization|auth_?header|credentials?|private_?key|client_?secret|ssn|social_?security(?:_?number)?|national_?id|tax_?id|passport(?:_?n(?:o|umber))?|iban|account_?number|card_?number|pan|card|cvv|cvc|date_?of_?birth|birth_?date|dob|otp|one_?time_?code|verification_?code|pin|cookie|cookies|connection_?string|database_?url|dsn|email|e_?mail|email_?address|phone|phone_?number|home_?address|full_?name|salary|raw_?body|request_?body)(?![\w(])(?!\s*\()"#
  )
  private static let wholeRequest = Pattern.fixed(
    #"(?i)(?<![\w])(?:req|request|ctx\.request|event)\.(?:body|headers|rawHeaders|rawBody|cookies|json|form|get_json\(\)|POST|data|META)(?![\w.\[(]|\s+as\b)|(?<![\w.])(?:request_?)?headers(?![\w.\[(])|\b(?:dict|asdict|vars|model_to_dict)\(\s*(?:self\.)?(?:user|customer|account|patient|invoice|member|employee|contact|applicant|guest|passenger|booking|profile|person|session|credentials|claim|search|request|payload|order)\b|\b(?:user|customer|account|patient|member|employee|contact|applicant|guest|passenger|profile|person|session|credentials)\.(?:__dict__|model_dump\(|dict\(\)|to_dict\(|toJSON\()|String\((?:describing|reflecting):\s*\w*(?:request|credentials?|session|user|patient|payload|response|token|form)\b|\bdict\(\s*[\w.]*headers\s*\)|\b(?:http|session|client)\.headers(?![\w.\[(])|\brequest\.get_json\(\)|\b(?:req|request|ctx)\.session(?:\.data)?(?![\w.\[(])|JSON\.stringify\(\s*(?:req|request|event|user|account|customer|patient|payload|dto|form|config|credentials)\b|\b(?:json\.dumps)\(\s*(?:event|payload|user|account|config|credentials)\b|\bos\.environ(?![\w.\[(])|\bprocess\.env(?![\w.\[])"#
  )
  private static let healthData = Pattern.fixed(
    #"(?i)(?<![\w])(?:[\w.?!\[\]'"]*[._])?(?:diagnos[ie]s|diagnosis_?code|icd_?10(?:_?code)?|mrn|medical_?record(?:_?number)?|medication(?:s|_?name)?|prescription|allerg(?:y|ies)|lab_?results?|test_?results?|condition_?code|symptoms?|vitals|patient_?name|patient_?dob|blood_?pressure|heart_?rate|hiv_?status|treatment|clinical_?note|observation_?value|glucose|insurance_?(?:id|number|member)|subscriber_?id|nhs_?number|health_?card)(?![\w(])(?!\s*\()|(?<![\w])(?:self\.)?patient\.(?:\w*name|given|family|dob|birth\w*|mrn|ssn|email|phone|address|telecom|identifier)\b|\bpatient(?:_?data|_?record|_?payload|Json|JSON)?(?=\s*[,)}\]]|\s*\z)|(?<![\w])(?:bundle|observation|encounter|resource)(?=\s*[,)}\]]|\s*\z)"#
  )
  /// What makes a value harmless: masked, shortened, counted, tested, named rather than shown.
  private static let harmless = Pattern.fixed(
    #"(?i)(?:mask|redact|obfuscat|scrub|sanitiz|hash|digest|fingerprint|sha256|hmac|anonymi|pseudonym|truncate|last_?(?:4|four)|ending|prefix\(|suffix\(|\.slice\(|\[-?\d*:\s*-?\d*\]|substring|\.count\b|\.length\b|\blen\(|\bbool\(|!!|is not None|is None|!=\s*nil|==\s*nil|===?\s*(?:null|undefined)|\.isEmpty|_count|_length|_type|_id\b|Id\b|ID\b|uuid|expires|exp\b|ttl|kind|status|version|present|missing|has_|\bhas[A-Z]|\bis[A-Z_]|valid|privacy:\s*\.(?:private|sensitive|auto)|type\(|typeof|(?:key|type|error|field|token|secret|class|cls|func|file|model|rule)\w*\.name\b|domain|\.keys\(|Object\.keys|\bkeys\b|error_?(?:code|message)|template|policy|provider|issuer|scopes?|(?:fn|func\w*|qual|module|class|method|package|repo\w*|job|task|model)_?full_?name)"#
  )

  /// Without such a word a `resource` or a `treatment` is no matter of health.
  private static let speaksOfHealth = Pattern.fixed(
    #"(?i)patient|diagnos|fhir|hl7|medic|clinic|hospital|prescri|\bmrn\b|allerg|observation|symptom|blood|icd_?10|healthcare|health_?(?:record|card|kit|data)|HKQuantity|HKHealth|nhs|insur|vitals|lab_?result|glucose"#
  )

  private static let parser = Pattern.fixed(#"(?i)tokenizer|nextToken|\blexer|tokenType|\bparser\b"#)
  private static let token = Pattern.fixed(#"(?i)token"#)
  private static let commandLine = Pattern.fixed(#"spf13/cobra|urfave/cli|(?m)^\t"flag"$|alecthomas/kingpin"#)
  private static let toScreen = Pattern.fixed(#"\Afmt\."#)
  private static let constant = Pattern.fixed(#"\A[A-Z][A-Z0-9_]+\z"#)
  /// What only has a secret among its members.
  private static let container = Pattern.fixed(
    #"(?i)\b(?:credentials?|token|cookie|card|secret|email|phone|pin|passport|password)\s*\.\s*(?!value|raw|string|get(?:Value|Password|Token|Secret)|number|full)\w"#
  )

  private static func hits(in source: Source, _ rule: Rule, sensitive: Pattern, isHealth: Bool) -> [Hit] {
    guard !source.isTest, let callee = callees[source.language] else { return [] }
    if isHealth, !speaksOfHealth.matches(source.text) { return [] }
    let isCompiled = [.go, .java, .kotlin, .csharp].contains(source.language)
    let isParser = isCompiled && parser.matches(source.code)
    let isTool = isCompiled && commandLine.matches(source.text)
    let calls = source.calls(callee)
    return (calls + calls.flatMap { fields(of: $0, in: source) }).compactMap { call in
      if isTool, source.has(toScreen, in: call.name) { return nil }
      let shownValues = call.arguments.flatMap { values(in: $0, of: source) }.flatMap {
        [$0] + members(of: $0, in: source)
      }
      let shown = shownValues.first { value in
        let isSensitive =
          source.has(sensitive, in: value)
          || isCompiled && CompiledLogs.isSensitive(value, isHealth: isHealth, in: source)
          || !isHealth && (source.has(wholeRequest, in: value) || isSecretByOrigin(value, in: source))
        return isSensitive && !source.has(harmless, in: value)
          && !(isCompiled && (source.has(container, in: value) || source.has(constant, in: source.trimmed(value)))
            || isParser && source.has(token, in: value))
      }
      guard let shown else { return nil }
      // Health data is the graver fault of the two, and the other rule names it.
      if !isHealth,
        shownValues.contains(where: {
          (source.has(healthData, in: $0) || isCompiled && CompiledLogs.isSensitive($0, isHealth: true, in: source))
            && !source.has(harmless, in: $0)
        })
      {
        return nil
      }
      return Hit(
        rule, in: source.path,
        lines: source.lines(of: call.range.lowerBound..<max(shown.upperBound, call.name.upperBound)))
    }
  }

  private static let field = Pattern.fixed(#"\.(?:WithFields?|With|Str|Any|Interface)\s*\("#)

  /// The calls by which a line of Go's log was given its fields, before the one that writes it.
  private static func fields(of call: Call, in source: Source) -> [Call] {
    guard source.language == .go else { return [] }
    return field.allMatches(in: source.code, range: call.name).compactMap { match in
      let open = match.range.upperBound - 1
      guard let close = source.closing(of: open), close < call.name.upperBound else { return nil }
      return Call(
        name: call.name.lowerBound..<match.range.upperBound, arguments: source.arguments(in: (open + 1)..<close),
        range: call.name.lowerBound..<(close + 1))
    }
  }

  /// What an argument shows: the expressions inside a string, or the argument when it is no string alone.
  private static func values(in argument: Range<Int>, of source: Source) -> [Range<Int>] {
    let strings = source.strings(in: argument)
    var values = strings.flatMap(\.interpolations)
    var position = argument.lowerBound
    for string in strings + [] {
      if string.range.lowerBound > position { values.append(position..<string.range.lowerBound) }
      position = max(position, string.range.upperBound)
    }
    if position < argument.upperBound { values.append(position..<argument.upperBound) }
    return values.flatMap { parts(of: $0, in: source) }
  }

  private static let name = Pattern.fixed(#"\A[A-Za-z_]\w*\z"#)
  private static let object = Pattern.fixed(#"\A(?:\{|\[\s*"|dict\()"#)

  private static let answer = Pattern.fixed(#"\A(?:await\s+)?[\w.]+\.(?:json\(\)|text\b|body\b|content\b|data\b)"#)
  private static let signsIn = Pattern.fixed(#"(?i)client_?secret|grant_?type|refresh_?token"#)
  private static let address = Pattern.fixed(#"(?i)(?:link|url|uri)\z"#)
  private static let makesToken = Pattern.fixed(#"(?i)\w*token\w*\(|reset_?(?:token|code)|magic"#)

  /// Whether a harmless name holds the answer to a sign-in, or a link with a token in it.
  private static func isSecretByOrigin(_ value: Range<Int>, in source: Source) -> Bool {
    let value = source.trimmed(value)
    guard source.has(name, in: value), let function = source.function(around: value.lowerBound),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound),
      function.range.contains(origin.lowerBound)
    else { return false }
    if source.has(answer, in: origin) { return source.has(signsIn, in: function.range) }
    return source.has(address, in: value) && source.has(makesToken, in: function.body.lowerBound..<value.lowerBound)
  }

  /// What an object holds that is shown by its name, where the same function put it together.
  private static func members(of value: Range<Int>, in source: Source) -> [Range<Int>] {
    let value = source.trimmed(value)
    guard source.has(name, in: value), let function = source.function(around: value.lowerBound),
      let content = source.assignment(of: source.string(value), before: value.lowerBound),
      function.range.contains(content.lowerBound), source.has(object, in: content)
    else { return [] }
    return parts(of: content, in: source)
  }

  /// The members of an object or a tuple, each on its own, so that one masked member does not excuse another.
  private static func parts(of range: Range<Int>, in source: Source) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var depth = 0
    var start = range.lowerBound
    for index in range {
      switch source.code[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"):
        if depth <= 0 || source.code[index] != UInt8(ascii: ",") {
          parts.append(start..<index)
          start = index + 1
        }
      default: break
      }
    }
    parts.append(start..<range.upperBound)
    return parts.map { valueOfPair($0, in: source) }.filter { !source.trimmed($0).isEmpty }
  }

  /// Of `name: value` or `name=value` the value; of a shorthand the name.
  private static func valueOfPair(_ range: Range<Int>, in source: Source) -> Range<Int> {
    guard let match = pair.allMatches(in: source.code, range: range, limit: 1).first,
      match.range.lowerBound == range.lowerBound
    else {
      return range
    }
    return match.range.upperBound..<range.upperBound
  }

  private static let pair = Pattern.fixed(#"\s*["'\w ]+\s*(?::(?!:)|=(?!=))\s*"#)
}
