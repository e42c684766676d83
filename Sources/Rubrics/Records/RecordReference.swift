import Markdown

/// Another record as a record refers to it: by series and number, by a link, by its file's name or by its title.
public struct RecordReference: Sendable, Hashable, CustomStringConvertible {
  /// As written, without a link's target.
  public let text: String
  /// The names that it may mean, the surest first.
  let names: [String]
  /// Whether only its words tell which record it is.
  let isTitle: Bool

  public var description: String { text }

  private init(_ text: String, names: [String], isTitle: Bool = false) {
    self.text = text
    self.names = names
    self.isTitle = isTitle
  }

  /// The records named at the beginning of `text`: "ADR-10, 11 and [Use Kafka](use-kafka.md)". What follows them ("see also
  /// ADR-12") is only spoken of.
  static func all(in text: String) -> [RecordReference] {
    let items = items(of: text)
    guard let first = items.first else { return [] }
    var references: [RecordReference] = []
    var series: String?
    for item in items {
      guard let (reference, itsSeries) = numbered(item, series: series) ?? linked(item) ?? file(item) else { break }
      series = itsSeries
      references.append(reference)
    }
    if !references.isEmpty { return references }
    // A title may hold commas.
    let sentence = text.withoutLinkTargets.split(separator: ". ").first.map(String.init) ?? text
    let title = sentence.trimming { $0.isWhitespace || marks.contains($0) }
    let names = [title, first].map { $0.trimming(where: marks.contains).lowercased().folded }
    return none.contains(title.lowercased()) ? [] : [RecordReference(title, names: names, isTitle: true)]
  }

  private static let none: Set = ["", "n/a", "none", "-", "null", "~", "no", "nothing", "tbd"]
  private static let marks: Set<Character> = [
    ".", ",", ":", ";", "\"", "'", "`", "*", "_", "#", "[", "]", "(", ")", "“", "”",
  ]
}

// MARK: - The forms of a reference

extension RecordReference {
  private typealias Found = (reference: RecordReference, series: String?)

  /// "ADR-9", "our ADR 9: Logs", "adr-0009-logs"; "9" and "#9" alone are of the series of the reference before.
  private static func numbered(_ item: String, series: String?) -> Found? {
    let words = item.split(separator: " ").drop { Words.determiners.contains($0.lowercased()) }.map {
      $0.trimming(where: marks.contains)
    }
    guard let first = words.first, !item.hasPrefix("["), !isFile(first) else { return nil }
    if let (series, number) = RecordNumber.read(first) {
      return (RecordReference(first, names: [RecordNumber.name(series, number)]), series)
    }
    if words.count > 1, let number = Int(words[1]), RecordNumber.series.contains(first.lowercased()) {
      return (RecordReference("\(first) \(words[1])", names: [RecordNumber.name(first, number)]), first)
    }
    guard words.count == 1, first.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(first) else { return nil }
    return (RecordReference(first, names: [RecordNumber.name(series, number)]), series)
  }

  /// "[Use Kafka](use-kafka.md)", "[ADR-9]".
  private static func linked(_ item: String) -> Found? {
    guard item.hasPrefix("["), let end = item.firstIndex(of: "]") else { return nil }
    let text = String(item[item.index(after: item.startIndex)..<end]).trimmed
    let target = item[item.index(after: end)...].trimming { "()".contains($0) }
    let named = numbered(text, series: nil)
    let names = [fileName(target)].compactMap { $0 } + (named?.reference.names ?? []) + [text.lowercased().folded]
    let isTitle = named == nil && !isFile(String(target.prefix { $0 != "#" && $0 != "?" }))
    return (RecordReference(text, names: names, isTitle: isTitle), named?.series)
  }

  /// "use-kafka.md".
  private static func file(_ item: String) -> Found? {
    let word = item.prefix { $0 != " " }.trimming { marks.contains($0) }
    guard isFile(word), let name = fileName(word) else { return nil }
    return (RecordReference(word, names: [name]), nil)
  }

  private static func isFile(_ word: String) -> Bool {
    word.lowercased().hasSuffix(".md") || word.lowercased().hasSuffix(".markdown")
  }

  /// The last part of a path in small letters, without its suffix; nil where it names a folder.
  static func fileName(_ path: String) -> String? {
    let plain = path.prefix { $0 != "#" && $0 != "?" }.lowercased().replacing("%20", with: " ")
    guard var name = plain.split(separator: "/").last.map(String.init) else { return nil }
    for suffix in [".markdown", ".md"] where name.hasSuffix(suffix) { name = String(name.dropLast(suffix.count)) }
    return ["readme", "index", "", ".", ".."].contains(name) ? nil : name
  }
}

/// The number of a record in its series.
enum RecordNumber {
  /// What may stand before a number with a space between: "ADR 9", but not "Redis 7".
  static let series = Words.set("adr rfc kep rfd pep madr decision record proposal")

  /// `ADR-0009`, `odh-adr-4-storage`, `RFC31`; nil for "2-factor", dates and words.
  static func read(_ word: String) -> (series: String, number: Int)? {
    let parts = word.split { "-_/#.".contains($0) }
    guard let index = parts.firstIndex(where: { $0.allSatisfy(isDigit) }) else {
      let letters = word.prefix(while: \.isLetter)
      let digits = word.dropFirst(letters.count)
      guard !letters.isEmpty, digits.allSatisfy(isDigit), let number = Int(digits) else { return nil }
      return (String(letters), number)
    }
    guard index > 0, parts[..<index].allSatisfy({ $0.allSatisfy(\.isLetter) }), let number = Int(parts[index]) else {
      return nil
    }
    return (parts[..<index].joined(separator: "-"), number)
  }

  /// The same for `ADR-9` and `adr 0009`; a number without a series names whatever has it.
  static func name(_ series: String?, _ number: Int) -> String {
    let series = series?.lowercased() ?? ""
    return "\(["decision", "record", "proposal"].contains(series) ? "" : series)#\(number)"
  }

  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}

// MARK: - The items of a list

extension RecordReference {
  /// The parts between commas, semicolons, "&" and "and" of the first sentence, remarks in brackets left out.
  private static func items(of text: String) -> [String] {
    let text = Array(text)
    var items = [""]
    var index = 0
    var brackets: [Character] = []
    var remark = 0
    scan: while index < text.count {
      let (character, next) = (text[index], index + 1 < text.count ? text[index + 1] : " ")
      defer { index += 1 }
      switch character {
      case "(" where remark > 0 || items[items.count - 1].last != "]": remark += 1
      case ")" where remark > 0: remark -= 1
      case _ where remark > 0: break
      case "(", "[":
        brackets.append(character)
        items[items.count - 1].append(character)
      case ")", "]":
        if brackets.popLast() == nil { break scan }
        items[items.count - 1].append(character)
      case _ where brackets.isEmpty && ",;&".contains(character): items.append("")
      case "." where brackets.isEmpty && next == " ": break scan
      case " " where brackets.isEmpty && String(text[(index + 1)...].prefix(4)).lowercased() == "and ":
        items.append("")
        index += 3
      default: items[items.count - 1].append(character)
      }
    }
    return items.map(\.trimmed).filter { !$0.isEmpty }
  }
}

extension String {
  /// "[ADR-9](adr-9.md)" as "[ADR-9]".
  var withoutLinkTargets: String {
    guard contains("](") else { return self }
    var kept = ""
    var depth = 0
    for character in self {
      if character == "(", depth > 0 || kept.last == "]" { depth += 1 }
      if depth == 0 { kept.append(character) }
      if character == ")" { depth = max(0, depth - 1) }
    }
    return kept
  }
}
