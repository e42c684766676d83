/// The status of a record and what replaced it, wherever the record states them.
struct RecordMetadata {
  private(set) var status = RecordStatus.other
  private(set) var supersededBy: String?
  private(set) var supersedes: [String] = []

  /// Looks at the front matter, then a Status section, then `Status:` lines and tables before the first sections.
  init(frontMatter: [String: String], sections: [RecordSection]) {
    var stated = frontMatter["status"].map { [$0] } ?? []
    if let replaced = frontMatter["superseded-by"] ?? frontMatter["superseded_by"] { note(supersededBy: replaced) }
    if let replaced = frontMatter["supersedes"] { note(supersedes: replaced) }
    for section in sections where section.role == .status && section.headings.last.map(Self.isStatus) == true {
      stated += section.blocks.flatMap(Self.lines)
    }
    for section in sections.prefix(3) {
      for (key, value) in section.blocks.flatMap(Self.fields) {
        if key == "status" { stated.append(value) }
        if key == "superseded by" { note(supersededBy: value) }
        if key == "supersedes" || key == "replaces" { note(supersedes: value) }
      }
    }
    for text in stated where status == .other { status = RecordStatus(text) }
    for text in stated { note(statement: text) }
    if supersededBy != nil, status == .other { status = .superseded }
  }

  private static func isStatus(_ heading: String) -> Bool { heading.lowercased().contains("status") }

  /// "Superseded by [ADR-9](…)": what follows "by".
  private mutating func note(statement: String) {
    let words = statement.split(separator: " ").map(String.init)
    if let index = words.firstIndex(where: { ["supersedes", "supercedes", "replaces"].contains($0.lowercased()) }) {
      note(supersedes: words[(index + 1)...].joined(separator: " "))
    }
    for (index, word) in words.enumerated().dropLast(2) {
      let isSuperseded = ["superseded", "superceded", "replaced"].contains(word.lowercased())
      if isSuperseded, words[index + 1].lowercased() == "by" {
        status = .superseded
        note(supersededBy: words[(index + 2)...].joined(separator: " "))
      }
    }
  }

  private mutating func note(supersededBy text: String) {
    if supersededBy == nil { supersededBy = Self.name(text) }
  }

  private mutating func note(supersedes text: String) {
    for part in text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
      if let name = Self.name(String(part)) { supersedes.append(name) }
    }
  }

  /// A record's name; nil where the field says that there is none.
  private static func name(_ text: String) -> String? {
    let name = text.trimming { $0.isWhitespace || ".\"'[]".contains($0) }
    return name.isEmpty || ["n/a", "none", "-", "null", "~"].contains(name.lowercased()) ? nil : name
  }

  private static func lines(of block: Block) -> [String] {
    switch block.kind {
    case .paragraph: [block.text]
    case .list, .item, .quotation: block.children.flatMap(lines)
    default: []
    }
  }

  /// `**Status:** Accepted | **Date:** …`, `* Status: accepted`, `| Status | Draft |`.
  private static func fields(of block: Block) -> [(String, String)] {
    switch block.kind {
    case .paragraph:
      let text = block.text
      guard text.contains(":") else { return [] }
      return text.split(separator: "|").compactMap { part in
        let parts = part.split(separator: ":", maxSplits: 1).map(\.trimmed)
        return parts.count == 2 ? (parts[0].lowercased(), parts[1]) : nil
      }
    case .list, .item: return block.children.flatMap(fields)
    case .table:
      return block.children.compactMap { row in
        guard row.children.count >= 2 else { return nil }
        let key = row.children[0].text.lowercased().trimming { $0 == ":" || $0.isWhitespace }
        return (key, row.children[1].text)
      }
    default: return []
    }
  }
}
