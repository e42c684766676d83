internal import JudgeTypes

/// Follows what a client sends inside one Python function: through names, f-strings, joins, look-ups and loops.
struct PythonInput: Sendable {
  let file: PythonFile
  private var source: Source { file.source }

  /// What a framework hands over of the request.
  static let request = Pattern.fixed(
    #"(?<![\w.])(?:flask\.|self\.|bottle\.|cherrypy\.)?(?:request|req)\.(?:args|form|forms|files|FILES|json\b|values|GET|POST|data\b|query_params|path_params|match_info|rel_url\.query|query\b|params|body|get_json|get_data|headers|cookies|COOKIES|content|stream|parameters)|(?<![\w.])self\.(?:get_(?:query_|body_)?arguments?|kwargs|path_kwargs)\b|(?<![\w.])event\[|(?<![\w.])event\.get\(|\bself\.request\.(?:body|arguments|files)\b|(?<![\w.])(?:context\.args|(?:update\.)?(?:effective_)?message\.(?:text|caption|content)|ctx\.message\.content|update\.callback_query\.data)\b"#
  )
  private static let word = Pattern.fixed(#"(?<![\w.])[A-Za-z_]\w*(?!\w*\s*\()(?!\w*\s*=(?!=))"#)
  private static let call = Pattern.fixed(#"(?<![\w.])[\w.]*\w(\()"#)
  /// Functions whose result holds what they were given.
  private static let handsOn = Pattern.fixed(
    #"(?:\A|\.)(?:str|bytes|list|dict|tuple|set|sorted|next|iter|format|join|joinpath|replace|loads|unquote\w*|urljoin|b64decode|urlsafe_b64decode|BytesIO|StringIO|Path|PurePath|PosixPath|abspath|normpath|expanduser|fspath|fromhex|cast|getattr|bytearray|SimpleUploadedFile|File|wait_for|read|decode|encode|strip|f)\s*\z|\A\z"#
  )

  /// Whether what stands in `range` holds something that a client chose.
  func reaches(_ range: Range<Int>, depth: Int = 0) -> Bool {
    guard depth < 5, !range.isEmpty, source.cache.mayWeigh() else { return false }
    let hidden = swallowed(in: range)
    func isOpen(_ found: Range<Int>) -> Bool { !hidden.contains { $0.contains(found.lowerBound) } }
    if Self.request.allMatches(in: source.code, range: range, limit: 20).contains(where: { isOpen($0.range) }) {
      return true
    }
    guard let function = file.function(around: range.lowerBound) else { return false }
    return Self.word.allMatches(in: source.code, range: range, limit: 20).contains { match in
      isOpen(match.range)
        && reaches(named: source.string(match.range), before: range.lowerBound, in: function, depth: depth)
    }
  }

  /// The arguments of calls that make something else of them.
  private func swallowed(in range: Range<Int>) -> [Range<Int>] {
    Self.call.allMatches(in: source.code, range: range, limit: 40).compactMap { match in
      guard let open = match.groups[0], let close = source.closing(of: open.lowerBound) else { return nil }
      let name = match.range.lowerBound..<open.lowerBound
      return source.has(Self.handsOn, in: name) ? nil : (open.lowerBound..<close)
    }
  }

  private static let plain = Pattern.fixed(
    #"(?i)\A\s*(?:int|float|bool|len|uuid\.UUID|UUID|Decimal|datetime|date|hash|round|abs)\s*\("#)
  /// What a store answers for a key of the request is the store's, not the client's.
  private static let lookedUp = Pattern.fixed(
    #"\.(?:objects|query)\b|(?<!request)\.(?:filter\w*|find_one|get_or_404|first\w*|one\w*|fetch\w*|execute|scalar\w*|select)\s*\(|get_object_or_404"#
  )

  private func reaches(named name: String, before offset: Int, in function: PythonFunction, depth: Int) -> Bool {
    if ["self", "cls", "request", "None", "True", "False", "if", "else", "in", "not", "and", "or"].contains(name) {
      return false
    }
    let values = source.assignments(of: name, before: offset).filter { function.block.body.contains($0.lowerBound) }
    if let last = values.last(where: { $0.upperBound <= offset }), source.has(Self.plain, in: last) { return false }
    for value in values.suffix(6) where value.lowerBound < offset && !source.has(Self.lookedUp, in: value) {
      if reaches(value, depth: depth + 1) { return true }
    }
    if isSent(name, to: function) { return values.isEmpty || depth > 0 || values.contains { mentions(name, in: $0) } }
    return loops(over: name, in: function, before: offset).contains { reaches($0, depth: depth + 1) }
  }

  private func mentions(_ name: String, in range: Range<Int>) -> Bool {
    guard let pattern = try? Pattern(#"(?<![\w.])"# + name + #"\b"#) else { return false }
    return source.has(pattern, in: range)
  }

  /// `for item in values`, `with expression as name`.
  private func loops(over name: String, in function: PythonFunction, before offset: Int) -> [Range<Int>] {
    guard
      let pattern = try? Pattern(
        #"\bfor\s+[\w\s,()]*?\b"# + name + #"\b[\w\s,()]*?\s+in\s+([^\n]+?):?\s*$|\bwith\s+([^\n]+?)\s+as\s+"# + name
          + #"\b"#)
    else { return [] }
    let body = function.block.body.lowerBound..<max(function.block.body.lowerBound, offset)
    return pattern.allMatches(in: source.code, range: body, limit: 4).compactMap { $0.groups.compactMap { $0 }.first }
  }

  private static let server = Pattern.fixed(
    #"(?i)\A(?:self|cls|request|req|db|database|session|conn|user|current_user|context|args|background_tasks|response|settings|service|repo|client|queryset|obj|instance|pk|id)\z"#
  )
  private static let identifier = Pattern.fixed(#"(?i)(?:^|_)(?:pk|id|uuid|year|month|day|page|number|count)\z"#)
  private static let injected = Pattern.fixed(#"\b(?:Depends|Security|Inject|Provide)\s*[(\[]"#)
  private static let text = Pattern.fixed(
    #"\b(?:str|bytes|Any|dict|Dict|list|List|UploadFile|HttpUrl|AnyUrl|AnyHttpUrl|Mapping|Path\b(?!\s*=))\b"#)
  private static let closed = Pattern.fixed(
    #"\A(?:Optional\[)?\s*(?:int|float|bool|UUID|uuid\.UUID|date|datetime|Decimal|Literal\b|\w*(?:Session|Request|Response|Tasks|User|Settings|Service|Repository|Repo|Client|Connection|WebSocket|Enum|Type|Kind|Status|Context|Info|Manager|Pool))"#
  )
  private static let model = Pattern.fixed(#"\A(?:\w+\.)*[A-Z]\w+"#)

  /// Whether `name` is a parameter that the framework fills from the request.
  private func isSent(_ name: String, to function: PythonFunction) -> Bool {
    guard function.isHandler, let parameter = function.parameters.first(where: { $0.name == name }) else {
      return false
    }
    if name == "event" { return true }
    let bytes = Array(name.utf8)
    let type = Array(parameter.type.utf8)
    if Self.server.matches(bytes) || Self.injected.matches(Array(parameter.text.utf8)) { return false }
    if type.isEmpty { return !Self.identifier.matches(bytes) }
    if Self.closed.matches(type) { return false }
    return Self.text.matches(type) || Self.model.matches(type)
  }
}
