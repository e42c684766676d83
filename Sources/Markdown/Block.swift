/// A block of a Markdown document with the lines it stands on.
public struct Block: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case document, paragraph, list, quotation, code, html, thematicBreak, table, cell, other
    case heading(Int)
    case item(isTask: Bool)
    case row(isHeader: Bool)
  }

  public let kind: Kind
  /// 1-based lines of the file, both inclusive.
  public let line: Int
  public let endLine: Int
  /// The running text of a paragraph, heading or cell; empty for containers.
  public let runs: [TextRun]
  /// `runs` as tokens, cut once and read often.
  public let prose: Prose
  /// Of HTML, the paragraphs of prose in it.
  public let children: [Block]

  package init(kind: Kind, line: Int, endLine: Int, runs: [TextRun], children: [Block]) {
    self.kind = kind
    self.line = line
    self.endLine = endLine
    self.runs = runs
    prose = Prose(runs)
    self.children = children
  }

  /// The text without markup, code in back ticks, wrapping undone.
  public var text: String { prose.text }
}

/// A stretch of running text in one style on one line.
public struct TextRun: Sendable, Hashable {
  public enum Style: Sendable, Hashable { case plain, code, strong, emphasis, space }

  public let text: String
  public let style: Style
  public let line: Int
  /// Where the link that it stands in leads.
  public internal(set) var link: String?

  package init(text: String, style: Style, line: Int) {
    self.text = text
    self.style = style
    self.line = line
  }
}
