internal import JudgeTypes

/// HTML that is put together from values without escaping, on the server or in the browser.
enum ScriptPages {
  static let detector = Detector.file("script_page") { source, rule in
    guard !source.isTest else { return [] }
    return answers(source, rule) + mails(source, rule) + assignments(source, rule) + markup(source, rule)
  }

  private static let cleans = Pattern.fixed(
    #"(?i)escape|saniti[sz]e|purify|encode|\bxss\(|stripTags|striptags|he\.|\besc\(|\bh\(|textContent|createTextNode|JSON\.stringify|toLocale|Number\(|parseInt|\.length|toFixed|safe"#
  )

  // MARK: On the server

  private static let answer = Pattern.fixed(
    #"(?<![\w$])(?:(?:res|response|reply)(?:\s*\.\s*(?:status|type|set|code|header|contentType)\([^()]*\))*\s*\.\s*(?:send|write|end)|c\.html|ctx\.html|new\s+Response)\s*\("#
  )
  private static let bodyValue = Pattern.fixed(#"\bctx\.body\s*=\s*"#)
  private static let tag = Pattern.fixed(#"<\s*/?[a-zA-Z!]"#)
  private static let plain = Pattern.fixed(
    #"\A(?:req|request)\.(?:query|params)(?:\.\w+|\[["'`]\w+["'`]\])(?:\s*(?:\|\||\?\?).*)?\z"#)
  private static let otherType = Pattern.fixed(#"(?i)text/plain|application/json|\.type\(\s*["'](?:txt|text|json)"#)

  private static func answers(_ source: Source, _ rule: Rule) -> [Hit] {
    let flow = source.script
    var places = source.calls(answer).compactMap { call in call.arguments.first.map { (call.range, $0) } }
    places += bodyValue.allMatches(in: source.code).map { match in
      let end = source.statementEnd(from: match.range.upperBound)
      return (match.range.lowerBound..<end, match.range.upperBound..<end)
    }
    return places.compactMap { place, value in
      let value = source.trimmed(value)
      guard !value.isEmpty, let function = flow.functions.around(place.lowerBound),
        !source.has(otherType, in: function.range)
      else { return nil }
      if plain.matches(source.code, in: value) { return Hit(rule, in: source.path, lines: source.lines(of: place)) }
      return unescaped(in: value, of: source).map { unsafe in
        Hit(
          rule, in: source.path,
          lines: source.lines(of: unsafe.lowerBound..<max(unsafe.upperBound, unsafe.lowerBound + 1)))
      }
    }
  }

  private static let mailBody = Pattern.fixed(#"\bhtml\s*:\s*(?=["'`\w])"#)
  private static let sendsMail = Pattern.fixed(
    #"(?i)nodemailer|sendMail|resend\b|sendgrid|mailgun|postmark|mailjet|\bses\b|brevo"#)

  /// What a visitor wrote becomes markup of a mail that somebody trusts.
  private static func mails(_ source: Source, _ rule: Rule) -> [Hit] {
    guard sendsMail.matches(source.text) else { return [] }
    return mailBody.allMatches(in: source.code).compactMap { match in
      let end = source.statementEnd(from: match.range.upperBound)
      guard let value = source.arguments(in: match.range.upperBound..<end).first.map({ source.trimmed($0) }),
        !value.isEmpty, let unsafe = unescaped(in: value, of: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: unsafe),
        message: "what a visitor wrote stands in the HTML of a mail without escaping", severity: .medium)
    }
  }

  private static let name = Pattern.fixed(#"\A[A-Za-z_$][\w$]*\z"#)

  /// The caller's value inside HTML that is put together here, or behind a name that holds such.
  private static func unescaped(in value: Range<Int>, of source: Source) -> Range<Int>? {
    var value = value
    if name.matches(source.code, in: value), let function = source.script.functions.around(value.lowerBound),
      let origin = source.assignments(of: source.string(value), before: value.lowerBound).last(where: {
        function.range.contains($0.lowerBound) && source.has(tag, in: $0)
      })
    {
      value = origin
    }
    let strings = source.strings(in: value)
    guard strings.contains(where: { tag.matches(source.bytes, in: $0.content) }) else { return nil }
    for string in strings {
      for inner in string.interpolations
      where !source.has(cleans, in: inner) && source.script.isFromRequest(inner, in: source) { return inner }
    }
    guard !source.has(cleans, in: value), let origin = source.script.origin(of: value, in: source) else { return nil }
    return strings.contains { $0.range.contains(origin.lowerBound) } ? nil : origin
  }

  // MARK: In the browser

  private static let sink = Pattern.fixed(
    #"\.(?:innerHTML|outerHTML)\s*\+?=(?!=)\s*|\.insertAdjacentHTML\(\s*["'`]\w+["'`]\s*,\s*|\bdocument\.write(?:ln)?\(\s*|(?<=\))\.(?:html|append|prepend|after|before)\(\s*(?=["'`\w])"#
  )
  private static let fromOutside = Pattern.fixed(
    #"(?i)\b(?:location\.(?:search|hash|href)|URLSearchParams|document\.referrer|document\.cookie|postMessage|event\.data|e\.data|evt\.data|localStorage|sessionStorage|\.value\b|\.val\(\))"#
  )
  private static let asks = Pattern.fixed(
    #"\bfetch\(|\baxios\b|\.json\(\)|XMLHttpRequest|\$\.(?:ajax|get|getJSON|post)\(|socket\.on\(|onmessage|WebSocket"#)
  private static let told = Pattern.fixed(
    #"(?i)\.(?:name|title|text|message|msg|content|comment|body|description|desc|e?mail|user_?name|user|bio|author|caption|subject|nick\w*|display_?name|full_?name|first_?name|last_?name|review|note|notes|label|question|answer|address|query|reason|details|feedback|summary)\s*\z"#
  )
  private static let helper = Pattern.fixed(#"(?i)\b\w*(?:escape|sanitize|purify|encodeHtml|htmlEncode|esc)\w*\s*\("#)

  private static func assignments(_ source: Source, _ rule: Rule) -> [Hit] {
    let flow = source.script
    // A library that builds its own pages is no case: what it shows it made.
    let isAsking = asks.matches(source.code)
    return sink.allMatches(in: source.text).compactMap { match in
      let end = source.statementEnd(from: match.range.upperBound)
      let value = source.trimmed(
        match.range.upperBound..<max(match.range.upperBound, min(end, match.range.upperBound + 8_000)))
      guard !value.isEmpty, !source.isLiteral(value) else { return nil }
      let parts = source.strings(in: value).flatMap(\.interpolations)
      let hasMarkup = source.strings(in: value).contains { tag.matches(source.bytes, in: $0.content) }
      if let part = parts.first(where: { !source.has(cleans, in: $0) && source.has(fromOutside, in: $0) }) {
        return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<part.upperBound))
      }
      if !source.has(cleans, in: value), flow.isFromRequest(value, in: source) {
        return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<value.upperBound))
      }
      guard isAsking, hasMarkup, !helper.matches(source.code),
        let part = parts.first(where: {
          told.matches(source.code, in: source.trimmed($0)) && !source.has(cleans, in: $0)
        })
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<part.upperBound))
    }
  }

  private static let dangerous = Pattern.fixed(
    #"dangerouslySetInnerHTML\s*(?:=\s*\{\s*\{|:\s*\{)\s*__html\s*:\s*|\bbypassSecurityTrust(?:Html|Script|ResourceUrl)\(\s*|\bdomProps\s*:\s*\{\s*innerHTML\s*:\s*"#
  )
  private static let foreign = Pattern.fixed(
    #"(?i)\A(?:await\s+)?(?:[\w$]+(?:\?\.|\.|\[\w+\]))+(?:content|body|text|html|bio|description|comment|message|rendered|excerpt|summary|about|note|notes|answer|value|caption|review)(?:\s*(?:\|\||\?\?)\s*["'`]{2})?\s*\z|\A(?:marked(?:\.parse)?|md\.render|markdown\w*|converter\.makeHtml|snarkdown|micromark|remark\w*)\s*\("#
  )
  private static let own = Pattern.fixed(
    #"(?i)\b(?:styles?|css|theme|script|icon|svg|jsonLd|ld|schema|i18n|translations?|t)\b|application/ld\+json"#)

  private static func markup(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !helper.matches(source.text) else { return [] }
    return dangerous.allMatches(in: source.code).compactMap { match in
      let end = source.statementEnd(from: match.range.upperBound)
      guard let value = source.arguments(in: match.range.upperBound..<end).first, !source.isLiteral(value),
        !source.has(cleans, in: value), !source.has(own, in: value),
        source.script.isFromRequest(value, in: source) || foreign.matches(source.code, in: value)
          || (source.string(match.range).hasPrefix("bypass") && name.matches(source.code, in: value))
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<value.upperBound))
    }
  }
}
