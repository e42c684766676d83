import Markdown
public import YAMLFiles

/// The technical terms that clauses and artifacts are about, by category.
///
/// Terms of one category whose category is marked as rivals exclude each other: where a record demands PostgreSQL, MySQL
/// is the wrong database.
public struct Taxonomy: Sendable, Hashable {
  /// One term and everything it is called.
  public struct Term: Sendable, Hashable {
    /// The canonical name.
    public let name: String
    public let category: String
    /// Other names and spellings; compared without regard to case unless they are in capitals of up to three letters.
    public let aliases: [String]
    /// Whether its name is an English word as well, so that the name counts only as written.
    public let isExact: Bool
    /// The group of terms that stand for one choice, such as `relational`; nil when it excludes nothing.
    public let rivals: String?
  }

  /// A term where it stands in a text.
  public struct Match: Sendable, Hashable {
    public let term: Term
    /// Offsets in the text's UTF-8.
    public let range: Range<Int>
    public var name: String { term.name }
  }

  /// In the order of the file.
  public let terms: [Term]
  private let names: [Name]
  /// Places in `names` by the first two bytes in lower case, the longest name first.
  private let places: [UInt16: [Int]]

  private struct Name: Sendable, Hashable {
    /// In lower case.
    let bytes: [UInt8]
    let term: Int
    /// The spelling that alone counts; nil for any case.
    let exact: [UInt8]?
  }

  public static let empty = Taxonomy(terms: [])

  public init(terms: [Term]) {
    self.terms = terms
    var names: [Name] = []
    var known: Set<[UInt8]> = []
    for (index, term) in terms.enumerated() {
      for name in [term.name] + term.aliases {
        let bytes = Self.folded(name)
        guard bytes.count > 1, known.insert(bytes).inserted else { continue }
        names.append(
          Name(bytes: bytes, term: index, exact: term.isExact && name == term.name ? Array(name.utf8) : nil))
      }
    }
    self.names = names
    places = Dictionary(grouping: names.indices, by: { Self.key(names[$0].bytes, at: 0) }).mapValues { group in
      group.sorted { names[$0].bytes.count > names[$1].bytes.count }
    }
  }

  /// The term of a name or alias; nil when it is not in the taxonomy.
  public func term(named name: String) -> Term? {
    let bytes = Self.folded(name)
    guard bytes.count > 1 else { return nil }
    return places[Self.key(bytes, at: 0)]?.first { names[$0].bytes == bytes }.map { terms[names[$0].term] }
  }

  private static func key(_ bytes: [UInt8], at start: Int) -> UInt16 {
    UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
  }

  /// The terms that stand for another choice than `term` does.
  public func rivals(of term: Term) -> [Term] {
    guard let group = term.rivals else { return [] }
    return terms.filter { $0.rivals == group && $0.name != term.name }
  }

  /// The categories in the order of the file.
  public var categories: [String] {
    terms.reduce(into: []) { names, term in if names.last != term.category { names.append(term.category) } }
  }

  /// Each term of `text` once, where it first stands; at each place the longest name wins, and names end at word bounds.
  public func terms(in text: String) -> [Match] {
    var seen: Set<String> = []
    return matches(in: text).filter { seen.insert($0.name).inserted }
  }

  /// Every place in `text` where a term stands.
  public func matches(in text: String) -> [Match] {
    let bytes = Array(text.utf8)
    let folded = bytes.map(Self.lowercased)
    let isWord = Self.wordBytes(of: text)
    var matches: [Match] = []
    var position = 0
    while position < bytes.count {
      let canBegin = isWord[position] || bytes[position] == UInt8(ascii: ".")
      if !canBegin || position > 0 && isWord[position - 1] {
        position += 1
        continue
      }
      if let (index, end) = longest(in: folded, at: position, original: bytes, isWord: isWord) {
        matches.append(Match(term: terms[index], range: position..<end))
        position = end
      } else {
        position += 1
      }
    }
    return matches
  }

  private func longest(in folded: [UInt8], at start: Int, original: [UInt8], isWord: [Bool]) -> (Int, Int)? {
    guard start + 1 < folded.count, let candidates = places[Self.key(folded, at: start)] else { return nil }
    for name in candidates.lazy.map({ names[$0] }) where start + name.bytes.count <= folded.count {
      var end = start + name.bytes.count
      guard folded[start..<end].elementsEqual(name.bytes) else { continue }
      if let exact = name.exact, !original[start..<end].elementsEqual(exact) { continue }
      // A plural s is part of the word: "REST APIs", "JWTs".
      if end < folded.count, folded[end] == UInt8(ascii: "s") { end += 1 }
      if end < folded.count, isWord[end] { continue }
      if name.bytes.count <= 3, !hasCapital(original[start..<end]) { continue }
      if name.exact != nil, beginsSentence(folded, at: start), isVerb(folded, before: end) { continue }
      return (name.term, end)
    }
    return nil
  }

  /// "Go through the gateway", "Express errors as": a capital that only begins a sentence.
  private func beginsSentence(_ text: [UInt8], at start: Int) -> Bool {
    guard let last = text[..<start].last(where: { $0 != UInt8(ascii: " ") }) else { return true }
    return ".:;!?-*>\n".utf8.contains(last)
  }

  private func isVerb(_ text: [UInt8], before end: Int) -> Bool {
    guard end < text.count, text[end] == UInt8(ascii: " ") else { return false }
    let next = text[(end + 1)...].prefix { (0x61...0x7A).contains($0) }
    return Self.objects.contains(String(decoding: next, as: UTF8.self))
  }

  private static let objects = Words.set(
    "the a an all any each every to through into back over with errors them it this that these those its our their no")

  /// "go" and "ecs" are words; "Go" and "ECS" are terms.
  private func hasCapital(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
  }

  private static func folded(_ name: String) -> [UInt8] { name.utf8.map(lowercased) }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }

  /// For each byte of `text` whether it belongs to a letter, a digit or `_`.
  private static func wordBytes(of text: String) -> [Bool] {
    var bytes: [Bool] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      let isWord = scalar.isWordPart
      for _ in 0..<UTF8.width(scalar) { bytes.append(isWord) }
    }
    return bytes
  }
}

extension Taxonomy {
  /// Reads the taxonomy: category -> term -> `{aliases: [], rivals: group}`, each part optional.
  ///
  /// - Throws: every problem of the file at once.
  public init(yaml text: String, path: String) throws(FileProblems) {
    let value = try YAMLFile.value(of: text, path: path, schema: Self.schema)
    var terms: [Term] = []
    for category in value.entries {
      for entry in category.value.entries {
        terms.append(
          Term(
            name: entry.key, category: category.key, aliases: entry.value["aliases"]?.strings ?? [],
            isExact: entry.value["exact"]?.boolean ?? false, rivals: entry.value["rivals"]?.string))
      }
    }
    self.init(terms: terms)
  }

  /// What a taxonomy file may hold.
  public static let schema = Schema.map(
    of: .map(
      of: .optional(
        .object([
          .init("aliases", .list(of: .string(.nonEmpty)), "other names and spellings"),
          .init("exact", .boolean, "whether it counts only as written"),
          .init("rivals", .string(.identifier), "the group of terms that exclude each other"),
        ]))))
}
