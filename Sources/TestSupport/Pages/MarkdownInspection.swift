internal import CCMarkGFM
internal import Markdown

/// A Markdown report as the parser of GitHub reads it, and what in it is more than text.
public struct MarkdownInspection {
  /// Links, images, markup that is not the report's own, and text that a site would make a link, a mention or a reference of.
  public private(set) var faults: [String] = []
  public private(set) var headings: [String] = []
  /// The contents of code spans and code blocks.
  public private(set) var code: [String] = []
  /// Cells of each row of each table.
  public private(set) var rows: [[String]] = []
  /// How many `details` are opened and not closed.
  public private(set) var open = 0
  /// All running text.
  public private(set) var text = ""

  /// - Parameter markup: the blocks of HTML that are the report's own, without the white space around them.
  public init(_ source: String, markup: Set<String>) {
    Self.register()
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else {
      faults.append("there is no parser")
      return
    }
    defer { cmark_parser_free(parser) }
    if let table = cmark_find_syntax_extension("table") { cmark_parser_attach_syntax_extension(parser, table) }
    cmark_parser_feed(parser, source, source.utf8.count)
    guard let root = cmark_parser_finish(parser) else {
      faults.append("it is not read")
      return
    }
    defer { cmark_node_free(root) }
    read(root, markup: markup)
    faults += Self.references(in: text)
  }

  /// The reader of the module registers the extensions once, whoever else does so at the same time.
  private static func register() { _ = try? BlockReader().blocks(of: MarkdownText("")) }

  private mutating func read(_ node: OpaquePointer, markup: Set<String>) {
    let kind = cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
    let literal = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    switch kind {
    case "link", "image", "html_inline": faults.append("\(kind) \(literal)")
    case "html_block":
      let block = literal.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !markup.contains(block) { faults.append("html_block \(block)") }
      open += block.hasPrefix("<details") ? 1 : block.hasPrefix("</details") ? -1 : 0
    case "code", "code_block": code.append(literal)
    case "text": text += literal
    case "heading": headings.append(Self.text(of: node))
    case "table_row", "table_header": rows.append([])
    case "table_cell":
      if !rows.isEmpty { rows[rows.count - 1].append(Self.text(of: node)) }
    default: text += "\n"
    }
    var next = cmark_node_first_child(node)
    while let child = next {
      read(child, markup: markup)
      next = cmark_node_next(child)
    }
  }

  private static func text(of node: OpaquePointer) -> String {
    var text = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    var next = cmark_node_first_child(node)
    while let child = next {
      text += self.text(of: child)
      next = cmark_node_next(child)
    }
    return text
  }

  /// What sites look for in text after the parser is done with it.
  private static func references(in text: String) -> [String] {
    [/:\/\//, /(?i)www\./, /@[A-Za-z0-9]/, /[#!&~%$][0-9]/].flatMap { pattern in
      text.matches(of: pattern).prefix(3).map { match in
        let start = text.index(match.range.lowerBound, offsetBy: -20, limitedBy: text.startIndex) ?? text.startIndex
        let end = text.index(match.range.upperBound, offsetBy: 20, limitedBy: text.endIndex) ?? text.endIndex
        return "reference \(text[start..<end])"
      }
    }
  }
}
