internal import JudgeTypes

/// Follows values of a request inside one function of Swift to the calls that touch files.
enum RequestFlow {
  static let path = Detector.file("path_from_request") { source, rule in
    guard !source.isTest else { return [] }
    return source.calls(fileSinks).compactMap { call in
      guard let value = call.arguments.first, let function = source.function(around: call.range.lowerBound),
        !source.has(pathChecks, in: function.range), isFromRequest(value, in: source, function: function, depth: 0)
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: origin(of: value, in: source) ?? call.range))
    }
  }

  private static let fileSinks = Pattern.fixed(
    #"\b(?:FileManager\.default|fileManager|manager|fileio|fileIO|req\.fileio)\.(?:contents|removeItem|moveItem|copyItem|createFile|isReadableFile|streamFile|asyncStreamFile|collectFile|loadFile|writeFile)\s*\(|\b(?:Data|String)\s*\((?=\s*contentsOf)"#
  )

  /// A look at the value, anywhere in the function: whether it is the right one is for a reader to say.
  private static let pathChecks = Pattern.fixed(
    #"(?i)basename|secure_filename|safe_join|is_relative_to|relative_to|startswith|hasPrefix|commonpath|realpath|lastPathComponent|saniti[sz]e|normali[sz]e|valid|allow|whitelist|\bin\s+[A-Z_]{3,}\b|uuid|\.(?:test|match|fullmatch|includes|has|isalnum|contains)\(|root\s*:|\.name\b|slug|int\("#
  )

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
    source.assignments(of: name, before: offset).contains { value in
      function.body.contains(value.lowerBound) && value.lowerBound < offset && !source.has(lookedUp, in: value)
        && isFromRequest(value, in: source, function: function, depth: depth + 1)
    }
  }

  /// What a store answers for a key of the request is the store's, not the caller's.
  private static let lookedUp = Pattern.fixed(
    #"\A(?:await|yield)\s+(?!(?:req|request|ctx)\b)|(?<!req|ctx|uest)\.(?:query|filter\w*|find\w*|get_or_404|first\w*|one\w*|fetch\w*|execute|scalar\w*|select)\b"#
  )
}
