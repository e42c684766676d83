internal import JudgeTypes

/// A balance that is read, reckoned with and written back, so that one of two changes at once is lost.
enum LostUpdates {
  private static let ruby = Pattern.fixed(
    #"\bupdate!?[ (]\s*(\w*(?:balance|stock|credits?|funds|points)\w*):\s*(?:[\w.]+\.)?\1\s*[-+]\s*[^\n]*"#)
  private static let php = Pattern.fixed(
    #"->update\(\s*\[\s*['"](\w*(?:balance|stock|credits?|funds|points)\w*)['"]\s*=>\s*\$[\w>-]+->\1\s*[-+]\s*[^\n]*|\$(\w+(?:->\w+)*)->(\w*(?:balance|stock|credit|funds|points)\w*)\s*(?:[-+]=|=\s*\$\2->\3\s*[-+])[^;\n]*;(?=(?:(?!\bfunction\b)[^;]*;){0,4}?[^;]*->(?:save|flush)\()"#
  )

  static func hits(in source: Source, _ rule: Rule, locked: Pattern) -> [Hit] {
    (source.language == .php ? php : ruby).allMatches(in: source.text).compactMap { match in
      guard let function = source.function(around: match.range.lowerBound), !source.has(locked, in: function.range)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
        message: "the value is read, reckoned with and written back without a lock")
    }
  }
}
