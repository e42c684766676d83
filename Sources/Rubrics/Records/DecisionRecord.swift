public import Markdown

/// A decision record, RFC, enhancement proposal or specification, cut into sections that have a role.
public struct DecisionRecord: Sendable, Hashable {
  /// Such as `ADR-060`; from the file's name, else from the title, else the file's name itself.
  public let id: String
  /// As the caller named it.
  public let path: String
  public let title: String
  public let status: RecordStatus
  /// What replaced it, as the record names it; nil when nothing did.
  public let supersededBy: String?
  /// What it replaces, as the record names it.
  public let supersedes: [RecordReference]
  /// In the order of the file; the text before the first heading is a section without headings.
  public let sections: [RecordSection]
  /// Whether the record says that it uses the keywords of RFC 2119, so that only capitals count.
  public let usesKeywordCapitals: Bool
  /// A form to be filled in, which decides nothing.
  public let isTemplate: Bool

}

/// What stands under one heading, up to the next one.
public struct RecordSection: Sendable, Hashable {
  /// The headings above it, outermost first; the document's title is left out.
  public let headings: [String]
  public let role: SectionRole
  /// Of the heading; 1 for the text before the first.
  public let line: Int
  public let blocks: [Block]

  /// The headings joined by ` > `, as clauses name it.
  public var name: String { headings.joined(separator: " > ") }
}

extension DecisionRecord {
  /// Reads a record from Markdown.
  ///
  /// Throws only what the Markdown parser would blow up on.
  public init(path: String, text: String) throws(MarkdownRefusal) {
    if text.utf8.count > MarkdownLimits.bytes { throw .tooLarge(bytes: text.utf8.count) }
    let markdown = MarkdownText(text)
    let document = try BlockReader(boldHeadings: SectionRole.isHeading).blocks(of: markdown)
    let outline = Outline(document)
    let metadata = RecordMetadata(frontMatter: markdown.frontMatter, sections: outline.sections)
    self.path = path
    title = outline.title ?? markdown.frontMatter["title"] ?? Self.fileName(path)
    id = Self.id(path: path, title: title)
    sections = outline.sections
    status = metadata.status
    supersededBy = metadata.supersededBy
    supersedes = metadata.supersedes
    usesKeywordCapitals = outline.sections.contains { section in section.blocks.contains(where: Self.adoptsKeywords) }
    isTemplate = Self.isTemplate(path: path, frontMatter: markdown.frontMatter, sections: outline.sections)
  }

  private static func fileName(_ path: String) -> String {
    let name = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? path
    return name.lowercased().hasSuffix(".md") ? String(name.dropLast(3)) : name
  }

  /// `adr-060-use-kafka` is ADR-060, `0012-logging` is ADR-0012, `kep-1234` is KEP-1234; else the file's name, so of
  /// `2024-02-20-retry`, which has a date and no number.
  private static func id(path: String, title: String) -> String {
    let name = fileName(path)
    let words = name.split { $0 == "-" || $0 == "_" || $0 == " " || $0 == "." }
    let isDated = words.prefix(3).map(\.count) == [4, 2, 2] && words.prefix(3).allSatisfy { $0.allSatisfy(\.isNumber) }
    for (index, word) in words.enumerated().prefix(isDated ? 0 : 4)
    where word.allSatisfy(\.isNumber) && word.count <= 6 {
      let prefix = words[..<index].joined(separator: "-").uppercased()
      return prefix.isEmpty ? "ADR-\(word)" : "\(prefix)-\(word)"
    }
    let titleWords = title.split { $0 == " " || $0 == ":" || $0 == "-" }
    if let first = titleWords.first?.uppercased(), ["ADR", "RFC", "KEP"].contains(first), titleWords.count > 1,
      titleWords[1].allSatisfy(\.isNumber)
    {
      return "\(first)-\(titleWords[1])"
    }
    return name.isEmpty ? "record" : name
  }

  /// The title without the number it may begin with: "ADR-060: Storage", "6. Puppet".
  var plainTitle: String {
    var words = title.split(separator: " ")[...]
    if let first = words.first, ["ADR", "RFC", "KEP"].contains(first.uppercased()) { words = words.dropFirst() }
    guard let number = words.first else { return title }
    let digits = number.split { !$0.isNumber }
    let isNumber = digits.count == 1 && number.last.map { $0 == ":" || $0 == "." } == true
    let rest = isNumber ? words.dropFirst() : words
    return rest.isEmpty ? title : rest.joined(separator: " ")
  }

  /// A paragraph that declares what its key words mean: "The key words MUST and MAY are to be interpreted as described in
  /// RFC 2119." One that only names RFC 2119 or BCP 14 adopts nothing.
  static func adoptsKeywords(_ block: Block) -> Bool {
    switch block.kind {
    case .paragraph:
      guard block.runs.contains(where: { run in ["2119", "8174", "14"].contains { run.text.contains($0) } }) else {
        return false
      }
      let text = block.text.uppercased().filter { !$0.isWhitespace }
      return ["RFC2119", "RFC8174", "BCP14"].contains { text.contains($0) }
        && (["KEYWORD", "INTERPRETED"].contains { text.contains($0) }
          || ["WORDS", "TERMS"].contains { text.contains($0) }
            && ["DESCRIBED", "DEFINED", "MEANING", "READAS"].contains { text.contains($0) })
        && block.text.split { !$0.isLetter }.contains { ["MUST", "SHOULD", "MAY", "SHALL"].contains($0) }
    case .quotation, .list, .item: return block.children.contains(where: adoptsKeywords)
    default: return false
    }
  }

  /// A file named template, or one whose status or date was never filled in.
  private static func isTemplate(path: String, frontMatter: [String: String], sections: [RecordSection]) -> Bool {
    let words = fileName(path).lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
    if words.contains("template"), words.allSatisfy({ formWords.contains($0) || isNumber($0) }) { return true }
    // "0000-some-project-template": a number that is none.
    if words.last == "template", let first = words.first,
      ["0", "n", "x"].contains(where: { zero in first.allSatisfy { String($0) == zero } })
    {
      return true
    }
    let fields = frontMatter.map { RecordField(key: $0.key, value: $0.value) }
    if fields.contains(where: isUnfilled) { return true }
    return sections.prefix(4).contains { section in
      guard section.headings.isEmpty || section.role == .status else { return false }
      if section.headings.count == 1,
        RecordField.isStatus(section.headings[0]) || section.headings[0].lowercased() == "date",
        let line = section.blocks.first.map(RecordField.lines)?.first, isPlaceholder(line)
      {
        return true
      }
      return section.blocks.contains { block in RecordField.all(in: block).contains(where: isUnfilled) }
    }
  }

  /// "0001", "nnnn", "xxxx".
  private static func isNumber(_ word: String) -> Bool {
    word.allSatisfy(\.isNumber) || word.allSatisfy { $0 == "n" } || word.allSatisfy { $0 == "x" }
  }

  private static let formWords = Words.set(
    "template adr adrs madr rfc rfcs kep decision record architecture architectural full bare short long minimal simple md"
  )

  private static func isUnfilled(_ field: RecordField) -> Bool {
    (RecordField.isStatus(field.key) || field.key == "date" || field.key.hasSuffix(" date"))
      && isPlaceholder(field.value)
  }

  /// "YYYY-MM-DD", "{proposed | accepted}", "<date>".
  private static func isPlaceholder(_ value: String) -> Bool {
    let value = value.trimming { "*_`\"' ".contains($0) }
    if value.lowercased().hasPrefix("yyyy-mm-dd") { return true }
    return value.first == "{" || value.first == "<" && !value.hasPrefix("<http")
      || value.first == "[" && value.lowercased().contains("yyyy-mm-dd")
  }
}
