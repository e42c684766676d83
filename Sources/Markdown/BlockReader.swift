import CCMarkGFM

/// Reads Markdown into blocks with the lines of the file they stand on.
///
/// Tables, struck text and task items are understood besides CommonMark; struck text and images are left out. Any number
/// of documents can be read at once.
public struct BlockReader: Sendable {
  /// Whether a bold line of its own stands for a heading, such as "**Decision**" where others write `## Decision`.
  private let isHeading: @Sendable (String) -> Bool

  /// - Parameter isHeading: tells of a bold line of its own whether it stands for a heading, of level 6 then; none does unless said.
  public init(boldHeadings isHeading: @escaping @Sendable (String) -> Bool = { _ in false }) {
    self.isHeading = isHeading
  }

  /// Throws what would blow up the parser; everything else is read, whatever its bytes.
  public func blocks(of text: MarkdownText) throws(MarkdownRefusal) -> Block {
    try MarkdownLimits.check(text)
    guard Self.isRegistered, let parser = cmark_parser_new(CMARK_OPT_SOURCEPOS) else { return Self.empty }
    defer { cmark_parser_free(parser) }
    // Not "strikethrough" nor "autolink": while they parse they change a table that all parsers of the process share.
    for name in ["table", "tasklist"] {
      if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
    }
    let body = text.body
    cmark_parser_feed(parser, body, body.utf8.count)
    guard let root = cmark_parser_finish(parser) else { return Self.empty }
    defer { cmark_node_free(root) }
    return try Tree(lines: text.lines, isHeading: isHeading).block(root, depth: 0, parentLine: 1)
  }

  private static let empty = Block(kind: .document, line: 1, endLine: 1, runs: [], children: [])

  /// The registration of the extensions is not safe to run twice at once, so it runs once.
  private static let isRegistered: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()
}

/// The parser's tree turned into values.
private struct Tree {
  let lines: [String]
  let isHeading: @Sendable (String) -> Bool
  private var lastLine: Int { max(1, lines.count) }

  func block(_ node: OpaquePointer, depth: Int, parentLine: Int) throws(MarkdownRefusal) -> Block {
    let line = self.line(of: node) ?? parentLine
    guard depth <= MarkdownLimits.depth else { throw .deepNesting(line: line) }
    let kind = self.kind(of: node)
    switch kind {
    case .paragraph, .heading, .cell:
      var runs: [TextRun] = []
      // The parser's positions inside a cell are shifted by escapes, so a cell's text stands on the cell's line.
      var reader = InlineReader(line: line, lastLine: endLine(of: node), lines: kind == .cell ? nil : lines)
      try reader.read(childrenOf: node, style: .plain, depth: 0, into: &runs)
      runs = Self.withoutStruck(runs)
      if kind == .paragraph, depth == 1, isBoldHeading(runs) {
        return Block(kind: .heading(6), line: line, endLine: line, runs: runs, children: [])
      }
      let end = max(line, runs.last?.line ?? line)
      return Block(kind: kind, line: line, endLine: end, runs: runs, children: [])
    case .html:
      let end = max(line, endLine(of: node))
      return Block(kind: kind, line: line, endLine: end, runs: [], children: HTMLText.paragraphs(of: node, from: line))
    case .code, .thematicBreak, .other:
      return Block(kind: kind, line: line, endLine: max(line, endLine(of: node)), runs: [], children: [])
    case .document, .list, .item, .quotation, .table, .row:
      var children: [Block] = []
      var next = cmark_node_first_child(node)
      while let child = next {
        children.append(try block(child, depth: depth + 1, parentLine: line))
        next = cmark_node_next(child)
      }
      let end = children.map(\.endLine).max() ?? line
      return Block(kind: kind, line: line, endLine: max(line, end), runs: [], children: children)
    }
  }

  /// "**Decision**" alone on its line, where others write a heading.
  private func isBoldHeading(_ runs: [TextRun]) -> Bool {
    guard runs.count == 1, runs[0].style == .strong, runs[0].text.utf8.count < 40 else { return false }
    return isHeading(runs[0].text)
  }

  /// Without what stands between two pairs of tildes, code and emphasis between them included.
  private static func withoutStruck(_ runs: [TextRun]) -> [TextRun] {
    let isMarked = { (run: TextRun) in run.style != .code && run.style != .space && run.text.contains("~~") }
    guard runs.contains(where: isMarked) else { return runs }
    let pieces = runs.map { isMarked($0) ? $0.text.split(separator: "~~", omittingEmptySubsequences: false) : [] }
    guard pieces.reduce(0, { $0 + max(0, $1.count - 1) }).isMultiple(of: 2) else { return runs }
    var isStruck = false
    var kept: [TextRun] = []
    for (run, pieces) in zip(runs, pieces) {
      guard !pieces.isEmpty else {
        if !isStruck || run.style == .space { kept.append(run) }
        continue
      }
      var text = ""
      for (position, piece) in pieces.enumerated() {
        if position > 0 { isStruck.toggle() }
        if !isStruck { text += piece }
      }
      kept.append(TextRun(text: text, style: run.style, line: run.line))
    }
    return kept
  }

  private func line(of node: OpaquePointer) -> Int? {
    let line = Int(cmark_node_get_start_line(node))
    return line > 0 ? min(line, lastLine) : nil
  }

  private func endLine(of node: OpaquePointer) -> Int { min(Int(cmark_node_get_end_line(node)), lastLine) }

  private func kind(of node: OpaquePointer) -> Block.Kind {
    switch typeName(node) {
    case "document": .document
    case "paragraph": .paragraph
    case "heading": .heading(Int(cmark_node_get_heading_level(node)))
    case "block_quote": .quotation
    case "list": .list
    case "item": .item(isTask: false)
    case "tasklist": .item(isTask: true)
    case "code_block": .code
    case "html_block": .html
    case "thematic_break": .thematicBreak
    case "table": .table
    case "table_header": .row(isHeader: true)
    case "table_row": .row(isHeader: false)
    case "table_cell": .cell
    default: .other
    }
  }
}

/// Reads the running text of one block, keeping count of the line it is on.
private struct InlineReader {
  var line: Int
  /// Of the block.
  let lastLine: Int
  /// The lines of the file; nil where everything stands on one line.
  let lines: [String]?

  mutating func read(
    childrenOf parent: OpaquePointer, style: TextRun.Style, depth: Int, into runs: inout [TextRun]
  ) throws(MarkdownRefusal) {
    guard depth <= MarkdownLimits.depth else { throw .deepNesting(line: line) }
    var next = cmark_node_first_child(parent)
    while let node = next {
      try read(node, style: style, depth: depth, into: &runs)
      next = cmark_node_next(node)
    }
  }

  private mutating func read(
    _ node: OpaquePointer, style: TextRun.Style, depth: Int, into runs: inout [TextRun]
  ) throws(MarkdownRefusal) {
    switch typeName(node) {
    case "text":
      let text = literal(node)
      advance(to: cmark_node_get_start_line(node))
      findLine(of: text)
      runs.append(TextRun(text: text, style: style, line: line))
    case "code":
      advance(to: cmark_node_get_start_line(node))
      runs.append(TextRun(text: literal(node), style: .code, line: line))
      advance(to: cmark_node_get_end_line(node))
    case "softbreak", "linebreak":
      runs.append(TextRun(text: " ", style: .space, line: line))
      if lines != nil { line += 1 }
    case "html_inline" where literal(node).lowercased().hasPrefix("<br"):
      runs.append(TextRun(text: " ", style: .space, line: line))
    case "strong": try read(childrenOf: node, style: .strong, depth: depth + 1, into: &runs)
    case "emph":
      let inner: TextRun.Style = style == .strong ? .strong : .emphasis
      try read(childrenOf: node, style: inner, depth: depth + 1, into: &runs)
    case "link":
      let start = runs.count
      try read(childrenOf: node, style: style, depth: depth + 1, into: &runs)
      let link = cmark_node_get_url(node).map { String(cString: $0) }
      for index in runs[start...].indices { runs[index].link = link }
    default: break  // images and raw HTML say nothing normative
    }
  }

  /// Takes the parser's word for a line further down; a link over two lines is said to start on its second.
  private mutating func advance(to parsed: Int32) {
    if lines != nil, Int(parsed) > line { line = Int(parsed) }
  }

  /// The parser does not count lines inside link targets and definitions, so the text may stand further down.
  private mutating func findLine(of text: String) {
    guard let lines, line >= 1, line <= lines.count else { return }
    if line == min(lastLine, lines.count) { return }
    let words = text.utf8.split { !(0x61...0x7A).contains($0 | 0x20) }
    guard let word = words.max(by: { $0.count < $1.count }).map({ String(Substring($0)) }) else { return }
    let range = line...max(line, min(lastLine, lines.count, line + 12))
    guard let found = range.first(where: { lines[$0 - 1].contains(word) }) else { return }
    line = found
  }

  private func literal(_ node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }
}

/// The prose that a block of HTML holds, such as a `<details>` with its `<summary>`; comments hold none.
private enum HTMLText {
  static func paragraphs(of node: OpaquePointer, from line: Int) -> [Block] {
    guard let literal = cmark_node_get_literal(node).map({ String(cString: $0) }) else { return [] }
    let start = literal.prefix(20).drop(while: \.isWhitespace).lowercased()
    guard ["<details", "<summary", "<p>", "</details", "</summary", "</p>"].contains(where: { start.hasPrefix($0) })
    else { return [] }
    var paragraphs: [Block] = []
    var runs: [TextRun] = []
    func close() {
      guard let first = runs.first, let last = runs.last else { return }
      paragraphs.append(Block(kind: .paragraph, line: first.line, endLine: last.line, runs: runs, children: []))
      runs = []
    }
    for (offset, text) in literal.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let prose = withoutTags(text)
      let isOwn = text.contains("<summary") || text.contains("<p>") || text.contains("<li>")
      if isOwn || prose.isEmpty { close() }
      guard !prose.isEmpty else { continue }
      if !runs.isEmpty { runs.append(TextRun(text: " ", style: .space, line: line + offset)) }
      runs.append(TextRun(text: prose, style: .plain, line: line + offset))
      if text.contains("</summary") || text.contains("</p>") { close() }
    }
    close()
    return paragraphs
  }

  private static func withoutTags(_ line: Substring) -> String {
    var text = ""
    var isTag = false
    for character in line {
      switch character {
      case "<": isTag = true
      case ">" where isTag: isTag = false
      case _ where isTag: break
      default: text.append(character)
      }
    }
    return text.trimmed
  }
}

private func typeName(_ node: OpaquePointer) -> String {
  cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
}
