import JudgeTypes
import Markdown

/// The forms of a clause that state a decision without a keyword.
extension Sentence {
  /// Where the main clause begins: after "However,", after "As a result", after "When X,"; nil where there is none.
  var mainClause: Int? {
    var start = 0
    while start < tokens.count, tokens[start].isOne(of: ["(", "-", "\"", "“", "["]) { start += 1 }
    guard start < tokens.count else { return nil }
    for opening in [
      ["as", "a", "result"], ["in", "addition"], ["to", "do", "so"], ["then"], ["please"], ["also"], ["always"],
    ] {
      let end = start + opening.count
      if end < tokens.count, opening.indices.allSatisfy({ tokens[start + $0].is(opening[$0]) }) { start = end }
    }
    if tokens[start].is(","), start + 1 < tokens.count { start += 1 }
    guard isFronted(at: start) else { return start }
    guard var comma = self.comma(after: start) else {
      return opensCondition(at: start) ? subjectAfterCondition(from: start) : start
    }
    // "Inside the job, and in all that it starts, …": the phrase goes on.
    while lowercased(comma + 1) == "and" || lowercased(comma + 1) == "or", let next = self.comma(after: comma + 1) {
      comma = next
    }
    if lowercased(comma + 1) == "please", comma + 2 < tokens.count { return comma + 2 }
    return comma + 1 < tokens.count ? comma + 1 : nil
  }

  /// "When you add a store you choose its kind": where the second subject stands.
  func subjectAfterCondition(from start: Int) -> Int? {
    tokens.indices.dropFirst(start + 4).dropLast().first { index in
      let isPronoun = tokens[index].isOne(of: ["you", "we", "they", "it"])
      let isVerb =
        tokens[index + 1].isOne(of: ["can", "may", "must", "should", "will"])
        || Words.present.contains(tokens[index + 1].lowercased) || Words.isThirdPerson(tokens[index + 1].lowercased)
      let isNoun = tokens[index].isOne(of: ["the", "each", "every", "all"])
      return
        (isPronoun && isVerb
        || isNoun && !Words.isThirdPerson(tokens[index - 1].lowercased)
          && !Words.present.contains(tokens[index - 1].lowercased)
          && !tokens[index - 1].isOne(of: Self.frontings) && !tokens[index - 1].isOne(of: Words.be))
        && !tokens[index - 1].isOne(of: Words.relatives)
        && !tokens[index - 1].isOne(of: ["and", "or", "what", "than", "as"])
    }
  }

  private func comma(after start: Int) -> Int? {
    tokens.indices[start...].first { tokens[$0].is(",") && !isAside($0) }
  }

  /// "For one-time tasks, …", "When X, …", "However, …".
  private func isFronted(at start: Int) -> Bool {
    guard let first = lowercased(start) else { return false }
    if Words.conditionOpeners.contains(first) || Self.frontings.contains(first) { return true }
    return lowercased(start + 1) == "," && first.hasSuffix("ly")
  }

  private static let frontings = Words.set(
    "for in within on with at to as under after before during by from through across however additionally furthermore "
      + "moreover instead specifically therefore thus hence consequently finally first second third next per given "
      + "going inside outside between besides unlike should otherwise")

  /// The first word of an instruction: at the beginning, after a fronted phrase, or after a comma that ends one.
  func imperative(among verbs: Set<String>) -> Int? {
    guard let start = mainClause else { return nil }
    if isInstruction(at: start, among: verbs) { return start }
    if let after = afterPlainLabel, isInstruction(at: after, among: verbs) { return after }
    guard start > 0 else { return nil }
    return tokens.indices.dropFirst(start).first { index in
      tokens[index - 1].isOne(of: [",", "please"]) && !isAside(index) && isInstruction(at: index, among: verbs)
    }
  }

  /// Where the sentence goes on after a name and a dash or colon: "Production clusters - use three nodes".
  private var afterPlainLabel: Int? {
    guard let mark = tokens.indices.dropFirst().first(where: { tokens[$0].isOne(of: ["-", "–", "—", ":"]) }), mark <= 10
    else { return nil }
    return tokens[..<mark].contains { $0.isOne(of: Self.finite) } ? nil : mark + 1
  }

  private func isInstruction(at index: Int, among verbs: Set<String>) -> Bool {
    guard tokens.indices.contains(index), tokens[index].isOne(of: verbs), tokens[index].kind == .word else {
      return false
    }
    guard let next = lowercased(index + 1) else { return true }
    if Words.afterSubject.contains(next) { return false }
    // "Log retention is 90 days": a finite "to be" soon after, with no object's article between, has it as subject.
    let near = tokens.dropFirst(index + 1).prefix(3)
    if near.contains(where: { $0.isOne(of: Words.determiners) || $0.isOne(of: ["and", "that", "when", ","]) }) {
      return true
    }
    return !near.contains { $0.isOne(of: ["is", "are", "was", "were", "will", "has", "should", "must", "may", "can"]) }
  }

  /// The word that lays a duty on someone: "is responsible for", "is in charge of", "the caller's responsibility to".
  var dutyIndex: Int? {
    tokens.indices.dropFirst().first { index in
      if lowercased(index - 1) == "not" { return false }
      switch tokens[index].lowercased {
      case "responsible", "accountable": return lowercased(index + 1) == "for" && follows(Words.be, index)
      case "tasked": return lowercased(index + 1) == "with" && follows(Words.be, index)
      case "charge": return lowercased(index - 1) == "in" && follows(Words.be, index - 1)
      case "responsibility": return ["of", "to"].contains(lowercased(index + 1)) && hasFiniteBe(before: index)
      default: return false
      }
    }
  }

  private func hasFiniteBe(before index: Int) -> Bool {
    tokens[max(0, index - 6)..<index].contains { $0.isOne(of: Words.be) }
  }

  /// "because", "benefit", "might": the sentence argues or supposes.
  var hasReason: Bool { hasReason(besides: "") }

  func hasReason(besides word: String) -> Bool {
    tokens.contains { $0.isOne(of: Self.arguments) }
      || beforeRelative.contains { $0.isOne(of: Self.suppositions) && !$0.is(word) }
  }

  /// What stands before the first "which" or "that": the main clause, if it comes first.
  private var beforeRelative: ArraySlice<Token> {
    tokens.prefix { !$0.isOne(of: Words.relatives) }
  }

  private static let arguments = Words.set("because benefit benefits advantage drawback cost risk considered")
  private static let suppositions = Words.set("may might would could possible useful")

  /// "faster", "a good choice": it is weighed, not decided.
  ///
  /// A plain adjective counts only where it is what is said: "a hard limit" limits.
  var compares: Bool {
    tokens.indices.contains { index in
      tokens[index].isOne(of: Self.judgements) || tokens[index].isOne(of: Self.qualities) && follows(Self.links, index)
    }
  }

  /// As `compares`, for a name without a verb: "Good tools".
  var praises: Bool { tokens.contains { $0.isOne(of: Self.judgements) || $0.isOne(of: Self.qualities) } }

  private static let links = Words.be.union(["very", "too", "so", "quite", "as", "more", "becomes", "gets"])
  private static let qualities = Words.set(
    "good bad easy hard simple fast slow cheap expensive difficult powerful popular mature useful common")

  private static let judgements = Words.set(
    "better worse best worst great easier harder simpler faster slower cheaper several advantages "
      + "disadvantages pros cons flexibility complexity "
      + "overhead downside drawbacks")

  /// "already", "the current deployment": how things are, not how they are to be.
  var describesPresent: Bool {
    tokens.indices.contains {
      tokens[$0].isOne(of: ["already", "currently", "today", "nowadays"])
        && !tokens[max(0, $0 - 3)..<$0].contains { $0.isOne(of: Words.relatives) }
    }
      || tokens.indices.dropFirst(2).contains {
        tokens[$0].is("moment") && ["the", "this"].contains(lowercased($0 - 1))
          && ["at", "for"].contains(lowercased($0 - 2))
      }
      || tokens.indices.prefix(4).contains { isFormer(at: $0) }
        && !tokens.prefix(8).contains { $0.isOne(of: ["stay", "stays", "remain", "remains", "keep", "keeps", "stop"]) }
  }

  /// "the current deployment", "the previous approach"; not "the previous entry".
  private func isFormer(at index: Int) -> Bool {
    if tokens[index].is("previous") {
      return lowercased(index + 1).map(Self.replaceable.contains) == true
    }
    return tokens[index].isOne(of: ["current", "existing", "old", "legacy", "present"])
  }

  private static let replaceable = Words.set(
    "approach approaches solution setup system systems implementation process tool tools version versions decision "
      + "design architecture deployment way state")

  /// "were benchmarked", "was chosen": what has been done.
  var isPast: Bool { beforeRelative.contains { $0.isOne(of: ["was", "were", "had", "did"]) } }

  /// "is not propagated", "does not set".
  var hasPlainNegation: Bool {
    zip(tokens, tokens.dropFirst()).contains { pair in
      pair.0.isOne(of: ["is", "are", "does", "do"]) && pair.1.isOne(of: ["not", "never"])
        || pair.0.isOne(of: ["isn't", "aren't", "doesn't", "don't"])
    }
  }

  /// The level of "is stored", "is not propagated"; nil for "is a …", "is useful".
  func passive(at index: Int) -> Level? {
    let rest = tokens.dropFirst(index + 1)
    let isNoLonger = lowercased(index + 1) == "no" && lowercased(index + 2) == "longer"
    let isNegated = rest.first?.isOne(of: Words.negations) == true || isNoLonger
    let predicate = isNoLonger ? rest.dropFirst(2) : rest
    guard let word = predicate.first(where: { !$0.isOne(of: Words.adverbs) }) else { return nil }
    if word.isOne(of: ["limited", "restricted"]), predicate.dropFirst().first?.is("to") == true { return .must }
    guard word.kind == .word, !word.isOne(of: Words.states),
      word.lowercased.hasSuffix("ed") || Words.irregularParticiples.contains(word.lowercased)
    else { return nil }
    return isNegated ? .mustNot : .must
  }

  /// A verb in a finite form: what has one is no noun phrase.
  var hasFiniteVerb: Bool {
    tokens.contains {
      $0.isOne(of: Self.finite) || $0.lowercased.hasSuffix("n't") || $0.lowercased.hasSuffix("'ll")
    }
  }

  private static let finite = Words.set(
    "is are was were has have had does do did can could may might would should must will shall because it we they")
}
