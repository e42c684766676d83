internal import JudgeTypes

/// Whether an expression can only hold what the program itself wrote.
enum Trust {
  private static let constant = Pattern.fixed(
    #"\A(?:(?:self|cls|this|Self)\.)?_?[A-Z][A-Z0-9_]+(?:\[[^\]]*\])?\z|\A[\w.]*\.[A-Z][A-Z0-9_]+\z|\A[A-Z]\w+\.(?:databaseTableName|tableName|table|__tablename__|__table__)\b|\A[\d_.]+\z"#
  )
  private static let cast = Pattern.fixed(
    #"\A(?:int|float|bool|len|Int|Int64|UInt|Double|Number|parseInt|parseFloat|BigInt|Boolean|UUID|uuid\.UUID|abs|round|str\(int)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)?!?\z"#
  )
  private static let bounds = Pattern.fixed(#"\A(?:Math\.)?(?:max|min)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\z"#)
  private static let quoting = Pattern.fixed(
    #"\A(?:\w+\.)*(?:quote_ident|quote_identifier|quoteIdent|escapeIdentifier|escapeId|escapeLiteral|sql\.Identifier|sql\.SQL|Identifier\(|mysql\.escape|connection\.escape|pool\.escape|db\.escape|escape|shlex\.quote|quote|shell_quote|shellescape|shellQuote)\s*\(|\A(?:sql\.)?(?:SQL|Identifier)\(|\.quoted\s*\z|\A(?:ident|bind|literal)\s*:"#
  )
  private static let placeholders = Pattern.fixed(
    #"(?i)(?:place_?holders?|bind_?marks?|param_?list|\bslots\b|question_?marks|\bmarks\b)|(?i)\A(?:\w+\.)+(?:count|length)(?:\s*\+\s*\d+)?\z|\A(?:count|length)(?:\s*\+\s*\d+)?\z|\A(?:idx|index|i|n|position)(?:\s*[+-]\s*\d+)?\z|["']\s*[,\s]*["']\s*\.join\(\s*(?:\[\s*)?f?["'][?%$]|repeat\(|repeating:"#
  )
  /// Helpers that put a value aside as a parameter and give its mark, and members of closed sets.
  private static let binder = Pattern.fixed(
    #"\A(?:\w+\.)*(?:bind|addParam|addParameter|nextParam|param|placeholder|pushParam|arg|bindValue|add_param|bind_param)\w*\(|\A[\w.]+\.(?:rawValue|column|columnName|sql|sqlName|keyword)\z"#
  )
  private static let name = Pattern.fixed(#"\A[\w.]+\z"#)
  private static let joined = Pattern.fixed(#"\A(?:f?["'`][^"'`]*["'`]\.join\(\s*(\w+)\s*\)|(\w+)\.join(?:ed)?\()"#)

  /// - Parameters:
  ///   - offset: where the expression is used; what a name holds is looked up before it.
  ///   - isQuoted: whether it stands between quotes of the statement, where no count and no placeholder belongs.
  static func isTrusted(
    _ range: Range<Int>, in source: Source, at offset: Int, isQuoted: Bool = false, depth: Int = 0
  ) -> Bool {
    let range = source.trimmed(range)
    guard depth < 4, !range.isEmpty, source.cache.mayWeigh() else { return depth < 4 && range.isEmpty }
    let operands = operands(of: range, in: source)
    if operands.count > 1 {
      return operands.allSatisfy { isTrusted($0, in: source, at: offset, depth: depth + 1) }
    }
    if source.isLiteral(range)
      || [cast, quoting, constant].contains(where: { source.has($0, in: range) })
      || isChoiceOfTrusted(range, in: source)
    {
      return true
    }
    if source.has(bounds, in: range), let open = source.code[range].firstIndex(of: UInt8(ascii: "(")) {
      return source.arguments(in: (open + 1)..<(range.upperBound - 1)).allSatisfy {
        isTrusted($0, in: source, at: offset, depth: depth + 1)
      }
    }
    // Where a value comes from outweighs what it is called.
    if source.has(request, in: range) { return false }
    if source.has(binder, in: range) { return true }
    if !isQuoted, source.has(placeholders, in: range), !isTakenFromOutside(range, in: source) { return true }
    if let literal = source.span(startingAt: range.lowerBound), literal.kind == .string, literal.range == range {
      return literal.interpolations.allSatisfy {
        SQLInjection.isPositional($0, in: source) || isTrusted($0, in: source, at: offset, depth: depth + 1)
      }
    }
    if let match = joined.allMatches(in: source.text, range: range, limit: 1).first,
      let list = match.groups.compactMap({ $0 }).first
    {
      return isListTrusted(source.string(list), in: source, at: offset, depth: depth)
    }
    guard source.has(name, in: range) else { return false }
    if isIdentifier(range, in: source), isOfOwnMaking(range, in: source, at: offset) { return true }
    return isNameTrusted(source.string(range), in: source, at: offset, depth: depth)
  }

  /// Whether a name that sounds like a count or a placeholder was given what a caller sent.
  private static func isTakenFromOutside(_ range: Range<Int>, in source: Source) -> Bool {
    guard source.has(name, in: range) else { return false }
    let name = source.string(range)
    return recent(source.assignments(of: name, before: range.lowerBound), of: name, in: source, at: range.lowerBound)
      .contains { source.has(outside, in: $0) }
  }

  private static let beforeIdentifier = Pattern.fixed(
    #"(?i)\b(?:from|join|into|update|table|exists|truncate)\s+["`\[]?(?:\$?\{|\\\()\z"#)

  /// Whether the value stands where a statement names a table, which no parameter can be bound to.
  private static func isIdentifier(_ range: Range<Int>, in source: Source) -> Bool {
    beforeIdentifier.matches(source.bytes, in: max(0, range.lowerBound - 24)..<range.lowerBound)
  }

  /// Whether a name was given a value, and neither that nor what it is made of is handed over by a caller.
  private static func isOfOwnMaking(_ range: Range<Int>, in source: Source, at offset: Int) -> Bool {
    let name = String(source.string(range).prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    let values = recent(source.assignments(of: name, before: offset), of: name, in: source, at: offset)
    guard !values.isEmpty else { return false }
    return values.allSatisfy { value in
      if source.has(outside, in: value) { return false }
      let root = source.trimmed(value)
      let parent = source.string(root).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard !parent.isEmpty else { return source.isLiteral(root) }
      // What came in as a parameter has no origin here, and is nobody's own making.
      let parents = source.assignments(of: String(parent), before: offset)
      return !parents.isEmpty && parents.allSatisfy { !source.has(outside, in: $0) }
    }
  }

  /// What a framework hands over of a request.
  private static let request = Pattern.fixed(
    #"(?<![\w.])(?:flask\.)?(?:req|request|ctx\.request|ctx)\.(?:args|form|files|json|values|GET|POST|query_params|path_params|match_info|params?|query|body|get_json|headers|parameters)\b"#
  )
  private static let outside = Pattern.fixed(
    #"(?i)\b(?:req|request|ctx|event|query|params|args|form|body|payload|input|search_?params|querystring|headers|flt|filters?|criteria)\b|\bRequest\b"#
  )

  /// Whether what is used here comes from a request, as far as the expression, its value and its function tell.
  static func comesFromRequest(_ range: Range<Int>, in source: Source) -> Bool {
    if source.has(outside, in: range) { return true }
    let name = source.string(source.trimmed(range)).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    if !name.isEmpty, let value = source.assignment(of: String(name), before: range.lowerBound),
      source.has(outside, in: value)
    {
      return true
    }
    guard let function = source.function(around: range.lowerBound) else { return false }
    return source.has(handler, in: max(0, function.range.lowerBound - 200)..<function.body.lowerBound)
  }

  /// A function that answers requests, by its decorator, registration or parameters.
  private static let handler = Pattern.fixed(
    #"@\w*(?:app|router|bp|blueprint|api|route)\w*\.(?:get|post|put|patch|delete|route)\b|\b(?:app|router|server|fastify)\.(?:get|post|put|patch|delete|all)\s*(?:<[^>]*>)?\(|@(?:Get|Post|Put|Patch|Delete)\(|\(\s*_?\s*req(?:uest)?\b|\(\s*ctx\b"#
  )

  /// What a `+` at the top level joins; the whole when there is none.
  private static func operands(of range: Range<Int>, in source: Source) -> [Range<Int>] {
    var operands: [Range<Int>] = []
    var depth = 0
    var start = range.lowerBound
    for index in range {
      switch source.code[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "+") where depth == 0 && !source.isInString(index):
        operands.append(start..<index)
        start = index + 1
      default: break
      }
    }
    return (operands + [start..<range.upperBound]).filter { !source.trimmed($0).isEmpty }
  }

  private static let ternary = Pattern.fixed(
    #"\A[^?\n]+\?(?![.?])\s*(["'`][^"'`]*["'`]|[A-Z_]{2,})\s*:\s*(["'`][^"'`]*["'`]|[A-Z_]{2,})\s*\z"#)
  private static let pythonTernary = Pattern.fixed(
    #"(?s)\A(["'][^"']*["']|[A-Z_]{2,})\s+if\b.+\belse\s+(["'][^"']*["']|[A-Z_]{2,})\s*\z"#)
  private static let lookup = Pattern.fixed(
    #"\A\(?\{\s*(?:["']?\w+["']?\s*:\s*["'][^"']*["']\s*,?\s*)+\}(?:\s+as\s+[^()]*)?\)?\s*\[[^\]]+\]\z|\A(?:\w+\.)*(?:_?[A-Z][A-Z0-9_]+|[a-z]\w*(?:Columns|Fields|Map|Names|Whitelist|Allowed|Tables|_columns|_map|_fields|_tables))\s*(?:\[[^\]]+\]|\.get\((?:[^()]|\([^()]*\))*\))\s*(?:(?:\?\?|\|\||or)\s*(?:["'][^"']*["']|[A-Z_]{3,}[\w.\[\]]*))?\s*!?\z"#
  )

  /// One of several literals, or what an allow-list holds for a key.
  private static func isChoiceOfTrusted(_ range: Range<Int>, in source: Source) -> Bool {
    [ternary, pythonTernary, lookup].contains { source.has($0, in: range) }
  }

  /// A name is trusted when everything it was given is, or when it was held against an allow-list.
  private static func isNameTrusted(_ name: String, in source: Source, at offset: Int, depth: Int) -> Bool {
    let parts = name.split(separator: ".").map(String.init)
    guard let leaf = parts.last, let owner = parts.first else { return false }
    if isGuarded(name, in: source, before: offset) { return true }
    if isLoopOverConstants(name, in: source, before: offset) { return true }
    if isNumericParameter(leaf, in: source, at: offset) { return true }
    // What a field of another object holds is not known from a variable of the same name.
    let isOwn = parts.count == 1 || ["self", "this", "cls", "Self"].contains(owner) || owner.first?.isUppercase == true
    guard isOwn else { return false }
    let values = recent(source.assignments(of: leaf, before: offset), of: leaf, in: source, at: offset)
    guard !values.isEmpty else { return false }
    return values.allSatisfy { isTrusted($0, in: source, at: $0.lowerBound, depth: depth + 1) }
  }

  /// Only what the same function assigned counts, or the whole file at its top level. The default of a parameter does not: a caller
  /// may hand over anything else.
  private static func recent(
    _ values: [Range<Int>], of name: String, in source: Source, at offset: Int
  ) -> [Range<Int>] {
    guard let function = source.function(around: offset) else { return values }
    let own = values.filter { function.body.contains($0.lowerBound) }
    if own.isEmpty, isParameter(name, of: function, in: source) { return [] }
    return own.isEmpty ? values.filter { source.function(around: $0.lowerBound) == nil } : own
  }

  /// A parameter hides what the file calls by the same name.
  private static func isParameter(_ name: String, of function: Block, in source: Source) -> Bool {
    guard let parameter = try? Pattern(#"[(,]\s*(?:\w+\s+)?"# + name + #"\s*[:,)=?]"#) else { return false }
    return source.has(parameter, in: function.range.lowerBound..<function.body.lowerBound)
  }

  /// A parameter of a type that cannot hold a piece of a statement.
  private static func isNumericParameter(_ name: String, in source: Source, at offset: Int) -> Bool {
    guard let function = source.function(around: offset),
      let parameter = try? Pattern(
        #"[(,]\s*(?:\w+\s+)?"# + name
          + #"\s*\??\s*:\s*(?:int|float|bool|Int\d*|UInt\d*|Double|Bool|number|boolean|bigint|UUID|uuid\.UUID|date|datetime|Date)\s*\??\s*[,)=]"#
      )
    else { return false }
    return source.has(parameter, in: function.range.lowerBound..<function.body.lowerBound)
  }

  /// `if x not in ALLOWED`, `if (!ALLOWED.includes(x))`, `guard allowed.contains(x)`, `switch x`.
  private static func isGuarded(_ name: String, in source: Source, before offset: Int) -> Bool {
    let escaped = name.replacing(".", with: "\\.")
    let start = source.function(around: offset)?.range.lowerBound ?? 0
    guard
      let pattern = try? Pattern(
        #"\b(?:if|elif|while|assert|and|or|not|guard|return)\b[^\n]{0,80}?\b"# + escaped
          + #"\s+(?:not\s+)?in\s+[\w.(\["']|\b(?:includes|contains|has|indexOf|containsKey)\(\s*"#
          + escaped
          + #"\b|\b"# + escaped
          + #"(?:\.isalnum\(\)|\.isidentifier\(\)|\.isdigit\(\))|(?:fullmatch|match|test)\([^)\n]*\b"# + escaped
          + #"\b"#)
    else { return false }
    return pattern.matches(source.code, in: start..<offset)
  }

  /// `for table in ("a", "b")`, `for (const t of TABLES)`.
  private static func isLoopOverConstants(_ name: String, in source: Source, before offset: Int) -> Bool {
    let first = source.cache.constantLoop(over: name) {
      let pattern = try? Pattern(
        #"\bfor\s*\(?\s*(?:const|let|var)?\s*(?:\w+\s*,\s*)?"# + name.replacing(".", with: "\\.")
          + #"\b[\w\s,]*\s(?:in|of)\s+(?:_?[A-Z][A-Z0-9_]+\b|[(\[]\s*["'])"#)
      return pattern?.allMatches(in: source.text, limit: 1).first?.range.lowerBound
    }
    return first.map { $0 < offset } ?? false
  }

  private static let additions = #"\.(?:append|push|extend|insert)\(\s*(?:contentsOf:\s*)?"#

  /// A list of conditions is trusted when everything put into it is.
  private static func isListTrusted(_ name: String, in source: Source, at offset: Int, depth: Int) -> Bool {
    guard let pattern = try? Pattern(#"\b"# + name + additions) else { return false }
    let pushed = pattern.allMatches(in: source.code, range: 0..<min(offset, source.code.count)).compactMap { match in
      source.closing(of: openParenthesis(before: match.range.upperBound, in: source)).map {
        match.range.upperBound..<$0
      }
    }
    let initial = source.assignments(of: name, before: offset)
    guard !pushed.isEmpty || !initial.isEmpty else { return false }
    return (pushed + initial).allSatisfy { areStringsTrusted(in: $0, of: source, depth: depth) }
  }

  private static func openParenthesis(before offset: Int, in source: Source) -> Int {
    var index = offset - 1
    while index > 0, source.code[index] != UInt8(ascii: "(") { index -= 1 }
    return index
  }

  private static func areStringsTrusted(in range: Range<Int>, of source: Source, depth: Int) -> Bool {
    if source.has(outside, in: range) { return false }
    let strings = source.strings(in: range)
    if strings.isEmpty {
      return source.trimmed(range).count <= 2 || isTrusted(range, in: source, at: range.lowerBound, depth: depth + 1)
    }
    return strings.allSatisfy { string in
      string.interpolations.allSatisfy {
        SQLInjection.isPositional($0, in: source) || isTrusted($0, in: source, at: range.lowerBound, depth: depth + 1)
      }
    }
  }
}
