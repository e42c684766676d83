/// Whether a record was rejected, wherever and however it says so.
///
/// The record's own status is read first; what it leaves unread is a status in a heading ("Status: Rejected"), in one of
/// several lines of a paragraph, under a longer key ("RFC status"), behind an arrow, in a quotation or a table column.
extension DecisionRecord {
  var isRejected: Bool {
    guard [.other, .proposed].contains(status) else { return status == .rejected }
    let stated = sections.prefix(3).flatMap(Self.statements) + sections.flatMap(Self.statusSection)
    let statuses = stated.map { RecordStatus(Self.latest($0)) }
    return statuses.first { $0 != .other } == .rejected
  }

  /// Of "Proposed → Rejected", what it has become.
  private static func latest(_ text: String) -> String {
    text.replacing("->", with: "→").split(separator: "→").last.map(String.init) ?? text
  }

  /// "Status: Rejected" as a heading, or what stands first under the heading "Status".
  private static func statusSection(_ section: RecordSection) -> [String] {
    guard let heading = section.headings.last, let key = heading.split(separator: ":").first.map(String.init),
      isStatusKey(key)
    else { return [] }
    if key.count < heading.count { return [String(heading.dropFirst(key.count + 1))] }
    return section.blocks.first.map { [$0.text] } ?? []
  }

  private static func statements(_ section: RecordSection) -> [String] { section.blocks.flatMap(statements) }

  private static func statements(_ block: Block) -> [String] {
    switch block.kind {
    case .paragraph: return lines(of: block).compactMap(value)
    case .list, .item, .quotation: return block.children.flatMap(statements)
    case .table:
      let cells = block.children.map { row in row.children.map(\.text) }
      guard cells.count > 1, let column = cells[0].firstIndex(where: isStatusKey), cells[1].indices.contains(column)
      else { return cells.filter { $0.count > 1 && isStatusKey($0[0]) }.map { $0[1] } }
      return [cells[0], cells[1]].compactMap { $0.indices.contains(column) ? $0[column] : nil } + cells[0].dropFirst()
    default: return []
    }
  }

  /// The lines of a paragraph as they stand in the file.
  private static func lines(of paragraph: Block) -> [String] {
    let lines = paragraph.runs.split { $0.style == .space }
    return lines.map { Prose(Array($0)).text }
  }

  private static func value(_ line: String) -> String? {
    let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
    return parts.count == 2 && isStatusKey(parts[0]) ? parts[1] : nil
  }

  /// "Status", "Decision status", "RFC Status".
  private static func isStatusKey(_ key: String) -> Bool {
    let words = key.lowercased().split { !$0.isLetter }
    return words.last == "status" && words.count <= 2
  }
}
