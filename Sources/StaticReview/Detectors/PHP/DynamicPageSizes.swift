internal import JudgeTypes

/// Pages of results whose size the request names, without an upper bound. In PHP and Ruby.
enum DynamicPageSizes {
  static let detector = Detector.file("dynamic_page_sizes") { source, rule in
    guard !source.isTest, let words = words[source.language] else { return [] }
    return source.calls(words.sink).compactMap { call in
      guard let size = call.arguments.first, !source.has(bounded, in: size) else { return nil }
      let function = source.function(around: call.range.lowerBound)
      let scope = function?.range ?? 0..<source.code.count
      guard let read = asked(size, words, before: call.range.lowerBound, in: scope, of: source),
        !isBounded(read, in: scope, of: source), !ownRequest.matches(source.code, in: scope)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range), message: "the caller chooses how much is read",
        severity: .medium)
    }
  }

  private struct Words: Sendable {
    let sink: Pattern
    /// Reads a size from the request; its first group is the key.
    let request: Pattern
    let variable: Pattern
  }

  private static let words: [SourceLanguage: Words] = [
    .php: Words(
      sink: .fixed(#"(?:->|::)(?:paginate|simplePaginate|cursorPaginate|limit|take|setMaxResults)\s*\("#),
      request: .fixed(
        #"(?:\$(?:this->)?request->(?:input|get|query|integer|post|getGet|getVar|query->get|query->getInt)\(\s*|\brequest\(\)->(?:input|get|query|integer)\(\s*|\brequest\(\s*|\$_(?:GET|REQUEST|POST)\[\s*)['"](\w*(?:per_?[pP]age|limit|page_?[sS]ize|size|count|length|rows)\w*)['"]|\$request->(per_?[pP]age|limit|page_?[sS]ize|size)\b"#
      ), variable: .fixed(#"\A(?:\(int\)\s*|intval\(\s*)?(\$\w+)\)?\z"#)),
    .ruby: Words(
      sink: .fixed(#"\.(?:limit|per|per_page|paginate|first)\s*\("#),
      request: .fixed(
        #"\bparams(?:\[\s*:|\[\s*['"]|\.fetch\(\s*:|\.dig\(\s*:)(\w*(?:per_?page|limit|page_?size|size|count|per)\w*)\b"#
      ),
      variable: .fixed(#"\A(?:per_page:\s*)?(\w+)(?:\.to_i)?\z"#)),
  ]
  private static let bounded = Pattern.fixed(#"(?i)\bmin\s*\(|\.min\b|clamp|MAX_|max\w*\("#)
  /// A request class of its own may hold the rules.
  private static let ownRequest = Pattern.fixed(#"[(,]\s*\w+Request\s+\$"#)

  private struct Read {
    let key: String
    let name: String?
  }

  /// The size as it is read from the request, where it is: in the argument, or in what its variable was given last.
  private static func asked(
    _ size: Range<Int>, _ words: Words, before offset: Int, in scope: Range<Int>, of source: Source
  ) -> Read? {
    if let key = key(in: size, words, of: source) { return Read(key: key, name: nil) }
    guard let name = words.variable.allMatches(in: source.code, range: size, limit: 1).first?.groups[0],
      let given = try? Pattern(
        #"(?<![\w$>.])"# + source.string(name).replacing("$", with: #"\$"#) + #"\s*(?:\|\|)?=(?![=>])\s*"#),
      let assignment = given.allMatches(in: source.code, range: scope.lowerBound..<offset).last
    else { return nil }
    let value = assignment.range.upperBound..<source.statementEnd(from: assignment.range.upperBound)
    guard !source.has(bounded, in: value), let key = key(in: value, words, of: source) else { return nil }
    return Read(key: key, name: source.string(name))
  }

  private static func key(in range: Range<Int>, _ words: Words, of source: Source) -> String? {
    words.request.allMatches(in: source.text, range: range, limit: 1).first?.groups.compactMap { $0 }.first.map {
      source.string($0)
    }
  }

  private static func isBounded(_ read: Read, in scope: Range<Int>, of source: Source) -> Bool {
    if let rule = try? Pattern(#"['"]"# + read.key + #"['"]\s*=>[^\n]*(?:max|between|\bin:|Rule::in)"#),
      rule.matches(source.text)
    {
      return true
    }
    guard let name = read.name?.replacing("$", with: #"\$"#),
      let compared = try? Pattern(
        name + #"\s*>=?\s*(?![01]\b)|(?<![=-])<=?\s*"# + name + #"\b|in_array\(\s*"# + name
          + #"\b|\bmin\([^;\n]*"# + name + #"|"# + name + #"\.(?:clamp|between)|\.include\?\(?\s*"# + name)
    else { return false }
    return compared.matches(source.code, in: scope)
  }
}
