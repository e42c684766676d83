internal import JudgeTypes

/// Checks that let everything through until somebody writes them.
enum StubChecks {
  private static let safeguard = Pattern.fixed(
    #"(?i)^\W*(?:\w+\s+)*?`?(?:is_?|has_?|can_?|check_?|verify_?|validate_?|authori[sz]e_?|authenticate_?|ensure_?|require_?|sanitize_?|escape_?|encrypt_?|allow_?|_)*\w*(?:valid|verif|authoriz|authoris|authentic|allowed|permission|permit|access|signature|sanit|escap|encrypt|csrf|rate_?limit|trusted|owner|admin|token|checksum)\w*"#
  )
  private static let open = Pattern.fixed(
    #"(?i)\b(?:TODO|FIXME|XXX|HACK|stub(?:bed)?|placeholder|for now|temporar(?:y|ily)|not (?:yet )?implemented|implement (?:me|this|later|real|proper)|until we|skip(?:ped)? for)\b"#
  )
  private static let lets = Pattern.fixed(
    #"(?s)\A\s*(?:return\s+(?:true|True|nil|null|None|YES|next\(\))?\s*;?|pass|next\(\)\s*;?|true|return\s+\w+\s*;?|_\s*=\s*\w+\s*;?\s*return\s+true\s*;?)\s*\}?\s*\z"#
  )
  private static let name = Pattern.fixed(#"\b(?:def|func|function)\s+`?(\w+)|(\w+)\s*\("#)
  private static let docstring = Pattern.fixed(#"(?s)\A\s*(?:""".*?"""|'''.*?''')"#)

  static let detector = Detector.file("stub_checks") { source, rule in
    guard !source.isTest else { return [] }
    return source.functions.compactMap { block in
      guard block.body.count < 900 else { return nil }
      let head = block.range.lowerBound..<block.body.lowerBound
      guard let match = name.allMatches(in: source.code, range: head, limit: 1).first,
        let group = match.groups.compactMap(\.self).first,
        safeguard.occurs(in: source.string(group)), open.matches(source.bytes, in: block.body)
      else { return nil }
      var body = source.string(block.body, in: .text)
      if let doc = docstring.allMatches(in: Array(body.utf8)).first {
        body = String(decoding: Array(body.utf8)[doc.range.upperBound...], as: UTF8.self)
      }
      guard lets.occurs(in: body) else { return nil }
      let comment =
        open.allMatches(in: source.bytes, range: block.body, limit: 1).first?.range.lowerBound ?? block.body.lowerBound
      let first = source.line(at: source.trimmed(block.range).lowerBound)
      return Hit(
        rule, in: source.path, lines: first...max(first, source.line(at: comment)),
        message: "this check lets everything through until somebody writes it",
        severity: .high)
    }
  }
}
