internal import JudgeTypes

/// Pages of results whose size the caller chooses, without an upper bound. In Go, Java, Kotlin and C#.
enum PageSizes {
  static let detector = Detector.file("page_sizes") { source, rule in
    guard !source.isTest, let sink = sinks[source.language] else { return [] }
    let calls =
      source.calls(sink.callee).map { ($0, sink.position, false) } + handedOn(in: source).map { ($0.0, $0.1, true) }
    return calls.compactMap { call, position, isHandedOn in
      guard call.arguments.indices.contains(position),
        let name = bareName(call.arguments[position], in: source),
        let function = source.flow.function(around: call.range.lowerBound),
        isCallers(name, of: function, before: call.range.lowerBound, in: source),
        let bounds = try? Pattern(
          // At least one is no upper bound.
          #"(?<![\w.])"# + name + #"\b\s*[<>]=?+\s*+(?![01]\b)|<=?\s*"# + name
            + #"\b|(?i:\bmin|clamp|coerce\w*|max\w*size|limit\w*size|safe\w*|normali[sz]e\w*|sanit\w*|check\w*|validat\w*)\s*\([^;\n]*\b"#
            + name + #"\b|@(?:Max|Range)\b|\[Range\b|\bbinding:"[^"]*max="#),
        !source.has(bounds, in: function.block.range)
      else { return nil }
      let place = isHandedOn ? reading(of: name, in: function, before: call.range.lowerBound, of: source) : call.range
      return Hit(
        rule, in: source.path, lines: source.lines(of: place ?? call.range),
        message: "the caller chooses how much is read",
        severity: .medium)
    }
  }

  private static let lists = Pattern.fixed(#"\.(?:List|Get|Find|Fetch|Search|All|Paginate|Query)\w*\s*\("#)
  private static let size = Pattern.fixed(#"\A(?:int(?:32|64)?\()?(?i:limit\w*|page_?size|per_?page|page_?limit)\)?\z"#)

  /// Calls of Go to which a handler hands on the size, after it has set the default itself: then the bound is missing there too.
  private static func handedOn(in source: Source) -> [(Call, Int)] {
    guard source.language == .go else { return [] }
    return source.calls(lists).compactMap { call in
      guard let position = call.arguments.firstIndex(where: { source.has(size, in: $0) }),
        let name = bareName(call.arguments[position], in: source),
        let function = source.flow.function(around: call.range.lowerBound),
        let set = try? Pattern(
          #"\bif\s[^\n{]*\b"# + name + #"\s*(?:==\s*0|<=\s*0|<\s*1)\b[^\n{]*\{\s*"# + name + #"\s*=\s*\d|\b"# + name
            + #"\s*=\s*\d+\s*\n\s*\}"#),
        set.matches(source.code, in: function.block.body)
      else { return nil }
      return (call, position)
    }
  }

  private struct Sink: Sendable {
    let callee: Pattern
    let position: Int
  }

  private static let page = Sink(callee: .fixed(#"\bPageRequest\.of\s*\("#), position: 1)
  private static let sinks: [SourceLanguage: Sink] = [
    .java: page, .kotlin: page, .csharp: Sink(callee: .fixed(#"\.Take\s*\("#), position: 0),
    .go: Sink(
      callee: .fixed(#"\b(?:\w*[dD][bB]|\w*[qQ]uery|tx|q|stmt)(?:\.\w+\((?:[^()\n]|\([^()\n]*\))*\))*\.Limit\s*\("#),
      position: 0),
  ]
  private static let bare = Pattern.fixed(#"\A(?:int\()?(\w+)\)?\z"#)
  private static let asked = Pattern.fixed(
    #"@(?:RequestParam|QueryParam|PathVariable|PathParam|RestQuery|QueryValue)\b|\[From(?:Query|Route|Body|Form)\b"#)
  private static let action = Pattern.fixed(#"\[Http(?:Get|Post)\b[^;{}]*\z"#)
  private static let number = Pattern.fixed(#"(?:\A|\s)(?:int|long|Int|Long|Integer)\??(?:\s|\z)"#)

  private static func bareName(_ argument: Range<Int>, in source: Source) -> String? {
    bare.allMatches(in: source.code, range: argument, limit: 1).first?.groups[0].map { source.string($0) }
      .flatMap { $0.first?.isNumber == true ? nil : $0 }
  }

  private static func isCallers(
    _ name: String, of function: Flow.Function, before offset: Int, in source: Source
  ) -> Bool {
    if let parameter = function.parameters.first(where: { $0.name == name }) {
      if asked.occurs(in: parameter.text) { return true }
      let above = max(0, function.block.range.lowerBound - 300)..<function.block.range.lowerBound
      return source.language == .csharp && number.occurs(in: parameter.text)
        && action.matches(source.code, in: above)
    }
    guard source.language == .go, let values = function.values[name] else { return false }
    return values.contains { $0.upperBound <= offset && isAsked($0, in: function, of: source) }
  }

  private static func reading(
    of name: String, in function: Flow.Function, before offset: Int, of source: Source
  ) -> Range<Int>? {
    function.values[name]?.first { $0.upperBound <= offset && isAsked($0, in: function, of: source) }
  }

  private static func isAsked(_ value: Range<Int>, in function: Flow.Function, of source: Source) -> Bool {
    if source.has(query, in: value) { return true }
    guard let inner = converted.allMatches(in: source.code, range: value, limit: 1).first?.groups[0],
      let made = function.values[source.string(inner)]?.last(where: { $0.upperBound <= value.lowerBound })
    else { return false }
    return source.has(query, in: made)
  }

  private static let query = Pattern.fixed(
    #"\.(?:Query|DefaultQuery|QueryParam|QueryInt|FormValue)\(|\.URL\.Query\(\)"#)
  private static let converted = Pattern.fixed(#"(?:Atoi|Parse\w*)\(\s*(\w+)"#)
}
