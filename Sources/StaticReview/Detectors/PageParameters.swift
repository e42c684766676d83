internal import JudgeTypes

/// How many rows the caller wants, taken from the query as it is and handed on. In Go, Python, JavaScript and TypeScript.
enum PageParameters {
  static let detector = Detector.file("page_parameters") { source, rule in
    guard !source.isTest, let taken = taken[source.language] else { return [] }
    return taken.flatMap { $0.allMatches(in: source.text, limit: 100) }.compactMap { match in
      guard let range = match.group(0), !isInner(range, in: source),
        let function = source.function(around: range.lowerBound),
        source.string(range) != "size" || !source.has(picture, in: function.range),
        isHandedOn(source.string(range), behind: range.upperBound, in: function, of: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: range), message: "the caller chooses how much is read",
        severity: .medium)
    }
  }

  private static let script: [Pattern] = [
    .fixed(
      #"\b(?:const|let|var)\s+(size|\w*(?:[lL]imit|[pP]age_?[sS]ize|[pP]er_?[pP]age|[tT]ake))\s*=\s*[^;\n]{0,60}\b(?:req|request|ctx|searchParams)\.(?:query\b|get\()"#
    ),
    .fixed(
      #"\b(?:const|let|var)\s*\{[^{}]{0,200}?\b([lL]imit|pageSize|per_?[pP]age|take)\b(?:\s*=\s*[\d"']+)?[^{}]{0,200}\}\s*=\s*(?:req|request|ctx)\.query\b"#
    ),
  ]
  private static let taken: [SourceLanguage: [Pattern]] = [
    .javascript: script, .typescript: script,
    .go: [
      .fixed(
        #"(?m)^\s*(size|\w*(?:[lL]imit|[pP]age_?[sS]ize|[pP]er_?[pP]age|[tT]ake))\s*(?:,\s*\w+)?\s*:?=\s*(?:strconv\.\w+\(\s*)?\w+(?:\.\w+(?:\(\))?){0,3}\.(?:Query|QueryParam|DefaultQuery|QueryInt|FormValue|Get)\("#
      )
    ],
    .python: [
      .fixed(
        #"(?m)^[ \t]+(size|\w*(?:limit|per_page|page_size|take))\s*=\s*(?:int\(\s*)?request\.(?:args|GET|query_params|query)\.get\("#
      ),
      .fixed(
        #"(?m)[(,]\s*(limit|page_size|per_page|size|take)\s*:\s*(?:Optional\[\s*)?int\b\]?(?:\s*\|\s*None)?\s*=\s*(?:\d+|Query\((?![^()\n]*\b(?:le|lt)\s*=)[^()\n]*\))\s*(?=[,)])"#
      ),
    ],
  ]

  /// What has a size that is no number of rows.
  private static let picture = Pattern.fixed(
    #"(?i)image|avatar|font|thumb|photo|picture|icon|qr_?code|render_template|css|width|height"#)

  private static let route = Pattern.fixed(
    #"@\w+\.(?:get|post|route|api_route)\([^@]*\z|@(?:bp|app|api)\b[^@]*\z|request\.[^\n]*\z"#)

  /// A parameter of a function that other code calls, which knows how much it asks for.
  private static func isInner(_ range: Range<Int>, in source: Source) -> Bool {
    guard source.language == .python,
      source.code[range.upperBound...].first(where: { !isBlank($0) }) == UInt8(ascii: ":")
    else { return false }
    return !route.matches(source.code, in: max(0, range.lowerBound - 600)..<range.lowerBound)
  }

  private static func isHandedOn(_ name: String, behind offset: Int, in function: Block, of source: Source) -> Bool {
    guard
      let bound = try? Pattern(
        #"(?<![\w.])"# + name + #"\b\s*(?:[<>]=?+\s*+(?![01]\b)|not\s+in\b|in\b)|[<>]=?\s*"# + name
          + #"\b|(?i:\bmin|clamp|max\w*|limit(?:ed|To)\w*|safe\w*|normali[sz]e\w*|sanit\w*|check\w*|validat\w*|bound\w*|pars\w*limit)\s*\([^;\n]*\b"#
          + name + #"\b|\bmax_per_page\b|Math\.min|\bmin\(|\b"# + name
          + #"\b[^;\n]*[<>]=?\s*[\w.]+\s*\?\s*[\w.]+\s*:"#),
      let use = try? Pattern(
        #"\.limit\(\s*(?:parseInt\(|Number\(|int\(|\+)?\s*"# + name
          + #"\b|\b(?:take|limit|per_page|page_size|Limit)\s*[:=]\s*(?:parseInt\(|Number\(|\+|int\()?\s*"#
          + name + #"\b|\.Limit\(\s*(?:int\()?"# + name
          + #"\b|(?i:\w*(?:list|find|get|search|fetch|query|all)\w*)\s*\([^()\n]*(?<![\w.])"#
          + name + #"\b(?!\s*[.(])|\[[^\]\n]*:\s*[^\]\n]*\b"# + name + #"\b"#)
    else { return false }
    let rest = max(offset, function.body.lowerBound)..<max(offset, function.range.upperBound)
    return source.has(use, in: rest) && !source.has(bound, in: function.range)
  }
}
