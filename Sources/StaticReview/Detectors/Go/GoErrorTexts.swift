internal import JudgeTypes

/// Texts of the database's errors, and of other failures within, that Go sends to clients.
enum GoErrorTexts {
  static let detector = Detector.file("go_error_texts") { source, rule in
    guard !source.isTest else { return [] }
    lazy var answers = source.calls(answer)
    return GoAttempt.all(in: source).flatMap { attempt -> [Hit] in
      guard attempt.isOfHandler(in: source), source.has(inner, in: attempt.made), !source.has(asked, in: attempt.made)
      else { return [] }
      return answers.starting(in: attempt.body).compactMap { call in
        guard let arguments = call.arguments.first.map({ $0.lowerBound..<call.range.upperBound }),
          shows(attempt.name, in: arguments, of: source),
          !isChosen(call.range.lowerBound, in: attempt.body, of: source)
        else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: call.range),
          message: "the client gets the text of the internal error")
      }
    }
  }

  /// What was tried: a statement of the database, a file, a process or another system.
  private static let inner = Pattern.fixed(
    #"\b(?i:\w*db|\w*tx|\w*conn|\w*pool|database|\w*collection|coll|\w*repo|\w*repository|\w*queries|stmt)\b(?:\(\))?[\s\S]{0,400}?\.\s*(?:Query\w*|Exec\w*|Create|Save|Delete|Updates?|First|Find|Take|Scan|Begin\w*|Prepare\w*|Commit|InsertOne|InsertMany|UpdateOne|UpdateMany|DeleteOne|DeleteMany|FindOne|FindOneAndUpdate|Aggregate|Decode|Get\w*|Select|Insert\w*|Add\w*|Remove\w*|List\w*|Find\w*|Create\w*|Update\w*|Delete\w*)\(|\.(?:Create|Save|Delete|Updates?|First|Find|Take)\([^;]*\.Error\b|\brows?\.(?:Scan|StructScan)\(|\bos\.(?:Create|Open|OpenFile|WriteFile|ReadFile|MkdirAll|Mkdir|Rename|Remove\w*)\(|\bexec\.Command|\bgothic\.|(?:http\.DefaultClient|\w*[cC]lient)\.(?:Do|Get|Post)\("#
  )
  /// What speaks of the request alone.
  private static let asked = Pattern.fixed(
    #"\.(?:ShouldBind\w*|Bind\w*|BodyParser|QueryParser|Validate\w*|Struct|FormFile|ParseForm|ParseMultipartForm|MultipartForm)\(|(?:strconv|uuid|time|primitive|bson|json)\.\w+\("#
  )
  private static let answer = Pattern.fixed(
    #"\bhttp\.Error\(|\becho\.NewHTTPError\(|\bfiber\.NewError\(|\b(?:c|ctx|gc|ec|context)\.(?:JSON|AbortWithStatusJSON|IndentedJSON|String|XML|HTML|SendString)\(|\.Status\((?:[^()\n]|\([^()]*\))*\)\.(?:JSON|SendString|Send)\(|\b\w*(?i:respond|write|send|render|reply|json)\w*(?i:json|error|err|response)\w*\(|\bfmt\.Fprint\w*\(\s*w\b|\bjson\.NewEncoder\(\s*w\s*\)\.Encode\("#
  )
  private static let chosen = Pattern.fixed(
    #"\bif\s+errors\.(?:Is|As)\([^{}\n]*\{|\bcase\s+errors\.(?:Is|As)\([^{}\n]*:"#)
  private static let nextCase = Pattern.fixed(#"(?m)^\s*(?:case\b|default\s*:)"#)

  /// Whether the answer stands where the error is one that the application itself made for callers.
  private static func isChosen(_ offset: Int, in body: Range<Int>, of source: Source) -> Bool {
    chosen.allMatches(in: source.code, range: body, limit: 20).contains { match in
      guard match.range.upperBound <= offset else { return false }
      let last = match.range.upperBound - 1
      if source.code[last] == UInt8(ascii: "{") { return source.closing(of: last).map { offset < $0 } ?? false }
      return !source.has(nextCase, in: match.range.upperBound..<offset)
    }
  }

  /// Answers of this kind that the patterns of the language find.
  private static let known = Pattern.fixed(#"StatusInternalServerError|StatusBadGateway|\b50\d\b"#)
  private static let logs = Pattern.fixed(#"(?i)\blog\w*\.|debug|isDev|development"#)

  private static func shows(_ name: String, in arguments: Range<Int>, of source: Source) -> Bool {
    let name = name.replacing(".", with: #"\."#)
    guard !source.has(logs, in: arguments), let text = try? Pattern(#"(?<![\w.])"# + name + #"\.Error\(\)"#),
      let printed = try? Pattern(#"\bfmt\.(?:Sprintf?|Errorf)\([^;]*(?<![\w.])"# + name + #"\b(?!\.\w)"#)
    else { return false }
    if source.has(text, in: arguments) { return !source.has(known, in: arguments) }
    return printed.matches(source.code, in: arguments)
  }
}
