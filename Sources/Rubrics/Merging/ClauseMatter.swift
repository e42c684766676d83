import JudgeTypes
import Markdown

/// What a clause is about, as words that can be compared: without its modal word, its negation, and what says nothing of
/// the matter.
struct ClauseMatter: Hashable {
  /// Of whom something is demanded, or what is to be dealt with: "Keys must be encrypted".
  let subject: Set<String>
  /// Nil where the clause has not the form of a demand.
  let verb: String?
  let isPassive: Bool
  /// What follows the verb, in order.
  let objects: [String]
  /// The words of conditions and subordinate clauses.
  let qualifiers: Set<String>
  /// Numbers that limit or count something or name a version, such as `15` of "15 minutes", in order.
  let figures: [String]

  /// The words that tell one thing from another; "use" and "services" stand in any clause.
  let content: Set<String>

  /// Nil where the clause does not say what it is about.
  init?(_ dimension: Dimension, taxonomy: Taxonomy) {
    let reader = WordReader(terms: dimension.terms, taxonomy: taxonomy)
    let isProhibition = dimension.level.isProhibition
    let sentence = ClauseSentence(dimension.clause?.text ?? dimension.name, isProhibition: isProhibition)
    // The name says what a clause such as "MUST be true" leaves to its heading or to the clause before it.
    let named = sentence.isFragment ? ClauseSentence(dimension.name, isProhibition: isProhibition) : nil
    subject = Set(reader.words(of: named.map { $0.condition + $0.who } ?? sentence.who).map(\.text))
    if sentence.isFragment, subject.isEmpty { return nil }
    var said = reader.words(of: sentence.what, upToContrast: !isProhibition)
    var verb = said.first?.isFigure == false ? said.removeFirst() : nil
    // "Avoid logging keys" and "avoid Kafka" forbid to log and to use.
    if isProhibition, verb?.text == WordReader.avoid.text {
      verb = said.first?.isGerund == true ? said.removeFirst() : WordReader.use
    }
    self.verb = verb?.text
    isPassive = sentence.isPassive
    let around = reader.words(of: sentence.condition)
    objects = said.filter { !$0.isAside }.map(\.text)
    qualifiers = Set((around + said.filter(\.isAside)).map(\.text))
    figures = (around + said).filter(\.isFigure).map(\.text)
    content = subject.union(objects).union(qualifiers).union(verb.map { [$0.text] } ?? []).subtracting(
      WordReader.general)
    if content.isEmpty { return nil }
  }

  /// Whether a demand of `self` is also one of `other`, which says no more of it: "store orders in files" and "store orders".
  func isPart(of other: ClauseMatter) -> Bool {
    verb != nil && verb == other.verb && isPassive == other.isPassive && objects.starts(with: other.objects)
      && other.qualifiers.isSubset(of: qualifiers)
      && other.subject.subtracting(WordReader.general).isSubset(of: subject)
  }

  /// Whether it says of some what `other` says of all of them: "billing services" and "services".
  func isException(to other: ClauseMatter) -> Bool {
    verb != nil && predicate == other.predicate && !other.subject.isEmpty && other.subject.isSubset(of: subject)
  }

  /// What is demanded, whoever is asked to do it.
  var predicate: String {
    ([isPassive ? "be" : "", verb ?? ""] + objects + ["/"] + qualifiers.sorted()).joined(separator: " ")
  }

  /// The same demand, whatever its figures.
  var withoutFigures: String {
    let figures = Set(figures)
    return
      (subject.sorted() + ["/", isPassive ? "be" : "", verb ?? ""] + objects.filter { !figures.contains($0) } + ["/"]
      + qualifiers.subtracting(figures).sorted()).joined(separator: " ")
  }
}

/// A clause cut at its modal word: "in tests | services | must not | use Kafka".
private struct ClauseSentence {
  let condition: [String]
  /// The whole clause where it has not the form of a demand.
  let who: [String]
  let what: [String]
  let isPassive: Bool
  /// Whether it leaves to another sentence or a heading who is meant: "MUST be true", "it must not be shown".
  let isFragment: Bool

  init(_ text: String, isProhibition: Bool) {
    let (before, main) = Self.opening(of: text)
    condition = Self.words(of: before)
    let words = Self.words(of: main)
    let lower = words.map { $0.lowercased() }
    let first = lower.first ?? ""
    let modal = lower.indices.first { index in
      Self.modals.contains(lower[index])
        && (Self.refusals.contains(first) || Self.isNegated(lower, at: index)) == isProhibition
    }
    let start = modal.map { $0 + 1 } ?? (Words.imperatives.contains(first) || first == "avoid" ? 0 : nil)
    guard let start else {
      (who, what, isPassive, isFragment) = (words, [], false, words.count < 2)
      return
    }
    let verb = lower[start...].firstIndex { !Self.betweenModalAndVerb.contains($0) } ?? words.endIndex
    isPassive = verb < words.endIndex && lower[verb] == "be"
    // Up to the next demand: "and the tests must show it".
    let next = lower[verb...].firstIndex { Self.modals.contains($0) } ?? words.endIndex
    let joint = next == words.endIndex ? nil : lower[verb..<next].lastIndex { ["and", "but", "or"].contains($0) }
    what = Array(words[(isPassive ? verb + 1 : verb)..<max(verb, joint ?? next)])
    who = modal.map { Array(words[..<$0]) } ?? []
    isFragment = modal != nil && who.allSatisfy { Self.pronouns.contains($0.lowercased()) } && !before.contains(": ")
  }

  /// "Logging: " and "In production, ", and what follows it.
  private static func opening(of text: String) -> (before: String, main: String) {
    for mark in [": ", ", "] {
      guard let place = text.firstRange(of: mark), place.upperBound < text.endIndex else { continue }
      let before = text[..<place.lowerBound].lowercased().split(separator: " ").map(String.init)
      let isOpening = mark == ": " ? before.count <= 5 : openers.contains(before.first ?? "")
      if isOpening, !before.contains(where: modals.contains) {
        return (String(text[..<place.upperBound]), String(text[place.upperBound...]))
      }
    }
    return ("", text)
  }

  private static func isNegated(_ words: [String], at modal: Int) -> Bool {
    if words[modal] == "cannot" || words[modal].hasSuffix("n't") { return true }
    return words.indices.contains(modal + 1) && ["not", "never"].contains(words[modal + 1])
  }

  private static func words(of text: String) -> [String] {
    text.replacing("’", with: "'").split { !($0.isLetter || $0.isNumber || ".,'%".contains($0)) }
      .map { $0.trimming { ".,'".contains($0) } }.filter { !$0.isEmpty }
  }

  private static let modals = Words.set(
    "must shall should will may can cannot mustn't shan't shouldn't won't can't")
  private static let refusals = Words.set("no neither nobody nothing none never don't")
  private static let betweenModalAndVerb = Words.set("not never don't do also always therefore still then ever")
  private static let openers = Words.conditionOpeners.union(
    Words.set("in for on during after before with within as at to"))
  private static let pronouns = Words.set("it they this these those that them which and but or")
}

/// A word of a clause, by which clauses are compared.
struct MatterWord {
  /// Without its ending, in small letters.
  let text: String
  let isFigure: Bool
  let isGerund: Bool
  /// Whether it stands in a subordinate clause: "when it starts".
  let isAside: Bool
}

/// Reads the words of clauses that tell what they are about.
private struct WordReader {
  let terms: Set<String>
  let taxonomy: Taxonomy

  init(terms: [String], taxonomy: Taxonomy) {
    self.terms = Set(terms.map { $0.lowercased() })
    self.taxonomy = taxonomy
  }

  /// The words that say what is demanded: without a reason, and where `upToContrast`, without what follows "instead of".
  func words(of raw: [String], upToContrast: Bool = false) -> [MatterWord] {
    var words: [MatterWord] = []
    var isAside = false
    for (index, word) in raw.enumerated() {
      let lower = word.lowercased()
      let next = index + 1 < raw.count ? raw[index + 1].lowercased() : ""
      let ends = upToContrast ? Self.contrastsAndReasons : Self.reasons
      if ends.contains(lower) || ends.contains("\(lower) \(next)") { break }
      if Self.asides.contains(lower) { isAside = true }
      if Self.empty.contains(lower) { continue }
      if word.first?.isNumber == true {
        let before = index > 0 ? raw[index - 1].lowercased() : ""
        let isFigure = isFigure(lower, after: before, before: next)
        words.append(MatterWord(text: lower, isFigure: isFigure, isGerund: false, isAside: isAside))
      } else {
        let isGerund = lower.hasSuffix("ing")
        words.append(MatterWord(text: name(of: word, lower), isFigure: false, isGerund: isGerund, isAside: isAside))
      }
    }
    return words
  }

  /// "15 minutes", "80%", "2s", "TLS 1.2"; not "queue 17" nor "RFC 7231".
  private func isFigure(_ number: String, after before: String, before next: String) -> Bool {
    guard !Self.series.contains(before) else { return false }
    if number.contains(where: { !($0.isNumber || $0 == "." || $0 == ",") }) { return true }
    return !next.isEmpty && !Self.empty.contains(next) || terms.contains(name(of: before, before))
  }

  /// A term by its canonical name, another word without its ending.
  private func name(of word: String, _ lower: String) -> String {
    if !terms.isEmpty, let term = taxonomy.term(named: word)?.name.lowercased(), terms.contains(term) { return term }
    let capitals = word.prefix { $0.isUppercase }
    if capitals.count > 1, capitals.count >= word.count - 1 { return capitals.lowercased() }
    return Self.stem(lower)
  }

  /// The same for "log", "logs", "logged" and "logging".
  static func stem(_ word: String) -> String {
    guard word.utf8.count > 3 else { return word.hasSuffix("e") ? String(word.dropLast()) : word }
    var stem = word
    if stem.hasSuffix("ies") {
      stem = String(stem.dropLast(3)) + "y"
    } else if let ending = ["ing", "ed", "es", "s"].first(where: stem.hasSuffix), !stem.hasSuffix("ss") {
      stem = String(stem.dropLast(ending.count))
    }
    if let last = stem.last, !"aeiouyls".contains(last), stem.dropLast().last == last { stem.removeLast() }
    return stem.hasSuffix("e") ? String(stem.dropLast()) : stem
  }

  static let use = MatterWord(text: stem("use"), isFigure: false, isGerund: false, isAside: false)
  static let avoid = MatterWord(text: stem("avoid"), isFigure: false, isGerund: false, isAside: false)
  static let general = Set(
    Words.set("use service system application team component code artifact project").map(stem))

  private static let asides = Words.conditionOpeners.union(Words.relatives).union(Words.set("before after except"))
  private static let reasons: Set = ["because", "so that", "in order"]
  private static let contrastsAndReasons = reasons.union(
    ["not", "never", "without", "instead of", "rather than"])
  private static let series = Words.set("rfc adr kep iso iec nist section chapter article issue part level phase step")
  /// Words that say nothing of the matter.
  private static let empty = Words.set(
    "a an the all any each every both either this these those that it its they their we our you your he she his her i "
      + "be is are was were been being do does must shall should will may can cannot not never no also always then "
      + "therefore still and or of in on to for with by as at via per into from required mandatory forbidden prohibited "
      + "disallowed recommended preferred discouraged optional allowed permitted")
}
