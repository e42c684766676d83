import JudgeTypes

/// A word that carries a level in ordinary prose, and where it does not.
struct Keyword: Sendable {
  let name: String
  let words: Set<String>
  /// The level of the word at an index; nil where it is something else there.
  let level: @Sendable (Sentence, Int, Place) -> Level?

  static func signals(in sentence: Sentence, place: Place) -> [Signal] {
    var signals: [Signal] = []
    for index in sentence.tokens.indices where sentence.tokens[index].kind == .word {
      for keyword in byWord[sentence.tokens[index].lowercased] ?? [] {
        guard let level = keyword.level(sentence, index, place), !sentence.isAside(index),
          !sentence.isSubordinate(index)
        else { continue }
        let isDenied = sentence.isDenied(before: index)
        signals.append(Signal(level: isDenied ? level.denied : level, index: index, rule: keyword.name))
        if !isDenied, let negated = sentence.coordinateNegation(after: index, of: level) { signals.append(negated) }
      }
    }
    // Beside a word of obligation, "will" only tells what comes.
    let obliges = signals.contains { $0.rule == must.name || $0.rule == should.name }
    return obliges ? signals.filter { $0.rule != will.name } : signals
  }

  static let all = [must, should, will, need, state, permission, may, can, optional]

  private static let byWord = all.reduce(into: [String: [Keyword]]()) { byWord, keyword in
    for word in keyword.words { byWord[word, default: []].append(keyword) }
  }

  static let must = Keyword(name: "must", words: ["must", "shall", "mustn't", "shan't"]) { sentence, index, place in
    if place.authority == .background, sentence.tokens.contains(where: { $0.isOne(of: ["today", "currently"]) }) {
      return nil
    }
    return sentence.isNegated(after: index) ? .mustNot : .must
  }

  static let should = Keyword(name: "should", words: ["should", "ought", "shouldn't"]) { sentence, index, place in
    let next = sentence.words(after: index, skipping: Words.be.union(Words.adverbs).union(["to"]))
    if let first = next.first, Words.hopes.contains(first) { return nil }
    let isFirstPerson = index > 0 && sentence.tokens[index - 1].isOne(of: ["we", "i"])
    switch place.authority {
    case .background, .consequences, .summary: if isFirstPerson { return nil }
    case .decision, .specification: if isFirstPerson, next.first == "consider" { return nil }
    }
    if place.authority == .consequences, next.first == "only" || sentence.lowercased(index + 1) == "only" { return nil }
    return sentence.isNegated(after: index) ? .shouldNot : .should
  }

  /// What will be, in a decision; elsewhere it is a forecast, but for what the deciders commit themselves to.
  static let will = Keyword(name: "will", words: ["will", "won't", "we'll", "they'll"]) { sentence, index, place in
    let next = sentence.words(after: index, skipping: Words.be.union(Words.adverbs))
    if let first = next.first, Words.predictions.contains(first) { return nil }
    let subject = sentence.subject(before: index)
    switch place.authority {
    case .decision, .specification:
      if sentence.isBarePronoun(subject, before: index) { return nil }
    case .consequences:
      guard subject == "we", !["have", "need", "see", "get", "not", "no", "want"].contains(next.first ?? "") else {
        return nil
      }
    case .summary, .background: return nil
    }
    return sentence.isNegated(after: index) ? .mustNot : .must
  }

  static let need = Keyword(name: "need", words: ["need", "needs", "have", "has"]) { sentence, index, place in
    guard place.takesWill, sentence.lowercased(index + 1) == "to" else { return nil }
    let before = sentence.lowercased(index - 1) ?? ""
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
      "required mandatory forbidden prohibited disallowed recommended preferred encouraged discouraged expected")
  ) { sentence, index, _ in
    let word = sentence.tokens[index].lowercased
    let isAlone = sentence.tokens.count <= 2
    guard isAlone || sentence.follows(Words.be, index), !sentence.isHypothetical(before: index) else { return nil }
    let isNot = sentence.isNegated(before: index)
    switch word {
    case "required", "mandatory": return isNot ? nil : .must
    case "forbidden", "prohibited", "disallowed": return isNot ? nil : .mustNot
    case "discouraged": return isNot ? nil : .shouldNot
    case "expected": return sentence.lowercased(index + 1) == "to" && !isNot ? .should : nil
    default: return isNot ? .shouldNot : .should
    }
  }

  static let permission = Keyword(name: "permission", words: ["allowed", "permitted"]) { sentence, index, place in
    guard place.takesImperatives, sentence.follows(Words.be, index) else { return nil }
    if sentence.isNegated(before: index) { return .mustNot }
    return sentence.tokens.contains { $0.is("only") } ? .must : .may
  }

  static let may = Keyword(name: "may", words: ["may"]) { sentence, index, place in
    guard place.takesWill else { return nil }
    let next = sentence.words(after: index, skipping: Words.be.union(["also", ","]))
    return next.first.map { Words.effects.contains($0) } == true ? nil : .may
  }

  static let can = Keyword(name: "can", words: ["can", "cannot", "can't"]) { sentence, index, place in
    guard place.authority == .decision else { return nil }
    let subject = sentence.subject(before: index)
    if subject == "we" || subject == "they" && index > 3 || sentence.isBarePronoun(subject, before: index) {
      return nil
    }
    let next = sentence.words(after: index, skipping: ["be", "also"])
    let isNegated = sentence.tokens[index].lowercased != "can" || sentence.lowercased(index + 1) == "not"
    if isNegated { return next.contains("use") || next.first == "used" ? .mustNot : nil }
    return next.first.map { Words.effects.contains($0) } == true ? nil : .may
  }

  static let optional = Keyword(name: "optional", words: ["optional", "optionally", "free"]) { sentence, index, place in
    guard place.takesWill else { return nil }
    let token = sentence.tokens[index]
    if token.is("optionally") { return .may }
    if token.is("free") {
      return sentence.follows(Words.be, index) && sentence.lowercased(index + 1) == "to" ? .may : nil
    }
    return sentence.follows(Words.be, index) || sentence.tokens.count <= 2 ? .may : nil
  }
}

extension Level {
  /// "No service may …" forbids; "no service must" likewise.
  fileprivate var denied: Level { self == .may || self == .must ? .mustNot : negated }
}
