internal import JudgeTypes

/// Files of JavaScript and TypeScript that are deleted after the work on them, and stay when it fails.
enum ScriptTemporaryFiles {
  static let detector = Detector.file("script_temporary_files") { source, rule in
    guard !source.isTest, deletes.matches(source.code) else { return [] }
    return attempt.allMatches(in: source.code).compactMap { match in
      guard let end = source.closing(of: match.range.upperBound - 1) else { return nil }
      let work = match.range.upperBound..<end
      guard let deletion = deletes.allMatches(in: source.code, range: work).last,
        source.has(fails, in: work.lowerBound..<deletion.range.lowerBound), source.has(passing, in: work),
        let handler = handler.allMatches(in: source.code, range: end..<min(source.code.count, end + 80), limit: 1)
          .first,
        handler.range.lowerBound <= end + 4,
        let close = source.closing(of: handler.range.upperBound - 1),
        !source.has(deletes, in: handler.range.upperBound..<close),
        !lastly.matches(source.code, in: close..<min(source.code.count, close + 20))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: handler.range.lowerBound..<(close + 1)),
        message: "the temporary file stays when the work on it fails; delete it in a finally", severity: .medium)
    }
  }

  private static let attempt = Pattern.fixed(#"\btry\s*\{"#)
  private static let handler = Pattern.fixed(#"\bcatch\b\s*(?:\([^()]*\))?\s*\{"#)
  private static let lastly = Pattern.fixed(#"\A\}?\s*finally\b"#)
  private static let deletes = Pattern.fixed(
    #"\b(?:unlink(?:Sync)?|rmSync|removeSync)\s*\(|\bfs(?:p|Promises|\.promises)?\.(?:rm|remove)\s*\("#)
  private static let fails = Pattern.fixed(#"\bawait\b"#)
  private static let passing = Pattern.fixed(#"(?i)\breq\.file|file\.path|tmp|temp|upload|buffer"#)
}
