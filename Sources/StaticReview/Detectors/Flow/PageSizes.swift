internal import JudgeTypes

/// Pages of results whose size the caller chooses, without an upper bound. In Go, Java, Kotlin and C#.
enum PageSizes {
  static let detector = Detector.file("page_sizes") { source, rule in
    guard !source.isTest, let sink = sinks[source.language] else { return [] }
    return source.calls(sink.callee).compactMap { call in
      guard call.arguments.indices.contains(sink.position),
        let name = bareName(call.arguments[sink.position], in: source),
        let function = source.flow.function(around: call.range.lowerBound),
        isCallers(name, of: function, before: call.range.lowerBound, in: source),
        let bounds = try? Pattern(
          // At least one is no upper bound.
          #"(?<![\w.])"# + name + #"\b\s*[<>]=?+\s*+(?![01]\b)|<=?\s*"# + name
            + #"\b|(?i:\bmin|clamp|coerce\w*|max\w*size|limit\w*size|safe\w*|normali[sz]e\w*|sanit\w*|check\w*|validat\w*)\s*\([^;\n]*\b"#
            + name + #"\b|@(?:Max|Range)\b|\[Range\b|\bbinding:"[^"]*max="#),
        !source.has(bounds, in: function.block.range)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "the caller chooses how much is read",
        severity: .medium)
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
