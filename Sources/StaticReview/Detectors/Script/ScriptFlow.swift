/// What of a JavaScript or TypeScript file comes from a request: which names hold it, and which expressions hand it on.
///
/// A value stays the caller's through assignments, destructuring and functions that only change its form. Any other function
/// that it goes through counts as a check or a look-up, so that what is cleaned or fetched by it is not taken for it.
struct ScriptFlow: Sendable {
  private struct Value {
    let offset: Int
    let scope: Range<Int>
    let isFromRequest: Bool
  }

  let functions: ScriptFunctions
  private var values: [String: [Value]] = [:]

  /// What a framework hands over of the request.
  static let request = Pattern.fixed(
    #"(?<![\w$'"])(?<!(?<!\.)\.)(?:this\.)?(?:(?:_?req|_?request|ctx\.req|ctx\.request|context\.req|context\.request|c\.req|event\.req)\s*(?:\?\.|\.)\s*(?:body|query|params?|headers?|cookies|signedCookies|files?|rawBody|payload|nextUrl\.searchParams|searchParams|queries|fields|parameters|(?:get|json|formData|text|parseBody|valid|arrayBuffer)\s*(?:<[^<>()]*>)?\()|ctx\.(?:query|params|headers?)\b|(?:event|_event|apiEvent|gatewayEvent)\.(?:body|queryStringParameters|pathParameters|multiValueQueryStringParameters|headers|rawPath|arguments)\b|(?:\w+\.)*(?:searchParams|formData|form_data)\.(?:get|getAll)\(|getRouterParams?\(|getQuery\(|readBody\(|(?:message|msg|evt)\.data\b(?=.*\bws\b)|new URLSearchParams\(\s*(?:window\.)?location\.|(?:window\.|document\.)?location\.(?:search|hash)\b|(?:router|route|\$route)\.query\b)"#
  )
  /// Functions that change the form of a value and not whose it is.
  private static let handsOn = Pattern.fixed(
    #"(?:(?<![.\w])(?:first|firstOf|firstValue|single|asString)|\b(?:String|decodeURIComponent|decodeURI|unescape|atob|JSON\.(?:parse|stringify)|path\.(?:join|resolve|normalize)|join|resolve|(?:posix|win32)\.\w+|Object\.(?:assign|values|entries|fromEntries)|Array\.from|Buffer\.from|URL|concat|URLSearchParams|structuredClone|format|util\.format|cloneDeep|getRouterParam|getQuery|readBody)|\.(?:concat|push|then|map|trim|replace|replaceAll|toString|toLowerCase|toUpperCase|split|slice|substring|join|filter|flat|at|get|getAll|json|text|query|param|header)|(?:^|[^\w\s.)\]$])\s*)\z"#
  )

  private static let keywords: Set<String> = [
    "const", "let", "var", "await", "new", "return", "typeof", "async", "function", "if", "else", "in", "of", "true",
    "false", "null", "undefined", "this", "instanceof", "void", "as",
  ]

  init(of source: Source) {
    functions = ScriptFunctions(of: source)
    noteParameters(in: source)
    noteAssignments(in: source)
  }

  // MARK: Questions

  /// Whether the value of an expression is, or holds, what a caller sent.
  func isFromRequest(_ range: Range<Int>, in source: Source) -> Bool { origin(of: range, in: source) != nil }

  /// The first place in an expression where what a caller sent enters it.
  func origin(of range: Range<Int>, in source: Source) -> Range<Int>? {
    let range = range.lowerBound..<min(range.upperBound, range.lowerBound + 6_000)
    if let direct = Self.request.allMatches(in: source.code, range: range, limit: 40).first(where: {
      counts($0.range, within: range, in: source)
    }) {
      return direct.range
    }
    guard !values.isEmpty else { return nil }
    return Self.word.allMatches(in: source.code, range: range, limit: 200).first { match in
      holdsRequest(source.string(match.range), at: match.range.lowerBound)
        && counts(match.range, within: range, in: source)
    }?.range
  }

  private static let word = Pattern.fixed(#"(?<![\w$'"])(?<!(?<!\.)\.)[A-Za-z_$][\w$]*(?!\s*(?::(?!:)|[\w$(]))"#)

  private func holdsRequest(_ name: String, at offset: Int) -> Bool {
    values[name]?.last { $0.offset < offset && $0.scope.contains(offset) }?.isFromRequest ?? false
  }

  /// A comparison, a condition, or a part of another call's arguments hands nothing on.
  private static let weighed = Pattern.fixed(
    #"\A(?:(?:\?\.|\.)[\w$]+|\[[^\]]*\])*\s*(?:[!=]==?|[<>]=?(?!>)|&&|\?(?![.?])|instanceof\b|in\b)"#)
  private static let negated = Pattern.fixed(#"(?:!|\btypeof\s+|\bdelete\s+|[!=]==?\s*)\z"#)
  private static let measured = Pattern.fixed(#"\A(?:(?:\?\.|\.)[\w$]+|\[[^\]]*\])*\.(?:length|size|mimetype)\b"#)

  private func counts(_ use: Range<Int>, within range: Range<Int>, in source: Source) -> Bool {
    var end = use.upperBound
    if end > use.lowerBound, source.code[end - 1] == UInt8(ascii: "("), let close = source.closing(of: end - 1) {
      end = close + 1
    }
    let after = end..<min(source.code.count, end + 80)
    if Self.measured.matches(source.code, in: after) || Self.weighed.matches(source.code, in: after) { return false }
    if Self.negated.matches(source.code, in: max(range.lowerBound, use.lowerBound - 20)..<use.lowerBound) {
      return false
    }
    return enclosing(use.lowerBound, within: range, in: source).allSatisfy {
      isTransparent($0, from: range, in: source)
    }
  }

  /// The brackets that stand open at `offset` since the start of `range`.
  private func enclosing(_ offset: Int, within range: Range<Int>, in source: Source) -> [Int] {
    var open: [Int] = []
    var index = range.lowerBound
    while index < offset {
      if let close = source.closing(of: index) {
        if close < offset { index = close } else { open.append(index) }
      }
      index += 1
    }
    return open
  }

  private func isTransparent(_ bracket: Int, from range: Range<Int>, in source: Source) -> Bool {
    let before = max(range.lowerBound, bracket - 60)..<bracket
    switch source.code[bracket] {
    case UInt8(ascii: "("):
      let near = source.trimmed(before)
      if near.isEmpty { return true }
      return Self.handsOn.matches(source.code, in: near) || !isWord(source.code[near.upperBound - 1])
        || Self.keywords.contains(String(source.string(near).split { !$0.isLetter }.last ?? ""))
    case UInt8(ascii: "["):
      // What is looked up by a key of the caller's is not the caller's.
      guard bracket > range.lowerBound else { return true }
      let byte = source.code[bracket - 1]
      return !(isWord(byte) || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]"))
    default: return true
    }
  }

  // MARK: Names

  private static let declaration = Pattern.fixed(
    #"(?:\b(?:const|let|var)\s+([A-Za-z_$][\w$]*|\{|\[)|(?m)^[ \t]*([A-Za-z_$][\w$]*)(?=\s*\+?=(?![=>])))"#)
  private static let equals = Pattern.fixed(#"\A\s*(?:!?\s*:(?:[^=;\n]|=>){1,200}?)?\s*\+?=(?![=>])\s*"#)
  private static let functionValue = Pattern.fixed(
    #"\A(?:async\s*)?(?:function\b|class\b|\([^()]*\)\s*(?::[^=\n]+)?=>|[\w$]+\s*=>)"#)
  /// What says nothing of where the value of a name comes from next.
  private static let neutral = Pattern.fixed(
    #"\A(?:["'`][^"'`$]*["'`]|null|undefined|\d+|\{\s*\}|\[\s*\]|true|false)\s*\z"#)
  private static let cast = Pattern.fixed(#"\A(?:await\s+)?(?:parseInt|parseFloat|Number|BigInt|Boolean|\+\s*\w)"#)
  private static let asksStore = Pattern.fixed(
    #"\A(?:await|yield)\s+(?!(?:\w+\.)*(?:req|request)\b|(?:ctx|c|context)\.req|Promise\.resolve|readBody|params\b|props\.|searchParams\b|getQuery|\w*[fF]orm\w*\.)"#
  )

  private mutating func noteAssignments(in source: Source) {
    for match in Self.declaration.allMatches(in: source.code) {
      guard let target = match.groups.compactMap({ $0 }).first else { continue }
      var end = target.upperBound
      let first = source.code[target.lowerBound]
      let isPattern = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
      if isPattern {
        guard let close = source.closing(of: target.lowerBound) else { continue }
        end = close + 1
      }
      let rest = end..<min(source.code.count, end + 400)
      guard let sign = Self.equals.allMatches(in: source.code, range: rest, limit: 1).first?.range else { continue }
      let head = sign.upperBound..<min(source.code.count, sign.upperBound + 200)
      if Self.functionValue.matches(source.code, in: head) { continue }
      let value = sign.upperBound..<max(sign.upperBound, expressionEnd(from: sign.upperBound, in: source))
      if Self.neutral.matches(source.text, in: value) { continue }
      let isRequest =
        !Self.cast.matches(source.code, in: value) && !Self.asksStore.matches(source.code, in: value)
        && isFromRequest(value, in: source)
      let names =
        isPattern ? Self.names(in: (target.lowerBound + 1)..<(end - 1), of: source) : [source.string(target)]
      for name in names { note(name, from: value.upperBound, at: target.lowerBound, isRequest) }
    }
  }

  private mutating func note(_ name: String, from offset: Int, at declared: Int, _ isFromRequest: Bool) {
    // What was never the caller's need not be kept.
    guard isFromRequest || values[name] != nil else { return }
    let scope = functions.around(declared)?.range ?? 0..<Int.max
    values[name, default: []].append(Value(offset: offset - 1, scope: scope, isFromRequest: isFromRequest))
  }

  private func expressionEnd(from start: Int, in source: Source) -> Int {
    var index = start
    let limit = min(source.code.count, start + 6_000)
    while index < limit {
      switch source.code[index] {
      case UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): return index
      case UInt8(ascii: "\n"):
        let line = source.trimmed(start..<index)
        let last = line.isEmpty ? UInt8(ascii: "=") : source.code[line.upperBound - 1]
        var next = index
        while next < limit, isBlank(source.code[next]) { next += 1 }
        let goesOn = "+,.&|?:=(".utf8.contains(last) || next < limit && "+.?:&|".utf8.contains(source.code[next])
        if !goesOn { return index }
        index += 1
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): index = (source.closing(of: index) ?? index) + 1
      default: index += 1
      }
    }
    return min(index, source.code.count)
  }

  private static let target = Pattern.fixed(#"\A(?:\.\.\.)?([A-Za-z_$][\w$]*)\s*(:)?\s*([A-Za-z_$][\w$]*|\{)?"#)

  /// The names that a pattern of destructuring gives values to.
  static func names(in pattern: Range<Int>, of source: Source) -> [String] {
    source.arguments(in: pattern).prefix(60).flatMap { part -> [String] in
      guard let match = target.allMatches(in: source.code, range: part, limit: 1).first, let name = match.group(0)
      else { return [] }
      guard match.group(1) != nil, let inner = match.group(2) else { return [source.string(name)] }
      guard source.code[inner.lowerBound] == UInt8(ascii: "{"), let close = source.closing(of: inner.lowerBound) else {
        return [source.string(inner)]
      }
      return names(in: (inner.lowerBound + 1)..<close, of: source)
    }
  }

  // MARK: Parameters

  private static let decorated = Pattern.fixed(
    #"@(?:Body|Query|Param|Headers?|Cookies|Args|Session)\(([^()]*)\)\s*(?:readonly\s+)?([A-Za-z_$][\w$]*)\s*\??\s*(?::\s*([\w.<>\[\]]+))?"#
  )
  private static let closedType = Pattern.fixed(#"\A(?:number|boolean|bigint|Date|\w*(?:Enum|Status|Kind|Type))\z"#)
  private static let closingPipe = Pattern.fixed(#"Parse(?:Int|UUID|Bool|Enum|Float|Date)Pipe|ObjectId"#)
  private static let resolver = Pattern.fixed(
    #"\A\s*(?:_+|parent|_?parent|root|_root|obj|source|_source|_obj|self)\s*(?::[^,]+)?,\s*(\{|\w+)"#)
  private static let speaksGraph = Pattern.fixed(#"\b(?:Query|Mutation|resolvers|typeDefs|gql)\b"#)
  private static let handedOver = Pattern.fixed(
    #"(?<![\w.:])(?:params|query|body|input|searchParams|args|data)(?=\s*[,}=])"#)
  private static let procedure = Pattern.fixed(
    #"\.(?:mutation|query|action|handler|post|get|put|patch|delete|loader)\(\s*(?:async\s*)?\z"#)
  private static let listener = Pattern.fixed(
    #"\b(?:socket|client|ws|connection|sock)\.on\(\s*["'`](?!error|connect|disconnect|close|open)[^"'`]*["'`]\s*,\s*(?:async\s*)?\z"#
  )
  private static let pageParts = Pattern.fixed(#"(?<![\w.:])(?:params|searchParams)(?=\s*[,}=])"#)
  private static let wire = Pattern.fixed(#"\bsocket\.io\b|\bio\.on\(|WebSocketServer|\bws\b"#)

  private mutating func noteParameters(in source: Source) {
    for match in Self.decorated.allMatches(in: source.code) {
      guard let name = match.group(1) else { continue }
      if let type = match.group(2), Self.closedType.matches(source.code, in: type) { continue }
      if let pipes = match.group(0), Self.closingPipe.matches(source.code, in: pipes) { continue }
      note(source.string(name), from: name.upperBound, at: name.upperBound, true)
    }
    let isGraph = Self.speaksGraph.matches(source.code)
    let isWire = Self.wire.matches(source.text)
    for function in functions.all {
      let parameters = function.parameters
      let before = max(0, function.start - 80)..<function.start
      var names: [String] = []
      if isGraph, let second = Self.resolver.allMatches(in: source.code, range: parameters, limit: 1).first?.group(0) {
        if source.code[second.lowerBound] == UInt8(ascii: "{"), let close = source.closing(of: second.lowerBound) {
          names += Self.names(in: (second.lowerBound + 1)..<close, of: source)
        } else {
          names.append(source.string(second))
        }
      }
      if let open = parameters.first(where: { source.code[$0] == UInt8(ascii: "{") }),
        let close = source.closing(of: open), close <= parameters.upperBound
      {
        let handed = Self.procedure.matches(source.code, in: before) ? Self.handedOver : Self.pageParts
        names += handed.allMatches(in: source.code, range: open..<(close + 1), limit: 10).map {
          source.string($0.range)
        }
      }
      if isWire, Self.listener.matches(source.text, in: before),
        let first = source.arguments(in: parameters).first
      {
        names +=
          source.code[first.lowerBound] == UInt8(ascii: "{")
          ? Self.names(in: (first.lowerBound + 1)..<(first.upperBound - 1), of: source)
          : [String(source.string(first).prefix { $0.isLetter || $0.isNumber || $0 == "_" })]
      }
      for name in names where !name.isEmpty {
        note(name, from: function.body.lowerBound, at: function.body.lowerBound, true)
      }
    }
  }
}

extension Source {
  /// What comes from where in this file; only of JavaScript and TypeScript.
  var script: ScriptFlow { cache.reading("script") { ScriptFlow(of: self) } }
}
