internal import JudgeTypes

/// What an `if` of JavaScript or TypeScript does, and whether its function goes on behind it.
enum ScriptBranches {
  /// Whatever leaves the function, the loop, or the process.
  static let ends = Pattern.fixed(
    #"\b(?:return|throw|next\s*\(|process\.exit|break|continue|reject\s*\(|cb\s*\(|callback\s*\(|done\s*\()"#)
  private static let closes = Pattern.fixed(#"\A\s*(?:else\b|\}|\)|,|return\b\s*;?\s*(?:\}|\z)|return\s*;)"#)
  private static let otherwise = Pattern.fixed(#"\A[\s}]*else\b"#)
  private static let works = Pattern.fixed(#"\bawait\b|\.\w+\s*\(|\bnext\s*\("#)

  /// The braces behind the parenthesis that closes a condition.
  static func block(behind close: Int, in source: Source) -> Range<Int>? {
    var index = close + 1
    while index < source.code.count, isBlank(source.code[index]) { index += 1 }
    guard index < source.code.count, source.code[index] == UInt8(ascii: "{"), let end = source.closing(of: index) else {
      return nil
    }
    return index..<(end + 1)
  }

  /// Whether more of the function follows, and does something.
  ///
  /// - Parameter outside: whether what follows the branch around this one counts as well.
  static func goesOn(behind end: Int, in source: Source, outside: Bool = false) -> Bool {
    let rest = end..<min(source.code.count, end + 1_500)
    guard !source.has(outside ? otherwise : closes, in: rest), let function = source.script.functions.around(end),
      end < function.body.upperBound
    else { return false }
    return source.has(works, in: end..<function.body.upperBound)
  }
}
