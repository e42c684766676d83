/// The status of a record and what replaced it, wherever the record states them.
struct RecordMetadata {
  private(set) var status = RecordStatus.other
  private(set) var supersededBy: String?
  private(set) var supersedes: [String] = []

  /// Reads the front matter, then Status sections, then the fields in the first sections, then the front matter's tags:
  /// the first statement that names a status decides.
  init(frontMatter: [String: String], sections: [RecordSection]) {
    let fields =
      frontMatter.sorted { $0.key < $1.key }.map { RecordField(key: $0.key, value: $0.value) }
      + sections.prefix(3).flatMap { $0.blocks.flatMap(RecordField.all) }
    let stated =
      (frontMatter["status"].map { [$0] } ?? []) + sections.flatMap(Self.statusSection)
      + fields.filter { RecordField.isStatus($0.key) }.map(\.value)
    let tags = frontMatter["tags"].map { [$0] } ?? []
    status = (stated + tags).lazy.map { RecordStatus($0) }.first { $0 != .other } ?? .other
    for field in fields {
      switch field.key {
      case "superseded by", "superseded-by", "superseded_by", "replaced by": note(supersededBy: field.value)
      case "supersedes", "replaces": note(supersedes: field.value)
      default: break
      }
    }
    for text in stated { note(statement: text) }
    if supersededBy != nil, status == .other { status = .superseded }
  }

  /// "Status: Rejected" as a heading, or what stands under the heading "Status", the newest first where several lines
  /// are dated.
  private static func statusSection(_ section: RecordSection) -> [String] {
    guard let heading = section.headings.last, let key = heading.split(separator: ":").first.map(String.init),
      RecordField.isStatus(key)
    else { return [] }
    if key.count < heading.count { return [String(heading.dropFirst(key.count + 1))] }
    let lines = section.blocks.flatMap(RecordField.lines)
    let dated = lines.compactMap { line in date(in: line).map { (date: $0, line: line) } }
    return dated.count > 1 ? dated.sorted { $0.date > $1.date }.map(\.line) : lines
  }

  /// "2024-03-01".
  private static func date(in line: String) -> String? {
    line.split(whereSeparator: { !($0.isNumber || $0 == "-") }).map(String.init).first { part in
      part.count == 10 && part.split(separator: "-").map(\.count) == [4, 2, 2]
    }
  }

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
}
