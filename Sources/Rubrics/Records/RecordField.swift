import Markdown

/// What a record says of itself as key and value: `**Status:** Accepted | **Date:** …`, `* Status: accepted`,
/// `| Status | Draft |`, one to a line.
struct RecordField: Sendable, Hashable {
  /// In small letters.
  let key: String
  /// Links in it are as in Markdown: `[ADR-9](adr-9.md)`.
  let value: String

  init(key: String, value: String) {
    self.key = key.withoutLinkTargets.lowercased().trimming { ":[]".contains($0) || $0.isWhitespace }
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
    // Most paragraphs are prose without a colon and need not be put together.
    case .paragraph where block.runs.contains { $0.text.utf8.contains(UInt8(ascii: ":")) }:
      texts(of: block).flatMap { fields(of: $0) }
    case .list, .item, .quotation: block.children.flatMap(all)
    case .table: fields(ofTable: block.children.map { row in row.children.map { text(of: $0.runs) } })
    default: []
    }
  }

  /// The lines of the running text in a block, as they stand in the file, with the targets of links.
  static func lines(of block: Block) -> [String] {
    switch block.kind {
    case .paragraph: texts(of: block)
    case .list, .item, .quotation: block.children.flatMap(lines)
    default: []
    }
  }

  private static func texts(of paragraph: Block) -> [String] {
    Dictionary(grouping: paragraph.runs, by: \.line).sorted { $0.key < $1.key }.map { text(of: $0.value) }
  }

  private static func text(of runs: [TextRun]) -> String {
    var text = ""
    var link: String?
    for run in runs {
      if run.link != link {
        if let link { text += "](\(link))" }
        if run.link != nil { text += "[" }
        link = run.link
      }
      text += run.style == .code ? "`\(run.text)`" : run.text
    }
    if let link { text += "](\(link))" }
    return text.folded
  }

  private static func fields(of line: String) -> [RecordField] {
    line.split(separator: "|").compactMap { part in
      guard let colon = colon(in: part) else { return nil }
      return RecordField(key: String(part[..<colon]), value: String(part[part.index(after: colon)...]))
    }
  }

  /// The first one that does not stand in the target of a link; nil where it comes too late to end a key.
  private static func colon(in text: Substring) -> Substring.Index? {
    var depth = 0
    return text.utf8.prefix(longestKey).indices.first { index in
      let byte = text.utf8[index]
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth = max(0, depth - 1) }
      return byte == UInt8(ascii: ":") && depth == 0
    }
  }

  /// In bytes.
  private static let longestKey = 80

  /// Each row is a field; with one row below the header, each column is one too. Longer tables with a status column list
  /// other things than this record.
  private static func fields(ofTable rows: [[String]]) -> [RecordField] {
    let pairs = rows.filter { $0.count >= 2 }.map { RecordField(key: $0[0], value: $0[1]) }
    guard rows.count == 2 else { return pairs }
    return pairs + zip(rows[0], rows[1]).map { RecordField(key: $0, value: $1) }
  }
}
