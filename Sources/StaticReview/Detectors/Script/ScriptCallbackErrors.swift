internal import JudgeTypes

/// Callbacks of JavaScript and TypeScript that write their error to the log and answer as if there were none, or not at all;
/// callbacks that are empty; requests that change something and whose answer nobody reads.
enum ScriptCallbackErrors {
  static let detector = Detector.file("script_callback_errors") { source, rule in
    guard !source.isTest else { return [] }
    return passed(source, rule) + dropped(source, rule) + unread(source, rule)
  }

  // MARK: Logged, and on it goes

  private static let onlyLogs = Pattern.fixed(
    #"(?s)\A\{?\s*(?:(?:this\.|req\.|app\.)?(?:console|\w*[lL]og(?:ger)?|debug)(?:\.\w+)?(\((?:[^()]|(?1))*\))\s*;?\s*)+\}?\z"#
  )
  private static let answer = Pattern.fixed(
    #"\b(?:res|response|reply)(?:\s*\.\s*\w+\([^()]*\))*\s*\.\s*(?:json|send|end|render|redirect|sendStatus|jsonp|sendFile)\s*\("#
  )
  private static let handed = Pattern.fixed(#"\b(?:res|response|reply)\b"#)
  private static let otherwise = Pattern.fixed(#"\A\s*;?\s*else\b"#)

  private static func passed(_ source: Source, _ rule: Rule) -> [Hit] {
    ScriptErrorHandler.all(in: source).compactMap { handler in
      guard handler.kind == .callback, let name = handler.names.first,
        source.script.functions.chain(around: handler.body.lowerBound).dropFirst().contains(where: {
          handed.matches(source.code, in: $0.parameters)
        }), let condition = try? Pattern(#"\bif\s*\(\s*"# + name + #"\s*(?:!==?\s*null\s*)?\)"#),
        let match = condition.allMatches(in: source.code, range: handler.body, limit: 1).first
      else { return nil }
      let branch = branch(behind: match.range.upperBound, in: source)
      guard onlyLogs.matches(Array(source.text[source.trimmed(branch)])), branch.upperBound < handler.body.upperBound,
        source.has(answer, in: branch.upperBound..<handler.body.upperBound)
      else { return nil }
      let goesOn = !otherwise.matches(source.code, in: branch.upperBound..<handler.body.upperBound)
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<source.trimmed(branch).upperBound),
        message: goesOn
          ? "the error is only logged, and the request is answered as if there were none"
          : "the error is only logged, and the request gets no answer")
    }
  }

  /// What a condition guards: its block, or one statement.
  private static func branch(behind end: Int, in source: Source) -> Range<Int> {
    if let block = ScriptBranches.block(behind: end - 1, in: source) { return block }
    var start = end
    while start < source.code.count, isBlank(source.code[start]) { start += 1 }
    return start..<source.statementEnd(from: start)
  }

  // MARK: Empty

  private static let takesCallback = Pattern.fixed(
    #"(?<![\w$])((?:[\w$]+\s*\.\s*)*)(writeFile|appendFile|rename|copyFile|outputFile|writeJson|sendMail|sendEmail|save|insertOne|insertMany|updateOne|updateMany|deleteOne|deleteMany|findByIdAndUpdate|findByIdAndDelete|findByIdAndRemove|findOneAndUpdate|putObject|deleteObject|upload|destroy|publish|sendToQueue)\s*\("#
  )
  private static let empty = Pattern.fixed(
    #"\A(?:(?:async\s*)?(?:\(\s*[\w$]*\s*\)|[\w$]+)\s*=>\s*(?:\{\s*\}|null|undefined)|function\s*[\w$]*\s*\(\s*[\w$]*\s*\)\s*\{\s*\}|(?:_\.|lodash\.|\$\.)?noop)\z"#
  )
  private static let ownAffair = Pattern.fixed(#"(?i)session|socket|stream|server|chart|canvas|ctx|cache|log"#)
  private static let onPurpose = Pattern.fixed(
    #"(?i)ignor|best.effort|optional|on purpose|harmless|don't care|do not care"#)

  private static func dropped(_ source: Source, _ rule: Rule) -> [Hit] {
    source.calls(takesCallback).compactMap { call in
      guard call.arguments.count > 1, let last = call.arguments.last, empty.matches(source.code, in: last),
        !ownAffair.matches(source.code, in: source.trimmed(call.name)),
        !onPurpose.matches(source.bytes, in: source.range(ofLines: source.lines(of: call.range)))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "the callback is empty: when this fails, nobody hears it")
    }
  }

  // MARK: Answers that nobody reads

  private static let request = Pattern.fixed(#"(?m)^[ \t]*await\s+(?:window\.)?fetch\s*\("#)
  private static let changes = Pattern.fixed(#"\bmethod\s*:\s*["'`](?:POST|PUT|PATCH|DELETE)["'`]"#)
  private static let mildAddress = Pattern.fixed(
    #"(?i)log|track|analytic|metric|telemetry|beacon|ping|revalidat|event|view|visit|webhook|notify|slack|discord|hit\b|seen|presence|typing|read\b"#
  )
  private static let chained = Pattern.fixed(#"\A\s*\."#)

  /// `await fetch(…)` as a statement: a refusal of the server does not reject, so that it passes for a success.
  private static func unread(_ source: Source, _ rule: Rule) -> [Hit] {
    source.calls(request).compactMap { call in
      guard let address = call.arguments.first, source.has(changes, in: call.range),
        !mildAddress.matches(source.text, in: address),
        !chained.matches(source.code, in: call.range.upperBound..<min(source.code.count, call.range.upperBound + 40)),
        source.script.functions.around(call.range.lowerBound) != nil
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "nobody looks at the answer: a refusal of the server passes for a success", severity: .medium)
    }
  }
}
