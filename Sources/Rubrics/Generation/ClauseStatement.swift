import JudgeTypes

/// A clause taken apart, so that its own words can be asked about: "When X, {subject} must {predicate}".
struct ClauseStatement: Sendable, Hashable {
  enum Form: Sendable, Hashable {
    /// "All services | must | use TLS", and the second demand of the clause, if any: "and a test MUST show it".
    case modal(subject: String, predicate: Predicate, rest: String?)
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

  /// The `Logging` of "Logging: use JSON."
  let label: String?
  /// "When the flag is set", without its comma.
  let condition: String?
  let form: Form
  /// The clause without connectives, the reason it gives and its full stop.
  let core: String

  /// `subject` is what the clause before it in the same sentence is about, which "and must not …" leaves out.
  init(_ text: String, level: Level, subject: String? = nil) {
    var rest = Self.withoutOpening(text.trimming { ".:; ".contains($0) })
    rest = Self.withoutReason(Self.choice(in: rest) ?? rest)
    core = Self.capitalised(rest)
    if let colon = Self.labelEnd(in: rest) {
      label = String(rest[..<colon])
      rest = String(rest[rest.index(after: colon)...]).trimmed
    } else {
      label = nil
    }
    (condition, rest) = Self.condition(of: rest)
    form = Self.form(of: rest, level: level, subject: subject)
  }

  /// Nil where the clause has none of its own, or only a pronoun.
  var subject: String? {
    guard case .modal(let subject, _, _) = form, !Self.pronouns.contains(subject.lowercased()), !subject.isEmpty else {
      return nil
    }
    return subject
  }

  /// What the clause speaks of: its subject, and the condition that stands before it.
  var scope: String {
    if case .modal(let subject, _, _) = form { return [condition, subject].compactMap { $0 }.joined(separator: " ") }
    return condition ?? ""
  }

  /// Whether it does not say by itself what it is about: "MUST be `true`", "it must not be removed".
  var isFragment: Bool {
    guard label == nil else { return false }
    switch form {
    case .modal(let subject, _, _):
      let words = subject.lowercased().split(separator: " ")
      return words.isEmpty || (words.count <= 2 && Self.pronouns.contains(String(words[words.count - 1])))
    case .instruction: return false
    case .other: return core.split(separator: " ").count <= 2
    }
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

  /// Reasons and purposes are not what is demanded.
  private static func withoutReason(_ text: String) -> String {
    let reasons = [", because", " because ", ", so that ", " so that ", ", since ", ", so ", ", to ensure that "]
    let cuts = reasons.compactMap { Prosaic.outsideCode(of: $0, in: text) }.filter { $0 > text.startIndex }
    guard let cut = cuts.min(), text[..<cut].split(separator: " ").count >= 2 else { return text }
    return String(text[..<cut]).trimming { ",; ".contains($0) }
  }

  /// Where the label of "Label: text" ends: few words without a modal among them.
  private static func labelEnd(in text: String) -> String.Index? {
    guard let colon = Prosaic.outsideCode(of: ": ", in: text) else { return nil }
    let words = text[..<colon].lowercased().split(separator: " ").map(String.init)
    let isName = !words.isEmpty && words.count <= 5 && !words.contains { modals.contains($0) }
    return isName ? colon : nil
  }

  private static let fronts = Words.set(
    "if when whenever where wherever unless for in on during after before once with within as at to until while under by whatever however beside besides among above below per without"
  )

  private static func condition(of text: String) -> (String?, String) {
    guard let first = text.split(separator: " ").first, fronts.contains(first.lowercased()),
      let comma = Prosaic.outsideCode(of: ", ", in: text)
    else { return (nil, text) }
    // "If A, or B, then C": the comma before "then" ends it.
    let end = Prosaic.outsideCode(of: ", then ", in: text) ?? comma
    var rest = String(text[text.index(end, offsetBy: 2)...])
    if rest.lowercased().hasPrefix("then ") { rest = String(rest.dropFirst(5)) }
    let words = text[..<end].lowercased().split(separator: " ").map(String.init)
    let isClause =
      words.contains { modals.contains($0) || $0.hasSuffix("'ll") } && !Words.conditionOpeners.contains(words[0])
    guard rest.split(separator: " ").count > 1, !isClause else { return (nil, text) }
    return (String(text[..<end]), rest)
  }

  private static let keywords = Words.set("must shall should will may cannot")
  static let modals = Words.set("must shall should will may can cannot needs need has have mustn't shouldn't won't")
  private static let afterModal = Words.set("also always explicitly therefore only still")

  private static func form(of text: String, level: Level, subject outer: String?) -> Form {
    let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard let first = words.first?.lowercased() else { return .other }
    if Words.imperatives.contains(first),
      !words.dropFirst().prefix(4).contains(where: { modals.contains($0.lowercased()) })
    {
      return instruction(words) ?? .other
    }
    guard let index = words.indices.first(where: { isModal(words, at: $0, for: level) }) else { return .other }
    let own = words[..<index].joined(separator: " ")
    guard isSubject(words[..<index]) else { return .other }
    let isBare = own.isEmpty || pronouns.contains(own.lowercased())
    let (predicate, rest) = predicate(Array(words[(index + 1)...]), modal: words[index].lowercased())
    guard !predicate.words.isEmpty else { return .other }
    return .modal(subject: isBare ? outer ?? own : own, predicate: predicate, rest: rest)
  }

  /// "No service", "A; B", "In order to log, we" and "that X can, it" are no subjects that can be asked about.
  private static func isSubject(_ words: ArraySlice<String>) -> Bool {
    guard let first = words.first?.lowercased(), let last = words.last?.lowercased() else { return true }
    if ["no", "neither", "nothing", "none", "only", "nobody", "there"].contains(first) || fronts.contains(first) {
      return false
    }
    if words.contains(where: { $0.hasSuffix(")") }), !words.contains(where: { $0.contains("(") }) { return false }
    if words.count > 1, pronouns.contains(last) || ["we", "you", "i"].contains(last) { return false }
    return !words.contains { word in
      keywords.contains(word.lowercased()) || word.hasSuffix("'ll") || word.hasSuffix(";") || word == "|"
        || word.hasSuffix(":")
    }
  }

  private static func predicate(_ words: [String], modal: String) -> (Predicate, rest: String?) {
    var rest = words[...]
    if ["needs", "need", "has", "have"].contains(modal) { rest = rest.dropFirst() }
    var isNegated = modal == "cannot" || modal.hasSuffix("n't")
    if let next = rest.first?.lowercased(), next == "not" || next == "never" {
      isNegated = true
      rest = rest.dropFirst()
    }
    var adverb: [String] = []
    if let next = rest.first?.lowercased(), afterModal.contains(next) {
      adverb = next == "also" || next == "therefore" ? [] : [next]
      rest = rest.dropFirst()
    }
    let isBe = rest.first?.lowercased() == "be"
    if isBe { rest = rest.dropFirst() }
    let end = secondDemand(in: rest) ?? rest.endIndex
    let other = rest[end...].joined(separator: " ").trimming { ",; ".contains($0) }
    let words = (adverb + rest[..<end]).joined(separator: " ").trimming { ",; ".contains($0) }
    return (Predicate(isNegated: isNegated, isBe: isBe, words: words), other.isEmpty ? nil : withoutOpening(other))
  }

  /// Where "and MUST NOT …", "; the modules MUST …" or "but it may …" begins.
  private static func secondDemand(in words: ArraySlice<String>) -> Int? {
    guard let modal = words.indices.first(where: { keywords.contains(words[$0].lowercased()) }) else { return nil }
    let places = words[..<modal].indices
    let joined = places.last { index in
      let isJoint = ["and", "but", "or", "which"].contains(words[index].lowercased())
      let follows = index > words.startIndex && [",", ";"].contains(words[index - 1].last ?? " ")
      return isJoint && (follows || index + 1 == modal)
    }
    // ", TLS must be 1.2" and ", MUST be written" go without a joining word.
    return joined ?? places.last { words[$0].last == "," || words[$0].last == ";" }.map { $0 + 1 }
  }

  private static func isModal(_ words: [String], at index: Int, for level: Level) -> Bool {
    let word = words[index].lowercased()
    // "a MUST clause" names the word.
    if index > 0, ["a", "an", "the"].contains(words[index - 1].lowercased()) { return false }
    switch level {
    case .must: if ["should", "can", "may", "shouldn't"].contains(word) { return false }
    case .mustNot: if ["should", "can", "shouldn't"].contains(word) { return false }
    case .should, .shouldNot: if word != "should", word != "shouldn't" { return false }
    case .may: if !["may", "can"].contains(word) { return false }
    }
    if ["need", "needs", "has", "have"].contains(word) {
      return words.indices.contains(index + 1) && words[index + 1].lowercased() == "to"
    }
    return modals.contains(word)
  }

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
    guard words.count > skipped + 1, first != "do" || skipped == 2, first != "let", first != "only" else { return nil }
    var rest = Array(words.dropFirst(skipped))
    rest[0] = Prosaic.uncapitalised(rest[0])
    let isBe = rest[0] == "be"
    return .instruction(
      Predicate(isNegated: isNegated, isBe: isBe, words: rest.dropFirst(isBe ? 1 : 0).joined(separator: " ")))
  }

  static func capitalised(_ text: String) -> String {
    guard let first = text.first, first.isLowercase else { return text }
    return first.uppercased() + text.dropFirst()
  }
}
