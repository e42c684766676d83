internal import JudgeTypes

/// Errors of Go that are given a new value before anybody looked at the old one.
enum GoOverwritten {
  private static let assignment = Pattern.fixed(
    #"(?m)^[ \t]*(?:[\w.]+[ \t]*,[ \t]*)*err[ \t]*:?=(?!=)[ \t]*[\w.]+[^\n]*\("#)
  private static let mention = Pattern.fixed(#"\berr\b"#)
  private static let branch = Pattern.fixed(#"(?m)^[ \t]*(?:case\b|default:|\})"#)

  /// `err` that is given a new value before anybody looked at the old one.
  static func hits(in source: Source, _ rule: Rule) -> [Hit] {
    let assignments = assignment.allMatches(in: source.code)
    return zip(assignments, assignments.dropFirst()).compactMap { first, second in
      let end = statementEnd(of: first.range, in: source)
      guard end <= second.range.lowerBound, second.range.lowerBound - end < 3_000,
        !mention.matches(source.code, in: end..<second.range.lowerBound),
        !branch.matches(source.code, in: end..<second.range.lowerBound),
        source.indentation(ofLine: source.line(at: first.range.lowerBound))
          == source.indentation(ofLine: source.line(at: second.range.lowerBound)),
        source.flow.function(around: first.range.lowerBound)?.block.range
          == source.flow.function(around: second.range.lowerBound)?.block.range
      else { return nil }
      // The second may itself be given the error of the first.
      let secondEnd = statementEnd(of: second.range, in: source)
      let mentions = mention.allMatches(in: source.code, range: second.range.lowerBound..<secondEnd)
      guard mentions.count == 1 else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(first.range)),
        message: "this error is overwritten before anybody looks at it")
    }
  }

  private static func statementEnd(of range: Range<Int>, in source: Source) -> Int {
    let close = source.closing(of: range.upperBound - 1) ?? range.upperBound
    return source.range(ofLines: source.line(at: close)...source.line(at: close)).upperBound
  }
}
