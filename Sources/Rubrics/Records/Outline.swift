import Markdown

/// A document's title and its sections, with the role each heading gives.
struct Outline {
  private(set) var title: String?
  private(set) var sections: [RecordSection] = []

  private struct Open {
    let level: Int
    let heading: String
    let role: SectionRole?
  }

  init(_ document: Block) {
    var open: [Open] = []
    var line = 1
    var blocks: [Block] = []
    for block in document.children {
      guard case .heading(let level) = block.kind else {
        blocks.append(block)
        continue
      }
      close(open, line: line, blocks: blocks)
      blocks = []
      line = block.line
      let heading = block.text
      if title == nil, level == 1, SectionRole.named(by: heading) == nil || sections.isEmpty, !Self.isSection(heading) {
        title = heading
        open = []
        continue
      }
      while let last = open.last, last.level >= level { open.removeLast() }
      open.append(Open(level: level, heading: heading, role: Self.role(heading, under: open.last?.role)))
    }
    close(open, line: line, blocks: blocks)
  }

  private mutating func close(_ open: [Open], line: Int, blocks: [Block]) {
    guard !open.isEmpty || !blocks.isEmpty else { return }
    let role: SectionRole = open.isEmpty ? .other : open.last?.role ?? .other
    sections.append(RecordSection(headings: open.map(\.heading), role: role, line: line, blocks: blocks))
  }

  /// Inside alternatives, goals and examples every heading keeps that role: "Decision" there is not the decision.
  private static func role(_ heading: String, under parent: SectionRole?) -> SectionRole? {
    if let parent, [.alternatives, .goals, .examples, .references, .rationale].contains(parent) { return parent }
    return SectionRole.named(by: heading) ?? parent
  }

  /// A first heading such as "Summary" is a section; a title may well hold the word "decision".
  private static func isSection(_ heading: String) -> Bool {
    let count = heading.split(separator: " ").count
    return count <= 2 && SectionRole.named(by: heading) != nil
  }
}
