internal import JudgeTypes

/// Errors of JavaScript and TypeScript that come as a value, are written to the log and then passed by: `if (error)
/// console.error(error)`, and the answer is a success.
enum ScriptLoggedErrors {
  static let detector = Detector.file("script_logged_errors") { source, rule in
    guard !source.isTest else { return [] }
    return condition.allMatches(in: source.code).compactMap { match in
      guard let name = match.group(0), let close = source.closing(of: opening(of: match.range, in: source)),
        let block = ScriptBranches.block(behind: close, in: source), onlyLogs.matches(source.text, in: block),
        ScriptBranches.goesOn(behind: block.upperBound, in: source, outside: true),
        isResult(source.string(name), before: match.range, in: source),
        !mild.matches(source.bytes, in: block)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<block.upperBound),
        message: "the error is only logged, and what follows goes on as if the work were done")
    }
  }

  private static let condition = Pattern.fixed(#"\bif\s*\(\s*(\w*(?:[eE]rr|[eE]rror))\s*\)"#)
  private static let onlyLogs = Pattern.fixed(
    #"(?s)\A\{\s*(?:(?:this\.|req\.|app\.)?(?:console|\w*[lL]og(?:ger)?)\.\w+(\((?:[^()]|(?1))*\))\s*;?\s*)+\}\z"#)
  private static let mild = Pattern.fixed(
    #"(?i)warn|non-?(?:fatal|critical)|best[- ]effort|ignore|optional|continu|fall(?:ing)? ?back"#)

  private static func opening(of match: Range<Int>, in source: Source) -> Int {
    source.code[match].firstIndex(of: UInt8(ascii: "(")) ?? match.lowerBound
  }

  /// Whether the name is the error part of what a store or service answered.
  private static func isResult(_ name: String, before match: Range<Int>, in source: Source) -> Bool {
    guard let function = source.script.functions.around(match.lowerBound),
      let given = try? Pattern(#"\{[^{}]*(?:\berror\s*:\s*)?\b"# + name + #"\b[^{}]*\}\s*=\s*await\b([^;]{0,400})"#),
      let call = given.allMatches(
        in: source.code, range: function.body.lowerBound..<match.lowerBound
      ).last?.group(0)
    else { return false }
    return source.has(writes, in: call)
  }

  private static let writes = Pattern.fixed(
    #"\.(?:insert|update\w*|upsert|delete\w*|rpc|upload|remove|send\w*|create\w*|invite\w*|sign\w*|set\w*)\s*\("#)
}
