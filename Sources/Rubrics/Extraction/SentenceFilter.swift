import Markdown

/// Why a sentence is no constraint, whatever words it holds.
struct SentenceFilter: Sendable {
  let name: String
  let drops: @Sendable (Sentence, Place) -> Bool

  /// The first filter that drops the sentence, nil when it may be a constraint.
  static func first(for sentence: Sentence, in place: Place) -> SentenceFilter? {
    all.first { $0.drops(sentence, place) }
  }

  static let all = [
    endless, question, example, restatement, aboutTheDocument, template, quotation, aside, reason, exploration,
    reference,
    supposition, otherOption, opinion, definition, dissent, postponement, illustration, hearsay, past, discarded,
  ]

  /// No person wrote it; and what looks at every word's surroundings would take long over it.
  static let endless = SentenceFilter(name: "endless") { sentence, _ in sentence.tokens.count > longest }
  static let longest = 400

  static let question = SentenceFilter(name: "question") { sentence, _ in sentence.isQuestion }

  static let example = SentenceFilter(name: "example") { sentence, _ in
    sentence.begins(with: [
      ["for", "example"], ["for", "instance"], ["e.g"], ["example"], ["examples"], ["imagine"], ["the", "example"],
      ["the", "examples"], ["this", "example"], ["the", "following", "example"], ["the", "technique"],
    ])
  }

  static let restatement = SentenceFilter(name: "restatement") { sentence, _ in
    sentence.begins(with: [["that", "is"], ["in", "other", "words"], ["i.e"], ["put", "differently"]])
  }

  /// "This RFC proposes …", "This document outlines …".
  static let aboutTheDocument = SentenceFilter(name: "about-the-document") { sentence, _ in
    guard sentence.begins(with: [["this"], ["the"]]), let noun = sentence.lowercased(1), documents.contains(noun) else {
      return false
    }
    let verb = sentence.words(after: 1, skipping: Words.adverbs.union(["will", "does", "should", "would"])).first ?? ""
    return announcements.contains(verb) || verb == "mandate"
  }

  private static let documents = Words.set(
    "document adr rfc proposal specification extension section record page enhancement kep guide template note standard"
  )
  private static let announcements = Words.set(
    "outlines defines describes proposes introduces provides specifies explains covers aims set sets outline define "
      + "describe propose introduce provide specify explain cover aim uses discusses documents captures is supersedes")

  /// A placeholder that was never filled in.
  static let template = SentenceFilter(name: "template") { sentence, _ in
    let opens = sentence.tokens.indices.contains { index in
      // "{team}-{service}" is a pattern, "{title}" was never filled in.
      sentence.tokens[index].is("{") && !(sentence.tokens.dropFirst(index + 1).first?.text.contains("}") ?? false)
    }
    return opens
      || sentence.tokens.contains {
        $0.kind != .code && ($0.text.utf8.count >= 10 && $0.text.contains("YYYY-MM-DD"))
      }
  }

  static let quotation = SentenceFilter(name: "quotation") { sentence, _ in
    // A sentence of a quotation that began before it.
    let aside = sentence.asides.count
    if aside > 2, aside == sentence.tokens.count || aside + 1 == sentence.tokens.count && !sentence.isAside(0) {
      return sentence.isAside(0) || ["\"", "“"].contains(sentence.tokens[0].text)
    }
    let words = sentence.tokens.filter { ![".", ","].contains($0.text) }
    guard let first = words.first, ["\"", "“"].contains(first.text) else { return false }
    return words.last.map { ["\"", "”", "]"].contains($0.text) } ?? false
  }

  /// A sentence in brackets remarks on the one before it.
  static let aside = SentenceFilter(name: "aside") { sentence, place in
    !place.usesCapitals && sentence.tokens.first?.is("(") == true && sentence.tokens.suffix(2).contains { $0.is(")") }
  }

  /// "This means that …", "The reason is …", "Because …": what explains demands nothing.
  static let reason = SentenceFilter(name: "reason") { sentence, place in
    guard !place.usesCapitals else { return false }
    if sentence.begins(with: [["because"]]), let comma = sentence.tokens.firstIndex(where: { $0.is(",") }) {
      return !sentence.tokens[comma...].contains { $0.isOne(of: ["will", "must", "shall", "should", "decided"]) }
    }
    if sentence.begins(with: [["because"], ["the", "reason"], ["the", "rationale"]]) { return true }
    // "Otherwise, they must …" goes on demanding; "Otherwise they would …" explains.
    if sentence.begins(with: [["otherwise"]]) {
      return !sentence.tokens.contains { $0.isOne(of: Keyword.must.words) || $0.isOne(of: Keyword.should.words) }
    }
    // "It makes no call" says how it is built.
    if sentence.begins(with: [["it", "makes", "no"], ["it", "keeps", "no"], ["it", "has", "been"]]) { return false }
    // "It is not admitted", "It is stored …" go on with what the sentence before was about.
    if sentence.begins(with: [["it", "is"], ["it", "isn't"]]), sentence.passive(at: 1) != nil,
      !sentence.tokens.dropFirst(3).prefix(1).contains(where: { $0.isOne(of: ["that", "to"]) })
    {
      return false
    }
    // "This means that you should pin it" draws a demand from what was explained.
    if sentence.begins(with: [["this", "means"]]),
      let you = sentence.tokens.prefix(5).firstIndex(where: { $0.is("you") })
    {
      return !["should", "must", "shall"].contains(sentence.lowercased(you + 1) ?? "")
    }
    guard let first = sentence.lowercased(0), ["this", "that", "it", "which"].contains(first),
      !sentence.isImpersonalDemand
    else {
      return false
    }
    return sentence.lowercased(1).map { explanations.contains($0) } ?? false
  }

  private static let explanations = Words.set(
    "means ensures allows enables gives makes helps includes avoids reduces prevents keeps requires implies leads "
      + "provides simplifies lets isn't is would could might has was")

  /// "Refer to the guide", "Read more in …", "Let's look at …": leads the reader elsewhere.
  static let reference = SentenceFilter(name: "reference") { sentence, _ in
    if sentence.tokens.contains(where: { $0.isOne(of: referring) }), let start = sentence.mainClause, start > 0,
      refers(sentence.part(start..<sentence.tokens.count))
    {
      return true
    }
    return refers(sentence)
  }

  private static let referring = Words.set("check consult see refer read compare keep note be")

  private static func refers(_ sentence: Sentence) -> Bool {
    if sentence.begins(with: [["keep"]]), let mind = sentence.tokens.prefix(9).firstIndex(where: { $0.is("mind") }) {
      return sentence.tokens[mind - 1].is("in")
    }
    return sentence.begins(with: [
      ["check", "out"], ["consult"], ["see"], ["refer", "to"], ["be", "aware"], ["as", "you", "can", "see"],
      ["keep", "in", "mind"], ["note", "that"],
      ["read", "more"], ["compare"], ["recall"], ["let's", "look"], ["let's", "consider"],
      ["let's", "see"], ["let's", "say"], ["let", "us", "look"], ["let", "us", "consider"], ["let", "us", "assume"],
    ])
  }

  /// "Consider a user who …", "Suppose that …": a case to think of.
  static let supposition = SentenceFilter(name: "supposition") { sentence, place in
    if sentence.begins(with: [["suppose"], ["assume"], ["assuming"], ["say"]]) { return !place.usesCapitals }
    return sentence.begins(with: [["consider"]]) && sentence.tokens.contains { $0.isOne(of: ["who", "where", "case"]) }
  }

  /// "In the first option, …", "Option 2 …": tells of an option that is weighed.
  static let otherOption = SentenceFilter(name: "other-option") { sentence, place in
    guard !place.usesCapitals else { return false }
    let options = ["option", "alternative", "scenario", "variant"]
    if let first = sentence.lowercased(0), options.contains(first) {
      return sentence.tokens.dropFirst().first?.text.first?.isNumber == true
        && !sentence.tokens.prefix(6).contains { $0.is(":") }
    }
    return sentence.begins(with: [["in"], ["with"], ["under"], ["for"]])
      && sentence.tokens.dropFirst().prefix(4).contains { $0.isOne(of: options) }
  }

  /// "A cell is defined as …", "The term X refers to …": says what a word means.
  static let definition = SentenceFilter(name: "definition") { sentence, _ in
    guard sentence.tokens.prefix(14).contains(where: { $0.isOne(of: defining) }) else { return false }
    let words = sentence.tokens.prefix(14).map(\.lowercased)
    return zip(words, words.dropFirst()).contains { pair in
      ["defined as", "called a", "called an", "refers to", "stands for", "known as"].contains("\(pair.0) \(pair.1)")
    } && !words.contains { ["must", "should", "shall", "will"].contains($0) }
  }

  private static let defining = Words.set("defined called refers stands known")

  /// "I think that …", "We believe …": what someone holds.
  static let opinion = SentenceFilter(name: "opinion") { sentence, place in
    !place.usesCapitals && sentence.begins(with: [["i"], ["we"]])
      && sentence.words(after: 0, skipping: Words.adverbs).first.map(holdingVerbs.contains) == true
  }

  private static let holdingVerbs = Words.set("think believe guess feel suspect assume hope")

  /// "Ann thinks that we must …", "we could not agree on it": what one of several holds, or what was left open.
  static let dissent = SentenceFilter(name: "dissent") { sentence, place in
    guard !place.usesCapitals else { return false }
    if sentence.tokens.dropFirst().prefix(5).contains(where: { $0.isOne(of: holdings) }) { return true }
    guard sentence.tokens.contains(where: { $0.isOne(of: agreeing) }) else { return false }
    let words = sentence.tokens.map(\.lowercased)
    return words.indices.contains { index in
      agreeing.contains(words[index])
        && words[max(0, index - 3)..<index].contains {
          ["not", "yet", "cannot", "couldn't", "can't", "didn't", "haven't"].contains($0)
        }
    } && !words.contains("we've")
  }

  private static let agreeing = Words.set("agree agreed decide decided")
  private static let holdings = Words.set(
    "thinks think believes argues argued insists insisted objects objected disagrees disagreed dissents dissented "
      + "doubts doubted worries feels prefers preferred wished would've")

  /// "TODO: …", "To be decided", "not yet decided": what is put off is not decided.
  static let postponement = SentenceFilter(name: "postponement") { sentence, place in
    guard !place.usesCapitals else { return false }
    if let label = sentence.label?.lowercased(), ["todo", "tbd", "fixme", "open"].contains(label) { return true }
    return sentence.begins(with: [
      ["todo"], ["tbd"], ["fixme"], ["to", "be", "decided"], ["to", "be", "discussed"], ["to", "be", "defined"],
      ["to", "be", "determined"], ["none", "yet"],
    ])
  }

  /// "**Example**: …", "**Why**: …": the label says that the words after it show or explain.
  static let illustration = SentenceFilter(name: "illustration") { sentence, _ in
    guard let label = sentence.label?.lowercased() else { return false }
    return [
      "example", "examples", "rationale", "reason", "reasons", "why", "background", "rejected", "discarded",
      "considered",
      "alternative", "alternatives", "justification", "motivation", "not chosen",
    ].contains(label)
  }

  /// "According to the vendor, …", "The law says that …", "As an example, …": not this record's own demand.
  static let hearsay = SentenceFilter(name: "hearsay") { sentence, place in
    guard !place.usesCapitals else { return false }
    if sentence.begins(with: [["according", "to"], ["as", "an", "example"]]) { return true }
    return sentence.tokens.indices.dropFirst().prefix(5).contains { index in
      sentence.tokens[index].isOne(of: ["says", "said", "states", "writes", "claims", "claim", "say"])
        && sentence.lowercased(index + 1) == "that"
    }
  }

  /// "Previously we …", "Until now …": how it was.
  static let past = SentenceFilter(name: "past") { sentence, _ in
    sentence.begins(with: [
      ["previously"], ["formerly"], ["originally"], ["historically"], ["in", "the", "past"], ["until", "now"],
      ["so", "far"],
    ]) && !sentence.tokens.contains { $0.isOne(of: ["must", "should", "will", "shall"]) }
  }

  /// "MySQL (rejected)", "❌ MySQL": an item that says of itself that it was not taken.
  static let discarded = SentenceFilter(name: "discarded") { sentence, _ in
    if sentence.tokens.first?.isOne(of: ["❌", "✗", "🚫"]) == true, !sentence.hasFiniteVerb { return true }
    let words = sentence.tokens.suffix(4).map(\.lowercased)
    return words.indices.dropLast().contains {
      words[$0] == "(" && ["rejected", "discarded", "declined"].contains(words[$0 + 1])
    }
  }

  /// "We can explore …", "we could also …": nothing is decided.
  static let exploration = SentenceFilter(name: "exploration") { sentence, place in
    guard !place.usesCapitals, sentence.tokens.contains(where: { $0.is("we") }) else { return false }
    let words = sentence.tokens.map(\.lowercased)
    return zip(words, words.dropFirst()).contains { pair in
      pair.0 == "we" && ["could", "might", "can", "may"].contains(pair.1)
    } && !words.contains { ["will", "must", "we'll", "shall", "has", "needs", "decided", "chose"].contains($0) }
  }
}

extension Sentence {
  /// "It is forbidden to …", "It is strongly recommended that …", "This is not allowed."
  fileprivate var isImpersonalDemand: Bool {
    if lowercased(1) == "was", let verb = lowercased(2), ["decided", "agreed"].contains(verb) { return true }
    guard ["is", "isn't"].contains(lowercased(1) ?? "") else { return false }
    if dutyIndex != nil || lowercased(2) == "up" && lowercased(3) == "to" { return true }
    let rest = words(after: 1, skipping: Words.adverbs)
    // "This is required as …" explains.
    guard let state = rest.first, rest.count == 1 || [".", "to", "that", "for", "in", "from"].contains(rest[1]) else {
      return false
    }
    return Optional(state).map {
      Keyword.state.words.contains($0) || Keyword.permission.words.contains($0) || Keyword.verdict.words.contains($0)
    } == true
  }

  /// Whether the sentence begins with one of `phrases`, in lower case.
  func begins(with phrases: [[String]]) -> Bool {
    phrases.contains { phrase in
      phrase.count <= tokens.count && phrase.indices.allSatisfy { tokens[$0].is(phrase[$0]) }
    }
  }
}
