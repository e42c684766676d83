import Markdown

/// One point of a skill file: a list item, a row of a table, a paragraph that names something.
public struct SkillItem: Sendable, Hashable {
  public enum Form: Sendable, Hashable { case item, task, row, paragraph }

  /// A piece of its text.
  public enum Piece: Sendable, Hashable {
    case words(String)
    /// A code span, without its back ticks.
    case code(String)
    /// Where a link leads.
    case link(String)
  }

  public let form: Form
  /// 1-based, of the file.
  public let line: Int
  /// Without markup, code in back ticks, wrapping undone.
  public let text: String
  public let pieces: [Piece]
  /// The headings below the section's own and the items that it stands under, outermost first.
  public let context: [String]

  /// The code spans in it.
  public var codes: [String] { pieces.compactMap { if case .code(let code) = $0 { code } else { nil } } }
  /// Targets of its links.
  public var links: [String] { pieces.compactMap { if case .link(let target) = $0 { target } else { nil } } }
  /// Its words without code, in lower case.
  public var words: String {
    pieces.map { if case .words(let words) = $0 { words } else { " " } }.joined().lowercased()
  }
  /// Everything that says what it is about, in lower case: its context before its own words.
  public var setting: String { (context.map { $0.lowercased() } + [words]).joined(separator: " ") }

  init(form: Form, runs: [TextRun], line: Int, text: String, context: [String]) {
    self.form = form
    self.line = line
    self.text = text
    self.context = context
    var pieces: [Piece] = []
    for run in runs {
      switch run.style {
      case .code: pieces.append(.code(run.text))
      case .plain, .strong, .emphasis, .space: pieces.append(.words(run.text))
      }
      if let link = run.link, pieces.last != .link(link) { pieces.append(.link(link)) }
    }
    self.pieces = pieces
  }
}
