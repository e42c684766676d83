internal import JudgeTypes

/// Handlers of Go that give up after a failure without a word to the client, which then takes the empty answer for a success.
enum GoAnswers {
  static let detector = Detector.file("go_answers") { source, rule in
    guard !source.isTest else { return [] }
    return source.flow.functions.flatMap { function -> [Hit] in
      guard let answer = answer(of: function), !source.has(streams, in: function.block.body) else { return [] }
      return unanswered(in: function.block, answer, of: source).map {
        Hit(
          rule, in: source.path, lines: source.lines(of: $0),
          message: "after this failure nothing is answered, and the client takes the empty 200 for a success")
      }
    }
  }

  /// How one handler answers.
  private struct Answer {
    /// Anything that may write the answer, or be handed what it is written with.
    let written: Pattern
    /// The same in what was tried: a function that answers failures itself.
    let tried: Pattern
  }

  private static let standard = Pattern.fixed(#"\bhttp\.ResponseWriter\b"#)
  private static let gin = Pattern.fixed(#"\*gin\.Context\b"#)

  private static func answer(of function: Flow.Function) -> Answer? {
    for parameter in function.parameters where parameter.name != "_" {
      let text = Array(parameter.text.utf8)
      if standard.matches(text), let writer = try? Pattern(#"(?<![\w.])"# + parameter.name + #"\b(?!\.Header\(\)\.)"#) {
        return Answer(written: writer, tried: writer)
      }
      if gin.matches(text),
        let written = try? Pattern(
          #"\b"# + parameter.name
            + #"(?:\.(?:JSON|\w*JSON|String|HTML|XML|YAML|Data\w*|File\w*|Redirect|Abort\w*|Status|Stream|SSEvent|Render|Error|Writer|Next)\b|\s*[,)])"#
        ),
        let tried = try? Pattern(
          #"\b"# + parameter.name + #"(?:\.(?:Bind\w*|MustBind\w*|Writer|Request\.Context)\b|\s*[,)])"#)
      {
        return Answer(written: written, tried: tried)
      }
    }
    return nil
  }

  /// Where the connection is taken over, or the answer has begun, nothing more can be told.
  private static let streams = Pattern.fixed(
    #"(?i)\.Upgrade\(|websocket|Hijack|http\.Flusher|event-stream|defer\s+func|\brecover\(|ServeContent|httputil"#)
  private static let check = Pattern.fixed(
    #"(?m)^[ \t]*if[ \t]+(?:([^\n;{]*?)[ \t]*:?=[ \t]*([^\n;]*);[ \t]*)?(\w*[eE]rr)[ \t]*!=[ \t]*nil[ \t]*\{"#)
  private static let givesUp = Pattern.fixed(#"\breturn\s*\z"#)
  private static let ends = Pattern.fixed(#"Fatal|[pP]anic|os\.Exit|Goexit|http\.Err|context\.Cancel|io\.EOF"#)
  private static let closure = Pattern.fixed(#"\bfunc\s*\([^{}\n]*\)[^{}\n]*\{"#)
  private static let branch = Pattern.fixed(#"(?m)^[ \t]*(?:\}[ \t]*else[ \t]+)?if\b[^\n]*\{[ \t]*$"#)
  private static let leaves = Pattern.fixed(#"\breturn\b[^{}]*\z"#)

  private static func unanswered(in block: Block, _ answer: Answer, of source: Source) -> [Range<Int>] {
    let inner = closure.allMatches(in: source.code, range: block.body).compactMap { match in
      source.closing(of: match.range.upperBound - 1).map { match.range.lowerBound..<$0 }
    }
    return check.allMatches(in: source.code, range: block.body).compactMap { match in
      guard let close = source.closing(of: match.range.upperBound - 1),
        !inner.contains(where: { $0.contains(match.range.lowerBound) })
      else { return nil }
      let body = match.range.upperBound..<close
      guard source.has(givesUp, in: source.trimmed(body)), !source.has(answer.written, in: body),
        !source.has(ends, in: body), !source.has(answer.tried, in: attempt(match, in: source)),
        !hasAnswered(before: match.range.lowerBound, in: block, answer, of: source)
      else { return nil }
      return source.trimmed(match.range.lowerBound..<(close + 1))
    }
  }

  private static let assigned = Pattern.fixed(#"(?m)^[^\n]*\b\w*[eE]rr[ \t]*:?=(?!=)[^\n]*"#)

  /// What was tried: the check's own statement, or the last above it that gave an error.
  private static func attempt(_ match: Pattern.Match, in source: Source) -> Range<Int> {
    if let made = match.groups[1] { return made }
    let start = max(0, match.range.lowerBound - 1_200)
    return assigned.allMatches(in: source.code, range: start..<match.range.lowerBound).last.map {
      $0.range.lowerBound..<match.range.lowerBound
    } ?? match.range
  }

  /// Whether something was written on the way to `offset`, branches that end the handler left out.
  private static func hasAnswered(
    before offset: Int, in block: Block, _ answer: Answer, of source: Source
  ) -> Bool {
    let before = block.body.lowerBound..<offset
    let left = branch.allMatches(in: source.code, range: before).compactMap { match -> Range<Int>? in
      let open = match.range.upperBound - 1
      let brace = (match.range.lowerBound...open).last { source.code[$0] == UInt8(ascii: "{") } ?? open
      guard let close = source.closing(of: brace), close < offset,
        source.has(leaves, in: source.trimmed((brace + 1)..<close))
      else { return nil }
      return brace..<close
    }
    return answer.written.allMatches(in: source.code, range: before).contains { match in
      !left.contains { $0.contains(match.range.lowerBound) }
    }
  }
}
