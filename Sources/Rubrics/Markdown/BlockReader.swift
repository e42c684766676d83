import CCMarkGFM

/// Reads Markdown into blocks with the lines of the file they stand on.
///
/// Tables, struck text and task items are understood besides CommonMark; struck text and images are left out. Any number
/// of documents can be read at once.
public struct BlockReader: Sendable {
  public init() {}

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
    return try Tree(lines: text.lines).block(root, depth: 0, parentLine: 1)
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
      let end = max(line, runs.last?.line ?? line)
      return Block(kind: kind, line: line, endLine: end, runs: runs, children: [])
    case .code, .html, .thematicBreak, .other:
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
      runs.append(TextRun(text: Self.withoutStruck(text), style: style, line: line))
    case "code":
      advance(to: cmark_node_get_start_line(node))
      runs.append(TextRun(text: literal(node), style: .code, line: line))
      advance(to: cmark_node_get_end_line(node))
    case "softbreak", "linebreak":
      runs.append(TextRun(text: " ", style: .space, line: line))
      if lines != nil { line += 1 }
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

  /// Without what stands between two pairs of tildes.
  private static func withoutStruck(_ text: String) -> String {
    guard text.contains("~~") else { return text }
    let parts = text.split(separator: "~~", omittingEmptySubsequences: false)
    guard parts.count > 2, parts.count % 2 == 1 else { return text }
    return stride(from: 0, to: parts.count, by: 2).map { String(parts[$0]) }.joined()
  }

  private func literal(_ node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }
}

private func typeName(_ node: OpaquePointer) -> String {
  cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
}
