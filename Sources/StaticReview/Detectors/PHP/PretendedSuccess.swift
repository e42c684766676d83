internal import JudgeTypes

/// A write that failed, was noted in the log alone, and is answered like one that went well.
enum PretendedSuccess {
  private static let broad = Pattern.fixed(
    #"\A\s*\\?(?:Throwable|Exception|\w*QueryException|PDOException|RuntimeException)\b"#)
  private static let noted = Pattern.fixed(
    #"(?s)\A\s*(?:(?:\\?Log::\w+|\$(?:this->)?\w*[lL]og(?:ger)?->\w+|\\?error_log|report|logger)\s*(?:\(\))?(?:->\w+\s*)?(\((?:[^()]|(?1))*\))\s*;\s*)+\z"#
  )
  private static let writing = Pattern.fixed(
    #"(?:->|::)(?:save|saveOrFail|update|create|insert|delete|destroy|transaction|charge|capture|refund|transfer|increment|decrement|flush|updateOrCreate|attach|sync|execute)\s*\("#
  )
  private static let success = Pattern.fixed(
    #"(?s)\A\s*(?:(?!if\b|return\b|finally\b|catch\b|throw\b)[^;{}]*;\s*){0,3}return\s+(?:\(?new\s+\\?\w*(?:Response|Resource)\b|response\(|redirect\(|Redirect::|back\(|to_route\(|\$this->(?:json|success|respond\w*|sendResponse|redirect\w*|render)\(|true\s*;|\[\s*['"](?:success|ok|status)['"])"#
  )
  private static let failure = Pattern.fixed(
    #"(?i)['"](?:error|failed)['"]|withErrors|,\s*[45]\d\d\b|HTTP_(?:INTERNAL|BAD)"#)

  static func hit(_ rule: Rule, clause: Range<Int>, block: Block, tried: Range<Int>, in source: Source) -> Hit? {
    guard broad.matches(source.code, in: clause), noted.matches(source.code, in: block.body),
      source.has(writing, in: tried), let function = source.function(around: block.range.lowerBound),
      block.range.upperBound < function.body.upperBound
    else { return nil }
    let rest = block.range.upperBound..<function.body.upperBound
    guard success.matches(source.text, in: rest), !source.has(failure, in: rest) else { return nil }
    return Hit(
      rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)),
      message: "the failure is noted in the log, and the caller is told that all went well")
  }
}
