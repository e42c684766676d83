internal import JudgeTypes

/// Ways out of a function or round between where something is opened and where it is closed.
enum GoEarlyExits {
  private static let failed = Pattern.fixed(#"\bif[ \t]+\w*[eE]rr[ \t]*!=[ \t]*nil[^\n{]*\{"#)
  private static let leaving = Pattern.fixed(#"(?m)^[ \t]*(?:return\b[^\n]*|continue\b[^\n]*)"#)
  private static let deferred = Pattern.fixed(#"\bdefer\b[^\n]*\z|\bfunc\s*\([^\n]*\z"#)
  private static let closure = Pattern.fixed(#"\bfunc\s*\("#)

  /// The end of the first way out that leaves `handle` open; nil where there is none, or where a `defer` closes it.
  static func exit(from opened: Range<Int>, of handle: String, before close: Int, in source: Source) -> Int? {
    let line = source.lineStart(of: close)
    guard !source.has(deferred, in: line..<close) else { return nil }
    var start = opened.upperBound
    // Where opening itself failed there is nothing to close.
    if let check = failed.allMatches(in: source.code, range: start..<close, limit: 1).first,
      let end = source.closing(of: check.range.upperBound - 1), end < close
    {
      start = end
    }
    guard start < close, !source.has(closure, in: start..<close),
      let mention = try? Pattern(#"\b"# + handle + #"\b(?!\.(?:Status|Header))"#)
    else { return nil }
    return leaving.allMatches(in: source.code, range: start..<close).first { exit in
      !source.has(mention, in: exit.range) && isInBlockOfItsOwn(exit.range.lowerBound, close, in: source)
    }?.range.upperBound
  }

  /// Whether the way out lies in a block that ends before the close.
  private static func isInBlockOfItsOwn(_ exit: Int, _ close: Int, in source: Source) -> Bool {
    var depth = 0
    for index in exit..<close {
      if source.code[index] == UInt8(ascii: "{") { depth += 1 }
      if source.code[index] == UInt8(ascii: "}") { depth -= 1 }
      if depth < 0 { return true }
    }
    return false
  }
}
