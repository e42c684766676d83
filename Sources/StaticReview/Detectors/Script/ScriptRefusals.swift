internal import JudgeTypes

/// Handlers of JavaScript and TypeScript that answer "you may not" and then do what was asked all the same: nothing ends the
/// handler after the answer.
enum ScriptRefusals {
  static let detector = Detector.file("script_refusals") { source, rule in
    guard !source.isTest else { return [] }
    return condition.allMatches(in: source.code).compactMap { match in
      guard let close = source.closing(of: match.range.upperBound - 1),
        let block = ScriptBranches.block(behind: close, in: source),
        refuses(block, when: match.range.upperBound..<close, in: source),
        !source.has(ScriptBranches.ends, in: block), ScriptBranches.goesOn(behind: block.upperBound, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed((block.lowerBound + 1)..<(block.upperBound - 1))),
        message: "the refusal does not end the handler: what was asked is done all the same")
    }
  }

  private static let condition = Pattern.fixed(#"\bif\s*\("#)

  /// An answer of 401 or 403, or one of Koa's where nobody is known.
  private static func refuses(_ block: Range<Int>, when condition: Range<Int>, in source: Source) -> Bool {
    source.has(denial, in: block) && source.lines(of: block).count <= 8
      || source.has(bodyOnly, in: block) && source.has(nobody, in: condition)
  }

  private static let denial = Pattern.fixed(
    #"\b(?:res|response|reply)\s*\.\s*(?:status|sendStatus|code)\(\s*40[13]\s*\)|\bctx\.status\s*=\s*40[13]\b"#)
  private static let bodyOnly = Pattern.fixed(
    #"(?s)\A\{\s*(?:ctx\.status\s*=\s*\d+\s*;?\s*)?ctx\.body\s*=[^;]*;?\s*\}\z"#)
  private static let nobody = Pattern.fixed(
    #"!\s*(?:\w+\.)*\w*(?:user|staff|member|account|session|token|owner|admin|admission|allowed|authori[sz]ed|permitted|auth|customer|employee)\w*\s*(?:\z|\|\||&&|\))"#
  )
}
