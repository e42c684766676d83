internal import JudgeTypes
internal import Provenance

/// Texts of artifacts, models and people in a Markdown report, each as long as one may be.
enum MarkdownWords {
  /// Running text.
  static func prose(_ text: String, limit: Int = 400) -> String { safeForMarkdown(clipped(text, to: limit)) }

  /// A path, a rule, an id.
  static func code(_ text: String, isInTable: Bool = false, limit: Int = 240) -> String {
    markdownCode(inert(clipped(text, to: limit)), isInTable: isInTable)
  }

  /// Lines of an artifact with their numbers; ends with a line feed.
  static func quotation(_ text: String, from line: Int) -> String {
    let quoted = QuotedLines(text, from: line, limit: 8, length: 160)
    let width = "\(quoted.lines.last?.number ?? 0)".count
    var lines = quoted.lines.map { line in
      let number = "\(line.number)"
      return String(repeating: " ", count: max(0, width - number.count))
        + "\(number)  \(inert(safeForTerminal(line.text)))"
    }
    if quoted.hidden > 0 { lines.append("… \(counted(quoted.hidden, "more line"))") }
    return fenced(lines.joined(separator: "\n"), as: "text")
  }

  /// Nothing of others can begin a comment, in which the marker of this report stands.
  private static func inert(_ text: String) -> String { text.replacing("<!--", with: "<! --") }

  /// The decision record behind a dimension.
  static func clause(_ source: RecordedJudgment.Source) -> String { "\(prose(source.adr)) \(code(source.place))" }

  static func list(_ texts: [String], limit: Int, word: (String) -> String) -> String {
    let rest = texts.count - limit
    return texts.prefix(limit).map(word).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
