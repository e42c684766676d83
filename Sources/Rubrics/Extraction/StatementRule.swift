import JudgeTypes
import Markdown

/// A way to state a decision without a keyword of obligation.
struct StatementRule: Sendable {
  let name: String
  /// The level and the token that carries it; nil when the sentence is not of this form.
  let find: @Sendable (Sentence, Place) -> (level: Level, index: Int)?

  func signal(in sentence: Sentence, place: Place) -> Signal? {
    find(sentence, place).map { Signal(level: $0.level, index: $0.index, rule: name) }
  }

  static let all = [
    chosenOption, weDecided, decisionIs, proposalDoes, preference, instruction, responsibility, weStance, weDo,
    everyOne,
    plainPresent,
  ]

  /// "Chosen option: X", "Chosen option: do not X".
  static let chosenOption = StatementRule(name: "chosen-option") { sentence, place in
    let starts = [["chosen", "option"], ["selected", "option"], ["chosen", "alternative"], ["chosen", "solution"]]
    guard place.takesWill, sentence.begins(with: starts) else { return nil }
    let option = sentence.tokens.dropFirst(2).drop { $0.kind == .punctuation }.prefix(2).map(\.lowercased)
    if option.count == 1 || [".", ",", ";"].contains(option.last),
      ["tbd", "none", "undecided", "open"].contains(option.first)
    {
      return nil
    }
    let isNegated = ["not", "don't", "no", "never"].contains(option.first ?? "") || option == ["do", "not"]
    return (isNegated ? .mustNot : .must, 0)
  }

  /// "We have decided to X", "we decided for X and against Y", "Let's X", "Chose X".
  static let weDecided = StatementRule(name: "we-decided") { sentence, place in
    guard place.takesImperatives else { return nil }
    if let index = sentence.yDecision, place.takesWill { return (.must, index) }
    let verbs = deciding
    if let first = sentence.lowercased(0), verbs.contains(first) {
      return sentence.lowercased(1) == "option" || sentence.lowercased(1) == "solution" ? nil : (.must, 0)
    }
    for index in sentence.tokens.indices.dropFirst() where sentence.tokens[index].isOne(of: verbs) {
      let before = sentence.tokens[max(0, index - 3)..<index]
      let isPassive = before.contains { $0.isOne(of: ["was", "were", "been"]) } && index < 8 && place.takesWill
      let isDecider = before.contains { $0.isOne(of: ["we", "it", "team", "i", "we've", "i've"]) }
      guard isDecider || isPassive, !sentence.isSubordinate(index) else { continue }
      let after = sentence.tokens.dropFirst(index + 1).prefix(3).map(\.lowercased)
      // "We chose this because …" gives the reason.
      if isPassive, !isDecider, after.count > 1, after[0] == "for", ["its", "their", "being"].contains(after[1]) {
        continue
      }
      if after.count > 1, ["this", "it", "that"].contains(after[0]),
        ["because", "since", "as", "for"].contains(after[1])
      {
        continue
      }
      // "MySQL was not chosen", "We decided to postpone this".
      if before.contains(where: { $0.isOne(of: ["not", "never", "n't", "wasn't", "weren't", "hasn't"]) }) { continue }
      if after.count > 1, after[0] == "to", putOff.contains(after[1]) { continue }
      if after == ["that", "this", "is"] || after == ["that", "it", "is"] { continue }
      let isAgainst =
        sentence.lowercased(index + 1).map { ["not", "against"].contains($0) } ?? false
        || sentence.lowercased(index + 1) == "to" && sentence.lowercased(index + 2) == "not"
      return (isAgainst ? .mustNot : .must, index)
    }
    return nil
  }

  private static let deciding = Words.set(
    "decided chose chosen selected agreed opted adopted picked settled standardized standardised")
  private static let putOff = Words.set("postpone defer revisit wait delay discuss reconsider table adjourn")

  /// "The decision is to use X", "Our recommendation is to …".
  static let decisionIs = StatementRule(name: "decision-is") { sentence, place in
    guard place.takesWill,
      let noun = sentence.tokens.prefix(4).firstIndex(where: {
        $0.isOne(of: [
          "decision", "plan", "proposal", "recommendation", "intention", "agreement", "resolution", "choice",
        ])
      }), sentence.lowercased(noun + 1) == "is"
    else { return nil }
    let rest = sentence.words(after: noun + 1, skipping: Words.adverbs)
    let isNegated = sentence.isNegated(after: noun + 1)
    if sentence.tokens[noun].is("choice") {
      let isNamed = sentence.tokens.dropFirst(noun + 2).first.map {
        $0.kind == .code || $0.text.first?.isUppercase == true
      }
      return isNamed == true ? (.must, noun) : nil
    }
    guard rest.first == "to", !rest.dropFirst().prefix(1).contains(where: { Words.predictions.contains($0) }) else {
      return nil
    }
    let level: Level = sentence.tokens[noun].is("recommendation") ? .should : .must
    return (isNegated ? level.negated : level, noun)
  }

  /// "This proposal adds two overloads", "This RFC removes the old flag".
  static let proposalDoes = StatementRule(name: "proposal-does") { sentence, place in
    guard place.takesPlain, sentence.begins(with: [["this"]]),
      ["proposal", "rfc", "kep", "enhancement", "change", "decision"].contains(sentence.lowercased(1) ?? ""),
      ["adds", "removes", "changes", "replaces", "renames", "moves", "deprecates", "drops", "requires", "forbids"]
        .contains(sentence.lowercased(2) ?? "")
    else { return nil }
    return (sentence.lowercased(2) == "forbids" ? .mustNot : .must, 2)
  }

  /// "Prefer X over Y", "Consider X", "Try to X".
  static let preference = StatementRule(name: "preference") { sentence, place in
    if place.takesImperatives, let index = sentence.effort { return (.should, index) }
    guard let index = sentence.imperative(among: ["prefer", "consider", "favour", "favor"]) else { return nil }
    if sentence.tokens[index].is("consider"), !place.takesImperatives { return nil }
    return (.should, index)
  }

  /// "Use X", "Do not X", "Never X", also after "For one-time tasks, …".
  static let instruction = StatementRule(name: "instruction") { sentence, place in
    guard place.takesImperatives, let index = sentence.imperative(among: Words.imperatives) else { return nil }
    let isNegated =
      sentence.tokens[index].isOne(of: ["never", "avoid", "don't", "refrain"])
      || (sentence.tokens[index].is("do") && sentence.lowercased(index + 1) == "not")
      || sentence.isNoObject(after: index)
    if sentence.tokens[index].is("do"), !isNegated { return nil }
    if !isNegated, let softened = sentence.softened(after: index) { return (softened, index) }
    return (isNegated ? .mustNot : .must, index)
  }

  /// "The team is responsible for …", "It is the responsibility of the caller to …", "is in charge of …".
  static let responsibility = StatementRule(name: "responsibility") { sentence, place in
    guard place.takesImperatives || place.authority == .consequences, let index = sentence.dutyIndex, index <= 8,
      !sentence.isSubordinate(index)
    else { return nil }
    return (.must, index)
  }

  /// "We avoid X", "We recommend X", "We allow X": the verb itself carries the level.
  static let weStance = StatementRule(name: "we-stance") { sentence, place in
    guard place.takesImperatives, let (we, rest) = sentence.weClause, let verb = rest.first else { return nil }
    if Words.prohibition.contains(verb) { return (.mustNot, we) }
    if ["recommend", "advise"].contains(verb), let next = rest.dropFirst().first,
      ["against", "not", "avoiding"].contains(next)
    {
      return (.shouldNot, we)
    }
    switch verb {
    case "prefer", "recommend", "encourage", "advise", "favour", "favor": return (.should, we)
    case "propose", "proposing", "suggest": return place.takesWill ? (verb == "suggest" ? .should : .must, we) : nil
    case "discourage": return (.shouldNot, we)
    case "allow", "permit": return (.may, we)
    default: return nil
    }
  }

  /// "We are using X", "We use X", "We do not X".
  static let weDo = StatementRule(name: "we-do") { sentence, place in
    guard place.takesPlain, let (we, rest) = sentence.weClause, let verb = rest.first else { return nil }
    // "When it works, we ship it.": nothing is named.
    if rest.count > 1, ["it", "this", "that", "them", "so"].contains(rest[1]), rest.count == 2 || rest[2] == "." {
      return nil
    }
    if verb == "no", rest.dropFirst().first == "longer" { return (.mustNot, we) }
    if verb == "neither" { return (.mustNot, we) }
    if let level = sentence.deniedStance(rest) { return (level, we) }
    guard !undecided.contains(verb), !verb.hasSuffix("ed"), !sentence.describesPresent else { return nil }
    if verb == "not" || verb == "never" || ["don't", "aren't", "won't"].contains(verb)
      || verb == "do" && rest.dropFirst().first == "not"
    {
      let isIdle = rest.prefix(3).contains { idleForUs.contains($0) }
      return isIdle ? nil : (.mustNot, we)
    }
    if verb == "do" { return nil }
    let isNone = sentence.tokens.indices.dropFirst(we + 1).prefix(3).contains {
      sentence.tokens[$0].is(verb) && sentence.isNoObject(after: $0)
    }
    return (isNone ? .mustNot : .must, we)
  }

  /// "We do not require", "we do not know": what is not so, rather than what is not to be.
  private static let idleForUs = Words.set(
    "plan intend need want have expect know believe require mandate insist prescribe care mind prohibit forbid responsible"
  )

  private static let undecided = Words.set(
    "want need believe think may might can could cannot can't expect hope see know found considered would like feel had "
      + "were was been a no considering thinking looking facing seeing trying proposing wanted needed found assume "
      + "should must will the able only understand lack struggle spend accept face call suffer spent cost did "
      + "didn't chose chosen ran made took built wrote got came thought felt knew saw went"
  )

  /// "Each stack has its own domain."
  static let everyOne = StatementRule(name: "every-one") { sentence, place in
    guard place.takesPlain, sentence.begins(with: [["each"], ["every"], ["all"]]),
      !sentence.hasReason, !sentence.isPast, !sentence.describesPresent,
      !sentence.tokens.contains(where: { $0.isOne(of: ["drawbacks", "limits", "limitations", "downsides", "options"]) })
    else { return nil }
    return (sentence.hasPlainNegation ? .mustNot : .must, 0)
  }

  /// "The modules directory contains …", "There is a public zone", "Services log JSON".
  static let plainPresent = StatementRule(name: "plain-present") { sentence, place in
    guard place.takesPlain, let start = sentence.mainClause else { return nil }
    let claim = sentence.part(start..<sentence.tokens.count).withoutReason
    guard !claim.hasReason, !claim.compares, !claim.describesPresent else { return nil }
    if sentence.lowercased(start) == "there" || sentence.lowercased(start) == "there's" {
      return sentence.tellsWhatThereIs(at: start).map { ($0, start) }
    }
    if let found = sentence.presentVerb(from: start) { return found }
    if let level = sentence.fragment(in: place) { return (level, 0) }
    // "On the day after it ends the build fails, with the name": the comma is not the one after the phrase.
    guard start == 0 || !sentence.opensCondition(at: 0) else { return nil }
    // "For baby food there is no substitution."
    if start == 0, sentence.lowercased(0) == "for",
      let there = sentence.tokens.indices.prefix(7).first(where: {
        sentence.tokens[$0].isOne(of: ["there", "there's"])
      })
    {
      return sentence.tellsWhatThereIs(at: there).map { ($0, there) }
    }
    return start > 0 ? sentence.presentVerb(from: 0) : nil
  }
}

extension Sentence {
  private static let beforeVerbButDo = Words.adverbs.subtracting(["not", "never"]).union(["are", "have"])
  private static let beforeVerb = beforeVerbButDo.union(["do"])

  /// The "we" of the main clause and the words after it, from its verb on.
  fileprivate var weClause: (we: Int, rest: [String])? {
    guard let we = tokens.prefix(14).firstIndex(where: { $0.isOne(of: ["we", "we're", "we've"]) }),
      we == 0 || opensCondition(at: 0) && we == mainClause
        || tokens[we - 1].isOne(of: [",", "therefore", "so", "thus", "and"])
    else { return nil }
    let rest = words(after: we, skipping: lowercased(we + 2) == "not" ? Self.beforeVerbButDo : Self.beforeVerb)
    return (we, rest)
  }

  /// "In the context of the cart, facing X, we decided for Y to achieve Z": where the decision stands.
  var yDecision: Int? {
    guard begins(with: [["in", "the", "context", "of"]]) else { return nil }
    return tokens.indices.dropFirst(4).first { index in
      tokens[index].isOne(of: ["decided", "chose", "choose", "decide"]) && tokens[index - 1].is("we")
    }
  }

  /// "Keep it short if you can" recommends, "deploy whenever you like" permits.
  fileprivate func softened(after index: Int) -> Level? {
    for position in tokens.indices.dropFirst(index + 1).dropLast() {
      if tokens[position].is("if"), lowercased(position + 1) == "possible" { return .should }
      guard lowercased(position + 1) == "you" else { continue }
      if tokens[position].is("if"), lowercased(position + 2) == "can" { return .should }
      let isChoice = tokens[position].isOne(of: ["whenever", "however", "wherever", "whatever", "as"])
      if isChoice, ["like", "please", "want", "wish"].contains(lowercased(position + 2)) { return .may }
    }
    return nil
  }

  /// "We do not recommend X", "we don't allow X".
  fileprivate func deniedStance(_ rest: [String]) -> Level? {
    let verbs = rest.prefix(3).drop { ["do", "not", "never", "don't"].contains($0) }
    guard verbs.count < min(3, rest.count), let verb = verbs.first else { return nil }
    switch verb {
    case "recommend", "advise", "encourage": return .shouldNot
    case "allow", "permit", "accept", "tolerate": return .mustNot
    default: return nil
    }
  }

  /// "Try to keep …", "Aim for …", "Strive to …": the effort is asked for, not the result.
  fileprivate var effort: Int? {
    guard let index = imperative(among: ["try", "aim", "strive", "endeavour"]) else { return nil }
    return lowercased(index + 1) == "to" || lowercased(index + 1) == "for" ? index : nil
  }

  /// The sentence up to its reason: "Sums are stored, because …".
  fileprivate var withoutReason: Sentence {
    let end = tokens.indices.dropFirst(4).first { tokens[$0].isOne(of: ["because", "since", "but"]) && !isAside($0) }
    return end.map { part(0..<$0) } ?? self
  }

  private static let saidOfNothing = Words.set(
    "need one decision change changes objections special problem problems idea doubt wonder reason particular matter impact"
  )

  /// "No files!", "TLS >= 1.2 everywhere": a demand without a verb, told by a "no" or by what can be counted.
  fileprivate func fragment(in place: Place) -> Level? {
    guard place.authority == .decision || place.takesPlain, (2...14).contains(tokens.count), !hasFiniteVerb,
      !endsWithColon,
      label == nil
    else { return nil }
    let isVerbless = !tokens.dropFirst(2).contains {
      $0.is("needs") || Words.isThirdPerson($0.lowercased) || Words.irregularParticiples.contains($0.lowercased)
        || $0.lowercased.hasSuffix("ed") && !tokens[0].is("no")
    }
    guard isVerbless, tokens[0].kind == .word else { return nil }
    if tokens[0].is("no") {
      return lowercased(1).map(Self.saidOfNothing.contains) == true
        ? nil : .mustNot
    }
    let bounds: Set<String> = [">=", "<=", "≥", "≤", ">", "<", "everywhere", "minimum", "maximum"]
    return tokens.dropFirst().contains { $0.isOne(of: bounds) } ? .must : nil
  }

  /// "There is a public zone", "There are no shared accounts"; not "There are two ways".
  fileprivate func tellsWhatThereIs(at there: Int) -> Level? {
    let verb = tokens[there].is("there's") ? there : there + 1
    guard verb == there || lowercased(verb) == "is" || lowercased(verb) == "are", let next = lowercased(verb + 1),
      !["not", "some", "several", "many", "always", "also", "little", "nothing"].contains(next),
      !tokens.dropFirst(verb + 1).prefix(6).contains(where: { $0.isOne(of: Self.talkedAbout) })
    else { return nil }
    return next == "no" ? .mustNot : .must
  }

  private static let talkedAbout = Words.set(
    "way ways option options approach approaches reason reasons alternative alternatives case cases possibility "
      + "trade-off tradeoff overlap requirement requirements obligation guarantee reason question questions "
      + "problem problems issue issues need chance doubt risk point difference differences plan plans"
  )
}
