internal import JudgeTypes

/// Changes that only hit a row in a certain state, and whose count of rows nobody looks at before the caller is told that it
/// is done. In Go, Java and Kotlin.
enum UnseenRows {
  static let detector = Detector.file("unseen_rows") { source, rule in
    guard !source.isTest else { return [] }
    return source.spans.compactMap { string in
      guard string.kind == .string, string.content.count > 30,
        conditional.matches(source.bytes, in: string.content),
        let function = source.flow.function(around: string.range.lowerBound)?.block,
        !source.has(looks, in: function.body)
      else { return nil }
      let start = max(function.body.lowerBound, string.range.lowerBound - 160)
      let before = start..<string.range.lowerBound
      guard source.has(source.language == .go ? droppedGo : dropped, in: before), answers(function, in: source) else {
        return nil
      }
      return Hit(
        rule, in: source.path,
        lines: source.lines(of: source.lineStart(of: string.range.lowerBound)..<string.range.upperBound),
        message: "where no row is in that state nothing changes, and the caller is told that it is done")
    }
  }

  private static let conditional = Pattern.fixed(
    #"(?is)\A\s*(?:update\b.+?\bset\b|delete\s+from\b).+?\bwhere\b.+?\band\s+(?:\w+\.)?(?:\w*status|\w*state|version|revision|stock|quantity|balance|available|seats\w*|holder\w*)\s*(?:=|in\b|>=|>|<)"#
  )
  private static let looks = Pattern.fixed(#"(?i)RowsAffected|rowcount|executeUpdate|\bchanged\b|affected"#)
  private static let droppedGo = Pattern.fixed(
    #"(?m)(?:^|\bif)[ \t]*_[ \t]*,[ \t]*\w*[eE]rr[ \t]*:?=[^\n]*\.Exec\w*\([^;]*\z"#)
  private static let dropped = Pattern.fixed(#"[;{}]\s*(?:this\.)?\w*(?i:jdbc)\w*\.update\(\s*\z"#)
  private static func answers(_ function: Block, in source: Source) -> Bool {
    source.language != .go
      || source.has(GoHandlers.parameters, in: function.range.lowerBound..<function.body.lowerBound)
  }
}
