import JudgeTypes
import Markdown

/// What stands around a keyword: negation, subject, the words that follow.
extension Sentence {
  /// The words after `index`, without those skipped at their beginning.
  func words(after index: Int, skipping skipped: Set<String>) -> [String] {
    tokens.dropFirst(index + 1).prefix(40).drop { skipped.contains($0.lowercased) || Words.isAdverb($0.lowercased) }
      .prefix(Self.reach).map(\.lowercased)
  }

  /// Whether what the modal or the verb at `index` demands is that something is not: "must not", "will absolutely never",
  /// "may under no circumstances", "must be strictly avoided", "must, however, not", "must keep no state".
  func isNegated(after index: Int) -> Bool {
    if tokens[index].lowercased.hasSuffix("n't") { return true }
    let verb = mainVerb(after: index)
    if verb.isNegated { return true }
    guard let word = lowercased(verb.index) else { return false }
    if Words.avoidance.contains(word) || isNoObject(after: verb.index) { return true }
    guard word == "be" else { return false }
    let state = mainVerb(after: verb.index)
    if state.isNegated { return true }
    switch lowercased(state.index) {
    case "avoided", "forbidden", "prohibited", "banned": return true
    case "careful": return lowercased(state.index + 1) == "not"
    default: return false
    }
  }

  /// The verb that the modal at `index` goes with, past adverbs and what stands between two commas, and whether a
  /// negation stands before it.
  private func mainVerb(after index: Int) -> (index: Int, isNegated: Bool) {
    var next = index + 1
    while let word = lowercased(next), next - index < Self.reach {
      if word == "no", lowercased(next + 1) == "longer", lowercased(next + 2) != "than" { return (next + 2, true) }
      // "must not only" demands more, not less.
      if Words.negations.contains(word) { return (next + 1, lowercased(next + 1) != "only") }
      if isNever(at: next) { return (next + 3, true) }
      if word == "," {
        let insertion = tokens.indices.dropFirst(next + 1).prefix(6)
        guard let close = insertion.first(where: { tokens[$0].is(",") }) else { return (next, false) }
        next = close + 1
      } else if Words.adverbs.contains(word) || Words.isAdverb(word) {
        next += 1
      } else {
        return (next, false)
      }
    }
    return (next, false)
  }

  private static let reach = 14

  /// "have no state", "log nothing", "there must be no secrets"; but "must be no longer than a page" sets a limit.
  func isNoObject(after verb: Int) -> Bool {
    guard let no = lowercased(verb + 1) else { return false }
    // "import nothing but the types" says what to import.
    if ["nothing", "nobody", "none"].contains(no) {
      return !["but", "except", "other", "beyond"].contains(lowercased(verb + 2) ?? "")
    }
    guard no == "no", let noun = lowercased(verb + 2) else { return false }
    return !Self.limits.contains(noun)
  }

  /// After "no": what sets a limit or says nothing, rather than forbids.
  private static let limits = Words.set(
    "more less fewer later longer earlier greater larger higher lower sooner slower particular matter")

  /// "is not required", "isn't recommended".
  func isNegated(before index: Int) -> Bool {
    (max(0, index - 3)..<index).contains { position in
      tokens[position].isOne(of: Words.negations) || tokens[position].lowercased.hasSuffix("n't")
    }
  }

  /// "would be required", "might be recommended".
  func isHypothetical(before index: Int) -> Bool {
    tokens[max(0, index - 4)..<index].contains { $0.isOne(of: ["would", "could", "might", "may"]) }
  }

  /// A form of "to be" stands before `index`, adverbs aside.
  func follows(_ words: Set<String>, _ index: Int) -> Bool {
    var before = index - 1
    while before >= 0, isAdverb(before) { before -= 1 }
    return before >= 0 && tokens[before].isOne(of: words)
  }

  private func isAdverb(_ index: Int) -> Bool {
    tokens[index].isOne(of: Words.adverbs) || Words.isAdverb(tokens[index].lowercased)
  }

  /// "No API may …", "None of them must …", "Under no circumstances may …".
  func isDenied(before index: Int) -> Bool {
    let start = clauseStart(of: index)
    guard let first = lowercased(start) else { return false }
    if first == "no", let noun = lowercased(start + 1), Self.limits.contains(noun) { return false }
    if ["no", "none", "neither", "nor", "nothing", "nobody", "never"].contains(first) { return true }
    if isNever(at: start) { return true }
    // "Under no circumstances, …": the comma parts the phrase from its clause.
    return start > 0 && isNever(at: 0) && tokens[..<start].count <= 5
  }

  /// "Under no circumstances", "in no case", "at no time", "by no means", "on no account".
  private func isNever(at start: Int) -> Bool {
    let prepositions: Set<String> = ["under", "in", "at", "by", "on"]
    return lowercased(start).map(prepositions.contains) == true && lowercased(start + 1) == "no"
      && lowercased(start + 2).map(Self.limits.contains) != true
  }

  /// "Only the gateway may …", "may only …", "may be kept only for …": what is left open is a restriction.
  func isRestricted(at index: Int) -> Bool {
    if lowercased(clauseStart(of: index)) == "only" { return true }
    let verb = tokens.dropFirst(index + 1).prefix(6).prefix { !$0.isOne(of: [",", ";", "and", "or", "if", "when"]) }
    return verb.contains { $0.is("only") }
  }

  /// The word before the verb group at `index`, adverbs aside.
  func subject(before index: Int) -> String? {
    if tokens[index].lowercased.hasSuffix("'ll") { return String(tokens[index].lowercased.dropLast(3)) }
    var before = index - 1
    while before >= 0, tokens[before].isOne(of: Words.adverbs) { before -= 1 }
    return before >= 0 ? tokens[before].lowercased : nil
  }

  /// "This will", "It can" at the beginning: what follows from the sentence before.
  func isBarePronoun(_ subject: String?, before index: Int) -> Bool {
    guard let subject, Words.pronounSubjects.contains(subject) else { return false }
    return index <= 2
  }

  /// "should be read at run time and never be hard-coded": the same level, negated, where the clause begins.
  func coordinateNegation(after index: Int, of level: Level) -> Signal? {
    guard level == .must || level == .should, !isNegated(after: index) else { return nil }
    for position in tokens.indices.dropFirst(index + 1).dropLast(2)
    where tokens[position].isOne(of: ["and", "but", "or"]) && tokens[position + 1].isOne(of: ["never", "not"]) {
      guard tokens[position + 1].is("never") || tokens[position + 2].is("be") else { continue }
      return Signal(level: level.negated, index: position + 1, rule: "coordinate-negation")
    }
    return nil
  }
}
