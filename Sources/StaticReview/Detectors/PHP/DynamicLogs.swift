internal import JudgeTypes

/// Log lines of PHP and Ruby that carry secrets, personal data or whole requests.
enum DynamicLogs {
  static let personal = Detector.file("dynamic_logs") { hits(in: $0, $1, sensitive: secrets, isHealth: false) }
  static let health = Detector.file("dynamic_health_logs") { hits(in: $0, $1, sensitive: healthData, isHealth: true) }

  private static let php = Pattern.fixed(
    #"(?<![\w>:$])(?:error_log|syslog|logger|info|dolog|write_log|wc_get_logger\(\)->\w+)\s*(?=\()|\bLog::(?:channel\([^()]*\)->)?\w+\s*(?=\()|(?i:\blog(?:ger)?(?:\(\))?|->get_?logger\(\))->\w+\s*(?=\()"#
  )
  private static let ruby = Pattern.fixed(
    #"(?<![\w])(?:Rails\.)?@?logger\.(?:debug|info|warn|error|fatal|unknown|add)(?=[ (])|(?<![\w.:@])(?:puts|warn|pp?(?=[ (]+(?:params|request|\w+_params|@?user)\b))(?=[ (])|\b\w*LOG(?:GER)?\.(?:debug|info|warn|error)(?=[ (])|\bSidekiq\.logger\.\w+(?=[ (])"#
  )

  private static let secrets = Pattern.fixed(
    #"(?i)(?:\$|->|\.|@|\[['":]|#\{|\b)(?:\w*_)?(?:password|passwd|pwd|passphrase|plain_?pass(?:word)?|secret|api_?key|access_?token|refresh_?token|auth_?token|bearer|session_?token|reset_?token|reset_?(?:link|url)|magic_?link|token|authorization|credentials?|private_?key|client_?secret|ssn|social_?security(?:_?number)?|national_?id|passport_?(?:no|number)|iban|account_?number|card_?number|cardNumber|pan|cvv2?|cvc|date_?of_?birth|dob|otp|one_?time_?code|verification_?code|pin|email|e_?mail|email_?address|phone|phone_?number|home_?address|salary)(?![\w(])(?!\s*\()(?!\?)"#
  )
  private static let wholeRequest = Pattern.fixed(
    #"(?i)\$request->(?:all|input|getContent|post|headers|header)\(?\s*\)?(?:->all\(\))?(?=\s*[,)\].}]|\s*\z)|\$_(?:POST|REQUEST|COOKIE|SERVER|SESSION)\b(?!\s*\[)|php://input|\bgetParsedBody\(\)|\bapache_request_headers\(\)|\bgetallheaders\(\)|(?<![\w.])params(?:\.(?:inspect|to_json|to_s|to_unsafe_h\w*|permit!?))?(?=\s*[})\n]|\s*\z)|(?<![\w.:])(?:user|account|customer|patient|contact|appointment|registration|sign_?up|login|session|payment|card|profile|member|booking|reservation)_params\b(?![\[.(])|\brequest\.(?:headers|raw_post|body\.read|env|cookies)(?=[^\w.\[]|\z)|\bENV\.(?:inspect|to_h)|\b(?:user|customer|account|patient|card|payment)\.(?:inspect|attributes|to_json|as_json)\b|\$(?:user|customer|patient|account|card)->(?:toArray|toJson|getAttributes)\(\)"#
  )
  private static let healthData = Pattern.fixed(
    #"(?i)(?:\$|->|\.|@|\[['":]|\b)(?:\w*_)?(?:diagnos[ie]s|diagnosis_?code|icd_?10(?:_?code)?|mrn|medical_?record(?:_?number)?|medications?|prescription_?text|allergies|lab_?results?|test_?results?|symptoms?|vitals|patient_?name|patientName|blood_?pressure|hiv_?status|clinical_?notes?|insurance_?(?:number|id)|nhs_?number)(?![\w(])|\bpatient(?:->|\.)(?:\w*name|dob|birth\w*|mrn|ssn|email|phone|address)\b"#
  )
  /// The answer of a log-in service: what else is called tokens are words of a text.
  private static let tokens = Pattern.fixed(
    #"(?i)(?:\$|->|\.|@|\b)(?:\w*_)?(?:tokens|credentials|passwords)(?![\w(\[])(?!->|\.)"#)
  private static let speaksOfTokens = Pattern.fixed(#"(?i)\b(?:id_token|access_token|refresh_token|oauth|oidc|openid)"#)
  private static let harmless = Pattern.fixed(
    #"(?i)mask|redact|obfuscat|scrub|filter|hash|digest|fingerprint|sha256|truncate|last_?(?:4|four)|substr|\.last\(|\.first\(|\.length|\.size|strlen|count\(|\.present\?|\.blank\?|isset|empty\(|is_null|_id\b|->id\b|\.id\b|Id\b|uuid|->getKey\(|except\(|only\(|except\b|anonymi|token_?(?:type|count|name|id)|class\b|->name\b|\bkeys\b|array_keys|error_?(?:code|message)"#
  )

  private static func hits(in source: Source, _ rule: Rule, sensitive: Pattern, isHealth: Bool) -> [Hit] {
    guard !source.isTest, source.language == .php || source.language == .ruby else { return [] }
    return (source.language == .php ? php : ruby).allMatches(in: source.code).compactMap { match in
      let arguments = source.dynamicArguments(after: match.range.upperBound)
      guard let end = arguments.last?.upperBound else { return nil }
      let values = arguments.flatMap { shown(in: $0, of: source) }
      func isShown(_ pattern: Pattern) -> Bool {
        values.contains { source.has(pattern, in: $0) && !source.has(harmless, in: $0) }
      }
      let isAnswer = !isHealth && speaksOfTokens.matches(source.text) && isShown(tokens)
      guard isShown(sensitive) || !isHealth && isShown(wholeRequest) || isAnswer, isHealth || !isShown(healthData)
      else {
        return nil
      }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<end))
    }
  }

  /// The parts of an argument that vary: what a string interpolates, operands, and the values of an array.
  private static func shown(in argument: Range<Int>, of source: Source) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = argument.lowerBound
    var index = argument.lowerBound
    while index < argument.upperBound {
      if let span = source.span(startingAt: index), span.kind == .string {
        parts += span.interpolations
        // A key in brackets is a part of its value.
        let isKey = index > 0 && source.code[index - 1] == UInt8(ascii: "[") && index - 1 > argument.lowerBound
        if !isKey {
          parts.append(start..<index)
          start = span.range.upperBound
        }
        index = max(index + 1, span.range.upperBound)
        continue
      }
      if ",+".utf8.contains(source.code[index]) || source.code[index] == UInt8(ascii: ".") && source.language == .php {
        parts.append(start..<index)
        start = index + 1
      }
      index += 1
    }
    parts.append(start..<argument.upperBound)
    return parts.filter { $0.lowerBound < $0.upperBound }
  }
}
