import Markdown

/// The status of a record and what replaced it, wherever the record states them.
struct RecordMetadata {
  private(set) var status = RecordStatus.other
  private(set) var supersededBy: String?
  private(set) var supersedes: [RecordReference] = []
  private var noted: Set<RecordReference> = []

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
    status = (stated + tags).lazy.map { RecordStatus($0.withoutLinkTargets) }.first { $0 != .other } ?? .other
    for field in fields {
      let key = field.key.replacing("-", with: " ").replacing("_", with: " ")
      if Self.keys.contains(key) { note(statement: "\(key) \(field.value)", isField: true) }
    }
    for text in stated { note(statement: text, isField: false) }
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
    let dated = lines.compactMap { line in date(in: line.withoutLinkTargets).map { (date: $0, line: line) } }
    return dated.count > 1 ? dated.sorted { $0.date > $1.date }.map(\.line) : lines
  }

  /// "2024-03-01".
  private static func date(in line: String) -> String? {
    line.split(whereSeparator: { !($0.isNumber || $0 == "-") }).map(String.init).first { part in
      part.count == 10 && part.split(separator: "-").map(\.count) == [4, 2, 2]
    }
  }

  /// "Superseded by [ADR-9](…)", "Supersedes ADR-3 and ADR-4": what follows the verb. What is replaced in part, later or
  /// not at all stays in force. A field leaves the status to the field of that name.
  private mutating func note(statement: String, isField: Bool) {
    // No line is so long that says this of a record.
    let statement = statement.prefix(Self.longest)
    let words = statement.split(separator: " ")
    for (index, word) in words.enumerated().prefix(isField ? 1 : words.count) {
      let verb = Self.plain(word)
      let before = index > 0 ? words[index - 1] : ""
      if Self.doubts.contains(Self.plain(before)) { continue }
      if Self.replacing.contains(verb) {
        supersedes += Self.references(after: word, in: statement).filter { noted.insert($0).inserted }
      } else if Self.replaced.contains(verb), index + 1 < words.count,
        Self.agents.contains(Self.plain(words[index + 1]))
      {
        let references = Self.references(after: words[index + 1], in: statement)
        // "The cache was replaced by Redis" says nothing of the record.
        let isOfRecord = word.first == "(" || before.last.map { ",;.(".contains($0) } ?? true
        guard isOfRecord || references.contains(where: { !$0.isTitle }) else { continue }
        if !isField { status = .superseded }
        if supersededBy == nil, !references.isEmpty {
          supersededBy = references.map(\.text).joined(separator: ", ")
        }
      }
    }
  }

  private static func references(after word: Substring, in statement: Substring) -> [RecordReference] {
    RecordReference.all(in: String(statement[word.endIndex...]).trimming { $0.isWhitespace || $0 == ":" })
  }

  private static func plain(_ word: Substring) -> String { word.lowercased().trimming { !$0.isLetter } }

  private static let longest = 1_000

  private static let keys: Set = [
    "supersedes", "supercedes", "replaces", "obsoletes", "superseded by", "superceded by", "replaced by",
    "replaced with",
    "obsoleted by",
  ]
  private static let replacing = Words.set("supersedes supercedes replaces obsoletes")
  private static let replaced = Words.set("superseded superceded replaced obsoleted")
  private static let agents = Words.set("by with")
  /// Before the verb: "partially superseded", "to be superseded".
  private static let doubts = Words.set("partially partly be not never")
}
