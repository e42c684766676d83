internal import JudgeTypes

/// Jobs that count as done although the record they were started for is not there.
enum PythonJobs {
  static let detector = Detector.file("python_missing_records") { source, rule in
    guard !source.isTest, task.matches(source.code) else { return [] }
    let file = PythonFile(source)
    return missing.allMatches(in: source.code).compactMap { match in
      guard let block = source.block(declaredAt: match.range), source.has(nothing, in: block.body),
        let function = file.function(around: match.range.upperBound), source.has(task, in: function.decorators),
        PythonFailures.isOutermost(match.range, in: function, of: source),
        source.has(ends, in: block.range.upperBound..<function.block.range.upperBound),
        !comment.matches(source.bytes, in: source.range(ofLines: source.lines(of: block.range)))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)),
        message: "the job ends as done and says nothing, although its record is missing", severity: .medium)
    }
  }

  private static let task = Pattern.fixed(#"@(?:shared_task|(?:\w+\.)*(?:task|actor|job|db_task|periodic_task)\b)"#)
  private static let missing = Pattern.fixed(
    #"(?m)^[ \t]*except[ \t]+\(?\s*(?:[\w.]+\.DoesNotExist|ObjectDoesNotExist|NoResultFound)\s*\)?(?:[ \t]+as[ \t]+\w+)?[ \t]*:"#
  )
  /// Nothing of the job comes after its `try`.
  private static let ends = Pattern.fixed(#"\A\s*(?:\z|except\b|else\b|finally\b)"#)
  private static let nothing = Pattern.fixed(#"\A\s*(?:pass|return(?:[ \t]+(?:None|False))?)?\s*\z"#)
  /// Who says why it may be missing has thought of it.
  private static let comment = Pattern.fixed(#"#[^\n]*\w"#)
}
