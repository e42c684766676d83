internal import JudgeTypes

/// Calls that do harm with what a client chose: paths, addresses, redirects, markup, templates, objects, XML.
enum PythonSinks {
  /// Which part of a call must not come from a client.
  enum Part { case first, receiver, any }

  struct Sink: Sendable {
    let callee: Pattern
    var part: Part = .first
    /// What makes an argument by name the one that counts.
    var keywords: [String] = []
    /// Only where the value's beginning is the client's: the host of an address.
    var headOnly = false
    /// Only where the argument looks like this.
    var only: Pattern?
  }

  static let paths = detector("python_paths", sinks: fileSinks, checks: pathChecks)
  static let addresses = detector("python_addresses", sinks: fetches, checks: addressChecks)
  static let redirects = detector("python_redirects", sinks: redirecting, checks: redirectChecks)
  static let markup = detector("python_markup", sinks: markups, checks: markupChecks)
  static let templates = detector("python_templates", sinks: templating, checks: nothing)
  static let objects = detector("python_objects", sinks: deserializers, checks: objectChecks)
  private static let documentsName = "python_documents"
  static let documents = detector(documentsName, sinks: parsers, checks: xmlChecks)
  static let queries = detector("python_queries", sinks: otherQueries, checks: queryChecks)

  private static func detector(_ name: String, sinks: [Sink], checks: Pattern) -> Detector {
    Detector.file(name) { source, rule in
      guard !source.isTest, sinks.contains(where: { $0.callee.matches(source.code) }), !hardened(name, source) else {
        return []
      }
      let input = PythonInput(file: PythonFile(source))
      return sinks.flatMap { sink in
        source.calls(sink.callee).compactMap { hit(of: $0, sink, checks, input, rule) }
      }
    }
  }

  private static let defused = Pattern.fixed(#"\bdefusedxml\b"#)

  /// A library that is imported under the name of the one it makes safe.
  private static func hardened(_ name: String, _ source: Source) -> Bool {
    name == documentsName && defused.matches(source.code)
  }

  private static func hit(
    of call: Call, _ sink: Sink, _ checks: Pattern, _ input: PythonInput, _ rule: Rule
  ) -> Hit? {
    let source = input.file.source
    guard let function = source.function(around: call.range.lowerBound),
      !isDeclaration(call, in: source), let value = value(of: call, sink, in: source)
    else { return nil }
    if let only = sink.only, !source.has(only, in: value), !isPutTogether(value, like: only, in: source) { return nil }
    let judged = sink.headOnly ? head(of: value, in: source, depth: 0) : value
    guard let judged, input.reaches(judged), !source.has(checks, in: function.range) else { return nil }
    return Hit(rule, in: source.path, lines: lines(of: call, value, in: source))
  }

  /// Whether what the name holds was written like `only` above.
  private static func isPutTogether(_ value: Range<Int>, like only: Pattern, in source: Source) -> Bool {
    guard source.has(name, in: value),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound)
    else { return false }
    return source.has(only, in: origin)
  }

  private static let declaration = Pattern.fixed(#"\bdef\s+\z"#)

  private static func isDeclaration(_ call: Call, in source: Source) -> Bool {
    source.has(declaration, in: max(0, call.range.lowerBound - 8)..<call.range.lowerBound)
  }

  private static let keyword = Pattern.fixed(#"\A(\w+)\s*=(?!=)\s*"#)

  /// The argument, or receiver, that counts.
  private static func value(of call: Call, _ sink: Sink, in source: Source) -> Range<Int>? {
    switch sink.part {
    case .receiver:
      let start = source.lineStart(of: call.range.lowerBound)
      return start..<call.range.lowerBound
    case .any: return call.arguments.first.map { $0.lowerBound..<(call.arguments.last?.upperBound ?? $0.upperBound) }
    case .first:
      for argument in call.arguments {
        guard let match = keyword.allMatches(in: source.code, range: argument, limit: 1).first,
          let name = match.groups[0]
        else { continue }
        if sink.keywords.contains(source.string(name)) { return match.range.upperBound..<argument.upperBound }
      }
      return call.arguments.first.flatMap { source.has(keyword, in: $0) ? nil : $0 }
    }
  }

  private static let name = Pattern.fixed(#"\A[A-Za-z_]\w*\z"#)
  private static let host = Pattern.fixed(#"\A(?:https?://)?\z"#)

  /// The part of an address that decides where it leads: nil where the program itself wrote it.
  private static func head(of value: Range<Int>, in source: Source, depth: Int) -> Range<Int>? {
    guard depth < 4 else { return nil }
    if let literal = source.span(startingAt: value.lowerBound), literal.kind == .string {
      let beginning =
        literal.content
        .lowerBound..<(literal.interpolations.first.map { $0.lowerBound - 1 } ?? literal.content.upperBound)
      guard host.matches(source.bytes, in: beginning) else { return nil }
      return literal.interpolations.first ?? (literal.range.upperBound..<value.upperBound)
    }
    guard source.has(name, in: value) else { return value }
    guard let origin = source.assignment(of: source.string(value), before: value.lowerBound),
      source.function(around: value.lowerBound)?.body.contains(origin.lowerBound) == true
    else { return value }
    return head(of: source.trimmed(origin), in: source, depth: depth + 1)
  }

  /// The call, from where its value was put together if that is near.
  private static func lines(of call: Call, _ value: Range<Int>, in source: Source) -> ClosedRange<Int> {
    let own = source.lines(of: source.trimmed(call.range))
    guard source.has(name, in: value),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound)
    else { return own }
    let first = source.line(at: origin.lowerBound)
    return own.lowerBound - first <= 2 && first < own.lowerBound ? first...own.upperBound : own
  }

  // MARK: What does harm, and what shows that somebody looked

  private static let nothing = Pattern.fixed(#"(?!)"#)

  static let fileSinks = [
    Sink(
      callee: .fixed(
        #"(?<![\w.])(?:open|send_file|FileResponse|web\.FileResponse|os\.(?:open|remove|unlink|listdir|scandir|makedirs|mkdir|rmdir|stat)|shutil\.(?:copy\w*|move|rmtree)|zipfile\.ZipFile|tarfile\.open|aiofiles\.open|(?:flask\.)?send_file|io\.open|codecs\.open|default_storage\.(?:open|delete|save)|static_file)\s*\("#
      ), keywords: ["path", "file", "path_or_file"]),
    Sink(callee: .fixed(#"(?<![\w.])shutil\.(?:copy\w*|move)\s*\("#), part: .any),
    Sink(
      callee: .fixed(#"(?<![\w.])[a-z]\w*\.save\s*\("#),
      only: .fixed(#"os\.path\.join|\bf["']|/\s*\w|\+|\A[\w.]*path\z"#)),
    Sink(
      callee: .fixed(#"\.(?:read_text|read_bytes|write_text|write_bytes|unlink|rmdir)\s*\("#), part: .receiver),
  ]
  static let pathChecks = Pattern.fixed(
    #"(?i)basename|secure_?filename|safe_?(?:join|path|name)|valid_(?:file)?name|is_relative_to|relative_to\(|commonpath|commonprefix|\.startswith\(|\brealpath\b|\.resolve\(\)|saniti[sz]e|send_from_directory|safe_|(?:check|validate|clean|verify)\w*(?:path|name|file)|(?:path|name|file)\w*_(?:ok|valid|safe)|["']\.\.["']\s+in\b|\bif\s+(?:not\s+)?[\w.]+\s+(?:not\s+)?in\s+[A-Za-z_]|re\.(?:match|fullmatch|search)\(|\w+_RE\w*\.|PATTERN\.\w*match|\.(?:fullmatch|match|isalnum|isidentifier|isdigit)\(|Path\([^)\n]*\)\.name\b|slugify|[Mm]kstemp|NamedTemporaryFile|mkdtemp|TemporaryDirectory"#
  )

  private static let fetches = [
    Sink(
      callee: .fixed(
        #"(?<![\w.])(?:requests|httpx|grequests)\.(?:get|post|put|patch|head|delete|options|stream)\s*\(|(?<![\w])(?:urllib\.request\.)?(?:urlopen|urlretrieve)\s*\(|(?<![\w.])feedparser\.parse\s*\("#
      ), keywords: ["url"], headOnly: true),
    Sink(
      callee: .fixed(
        #"(?<![\w])(?:self\.)?_?\w*(?:session|client|http|http_client|fetcher)\.(?:get|post|put|patch|head|stream|fetch)\s*\("#
      ), keywords: ["url"], headOnly: true,
      only: .fixed(#"(?i)ur[li]|link|href|endpoint|webhook|callback|host|target|address|src|feed|\bhttps?:"#)),
  ]
  private static let addressChecks = Pattern.fixed(
    #"(?i)urlparse|urlsplit|hostname|netloc|\.host\b|(?:validate|check|verify|ensure|assert|is|safe|allowed)_\w*(?:ur[li]|host|address|target|webhook|endpoint|domain)|allow|whitelist|\.startswith\(|is_private|re\.(?:match|fullmatch)\(|\bif\s+[\w.]+\s+(?:not\s+)?in\s+[A-Za-z_]|ssrf|safe_?(?:url|fetch|request|get)"#
  )

  private static let redirecting = [
    Sink(
      callee: .fixed(
        #"(?<![\w])(?:flask\.)?redirect\s*\(|\bHttpResponse(?:Permanent)?Redirect\s*\(|\bRedirectResponse\s*\(|\bHTTP(?:Found|SeeOther|MovedPermanently|TemporaryRedirect)\s*\("#
      ), keywords: ["url", "location", "to"], headOnly: true)
  ]
  private static let redirectChecks = Pattern.fixed(
    #"(?i)url_has_allowed_host|is_safe|safe_(?:url|next|redirect)|urlparse|urlsplit|netloc|\.startswith\(|allow|valid(?:ate)?_\w*(?:url|next|redirect|uri)|check_\w*(?:url|uri|redirect)|whitelist|sanitiz|\bif\s+(?:not\s+)?[\w.]+\s+(?:not\s+)?in\s+[A-Za-z_]|referr?er|redirect_uris|get_full_path|\.resolve\("#
  )

  private static let markups = [
    Sink(callee: .fixed(#"(?<![\w.])(?:mark_safe|Markup|SafeString|SafeText|markupsafe\.Markup)\s*\("#)),
    Sink(
      callee: .fixed(#"(?<![\w.])(?:HttpResponse|HTMLResponse|make_response|Response)\s*\("#),
      keywords: ["content"], only: .fixed(#"<\s*/?[a-zA-Z!]"#)),
  ]
  private static let markupChecks = Pattern.fixed(
    #"(?i)escape\(|\bescape\b|format_html|bleach|nh3|sanitiz|clean_html|conditional_escape|text/plain|application/json|quoteattr"#
  )

  private static let templating = [
    Sink(callee: .fixed(#"(?<![\w.])(?:flask\.)?render_template_string\s*\("#)),
    Sink(callee: .fixed(#"(?<![\w.])(?:jinja2\.)?Template\s*\(|\.from_string\s*\("#)),
    Sink(callee: .fixed(#"(?<![\w.])(?:__import__|importlib\.import_module|compile)\s*\("#)),
  ]

  private static let deserializers = [
    Sink(
      callee: .fixed(
        #"(?<![\w.])(?:joblib\.load|torch\.load|(?:pd|pandas)\.read_pickle|(?:np|numpy)\.load|dill\.loads?|keras\.models\.load_model|load_model)\s*\("#
      ))
  ]
  private static let objectChecks = Pattern.fixed(
    #"weights_only\s*=\s*True|allow_pickle\s*=\s*False|hmac|compare_digest|signature|sha256"#)

  private static let parsers = [
    Sink(
      callee: .fixed(
        #"(?<![\w])(?:etree|ET|ElementTree|lxml\.etree|minidom|xml\.dom\.minidom|xml\.etree\.ElementTree|sax|xml\.sax|pulldom|objectify)\.(?:parse|fromstring|parseString|XML|iterparse)\s*\("#
      ))
  ]
  private static let xmlChecks = Pattern.fixed(#"(?i)defused|resolve_entities\s*=\s*False|forbid_dtd|DOCTYPE|<!ENTITY"#)

  private static let otherQueries = [
    Sink(callee: .fixed(#"\.(?:xpath)\s*\("#), only: .fixed(#"\{|%|\+"#)),
    Sink(
      callee: .fixed(
        #"\b\w+\.(?:find|find_one|update_one|delete_one|count_documents|delete_many|find_one_and_update)\s*\("#),
      only: .fixed(
        #"\A(?:await\s+)?(?:flask\.)?request\.(?:json|get_json\([^)]*\)|data)\z|\A(?:data|body|payload|query|filters?|criteria)\z|\$where"#
      )),
    Sink(
      callee: .fixed(#"\.(?:search|search_s|search_ext_s|search_st)\s*\("#), part: .any,
      only: .fixed(#"["']\(+[&|(]*\w+=[^"'\n]*(?:\{|%s|["']\s*\+)"#)),
  ]
  private static let queryChecks = Pattern.fixed(#"(?i)escape_filter_chars|escape_dn|escape|\bstr\("#)
}
