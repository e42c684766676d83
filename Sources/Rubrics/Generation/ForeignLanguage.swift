import Markdown

/// A record that seems to be written in another language than English, the only one that is read.
public struct ForeignRecord: Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let language: ForeignLanguage
  public var description: String { "\(path): it seems to be written in \(language.name); only English is read" }
}

/// A language that is not English, told by the small words that every text in it is full of.
public enum ForeignLanguage: String, Sendable, Hashable, CaseIterable {
  case german, french, spanish, portuguese, dutch, italian
  /// Written in other letters than Latin ones.
  case other

  public var name: String {
    self == .other ? "another language" : rawValue.prefix(1).uppercased() + rawValue.dropFirst()
  }

  /// Of the beginning of `text`; nil where English words are as many, or too few words tell.
  init?(of text: String) {
    var counts: [ForeignLanguage: Int] = [:]
    var english = 0
    var strange = 0
    for chunk in text.utf8.prefix(Self.sample).split(whereSeparator: { $0 <= UInt8(ascii: " ") }) {
      guard let word = Self.word(chunk) else { continue }
      if Self.english.contains(word) { english += 1 }
      // An English text is soon known as one.
      if english > Self.enough { return nil }
      if let first = word.unicodeScalars.first, first.value > Self.lastLatin, first.properties.isAlphabetic {
        strange += 1
      }
      for language in Self.words[word] ?? [] { counts[language, default: 0] += 1 }
    }
    counts[.other] = strange
    guard let best = Self.allCases.max(by: { (counts[$0] ?? 0) < (counts[$1] ?? 0) }), let count = counts[best],
      count >= Self.fewest, count > 2 * english
    else { return nil }
    self = best
  }

  /// A chunk between spaces without the punctuation around it; nil where it is no word, such as an address or code.
  private static func word(_ chunk: Substring.UTF8View.SubSequence) -> String? {
    var chunk = chunk
    while let first = chunk.first, !isLetter(first), first != UInt8(ascii: "`") { chunk = chunk.dropFirst() }
    while let last = chunk.last, !isLetter(last), last != UInt8(ascii: "`") { chunk = chunk.dropLast() }
    guard !chunk.isEmpty, chunk.allSatisfy(isLetter) else { return nil }
    return String(decoding: chunk, as: UTF8.self).lowercased()
  }

  private static let sample = 6_000
  private static let fewest = 6
  private static let enough = 20
  private static let lastLatin: UInt32 = 0x24F

  /// A letter of ASCII, or a byte of any other.
  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) }

  private static let english = Words.set(
    "the and of to is are with for that this we be by it on from which will must should not can as has have or an at a in do "
      + "no so was all us our me if but")

  private static let words: [String: [ForeignLanguage]] = {
    let lists: [(ForeignLanguage, String)] = [
      (
        .german,
        "der die das und ist nicht wir mit für den dem des ein eine einen auf sich auch werden wird muss müssen soll zu "
          + "von oder als im nur"
      ),
      (
        .french,
        "le la les et est des nous pour dans une un du avec sur qui que ne pas doit sont être par au aux ce cette ou"
      ),
      (.spanish, "el la los las y es de que en un una para con por no se del al son como debe deben este esta su o"),
      (.portuguese, "o a os as e é de que em um uma para com por não se do da dos das são como deve devem no na ou"),
      (.dutch, "de het een en is van niet wij we met voor dat zijn op te moet moeten worden wordt ook aan door bij of"),
      (.italian, "il la i gli le e è di che in un una per con non si del della dei sono come deve devono al nel o"),
    ]
    var words: [String: [ForeignLanguage]] = [:]
    for (language, list) in lists {
      for word in Words.set(list) where !english.contains(word) { words[word, default: []].append(language) }
    }
    return words
  }()
}
