import Markdown

/// A document's headings with what stands under each.
struct SkillOutline {
  private(set) var sections: [SkillFile.Section] = []
  private let lines: [String]

  init(_ document: Block, lines: [String]) {
    self.lines = lines
    let blocks = document.children
    for (place, block) in blocks.enumerated() {
      guard case .heading(let level) = block.kind else { continue }
      let end = blocks[(place + 1)...].firstIndex { Self.level(of: $0).map { $0 <= level } ?? false } ?? blocks.count
      let last = end < blocks.count ? blocks[end].line - 1 : max(lines.count, block.line)
      sections.append(section(block, level: level, blocks: blocks[(place + 1)..<end], lastLine: last))
    }
  }

  private static func level(of block: Block) -> Int? {
    if case .heading(let level) = block.kind { level } else { nil }
  }

  private func section(
    _ heading: Block, level: Int, blocks: ArraySlice<Block>, lastLine: Int
  ) -> SkillFile.Section {
    var items: [SkillItem] = []
    var code: [SkillFile.CodeBlock] = []
    var (inner, lead): (String?, String?)
    for block in blocks {
      if case .heading = block.kind {
        (inner, lead) = (block.text, nil)
      } else {
        gather(block, under: [inner, lead].compactMap(\.self), &items, &code)
      }
      // "Environment variables:" over a list says what the list is about.
      if block.kind == .paragraph { lead = block.text.hasSuffix(":") ? block.text : nil }
    }
    return SkillFile.Section(
      heading: heading.text, level: level, lines: heading.line...max(heading.line, lastLine),
      kind: SkillSection.named(by: heading.text), items: items, codeBlocks: code)
  }

  private func gather(
    _ block: Block, under context: [String], _ items: inout [SkillItem], _ code: inout [SkillFile.CodeBlock]
  ) {
    switch block.kind {
    case .list, .quotation: for child in block.children { gather(child, under: context, &items, &code) }
    case .item(let isTask):
      let own = block.children.first { $0.kind == .paragraph }
      if let own {
        items.append(
          SkillItem(form: isTask ? .task : .item, runs: own.runs, line: own.line, text: own.text, context: context))
      }
      let inner = own.map { context + [$0.text] } ?? context
      for child in block.children where child != own { gather(child, under: inner, &items, &code) }
    case .table:
      let header = block.children.first { $0.kind == .row(isHeader: true) }.map { $0.children.map(\.text) } ?? []
      for row in block.children where row.kind == .row(isHeader: false) {
        let runs = row.children.flatMap { $0.runs + [TextRun(text: " ", style: .space, line: $0.line)] }
        let text = row.children.map(\.text).filter { !$0.isEmpty }.joined(separator: " | ")
        items.append(
          SkillItem(form: .row, runs: runs, line: row.line, text: text, context: context + header.prefix(1)))
      }
    case .paragraph where block.runs.contains { $0.style == .code || $0.link != nil || $0.text.contains("$") }:
      items.append(
        SkillItem(form: .paragraph, runs: block.runs, line: block.line, text: block.text, context: context))
    case .code: code.append(codeBlock(block))
    default: break
    }
  }

  private func codeBlock(_ block: Block) -> SkillFile.CodeBlock {
    let range = block.line...max(block.line, min(block.endLine, lines.count))
    var content = lines.isEmpty ? [] : Array(lines[(range.lowerBound - 1)..<range.upperBound])
    let fence = content.first.map { $0.trimmed.prefix { $0 == "`" || $0 == "~" } } ?? ""
    guard fence.count >= 3 else { return SkillFile.CodeBlock(lines: range, language: "", content: content) }
    let language = content.removeFirst().trimmed.dropFirst(fence.count).trimmed
    if content.last?.trimmed.hasPrefix(fence) == true { content.removeLast() }
    return SkillFile.CodeBlock(
      lines: range, language: String(language.prefix { !$0.isWhitespace }), content: content)
  }
}
