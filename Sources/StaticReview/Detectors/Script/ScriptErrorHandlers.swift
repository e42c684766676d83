/// A place of JavaScript or TypeScript that is handed an error: a `catch`, a rejection, a callback, a middleware, or the
/// condition on an error that came as a value.
struct ScriptErrorHandler: Sendable {
  enum Kind { case block, rejection, callback, middleware, checked }

  let kind: Kind
  /// The names that the error, or its message, has in it.
  let names: [String]
  /// What it does with it, without its braces.
  let body: Range<Int>

  private static let caught = Pattern.fixed(#"\bcatch\s*\(\s*([A-Za-z_$][\w$]*)\s*(?::\s*[\w.]+\s*)?\)\s*\{"#)
  private static let parted = Pattern.fixed(
    #"\bcatch\s*\(\s*\{\s*((?:message|stack)[\w\s,]*)\}\s*(?::\s*\w+\s*)?\)\s*\{"#)
  private static let refused = Pattern.fixed(#"\.\s*catch\s*\(\z"#)
  static let errorName = Pattern.fixed(#"\A(?:err|error|er|e|ex|errs|\w+Err|\w+Error)\z"#)

  static func all(in source: Source) -> [ScriptErrorHandler] {
    source.cache.reading("script error handlers") {
      blocks(of: source) + functions(of: source) + checks(of: source)
    }
  }

  private static let result = Pattern.fixed(
    #"\{[^{}]{0,200}?\berror\b(?:\s*:\s*(\w+))?[^{}]{0,200}\}\s*=\s*await\b(?![^;\n]{0,120}?(?i:\bvalidat\w*|safeParse\w*|parseAsync|schema\.|\bjoi\.|\byup\.|\bzod\.|\bz\.))"#
  )

  /// `const { data, error } = await store…; if (error) return …`
  private static func checks(of source: Source) -> [ScriptErrorHandler] {
    let names = Set(
      result.allMatches(in: source.code, limit: 200).map { match in match.group(0).map { source.string($0) } ?? "error"
      })
    return names.flatMap { name -> [ScriptErrorHandler] in
      guard let check = try? Pattern(#"\bif\s*\(\s*"# + name + #"\s*(?:\)|(?:\|\||&&)[^{};\n]{0,80}\))\s*(\{)?"#) else {
        return []
      }
      return check.allMatches(in: source.code, limit: 200).compactMap { match in
        let start = match.range.upperBound
        let end = match.group(0) == nil ? source.statementEnd(from: start) : source.closing(of: start - 1)
        return end.map { ScriptErrorHandler(kind: .checked, names: [name], body: start..<max(start, $0)) }
      }
    }
  }

  /// What else a caught error is called in the handler: `const err = error as Error`.
  private static func aliases(of name: String, in body: Range<Int>, _ source: Source) -> [String] {
    guard
      let alias = try? Pattern(
        #"\b(?:const|let|var)\s+(\w+)\s*(?::\s*\w+\s*)?=\s*"# + name + #"\s*(?:as\s+\w+\s*)?[;\n]"#)
    else { return [] }
    return alias.allMatches(in: source.code, range: body, limit: 4).compactMap { $0.group(0).map { source.string($0) } }
  }

  private static func blocks(of source: Source) -> [ScriptErrorHandler] {
    (caught.allMatches(in: source.code) + parted.allMatches(in: source.code)).compactMap { match in
      guard let close = source.closing(of: match.range.upperBound - 1), let given = match.group(0) else { return nil }
      let body = match.range.upperBound..<close
      let names = source.arguments(in: given).map { source.string($0) }
      return ScriptErrorHandler(
        kind: .block, names: names + names.flatMap { aliases(of: $0, in: body, source) }, body: body)
    }
  }

  private static func functions(of source: Source) -> [ScriptErrorHandler] {
    source.script.functions.all.compactMap { function in
      let parameters = source.arguments(in: function.parameters)
      guard let first = parameters.first, let name = word.allMatches(in: source.code, range: first, limit: 1).first
      else { return nil }
      let kind: Kind
      if source.has(refused, in: max(0, function.start - 40)..<function.start) {
        kind = .rejection
      } else if parameters.count > 2, errorName.matches(source.code, in: name.range),
        request.matches(source.code, in: parameters[1])
      {
        kind = .middleware
      } else if (1...3).contains(parameters.count), errorName.matches(source.code, in: name.range) {
        kind = .callback
      } else {
        return nil
      }
      return ScriptErrorHandler(kind: kind, names: [source.string(name.range)], body: function.body)
    }
  }

  private static let request = Pattern.fixed(#"\A_*(?:req|request|ctx)\b"#)
  private static let word = Pattern.fixed(#"\A[A-Za-z_$][\w$]*"#)
}
