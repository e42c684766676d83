import JudgeTypes

/// A way to state a decision without a keyword of obligation.
struct StatementRule: Sendable {
  let name: String
  /// The level and the token that carries it; nil when the sentence is not of this form.
  let find: @Sendable (Sentence, Place) -> (level: Level, index: Int)?

  func signal(in sentence: Sentence, place: Place) -> Signal? {
    find(sentence, place).map { Signal(level: $0.level, index: $0.index, rule: name) }
  }

  static let all = [
    chosenOption, weDecided, preference, instruction, responsibility, weStance, weDo, everyOne, plainPresent,
  ]

  /// "Chosen option: X", "Chosen option: do not X".
  static let chosenOption = StatementRule(name: "chosen-option") { sentence, place in
    let starts = [["chosen", "option"], ["selected", "option"], ["chosen", "alternative"], ["chosen", "solution"]]
    guard place.takesWill, sentence.begins(with: starts) else { return nil }
    let option = sentence.tokens.dropFirst(2).prefix(6).map(\.lowercased)
    let isNegated = option.contains { ["not", "don't", "no", "never"].contains($0) }
    return (isNegated ? .mustNot : .must, 0)
  }

  /// "We have decided to X", "we decided for X and against Y", "Let's X", "Chose X".
  static let weDecided = StatementRule(name: "we-decided") { sentence, place in
    guard place.takesImperatives else { return nil }
    let verbs = Words.set("decided chose chosen selected agreed opted adopted picked settled")
    if let first = sentence.lowercased(0), verbs.contains(first) { return (.must, 0) }
    for index in sentence.tokens.indices.dropFirst() where sentence.tokens[index].isOne(of: verbs) {
      let before = sentence.tokens[max(0, index - 3)..<index]
      guard before.contains(where: { $0.isOne(of: ["we", "it", "team", "i"]) }) else { continue }
      let isAgainst = sentence.lowercased(index + 1).map { ["not", "against"].contains($0) } ?? false
      return (isAgainst ? .mustNot : .must, index)
    }
    return nil
  }

  /// "Prefer X over Y", "Consider X".
  static let preference = StatementRule(name: "preference") { sentence, place in
    guard let index = sentence.imperative(among: ["prefer", "consider"]) else { return nil }
    if sentence.tokens[index].is("consider"), !place.takesImperatives { return nil }
    return (.should, index)
  }

  /// "Use X", "Do not X", "Never X", also after "For one-time tasks, …".
  static let instruction = StatementRule(name: "instruction") { sentence, place in
    guard place.takesImperatives, let index = sentence.imperative(among: Words.imperatives) else { return nil }
    let isNegated =
      sentence.tokens[index].isOne(of: ["never", "avoid", "don't"])
      || (sentence.tokens[index].is("do") && sentence.lowercased(index + 1) == "not")
    if sentence.tokens[index].is("do"), !isNegated { return nil }
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
    switch verb {
    case "prefer", "recommend", "encourage", "advise", "favour", "favor": return (.should, we)
    case "discourage": return (.shouldNot, we)
    case "allow", "permit": return (.may, we)
    default: return nil
    }
  }

  /// "We are using X", "We use X", "We do not X".
  static let weDo = StatementRule(name: "we-do") { sentence, place in
    guard place.authority == .decision, let (we, rest) = sentence.weClause, let verb = rest.first else { return nil }
    if verb == "no", rest.dropFirst().first == "longer" { return (.mustNot, we) }
    guard !undecided.contains(verb), !sentence.describesPresent else { return nil }
    if verb == "not" || verb == "never" || verb == "don't" || verb == "do" && rest.dropFirst().first == "not" {
      let isIdle = rest.prefix(3).contains { ["need", "want", "have", "expect", "know", "believe"].contains($0) }
      return isIdle ? nil : (.mustNot, we)
    }
    return verb == "do" ? nil : (.must, we)
  }

  private static let undecided = Words.set(
    "want need believe think may might can could cannot can't expect hope see know found considered would like feel had "
      + "were was been a no considering thinking looking facing seeing trying proposing wanted needed found assume "
      + "should must will the able only understand discussed evaluated")

  /// "Each stack has its own domain."
  static let everyOne = StatementRule(name: "every-one") { sentence, place in
    guard place.authority == .decision, sentence.begins(with: [["each"], ["every"], ["all"]]),
      !sentence.hasReason, !sentence.isPast, !sentence.describesPresent
    else { return nil }
    return (sentence.hasPlainNegation ? .mustNot : .must, 0)
  }

  /// "The modules directory contains …", "There is a public zone", "The operator does not set …".
  static let plainPresent = StatementRule(name: "plain-present") { sentence, place in
    guard place.authority == .decision, !sentence.hasReason, !sentence.describesPresent, let start = sentence.mainClause
    else { return nil }
    let rest = sentence.tokens[start...]
    guard let first = rest.first, first.kind == .code || first.isOne(of: ["the", "there", "a", "an"]) else {
      return nil
    }
    if first.is("there") {
      let isThere = rest.dropFirst().first?.isOne(of: ["is", "are"]) == true
      return isThere && rest.dropFirst(2).first?.isOne(of: ["no", "not", "some", "several"]) == false
        ? (.must, start) : nil
    }
    for index in rest.indices.dropFirst().prefix(9) {
      let token = rest[index]
      if token.isOne(of: Words.relatives) || token.is(",") { return nil }
      if token.isOne(of: ["does", "do"]), sentence.lowercased(index + 1) == "not" { return (.mustNot, index) }
      if token.isOne(of: ["is", "are"]) { return sentence.passive(at: index).map { ($0, index) } }
      if token.isOne(of: Words.structural) { return (.must, index) }
    }
    return nil
  }
}

extension Sentence {
  /// The "we" of the main clause and the words after it, from its verb on.
  fileprivate var weClause: (we: Int, rest: [String])? {
    guard let we = tokens.prefix(12).firstIndex(where: { $0.is("we") }),
      we == 0 || tokens[we - 1].isOne(of: [",", "therefore", "so", "thus", "and"])
    else { return nil }
    let skipped = Words.adverbs.subtracting(["not", "never"]).union(["are", "have", "do"])
    let rest = words(after: we, skipping: lowercased(we + 2) == "not" ? skipped.subtracting(["do"]) : skipped)
    return (we, rest)
  }
}
