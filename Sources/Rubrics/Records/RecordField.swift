/// What a record says of itself as key and value: `**Status:** Accepted | **Date:** …`, `* Status: accepted`,
/// `| Status | Draft |`, one to a line.
struct RecordField: Sendable, Hashable {
  /// In small letters.
  let key: String
  let value: String

  init(key: String, value: String) {
    self.key = key.lowercased().trimming { $0 == ":" || $0.isWhitespace }
    self.value = value.trimmed
  }

  /// "Status", "Decision status", "RFC Status"; an "HTTP status" is none of a record.
  static func isStatus(_ key: String) -> Bool {
    let words = key.lowercased().split { !$0.isLetter }
    guard words.last == "status", words.count <= 2 else { return false }
    return words.count == 1 || holders.contains(String(words[0]))
  }

  private static let holders = Words.set(
    "adr rfc kep rfd document decision record proposal current approval implementation review lifecycle")

  static func all(in block: Block) -> [RecordField] {
    switch block.kind {
    case .paragraph: texts(of: block).flatMap { fields(of: $0) }
    case .list, .item, .quotation: block.children.flatMap(all)
    case .table: fields(ofTable: block.children.map { row in row.children.map(\.text) })
    default: []
    }
  }

  /// The lines of the running text in a block, as they stand in the file.
  static func lines(of block: Block) -> [String] {
    switch block.kind {
    case .paragraph: texts(of: block)
    case .list, .item, .quotation: block.children.flatMap(lines)
    default: []
    }
  }

  private static func texts(of paragraph: Block) -> [String] {
    Dictionary(grouping: paragraph.runs, by: \.line).sorted { $0.key < $1.key }.map { Prose($0.value).text }
  }

  private static func fields(of line: String) -> [RecordField] {
    line.split(separator: "|").compactMap { part in
      let parts = part.split(separator: ":", maxSplits: 1).map(String.init)
      return parts.count == 2 ? RecordField(key: parts[0], value: parts[1]) : nil
    }
  }

  /// Each row is a field; with one row below the header, each column is one too. Longer tables with a status column list
  /// other things than this record.
  private static func fields(ofTable rows: [[String]]) -> [RecordField] {
    let pairs = rows.filter { $0.count >= 2 }.map { RecordField(key: $0[0], value: $0[1]) }
    guard rows.count == 2 else { return pairs }
    return pairs + zip(rows[0], rows[1]).map { RecordField(key: $0, value: $1) }
  }
}
