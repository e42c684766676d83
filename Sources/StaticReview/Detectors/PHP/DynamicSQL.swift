internal import JudgeTypes

/// SQL of PHP and Ruby put together from values: interpolated, concatenated or formatted.
enum DynamicSQL {
  static let detector = Detector.file("dynamic_sql") { source, rule in
    guard !source.isTest, let flow = DynamicFlow(source, harmless: escaping) else { return [] }
    var seenUntil = 0
    let found: [Hit] = source.spans.compactMap { string in
      guard string.kind == .string, string.range.lowerBound >= seenUntil, isSQL(string, in: source),
        !isMessage(string, in: source)
      else { return nil }
      let (found, end) = DynamicSQL.parts(of: string, in: source)
      seenUntil = end
      var lines: ClosedRange<Int>?
      var worst = ValueOrigin.written
      for part in found {
        let origin = flow.origin(of: part.value)
        let least: ValueOrigin = part.isOperand && !named(part.value, in: source) ? .passed : .request
        guard origin >= least else { continue }
        let own = source.lines(of: part.value)
        lines = lines.map { min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound) } ?? own
        worst = max(worst, origin)
      }
      return lines.map { Hit(rule, in: source.path, lines: $0, severity: worst == .request ? .critical : nil) }
    }
    let bare = (raw.sinks[source.language] ?? []).flatMap { raw.hits(of: $0, in: source, flow, rule) }
    return found
      + bare.filter { hit in
        // What a table of the program's own gives is its own, whatever the key.
        !lookedUp.matches(source.text, in: source.range(ofLines: hit.lines))
          && !found.contains { $0.lines.overlaps(hit.lines) }
      }
  }

  private static let lookedUp = Pattern.fixed(#"\b[A-Z][A-Z0-9_]+(?:\s*\[|\.(?:fetch|dig)\b)"#)

  /// Calls that take a piece of SQL as it is.
  private static let raw = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(
          #"(?:->|::)(?:whereRaw|orWhereRaw|havingRaw|orHavingRaw|orderByRaw|selectRaw|groupByRaw|fromRaw|unprepared)\s*(?=\()|\bDB::(?:raw|statement|select)\s*(?=\()"#
        )
      ],
      .ruby: [
        DynamicSink(
          #"\bArel\.sql(?=[ (])|\bSequel\.lit(?=[ (])|\.(?:find_by_sql|count_by_sql|exec_query|select_all)(?=[ (])"#)
      ],
    ],
    checks: .fixed(
      #"(?i)in_array|Rule::in|['"]in:|array_key_exists|\bmatch\s*\(|preg_match|include\?|key\?|allow|whitelist|permitted|\bcase\b|isset\(\s*(?:self|static|\$\w*(?:map|sort|col))|sanitize_sql"#
    ), harmless: escaping, isCritical: true)

  private static let escaping = Pattern.fixed(
    #"(?i)(?:escape|quote|esc_sql|esc_like|prepare|sanitize_(?:key|sql|title)|bind|placeholder|param|cleanId|identifier|sanitizeSql|validate|absint|table|prefix)"#
  )

  private static let statement = Pattern.fixed(
    #"(?is)\A[\s(]*(?:select\b.{1,600}?\bfrom\b|select\s+[\w.*`,\s(]+\z|insert\s+(?:ignore\s+)?into\s+\S|update\s+\S+.{0,80}?\bset\b|delete\s+from\s+\S|replace\s+into\s+\S|(?:drop|alter|create|truncate)\s+(?:table|database|index|view)\s|with\s+\w+\s+as\s*\(|call\s+\w+\s*\(|(?:show|describe)\s+(?:tables|columns|full))"#
  )
  private static let fragment = Pattern.fixed(
    #"(?is)\A\s*(?:(?:where|and|or|having|on)\s+[(\s]*[\w."`]+\s*(?:=|<|>|<=|>=|<>|!=|like\b|ilike\b|in\b|is\b|between\b)|order\s+by\s|group\s+by\s|(?:left |inner )?join\s+\w|limit\s+\z)"#
  )
  /// `lower(name) LIKE '` and then a value.
  private static let condition = Pattern.fixed(
    #"(?i)\A\s*\(?[\w.`"]+(?:\([\w.`"]*\))?\s*(?:=|<|>|<=|>=|<>|!=|\blike\b|\bilike\b|\bin\b)\s*\(?\s*(?:lower\()?['%(]*(?:[#]\{|\$|\{\$|\z)"#
  )
  private static let queryCall = Pattern.fixed(
    #"(?i)(?:->|::|\.|\b)(?:where|whereRaw|orWhereRaw|havingRaw|orderByRaw|selectRaw|groupByRaw|fromRaw|raw|query|exec|execute|get_results|get_row|get_var|get_col|mysqli?_query|pg_query|find_by_sql|where\.not|having|order|reorder|group|pluck|joins|select|from|update_all|delete_all|exists\?|exec_query|select_all|select_one|select_value|select_values|select_rows|sql|count_by_sql|rewhere|not|createQuery|createNativeQuery|executeQuery|executeStatement|fetchAll|fetchAssoc|unprepared|statement)\s*[( ]\s*\[?\s*\z"#
  )
  private static let comparison = Pattern.fixed(#"(?i)[=<>]|\b(?:like|in|between|is|asc|desc|and|or|select|from)\b"#)

  private static func isSQL(_ string: Span, in source: Source) -> Bool {
    if statement.matches(source.bytes, in: string.content) || fragment.matches(source.bytes, in: string.content) {
      return true
    }
    let near = max(0, string.range.lowerBound - 60)..<string.range.lowerBound
    guard queryCall.matches(source.code, in: near) else { return false }
    return condition.matches(source.bytes, in: string.content)
      || !string.interpolations.isEmpty
        && comparison.matches(source.bytes, in: string.content)
  }

  private static let messageCall = Pattern.fixed(
    #"(?i)(?:\b(?:log|logger|error_log|trigger_error|puts|warn|debug|info|error|raise|throw\s+new\s+[\w\\]+|exception|echo|print|printf|die|exit|__|_e|desc|title|it|describe|context)\b\s*\(?\s*|->(?:log|debug|info|error|warning|notice|writeln|line|comment)\(\s*|\.(?:info|debug|warn|error)\s*\(?\s*)\z"#
  )

  private static func isMessage(_ string: Span, in source: Source) -> Bool {
    messageCall.matches(
      source.code,
      in: max(source.lineStart(of: string.range.lowerBound), string.range.lowerBound - 80)..<string.range.lowerBound)
  }

  struct Part {
    let value: Range<Int>
    /// Whether it stands where a value belongs, not the name of a table or column.
    let isOperand: Bool
  }

  private static let operandTail = Pattern.fixed(
    #"(?i)(?:[=<>]|\blike|\brlike|\bilike|\bregexp|\bin\s*\(|\bbetween|\bvalues\s*\()\s*(?:\w+\(\s*)?[\s('"%\\]*\z|['%][%\\]*\z"#
  )
  private static let listed = Pattern.fixed(#"(?is)\bvalues\s*\([^)]*,\s*['"\\]*\z"#)

  /// What varies in the statement that begins with `string`, and the end of the statement.
  static func parts(of string: Span, in source: Source) -> (parts: [Part], end: Int) {
    var parts: [Part] = []
    var before: [UInt8] = []
    var current = string
    var end = string.range.upperBound
    let joint = source.language == .php ? UInt8(ascii: ".") : UInt8(ascii: "+")
    func add(_ value: Range<Int>) {
      parts.append(Part(value: value, isOperand: operandTail.matches(before) || listed.matches(before)))
      before += Array("?".utf8)
    }
    func read(_ span: Span) {
      var position = span.content.lowerBound
      for inner in span.interpolations {
        before += source.bytes[position..<max(position, inner.lowerBound)].filter { !"{#".utf8.contains($0) }
        add(inner)
        position = min(span.content.upperBound, inner.upperBound)
        if position < span.content.upperBound, source.bytes[position] == UInt8(ascii: "}") { position += 1 }
      }
      before += source.bytes[position..<max(position, span.content.upperBound)]
    }
    read(current)
    if let formatted = formatArguments(of: current, in: source) { return (formatted, end) }
    while parts.count < 60 {
      var index = end
      while index < source.code.count, isBlank(source.code[index]) { index += 1 }
      guard index < source.code.count, source.code[index] == joint else { break }
      index += 1
      while index < source.code.count, isBlank(source.code[index]) { index += 1 }
      if let next = source.span(startingAt: index), next.kind == .string {
        current = next
        read(next)
        end = next.range.upperBound
        continue
      }
      let close = operandEnd(from: index, joint: joint, in: source)
      guard close > index else { break }
      add(source.trimmed(index..<close))
      end = close
    }
    return (parts, end)
  }

  private static func operandEnd(from start: Int, joint: UInt8, in source: Source) -> Int {
    var index = start
    while index < source.code.count {
      let byte = source.code[index]
      if byte == joint || ",;)]}".utf8.contains(byte) { break }
      if byte == UInt8(ascii: "?"), index + 1 < source.code.count, source.code[index + 1] == UInt8(ascii: ">") { break }
      if byte == UInt8(ascii: "\n"), source.language == .ruby { break }
      index = (source.closing(of: index) ?? index) + 1
    }
    return index
  }

  private static let formatCall = Pattern.fixed(#"\b(?:sprintf|vsprintf|format)\s*\(\s*\z"#)
  private static let mark = Pattern.fixed(#"%(?:\d+\$)?[-+0-9.]*([a-zA-Z])"#)

  /// `sprintf("… '%s'", $x)`: the arguments that become text.
  private static func formatArguments(of string: Span, in source: Source) -> [Part]? {
    let near = max(0, string.range.lowerBound - 20)..<string.range.lowerBound
    guard let match = formatCall.allMatches(in: source.code, range: near, limit: 1).first else { return nil }
    var open = match.range.upperBound - 1
    while open > 0, source.code[open] != UInt8(ascii: "(") { open -= 1 }
    guard let close = source.closing(of: open) else { return nil }
    let arguments = Array(source.arguments(in: (open + 1)..<close).dropFirst())
    let marks = mark.allMatches(in: source.bytes, range: string.content)
    return zip(marks, arguments).compactMap { mark, value in
      guard let kind = mark.groups[0], source.string(kind) == "s" else { return nil }
      let before = Array(source.bytes[string.content.lowerBound..<mark.range.lowerBound])
      return Part(value: value, isOperand: operandTail.matches(before) || listed.matches(before))
    }
  }

  private static let trustedName = Pattern.fixed(
    #"(?i)(?:placeholders?|marks|table|prefix|column|fields?|cols?|order|sort|direction|limit|offset|where|join|sql|query|condition|clause|in_?list|binds?|params)\w*\]?\s*\z|\bwpdb\b|\Aimplode\(\s*['"][^'"]*['"]\s*,\s*\$(?:\w*(?:placeholders?|marks|holders|where|conditions?|fields?|cols|columns|sets?|updates?|parts|clauses|joins)\w*)\s*\)"#
  )

  /// Names of parts of statements, which are put together, and judged, elsewhere.
  private static func named(_ value: Range<Int>, in source: Source) -> Bool { source.has(trustedName, in: value) }
}
