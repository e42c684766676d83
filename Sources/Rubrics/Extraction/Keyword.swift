import JudgeTypes
import Markdown

/// A word that carries a level in ordinary prose, and where it does not.
struct Keyword: Sendable {
  let name: String
  let words: Set<String>
  /// The level of the word at an index; nil where it is something else there.
  let level: @Sendable (Sentence, Int, Place) -> Level?

  static func signals(in sentence: Sentence, place: Place) -> [Signal] {
    var signals: [Signal] = []
    var looks = 0
    for index in sentence.tokens.indices where sentence.tokens[index].kind == .word {
      for keyword in byWord[sentence.tokens[index].lowercased] ?? [] where looks < most {
        looks += 1
        guard let level = keyword.level(sentence, index, place), !sentence.isAside(index), !sentence.isMention(index),
          !sentence.isSubordinate(index)
        else { continue }
        let isDenied = sentence.isDenied(before: index)
        // "No service needs to …", "None of these is required": nobody is obliged.
        if isDenied, keyword.name == need.name || keyword.name == state.name { continue }
        signals.append(Signal(level: isDenied ? level.denied : level, index: index, rule: keyword.name))
        if !isDenied, let negated = sentence.coordinateNegation(after: index, of: level) { signals.append(negated) }
      }
    }
    // Beside a word of obligation or choice, "will" only tells what comes.
    let obliging = signals.filter { [must.name, should.name, optional.name].contains($0.rule) }
    guard !obliging.isEmpty, signals.contains(where: { $0.rule == will.name }) else { return signals }
    let clauses = sentence.independentClauses.filter { clause in obliging.contains { clause.contains($0.index) } }
    return signals.filter { signal in signal.rule != will.name || !clauses.contains { $0.contains(signal.index) } }
  }

  /// No person puts more keywords into a sentence; each is looked at with all that stands around it.
  private static let most = 40

  static let all = [must, should, will, would, need, state, permission, verdict, may, can, optional]

  private static let byWord = all.reduce(into: [String: [Keyword]]()) { byWord, keyword in
    for word in keyword.words { byWord[word, default: []].append(keyword) }
  }

  static let must = Keyword(name: "must", words: ["must", "shall", "mustn't", "shan't"]) { sentence, index, place in
    if place.authority == .background,
      sentence.describesPresent || sentence.tokens.contains(where: { $0.is("moment") })
        || index > 0 && sentence.tokens[index - 1].isOne(of: ["we", "i"])
    {
      return nil
    }
    if sentence.isRemark(after: index) || sentence.isInference(at: index) || sentence.isCost(after: index) {
      return nil
    }
    return sentence.isNegated(after: index) ? .mustNot : .must
  }

  static let should = Keyword(name: "should", words: ["should", "ought", "shouldn't"]) { sentence, index, place in
    let next = sentence.words(after: index, skipping: Words.afterModalAndTo)
    // "Should the store be down, …": a condition.
    if index == 0, !sentence.isCapital(index), sentence.tokens.contains(where: { $0.is(",") }) { return nil }
    if let first = next.first, !sentence.isCapital(index) {
      if Words.hopes.contains(first) { return nil }
      if Words.causes.contains(first),
        place.authority != .decision && place.authority != .specification
          || sentence.compares || Words.pronounSubjects.contains(sentence.subject(before: index) ?? "")
      {
        return nil
      }
    }
    // "fewer than it should": nothing is said to be done.
    if sentence.isElliptic(at: index) { return nil }
    if sentence.isRemark(after: index) || sentence.isHope(at: index) { return nil }
    let isFirstPerson = index > 0 && sentence.tokens[index - 1].isOne(of: ["we", "i"])
    switch place.authority {
    case .background, .consequences, .summary: if isFirstPerson { return nil }
    case .decision, .specification: if isFirstPerson, ["consider", "able"].contains(next.first) { return nil }
    }
    if place.authority == .consequences, next.first == "only" || sentence.lowercased(index + 1) == "only" { return nil }
    return sentence.isNegated(after: index) ? .shouldNot : .should
  }

  /// What will be, in a decision; elsewhere it is a forecast, but for what the deciders commit themselves to.
  static let will = Keyword(name: "will", words: ["will", "won't", "we'll", "they'll"]) { sentence, index, place in
    let next = sentence.words(after: index, skipping: Words.afterModal)
    let subject = sentence.subject(before: index)
    if sentence.isElliptic(at: index) { return nil }
    if subject == "we", let stance = sentence.stance(after: index) { return place.takesWill ? stance.level : nil }
    if let first = next.first, Words.predictions.contains(first) { return nil }
    if ["probably", "likely", "presumably", "perhaps", "soon", "simply"].contains(sentence.lowercased(index + 1)) {
      return nil
    }
    if next.starts(with: ["continue", "to"]),
      next.dropFirst(2).first.map(["work", "function", "exist", "operate", "be"].contains) == true
    {
      return nil
    }
    // "You will get errors", "costs will go up": what the reader meets, what changes by itself.
    if subject == "you", next.first.map(Words.encounters.contains) == true { return nil }
    if next.first == "go", let direction = next.dropFirst().first, ["up", "down", "away"].contains(direction) {
      return nil
    }
    if place.describes, subject != "we", subject != "maintainers" { return nil }
    if next.first?.hasSuffix("ier") == true || sentence.asksWhich(before: index) { return nil }
    if sentence.isRelief(after: index)
      || subject == "there" && ["some", "several", "many", "few"].contains(next.first ?? "")
    {
      return nil
    }
    if sentence.isCost(after: index) || sentence.isAnnouncement { return nil }
    if subject == "we", next.first.map(Words.postponements.contains) == true { return nil }
    switch place.authority {
    case .decision, .specification:
      if sentence.isBarePronoun(subject, before: index) { return nil }
    case .consequences:
      if sentence.tokens.contains(where: { $0.isOne(of: ["less", "fewer", "more"]) }) { return nil }
      let isOurs = sentence.begins(with: [["our"]]) && sentence.lowercased(index + 1) == "be"
      guard subject == "we" || isOurs, !["have", "need", "see", "get", "not", "no", "want"].contains(next.first ?? "")
      else {
        return nil
      }
    case .summary, .background: return nil
    }
    return sentence.isNegated(after: index) ? .mustNot : .must
  }

  /// "The gateway would keep the tokens", as proposals put what they decide; not "it would be", "that would need".
  static let would = Keyword(name: "would", words: ["would"]) { sentence, index, place in
    guard place.takesPlain, let subject = sentence.subject(before: index), index >= 2,
      !Words.pronounSubjects.contains(subject), subject != "we", subject != "i",
      !sentence.hasReason(besides: "would"), !sentence.compares,
      !sentence.tokens[..<index].contains(where: {
        $0.isOne(of: ["had", "feared", "thought", "hoped", "expected", "assumed"])
      })
    else { return nil }
    let next = sentence.words(after: index, skipping: Words.adverbs.subtracting(Words.negations))
    guard let verb = next.first(where: { $0 != "be" && !Words.negations.contains($0) }),
      Words.actions.contains(verb) || Words.statives.contains(verb) && verb != "need" || Words.isParticiple(verb)
    else { return nil }
    return sentence.isNegated(after: index) ? .mustNot : .must
  }

  static let need = Keyword(name: "need", words: ["need", "needs", "have", "has"]) { sentence, index, place in
    guard place.takesWill, sentence.lowercased(index + 1) == "to" else { return nil }
    let before = sentence.lowercased(index - 1) ?? ""
    let verb = sentence.lowercased(index + 2) ?? ""
    if before == "longer"
      || before == "we" && ["think", "understand", "know", "consider", "discuss", "talk"].contains(verb)
    {
      return nil
    }
    if ["a", "the", "this", "any", "that"].contains(before), sentence.tokens[index].is("need") { return nil }
    guard !Words.negations.contains(before), !["don't", "doesn't", "no", "would", "may", "might"].contains(before)
    else {
      return nil
    }
    return .must
  }

  /// "is required", "are recommended", "is not allowed", or the word alone.
  static let state = Keyword(
    name: "state",
    words: Words.set(
      "required mandatory forbidden prohibited disallowed recommended preferred encouraged discouraged "
        + "expected banned advised obliged asked"
    )
  ) { sentence, index, place in
    let word = sentence.tokens[index].lowercased
    // "little code is required", "no change is required": nothing is.
    if ["required", "expected"].contains(word),
      sentence.tokens[..<index].contains(where: { $0.isOne(of: ["little", "few", "no"]) })
    {
      return nil
    }
    if word == "expected", place.authority == .background { return nil }
    // "are not obliged to implement it": it may be left out.
    let isSpared = ["required", "obliged"].contains(word) && sentence.lowercased(index + 1) == "to"
    if isSpared, place.takesWill, sentence.isNegated(before: index), sentence.follows(Words.be.union(["not"]), index),
      !sentence.isDenied(before: index), sentence.subject(before: index) != "it"
    {
      return .may
    }
    let isAlone = sentence.tokens.count <= 2
    guard isAlone || sentence.follows(Words.be, index), !sentence.isHypothetical(before: index) else { return nil }
    let isNot = sentence.isNegated(before: index)
    switch word {
    case "required", "mandatory", "obliged": return isNot ? nil : .must
    case "forbidden", "prohibited", "disallowed", "banned": return isNot ? nil : .mustNot
    case "discouraged": return isNot ? nil : .shouldNot
    case "expected" where sentence.lowercased(0) == "it" && sentence.lowercased(index + 1) == "that":
      return isNot ? nil : .should
    case "expected", "asked": return sentence.lowercased(index + 1) == "to" && !isNot ? .should : nil
    default: return isNot ? .shouldNot : .should
    }
  }

  static let permission = Keyword(name: "permission", words: ["allowed", "permitted"]) { sentence, index, place in
    // "Direct imports: not allowed" has no verb of its own.
    let isBare = !sentence.hasFiniteVerb && sentence.lowercased(index - 1) == "not"
    // "should not be allowed": the modal says how binding it is.
    let isModal = sentence.tokens[max(0, index - 4)..<index].contains {
      $0.isOne(of: ["should", "must", "shall", "ought"])
    }
    guard place.takesImperatives, !isModal, isBare || sentence.follows(Words.be, index) else { return nil }
    if sentence.isNegated(before: index) { return .mustNot }
    return sentence.tokens.contains { $0.is("only") } ? .must : .may
  }

  /// "It is acceptable to …", "is advisable", "is not appropriate": what is judged of a way to do it.
  static let verdict = Keyword(
    name: "verdict",
    words: Words.set(
      "acceptable permissible ok okay fine advisable preferable inadvisable unacceptable inappropriate "
        + " essential vital crucial imperative necessary")
  ) { sentence, index, place in
    let word = sentence.tokens[index].lowercased
    guard place.takesWill,
      sentence.follows(Words.be, index),
      sentence.judgesWay(at: index) || ["inadvisable", "inappropriate", "unacceptable"].contains(word)
    else { return nil }
    let isNot = sentence.isNegated(before: index)
    switch word {
    case "essential", "vital", "crucial", "imperative", "necessary": return isNot ? nil : .must
    case "advisable", "preferable": return isNot ? .shouldNot : .should
    case "inadvisable", "inappropriate": return .shouldNot
    case "unacceptable": return .mustNot
    default: return isNot ? .mustNot : .may
    }
  }

  /// "may", "may only" that restricts, "may not" that forbids.
  static let may = Keyword(name: "may", words: ["may"]) { sentence, index, place in
    // The month; and "there may be" only supposes.
    let isMonth = sentence.tokens[index].text == "May" && index > 0
    guard place.takesWill, !isMonth, sentence.subject(before: index) != "there" else { return nil }
    if sentence.lowercased(index + 1) == "not" { return sentence.forbids(at: index) ? .mustNot : nil }
    if sentence.isNegated(after: index), sentence.lowercased(index + 1) != "have" { return .mustNot }
    let next = sentence.words(after: index, skipping: beAnd)
    if sentence.isCapital(index) { return sentence.isRestricted(at: index) ? .must : .may }
    if next.first == "have", let object = next.dropFirst().first,
      ["a", "an", "one", "several", "no", "its"].contains(object)
    {
      return sentence.hasReason(besides: "may") ? nil : .may
    }
    guard next.first.map({ Words.effects.contains($0) }) != true, !sentence.isSupposed(next) else { return nil }
    if place.describes, ["they", "it"].contains(sentence.subject(before: index) ?? "") { return nil }
    return sentence.isRestricted(at: index) ? .must : .may
  }

  static let can = Keyword(name: "can", words: ["can", "cannot", "can't"]) { sentence, index, place in
    guard place.takesPlain else { return nil }
    let subject = sentence.subject(before: index)
    if subject == "we" || subject == "they" && index > 3 || subject == "it"
      || sentence.isBarePronoun(subject, before: index)
    {
      return nil
    }
    let isNegated =
      sentence.tokens[index].lowercased != "can" || sentence.isNegated(after: index)
    if isNegated { return sentence.forbids(at: index) ? .mustNot : nil }
    let next = sentence.words(after: index, skipping: ["be", "also", "still", "only", "first", "then"])
    guard next.first.map({ Words.effects.contains($0) }) != true, !sentence.isSupposed(next),
      !sentence.isAbility(at: index)
    else { return nil }
    return sentence.isRestricted(at: index) ? .must : .may
  }

  private static let beAnd = Words.be.union(["also", ",", "only"])

  /// "is optional", "is free to", "feel free to", "has the option to".
  static let optional = Keyword(
    name: "optional", words: Words.set("optional optionally free option liberty freedom choice up welcome needn't")
  ) { sentence, index, place in
    guard place.takesWill else { return nil }
    let token = sentence.tokens[index]
    if token.is("optionally") { return .may }
    // "It is up to each team to …"; "up to 64 KB" is a limit.
    if token.is("up") {
      let isTheirs = sentence.lowercased(index + 2).map { Words.determiners.contains($0) || $0 == "teams" } == true
      return isTheirs && sentence.lowercased(index + 1) == "to" && sentence.follows(Words.be, index) ? .may : nil
    }
    // "Small ones needn't."
    if token.is("needn't") {
      return place.takesPlain && !sentence.isBarePronoun(sentence.subject(before: index), before: index) ? .may : nil
    }
    if token.is("welcome") {
      return sentence.follows(Words.be, index) && sentence.lowercased(index + 1) == "to" ? .may : nil
    }
    if token.is("free") {
      let isFree = sentence.follows(Words.be, index) || sentence.lowercased(index - 1) == "feel"
      return isFree && sentence.lowercased(index + 1) == "to" ? .may : nil
    }
    if !token.is("optional") {
      let hasIt = sentence.tokens[max(0, index - 3)..<index].contains { $0.isOne(of: ["have", "has", "at"]) }
      return hasIt && sentence.lowercased(index + 1) == "to" ? .may : nil
    }
    guard sentence.follows(Words.be, index) || sentence.tokens.count <= 2 else { return nil }
    return sentence.isNegated(before: index) ? .must : .may
  }
}

extension Level {
  /// "No service may …" forbids; "no service must" likewise.
  fileprivate var denied: Level { self == .may || self == .must ? .mustNot : negated }
}
