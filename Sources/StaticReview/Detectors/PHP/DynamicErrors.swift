internal import JudgeTypes

/// Handlers of PHP and Ruby that drop an error which matters.
enum DynamicErrors {
  static let detector = Detector.file("dynamic_errors") { source, rule in
    guard !source.isTest else { return [] }
    switch source.language {
    case .php: return caught(in: source, rule)
    case .ruby: return rescued(in: source, rule) + modifiers(in: source, rule)
    default: return []
    }
  }

  /// Errors that say "not there" or "not of this form"; a default is the right answer to them.
  private static let narrow = Pattern.fixed(
    #"(?i)NotFound|Validation|Parse|Json|Format|InvalidArgument|ArgumentError|KeyError|TypeError|ValueError|NoMethod|NameError|LoadError|ENOENT|EEXIST|ESRCH|EPIPE|ECONNRESET|EOF|Unauthorized|Authentication|Authorization|Expired|SignatureInvalid|NotUnique|UniqueConstraint|Duplicate|Date::Error|Encoding|URI::Invalid|InvalidURI|StopIteration|Reflection|BadMethod|OutOf|Range|Decrypt|InvalidSignature|Interrupt|StaleObject|VerificationError|UndefinedConversion|InvalidByteSequence|Cancel|FloatDomain|ZeroDivision|ModelNotFound|NoResult"#
  )
  private static let handled = Pattern.fixed(
    #"(?i)\bthrow\b|\braise\b|\blog(?:ger)?\b|\blog\w*\s*\(|->(?:error|warn|warning|notice|critical|info|debug|log|alert|emergency|writeln|line|fail|addError|setError|rollBack\w*\([^;]*;[^}]*(?:throw|return))\b|\.(?:error|warn|info|debug|fatal|notify\w*|capture\w*|record_\w*|increment|exception)\b|Log::|report\(|sentry|bugsnag|rollbar|airbrake|honeybadger|newrelic|trigger_error|error_log|abort|exit|die\b|\bdie\(|flash|withErrors?|\berrors?\b|fail|retry|sleep|http_response_code|status|render|redirect|puts|\$stderr|STDERR|warn\b|print|echo|response|respond|message|metric|statsd|head\s+:|halt|notify|alert|attempt"#
  )
  private static let defaultOnly = Pattern.fixed(
    #"(?s)\A\s*(?:(?:return(?:\s+(?:null|nil|true|false|\[\]|\{\}|array\(\)|0(?:\.0)?|-1|''|""|'[^'\n]*'|"[^"\n]*"|\[[^\]\n]*\]|collect\(\)|new\s+\w+\([^)\n]*\)|\$?@?[\w>-]+))?|continue|break|next(?:\s+\w+)?|nil|true|false|\[\]|\{\}|0(?:\.0)?|''|""|\$?@?[\w>.-]+\s*=\s*(?:null|nil|true|false|\[\]|\{\}|array\(\)|0(?:\.0)?|''|""))\s*;?\s*){0,2}\z"#
  )
  private static let tidying = Pattern.fixed(
    #"(?i)(?:->|::|\.|\b)(?:rollback|rollBack|close|unlink|disconnect|delete_file|rm_rf|rm_f|quit|kill|release|unlock|detach|fclose|cleanup|clean_up|shutdown)!?\b"#
  )
  private static let parsing = Pattern.fixed(
    #"(?i)\b(?:json_decode|DateTime|Carbon::|Date(?:Time)?\.(?:parse|strptime)|Time\.(?:parse|zone)|JSON\.parse|Integer\(|Float\(|URI(?:\.parse|\()|IPAddr|constantize|JWT(?:::|\.)decode|decrypt|unserialize|Reflection\w+|YAML\.\w+|BigDecimal|Regexp\.new|\.parse\(|getimagesize|DateTimeImmutable|Uuid|base64|to_date|encode\(|force_encoding|gethostby|strptime)"#
  )
  private static let asking = Pattern.fixed(
    #"(?i)(?:->|::|\.|\b)(?:save|update|create|insert|delete|destroy|charge|send\w*|post|put|publish|dispatch|deliver\w*|execute|query|request|upload|perform\w*|enqueue|capture|refund|transfer|sync\w*|import|export|write|store|file_put_contents|move|call|fetch\w*|find\w*|get|exec|curl_exec|commit|process\w*|mail|notify\w*|record\w*|authenticate|transaction)(?:!|\b)\s*[({ ]|(?:client|http|gateway|api|service|repository|repo|redis|mailer|\bdb|pdo|conn|connection|queue|storage)\w*(?:->|\.)\w"#
  )
  private static let purpose = Pattern.fixed(
    #"(?i)fall(?:s|ing)?[- ]?(?:back|through)|best[- ]effort|optional|expected|intention|on purpose|harmless|non-?fatal|not fatal|already|ignore|nothing to do|no-?op|not (?:critical|important)|doesn'?t matter|safe to"#
  )

  // MARK: PHP

  private static let catchBlock = Pattern.fixed(#"\bcatch\s*\(([^()]*)\)\s*\{"#)
  private static let variable = Pattern.fixed(#"\$(\w+)\s*\z"#)
  private static let attempt = Pattern.fixed(#"\btry\s*\{"#)

  private static func caught(in source: Source, _ rule: Rule) -> [Hit] {
    let tries = attempt.allMatches(in: source.code).compactMap { match -> Range<Int>? in
      source.closing(of: match.range.upperBound - 1).map { match.range.lowerBound..<$0 }
    }
    return catchBlock.allMatches(in: source.code).compactMap { match in
      guard let clause = match.groups[0], let close = source.closing(of: match.range.upperBound - 1) else { return nil }
      let body = match.range.upperBound..<close
      let block = Block(range: match.range.lowerBound..<(close + 1), body: body)
      let tried = tries.last { $0.upperBound < match.range.lowerBound } ?? match.range
      if let name = variable.allMatches(in: source.code, range: clause, limit: 1).first?.groups[0],
        let use = try? Pattern(#"\$"# + source.string(name) + #"\b"#), source.has(use, in: body)
      {
        return PretendedSuccess.hit(rule, clause: clause, block: block, tried: tried, in: source)
      }
      return hit(rule, clause: clause, block: block, tried: tried, in: source)
        ?? PretendedSuccess.hit(rule, clause: clause, block: block, tried: tried, in: source)
    }
  }

  private static func hit(_ rule: Rule, clause: Range<Int>, block: Block, tried: Range<Int>, in source: Source) -> Hit?
  {
    if source.has(narrow, in: clause) || source.has(handled, in: block.body) { return nil }
    guard
      defaultOnly.matches(source.code, in: block.body) || defaultOnly.matches(withoutTidying(block.body, in: source))
    else { return nil }
    guard source.has(asking, in: tried) else { return nil }
    if source.has(tidying, in: tried), source.lines(of: source.trimmed(tried)).count <= 4 { return nil }
    if purpose.matches(source.bytes, in: block.body) { return nil }
    return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)))
  }

  private static let tidyingLine = Pattern.fixed(
    #"(?mi)^[^\n]*(?:->|::|\.)(?:rollback|close|unlink|disconnect)\(?[^\n]*$"#)

  private static func withoutTidying(_ body: Range<Int>, in source: Source) -> [UInt8] {
    var code = Array(source.code[body])
    for match in tidyingLine.allMatches(in: source.code, range: body) {
      for index in match.range where code[index - body.lowerBound] != UInt8(ascii: "\n") {
        code[index - body.lowerBound] = UInt8(ascii: " ")
      }
    }
    return code
  }

  // MARK: Ruby

  private static let rescue = Pattern.fixed(#"(?m)^[ \t]*rescue\b([^\n]*)$"#)
  private static let bound = Pattern.fixed(#"=>[ \t]*(\w+)"#)
  private static let ends = Pattern.fixed(#"\A[ \t]*(?:rescue|else|ensure|end)\b"#)

  private static func rescued(in source: Source, _ rule: Rule) -> [Hit] {
    rescue.allMatches(in: source.code).compactMap { match in
      guard let clause = match.groups[0] else { return nil }
      let first = source.line(at: match.range.upperBound - 1)
      let own = source.indentation(ofLine: first)
      var last = first
      while last < source.lastLine {
        let next = source.range(ofLines: (last + 1)...(last + 1))
        if source.indentation(ofLine: last + 1) <= own, ends.matches(source.code, in: next) { break }
        last += 1
        if last - first > 60 { return nil }
      }
      let body = source.range(ofLines: first...last).lowerBound..<source.range(ofLines: last...last).upperBound
      let inner = min(match.range.upperBound, body.upperBound)..<body.upperBound
      if let name = bound.allMatches(in: source.code, range: clause, limit: 1).first?.groups[0],
        let use = try? Pattern(#"\b"# + source.string(name) + #"\b"#), use.matches(source.text, in: inner)
      {
        return nil
      }
      var start = first - 1
      while start > source.firstLine, first - start < 80,
        source.trimmed(source.range(ofLines: start...start)).isEmpty || source.indentation(ofLine: start) > own
      {
        start -= 1
      }
      let tried = source.range(ofLines: max(source.firstLine, start)...max(source.firstLine, first - 1))
      let block = Block(range: source.trimmed(body), body: inner)
      return hit(rule, clause: clause, block: block, tried: tried, in: source)
    }
  }

  private static let modifier = Pattern.fixed(
    #"(?m)^([^\n#]*?\S)[ \t]+rescue[ \t]+(?:nil|false|true|\[\]|\{\}|0|''|"")[ \t]*\)?\s*$"#)

  /// `order.save! rescue nil`.
  private static func modifiers(in source: Source, _ rule: Rule) -> [Hit] {
    modifier.allMatches(in: source.text).compactMap { match in
      guard let tried = match.groups[0],
        source.has(asking, in: tried.lowerBound..<min(source.text.count, tried.upperBound + 1)),
        !source.has(tidying, in: tried),
        !source.has(parsing, in: tried)
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)))
    }
  }
}
