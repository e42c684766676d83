internal import JudgeTypes

/// Follows values of a request inside one function to the calls where they do harm.
enum RequestFlow {
  static let path = Detector.file("path_from_request") { source, rule in
    hits(in: source, rule, sinks: fileSinks, checks: pathChecks)
  }
  static let address = Detector.file("address_from_request") { source, rule in
    hits(in: source, rule, sinks: fetchSinks, checks: addressChecks)
  }

  private static let fileSinks: [SourceLanguage: Pattern] = [
    .python: .fixed(
      #"(?<![\w.])(?:open|send_file|FileResponse|os\.(?:remove|unlink|rename|listdir|makedirs|rmdir)|shutil\.(?:copy\w*|move|rmtree)|zipfile\.ZipFile|tarfile\.open|aiofiles\.open)\s*\("#
    ),
    .swift: .fixed(
      #"\b(?:FileManager\.default|fileManager|manager|fileio|fileIO|req\.fileio)\.(?:contents|removeItem|moveItem|copyItem|createFile|isReadableFile|streamFile|asyncStreamFile|collectFile|loadFile|writeFile)\s*\(|\b(?:Data|String)\s*\((?=\s*contentsOf)"#
    ),
  ]
  private static let fetchSinks: [SourceLanguage: Pattern] = [
    .python: .fixed(
      #"(?<![\w.])(?:requests|httpx|session|client|http|aiohttp|urllib\.request|self\.(?:session|client|http))\.(?:get|post|put|patch|head|delete|request|urlopen|stream)\s*\("#
    )
  ]

  /// A look at the value, anywhere in the function: whether it is the right one is for a reader to say.
  private static let pathChecks = Pattern.fixed(
    #"(?i)basename|secure_filename|safe_join|is_relative_to|relative_to|startswith|hasPrefix|commonpath|realpath|lastPathComponent|saniti[sz]e|normali[sz]e|valid|allow|whitelist|\bin\s+[A-Z_]{3,}\b|uuid|\.(?:test|match|fullmatch|includes|has|isalnum|contains)\(|root\s*:|\.name\b|slug|int\("#
  )
  private static let addressChecks = Pattern.fixed(
    #"(?i)urlparse|urlsplit|new URL|hostname|\.host\b|valid|allow|whitelist|startswith|is_private|isPrivate|\.(?:test|match|fullmatch|includes|has)\(|\bin\s+[A-Z_]{3,}\b|safe_?(?:url|fetch)|ssrf"#
  )

  private static func hits(
    in source: Source, _ rule: Rule, sinks: [SourceLanguage: Pattern], checks: Pattern
  ) -> [Hit] {
    guard !source.isTest, let sink = sinks[source.language] else { return [] }
    return source.calls(sink).compactMap { call in
      guard let value = call.arguments.first, let function = source.function(around: call.range.lowerBound),
        !source.has(checks, in: function.range), isFromRequest(value, in: source, function: function, depth: 0)
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: origin(of: value, in: source) ?? call.range))
    }
  }

  /// Where a value that is used by its name was put together: there it is mended.
  private static func origin(of value: Range<Int>, in source: Source) -> Range<Int>? {
    let label = label.allMatches(in: source.code, range: value, limit: 1).first
    let named = (label?.range.upperBound ?? value.lowerBound)..<value.upperBound
    guard source.has(name, in: named) else { return nil }
    return source.assignment(of: source.string(named), before: value.lowerBound)
  }

  private static let label = Pattern.fixed(#"\A\w+\s*:\s*"#)
  private static let name = Pattern.fixed(#"\A[A-Za-z_]\w*\z"#)

  /// What a framework hands over of the request.
  private static let request = Pattern.fixed(
    #"(?<![\w.])(?:flask\.)?(?:req|request|ctx\.request|ctx)\.(?:args|form|files|json|values|GET|POST|query_params|path_params|match_info|params|query|body|get_json\(|headers|parameters)\b|\.queryParameters\b|\breq(?:uest)?\.(?:query\[|query\.get|parameters\.(?:get|require))|\bevent\.(?:queryStringParameters|pathParameters|body)\b|\bsearchParams\.get\("#
  )
  private static let word = Pattern.fixed(#"(?<![\w.'"])[A-Za-z_]\w*(?!\w*\s*\()"#)

  private static func isFromRequest(_ range: Range<Int>, in source: Source, function: Block, depth: Int) -> Bool {
    if source.has(request, in: range) { return true }
    guard depth < 4 else { return false }
    return word.allMatches(in: source.code, range: range, limit: 20).contains { match in
      isFromRequest(named: source.string(match.range), before: range.lowerBound, in: source, function, depth: depth)
    }
  }

  private static func isFromRequest(
    named name: String, before offset: Int, in source: Source, _ function: Block, depth: Int
  ) -> Bool {
    if isTakenApart(name, in: source, function) || isParameterOfRoute(name, in: source, function) { return true }
    return source.assignments(of: name, before: offset).contains { value in
      function.body.contains(value.lowerBound) && value.lowerBound < offset && !source.has(lookedUp, in: value)
        && isFromRequest(value, in: source, function: function, depth: depth + 1)
    }
  }

  /// What a store answers for a key of the request is the store's, not the caller's.
  private static let lookedUp = Pattern.fixed(
    #"\A(?:await|yield)\s+(?!(?:req|request|ctx)\b)|(?<!req|ctx|uest)\.(?:query|filter\w*|find\w*|get_or_404|first\w*|one\w*|fetch\w*|execute|scalar\w*|select)\b"#
  )

  /// `const { name, kind } = req.body`.
  private static func isTakenApart(_ name: String, in source: Source, _ function: Block) -> Bool {
    guard source.language != .python,
      let pattern = try? Pattern(
        #"\{[^{}=]*\b"# + name
          + #"\b[^{}=]*\}\s*=\s*(?:await\s+)?(?:req|request|ctx\.request|ctx)\.(?:body|query|params)\b"#)
    else { return false }
    return source.has(pattern, in: function.body)
  }

  /// A parameter of a handler of FastAPI or Flask that can hold any text.
  private static func isParameterOfRoute(_ name: String, in source: Source, _ function: Block) -> Bool {
    guard source.language == .python,
      let parameter = try? Pattern(#"[(,]\s*"# + name + #"\s*(?::\s*(?:str|Optional\[str\]|str\s*\|\s*None)\b|[,)=])"#)
    else { return false }
    return source.routes.contains { $0.body == function.body && parameter.matches(source.code, in: $0.head) }
  }
}
