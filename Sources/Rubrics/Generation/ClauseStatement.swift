import JudgeTypes
import Markdown

/// A clause taken apart, so that its own words can be asked about: "When X, {subject} must {predicate}".
///
/// Only a plain sentence is taken apart: one modal word, no commas, reasons or exceptions. Everything else is to be quoted,
/// because a question that is put together wrongly asks for something that nobody decided.
struct ClauseStatement: Sendable, Hashable {
  enum Form: Sendable, Hashable {
    /// "All services | must | use TLS".
    case modal(subject: String, predicate: Predicate)
    /// "Use TLS", "Never log keys": what is to be done, or never to be done.
    case instruction(Predicate)
    /// Everything else, to be quoted as it stands.
    case other
  }

  /// What follows the modal word, its negation taken off.
  struct Predicate: Sendable, Hashable {
    let isNegated: Bool
    /// "be" is left out of `words` where it begins them.
    let isBe: Bool
    let words: String
  }

  /// "When the flag is set", without its comma.
  let condition: String?
  let form: Form
  /// The clause without connectives and its full stop; with the subject of its sentence where it has none of its own.
  let core: String
  /// The sentence that the clause is a part of; nil where it is all of it.
  let sentence: String?

  /// `sentence` is the whole one, where `text` is a part of it.
  init(_ text: String, sentence: String? = nil) {
    self.sentence = sentence == text ? nil : sentence
    var rest = Self.withoutOpening(text.trimming { ".:; ".contains($0) })
    rest = Self.withoutReason(Self.choice(in: rest) ?? rest)
    if let subject = self.sentence.flatMap({ Self.subject(sharedWith: rest, in: $0) }) {
      rest = "\(subject) \(Prosaic.uncapitalised(rest))"
    }
    core = Self.capitalised(rest)
    (condition, rest) = Self.condition(of: rest)
    form = Self.form(of: rest)
  }

  /// What the clause speaks of: its subject, and the condition that stands before it.
  var scope: String {
    if case .modal(let subject, _) = form { return [condition, subject].compactMap { $0 }.joined(separator: " ") }
    return condition ?? ""
  }

  /// Whether it does not say by itself what it is about: "MUST be `true`", "it must not be removed", "Port 22".
  var isFragment: Bool {
    if case .instruction = form { return false }
    let words = Self.condition(of: core).1.split(separator: " ").map { $0.lowercased() }
    guard let first = words.first, words.count > 2 else { return true }
    return Self.modals.contains(first) || Self.pronouns.contains(first)
      || sentence != nil && ["never", "not", "no"].contains(first)
  }

  static let pronouns = Words.set("it they this these those that them others")
}

// MARK: - Taking apart

extension ClauseStatement {
  private static let openings = [
    "additionally, ", "however, ", "to be clear, ", "as a result, ", "as a result ", "as such, ", "in addition, ",
    "furthermore, ", "moreover, ", "therefore, ", "thus, ", "finally, ", "also, ", "in this case, ", "of course, ",
    "and ", "but ", "so ", "then ", "- ", "1) ",
  ]

  private static func withoutOpening(_ text: String) -> String {
    var text = text
    while let opening = openings.first(where: { text.lowercased().hasPrefix($0) }) {
      text = String(text.dropFirst(opening.count)).trimmed
    }
    return text
  }

  /// The option of "Chosen option: "X", because …".
  private static func choice(in text: String) -> String? {
    let lower = text.lowercased()
    guard lower.hasPrefix("chosen option:") || lower.hasPrefix("selected option:"), let colon = text.firstIndex(of: ":")
    else { return nil }
    let rest = String(text[text.index(after: colon)...]).trimmed
    for (open, close) in [("\"", "\""), ("“", "”"), ("*", "*")] where rest.hasPrefix(open) {
      if let end = rest.dropFirst().firstIndex(of: Character(close)) {
        let option = String(rest.dropFirst()[..<end])
        return option.split(separator: " ").count > 1 ? option : "Use \(option)"
      }
    }
    return rest
  }

  /// A reason after a comma is not what is demanded. Behind a negation it may be: "not rejected because a field is missing".
  private static func withoutReason(_ text: String) -> String {
    let cuts = [", because ", ", since "].compactMap { Prosaic.outsideCode(of: $0, in: text) }
    guard let cut = cuts.min(), !negates(text[..<cut]), text[..<cut].split(separator: " ").count > 2 else {
      return text
    }
    return String(text[..<cut])
  }

  private static func negates(_ text: Substring) -> Bool {
    text.lowercased().split(separator: " ").contains {
      ["not", "never", "no", "neither", "cannot"].contains($0) || $0.hasSuffix("n't")
    }
  }

  /// "A journal" of "A journal must be locked, and must not be deleted": of two demands, the second without a subject.
  private static func subject(sharedWith part: String, in sentence: String) -> String? {
    guard let first = part.split(separator: " ").first, modals.contains(first.lowercased()) else { return nil }
    let half = sentence.split(separator: ";").last { $0.contains(part) } ?? sentence[...]
    let words = half.split(separator: " ").map(String.init)
    let places = words.indices.filter { isModal(words, at: $0) }
    guard places.count == 2, let modal = places.first, modal > 0 else { return nil }
    let subject = words[..<modal].joined(separator: " ")
    return isSubject(words[..<modal]) && !subject.contains(where: { ",;:()".contains($0) }) ? subject : nil
  }

  /// "When a key leaks, operators must rotate it": one condition, set off by the only comma.
  private static func condition(of text: String) -> (String?, String) {
    guard let first = text.split(separator: " ").first, Words.conditionOpeners.contains(first.lowercased()),
      let comma = Prosaic.outsideCode(of: ", ", in: text)
    else { return (nil, text) }
    var rest = String(text[text.index(comma, offsetBy: 2)...])
    if rest.lowercased().hasPrefix("then ") { rest = String(rest.dropFirst(5)) }
    return (String(text[..<comma]), rest)
  }

  static let modals = Words.set(
    "must shall should will may can cannot could would might mustn't shan't shouldn't won't can't needs need has have")
  /// "has to", but not "has".
  private static func isModal(_ words: [String], at index: Int) -> Bool {
    let word = words[index].lowercased()
    guard ["needs", "need", "has", "have"].contains(word) else { return modals.contains(word) }
    return words.indices.contains(index + 1) && words[index + 1].lowercased() == "to"
  }

  private static let asked = Words.set("must shall should will mustn't shan't shouldn't won't")

  /// Words that make a sentence say more than one thing, or less than it seems to.
  private static let involved = Words.set(
    "because since so unless except but only never no none nor neither either rather instead than without until "
      + "however otherwise yet while whereas besides apart also too whether if when where which that who whose")

  private static func form(of text: String) -> Form {
    let words = text.split(separator: " ").map(String.init)
    guard let first = words.first?.lowercased(), isPlain(text), words.count <= 30 else { return .other }
    let places = words.indices.filter { isModal(words, at: $0) }
    if Words.imperatives.contains(first) { return places.isEmpty ? instruction(words) ?? .other : .other }
    guard places.count == 1, let modal = places.first, asked.contains(words[modal].lowercased()),
      isSubject(words[..<modal])
    else { return .other }
    let predicate = predicate(Array(words[(modal + 1)...]), modal: words[modal].lowercased())
    guard !predicate.words.isEmpty,
      !words.contains(where: { involved.contains($0.lowercased()) }),
      !(predicate.isNegated && isMany(words[..<modal]))
    else { return .other }
    return .modal(subject: words[..<modal].joined(separator: " "), predicate: predicate)
  }

  /// One sentence of Latin letters without marks that part it.
  private static func isPlain(_ text: String) -> Bool {
    let spoken = text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 0 }
    return spoken.allSatisfy { part in
      part.element.unicodeScalars.allSatisfy { $0.isASCII && !",;:()\"|?![]{}<>=".unicodeScalars.contains($0) }
    }
  }

  /// "Not all of A and B": a negation over several things can be broken by one of them.
  private static func isMany(_ words: ArraySlice<String>) -> Bool {
    words.contains { ["all", "each", "every", "both", "and", "or", "any"].contains($0.lowercased()) }
  }

  /// Beginnings of subjects that no question can be made of: "Not all services", "Few teams", "In production, services".
  private static let quantified = Words.set(
    "no neither nothing none only nobody there what in for at on not few hardly scarcely some most many fewer less")

  private static func isSubject(_ words: ArraySlice<String>) -> Bool {
    guard let first = words.first?.lowercased(), let last = words.last?.lowercased() else { return false }
    if quantified.contains(first)
      || Words.conditionOpeners.contains(first) || pronouns.contains(first)
    {
      return false
    }
    if words.count > 1, ["we", "you", "i"].contains(last) || pronouns.contains(last) { return false }
    return words.count <= 12 && !words.contains { Words.be.contains($0.lowercased()) }
  }

  private static func predicate(_ words: [String], modal: String) -> Predicate {
    var rest = words[...]
    var isNegated = modal.hasSuffix("n't")
    if let next = rest.first?.lowercased(), next == "not" {
      isNegated = true
      rest = rest.dropFirst()
    }
    if let next = rest.first?.lowercased(), ["also", "always", "therefore", "ever"].contains(next) {
      rest = rest.dropFirst()
    }
    let isBe = rest.first?.lowercased() == "be"
    return Predicate(isNegated: isNegated, isBe: isBe, words: rest.dropFirst(isBe ? 1 : 0).joined(separator: " "))
  }

  /// What may follow "never" and is no verb: "never by hand", "never as float".
  private static let notVerbs = Words.determiners.union(
    Words.set("by as in on with from to for at of into via more less ever than only again before after under over"))

  /// A verb with something to do, and no finite verb after it: "Base images are pinned" is no instruction to base.
  private static func instruction(_ words: [String]) -> Form? {
    let first = words[0].lowercased()
    let second = words.count > 1 ? words[1].lowercased() : ""
    let (isNegated, skipped) =
      switch first {
      case "never", "don't": (true, 1)
      case "do": (true, second == "not" ? 2 : 0)
      case "let's": (false, 1)
      default: (false, 0)
      }
    guard words.count > skipped + 1, first != "do" || skipped == 2,
      !["let", "only", "avoid", "consider"].contains(first),
      skipped > 0 ? !notVerbs.contains(words[skipped].lowercased()) : Words.imperatives.contains(first)
    else { return nil }
    var rest = Array(words.dropFirst(skipped))
    let isFinite = rest.contains { Words.be.subtracting(["be"]).contains($0.lowercased()) }
    guard !isFinite, !rest.contains(where: { involved.contains($0.lowercased()) }) else { return nil }
    rest[0] = Prosaic.uncapitalised(rest[0])
    let isBe = rest[0] == "be"
    return .instruction(
      Predicate(isNegated: isNegated, isBe: isBe, words: rest.dropFirst(isBe ? 1 : 0).joined(separator: " ")))
  }

  /// Names such as iOS stay as they are.
  static func capitalised(_ text: String) -> String {
    let isName = text.prefix { !$0.isWhitespace }.dropFirst().contains(where: \.isUppercase)
    guard let first = text.first, first.isLowercase, !isName else { return text }
    return first.uppercased() + text.dropFirst()
  }
}
