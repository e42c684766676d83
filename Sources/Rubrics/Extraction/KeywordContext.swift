import JudgeTypes
import Markdown

/// What stands around a keyword and makes something else of it: remarks, hopes, forecasts, what is spared.
extension Sentence {
  /// "will not need to", "will no longer have to", "will not be affected": what is spared, not what is forbidden.
  func isRelief(after index: Int) -> Bool {
    guard isNegated(after: index) else { return false }
    let next = words(after: index, skipping: Words.afterModalNoLonger)
    return next.first.map(
      ["need", "have", "affected", "necessary", "required", "impact", "affect", "prohibit", "forbid", "ban", "require"]
        .contains) == true
  }

  /// "This should aid development": what follows from the sentence before; "This should be logged" demands.
  func isHope(at index: Int) -> Bool {
    guard index > 0, clauseStart(of: index) == index - 1 || tokens[index - 1].is("this"), !isCapital(index),
      tokens[index - 1].isOne(of: ["this", "that"])
    else { return false }
    guard let be = tokens.indices.dropFirst(index + 1).prefix(3).first(where: { tokens[$0].is("be") }) else {
      return true
    }
    return passive(at: be) == nil
  }

  /// "than it should": the verb is left out.
  func isElliptic(at index: Int) -> Bool {
    guard index > 0, tokens[index - 1].isOne(of: ["it", "they", "we", "you", "one"]) else { return false }
    return tokens.dropFirst(index + 1).first?.isOne(of: [",", ".", ";", ")"]) ?? true
  }

  /// "must be noted", "must admit", "should be mentioned": a way to say something, no demand.
  func isRemark(after index: Int) -> Bool {
    let next = words(after: index, skipping: Words.afterModal).first
    guard let subject = subject(before: index), ["it", "this", "that", "we", "i", "one", "you"].contains(subject) else {
      return false
    }
    return next.map(
      [
        "aware", "noted", "said", "mentioned", "stressed", "admit", "admitted", "remembered", "confess", "forgotten",
        "overlooked",
      ].contains)
      == true
  }

  /// "This must be a joke", "They must have felt it": what someone concludes.
  func isInference(at index: Int) -> Bool {
    if lowercased(index + 1) == "have", let verb = lowercased(index + 2) {
      return verb == "been" || verb == "felt" || verb == "had" || Words.isParticiple(verb)
    }
    guard let subject = subject(before: index), ["this", "that", "it", "there"].contains(subject),
      lowercased(index + 1) == "be", let next = lowercased(index + 2)
    else { return false }
    return subject != "there" && subject != "it" && ["a", "an", "the", "because", "why", "how", "due"].contains(next)
  }

  /// "We must pay for it", "we will have to live with it": the price of what was decided.
  func isCost(after index: Int) -> Bool {
    let next = words(after: index, skipping: Words.afterModalHaveTo).first
    return next.map(["pay", "spend", "accept", "bear", "swallow", "tolerate", "live"].contains) == true
      && (subject(before: index) == "we" || lowercased(index) == "we'll")
  }

  private static let noLonger = Words.afterModalNoLonger

  /// "may be running", "may in theory exploit": what could be so.
  func isSupposed(_ next: [String]) -> Bool {
    guard let first = next.first else { return false }
    if first == "in", let noun = next.dropFirst().first { return ["theory", "practice", "principle"].contains(noun) }
    return first.hasSuffix("ing") && first != "bring" || first == "well" || next.dropFirst().prefix(3).contains("twice")
  }

  /// "PostgreSQL can store JSON": what a thing is able to do, where its name alone is the subject.
  func isAbility(at index: Int) -> Bool {
    guard index == 1 || index >= 1 && clauseStart(of: index) == index - 1, tokens[index - 1].kind == .word else {
      return false
    }
    let name = tokens[index - 1].text
    guard name.first?.isUppercase == true, name.dropFirst().contains(where: \.isUppercase) else { return false }
    return !name.hasSuffix("s") && lowercased(index + 1) != "be"
  }

  /// "We will prohibit X", "we will recommend X", "we will not allow X": the verb carries the level; its own.
  func stance(after index: Int) -> Stance? {
    let isNot =
      isNegated(after: index)
      && !(words(after: index, skipping: Words.adverbs).first.map(Words.avoidance.contains) == true)
    guard let verb = words(after: index, skipping: Self.noLonger).first else { return nil }
    switch verb {
    case "prohibit", "forbid", "ban", "disallow": return Stance(level: isNot ? nil : .mustNot)
    case "recommend", "encourage", "advise", "prefer": return Stance(level: isNot ? .shouldNot : .should)
    case "allow", "permit": return Stance(level: isNot ? .mustNot : .may)
    case "discourage": return Stance(level: isNot ? nil : .shouldNot)
    default: return nil
    }
  }

  /// "We will write a blog post", "… review this decision in a year": about the record, not about what is built.
  var isAnnouncement: Bool {
    if tokens.contains(where: { $0.is("decision") }), tokens.contains(where: { $0.is("review") }) { return true }
    return tokens.contains {
      $0.isOne(of: ["blog", "newsletter", "meetup", "brown-bag", "conference", "announcement"])
    }
  }

  /// "is acceptable to", "is acceptable and expected to", "Adding methods is always acceptable."
  func judgesWay(at index: Int) -> Bool {
    let next = lowercased(index + 1)
    if next == "to" || next == "that" { return true }
    if next == "and", lowercased(index + 3) == "to" { return true }
    let isLast = index + 1 == tokens.count || next == "."
    if ["isn't", "not"].contains(lowercased(index - 1) ?? ""), isLast || next == "for" || next == "in" { return true }
    return isLast && tokens.first.map { $0.lowercased.hasSuffix("ing") } == true
  }

  /// "tell which jobs will restart": the word belongs to an indirect question.
  func asksWhich(before index: Int) -> Bool {
    tokens[max(0, index - 3)..<index].contains { $0.isOne(of: ["which", "what", "whose"]) }
      && !tokens[max(0, index - 3)..<index].contains { $0.is(",") }
  }

  /// "SHOULD allow": whoever writes a keyword in capitals means it as one.
  func isCapital(_ index: Int) -> Bool { tokens[index].text.allSatisfy(\.isUppercase) }

  /// "Clients cannot write", "Keys may not be shared": an action is denied to someone, rather than an ability.
  func forbids(at index: Int) -> Bool {
    let clause = independentClauses.first { $0.contains(index) }.map(part) ?? self
    guard let subject = subject(before: index), !Words.pronounSubjects.contains(subject),
      !clause.hasReason(besides: "may")
    else { return false }
    let next = words(after: index, skipping: Self.noLonger)
    guard let verb = next.first else { return false }
    if tokens[index].is("may"), Words.present.contains(verb) { return true }
    // What cannot be checked or found is out of reach, not forbidden.
    let isPassive = tokens.dropFirst(index + 1).prefix(3).contains { $0.is("be") }
    if isPassive, !tokens[index].is("may") { return Words.withheld.contains(verb) }
    return Words.actions.contains(verb) || Words.isParticiple(verb)
  }
}

/// What a verb such as "recommend" or "allow" makes of the will before it; no level where a prohibition is denied.
struct Stance {
  let level: Level?
}
