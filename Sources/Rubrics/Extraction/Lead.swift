import JudgeTypes
import Markdown

/// What stands before a list or table and decides how its items are read.
enum Lead: Sendable, Hashable {
  /// The items are demands of this level: "All services must:", "**Required standards:**".
  case level(Level)
  /// As `level`, but for items of the form "**Name**: value" only: the sentence before does not end in a colon.
  case labelled(Level)
  /// A neutral heading such as "**Operations:**": noun phrases in it are demands.
  case heading
  /// Reasons, examples, drawbacks, definitions: no item counts.
  case blocked
  /// Prose that says nothing about the items.
  case plain

  /// The lead that a paragraph's last sentence gives to what follows it.
  init(_ sentence: Sentence, signals: [Signal]) {
    if sentence.isHeading, sentence.label == nil, sentence.leadsToNothing {
      self = .blocked
    } else if sentence.isHeading {
      self = Lead(name: sentence.text) ?? .heading
    } else if sentence.leadsToNothing {
      self = .blocked
    } else if let level = signals.first?.level ?? sentence.impliedLevel {
      self = sentence.endsWithColon || sentence.isPointer ? .level(level) : .labelled(level)
    } else if sentence.endsWithColon, !sentence.hasFiniteVerb, sentence.tokens.count <= 9 {
      self = Lead(name: sentence.text) ?? .heading
    } else {
      self = .plain
    }
  }

  /// What it is for a list right below it that only names things.
  var asStem: Lead {
    if case .labelled(let level) = self { return .level(level) }
    return self
  }

  /// What a name such as "**Not allowed:**", "### Optional" or an item's label says of what stands under it; nil where
  /// it says nothing of the kind.
  init?(name: String) {
    let words = name.lowercased().replacing("’", with: "'").split { !$0.isLetter && $0 != "'" }.map(String.init)
    let holds = { (set: Set<String>) in words.contains { set.contains($0) } }
    let isNot = holds(["not", "no", "never", "nothing"]) || words.contains { $0.hasSuffix("n't") }
    if isNot, holds(Self.duties) || holds(["decided", "yet"]) {
      self = .blocked
    } else if isNot, holds(["recommended", "preferred", "advised", "encouraged", "should"]) || holds(["discouraged"]) {
      self = .level(.shouldNot)
    } else if holds(Self.blocking) {
      self = .blocked
    } else if holds(Self.prohibiting) || words.contains("anti") && holds(["patterns", "pattern"]) {
      self = .level(.mustNot)
    } else if isNot, holds(["allowed", "permitted", "must", "acceptable", "do", "may", "will", "shall", "supported"]) {
      self = .level(.mustNot)
    } else if holds(["recommended", "preferred", "encouraged"]) {
      self = .level(.should)
    } else if holds(["optional", "allowed", "permitted"]) {
      self = .level(.may)
    } else if holds(["required", "mandatory", "must"]) {
      self = .level(.must)
    } else {
      return nil
    }
  }

  private static let duties = Words.set("required mandatory needed necessary obliged need obligatory compulsory")
  private static let prohibiting = Words.set(
    "avoid forbidden prohibited disallowed banned never don't don'ts donts antipatterns unacceptable")

  static let blocking = Words.set(
    "benefits benefit risks risk positive negative pros cons why advantages disadvantages references reference note "
      + "notes example examples rationale drawbacks alternatives options reasons trade offs consequences good bad "
      + "considered rejected capabilities features background limitations justification reasoning motivation impact "
      + "implications assumptions links resources questions todo problems issues challenges goals context glossary "
      + "terminology definitions discarded weaknesses strengths exceptions costs participants sources today")
}

extension Sentence {
  /// A line of its own that only names what follows: "**Operations:**", "Recommended:".
  var isHeading: Bool {
    if tokens.isEmpty, label != nil { return true }
    let isStatement = tokens.last?.is(".") == true && hasFiniteVerb
    if tokens.allSatisfy({ $0.style == .strong || $0.is(":") }) { return !isStatement }
    let isShort = tokens.last?.is(":") == true && tokens.count <= 4 && !hasFiniteVerb && label == nil
    return isShort && !(tokens[0].isOne(of: Words.imperatives) && tokens[1].isOne(of: Words.determiners))
  }

  /// Whether it only points at the list after it and is no demand itself.
  var isPointer: Bool {
    if tokens.count <= SentenceFilter.longest, tokens.indices.contains(where: { pointsAtList($0) }) { return true }
    guard endsWithColon, tokens.count <= SentenceFilter.longest else { return false }
    let words = tokens.map(\.lowercased)
    let pairs = zip(words, words.dropFirst()).suffix(4)
    if pairs.contains(where: { ($0.0 == "such" && $0.1 == "that") }) || endsBeforeObject { return true }
    return words.indices.dropLast().contains { words[$0] == "as" && words[$0 + 1] == "follows" && !isAside($0) }
  }

  /// "The header contains:", "Jobs must only:", "Include in each request:": the list is what the verb is about.
  private var endsBeforeObject: Bool {
    let words = tokens.dropLast().map(\.lowercased)
    guard let last = words.last else { return false }
    if begins(with: [["there", "are"], ["what"]]) || opensCondition(at: 0) && !words.contains(",") { return true }
    if Self.openEnds.contains(last) { return words.count > 1 && !words.contains("either") }
    if Words.isThirdPerson(last), words.count > 2 { return true }
    // "For each key, document:", "use this sample code:".
    if words.count > 1, Words.imperatives.contains(last), words[words.count - 2] == "," { return true }
    if words.suffix(2).first == "this", Self.shown.contains(last) { return true }
    if words.suffix(4).dropLast().contains("this"), words.contains(where: { ["use", "run", "follow"].contains($0) }) {
      return true
    }
    guard let first = words.first, Self.transitive.contains(first) else { return false }
    return words.count > 1 && ["in", "into", "on", "with", "from"].contains(words[1])
  }

  private static let shown = Words.set("list table order form code example pattern rule sequence")
  private static let transitive = Words.set("include add put log record store keep list set document provide")
  private static let openEnds = Words.set(
    "must should shall may will be only have has include contain not never for to on")

  /// "the following", "below", "these rules:", outside brackets.
  func pointsAtList(_ index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    let isFollowing = tokens[index].is("following") && index > 0 && tokens[index - 1].isOne(of: ["the", "these"])
    let isThese =
      tokens[index].is("these")
      && (1...2).contains { lowercased(index + $0).map(Self.pointed.contains) == true }
    return
      (isFollowing || isThese
      || tokens[index].is("below") && !(lowercased(index + 1).map(Words.determiners.contains) ?? false))
      && !isAside(index)
  }

  private static let pointed = Words.set(
    "rules guidelines steps principles conventions requirements constraints points patterns practices")

  /// "…, including:", "… because", "… for example:", "X is considered Y if:".
  fileprivate var leadsToNothing: Bool {
    // "(for example, `Foo.swift`)" shows one thing and leads on.
    let words = tokens.indices.filter { tokens[$0].kind == .word && !isAside($0) }.map { tokens[$0].lowercased }
    let ending = words.suffix(2)
    let isIllustration = !ending.isDisjoint(
      with: ["because", "including", "includes", "include", "example", "examples", "instance", "like", "reasons"])
    if isIllustration || ending == ["due", "to"] || ending == ["such", "as"] || ending == ["that", "is"] {
      return true
    }
    // "Do not deploy when:" is followed by conditions, "Services need not:" by what is spared.
    if endsWithColon, let last = words.last, tokens.last(where: { $0.kind != .punctuation })?.kind == .word {
      if ["when", "where", "unless", "while", "until", "whenever"].contains(last) { return true }
      if words.suffix(2) == ["need", "not"] || last == "needn't" { return true }
      if words.contains("options"),
        words.contains(where: { ["other", "considered", "rejected", "discarded"].contains($0) })
      {
        return true
      }
    }
    if words.contains("example") || words.contains("examples") || begins(with: [["that", "is"]]) { return true }
    let isColon = endsWithColon || tokens.last?.is("-") == true
    guard isColon else { return false }
    return words.contains {
      $0 == "because" && !words.contains("this")
        || ["considered", "drawbacks", "advantages", "benefits", "reasons", "alternatives"].contains($0)
    }
      || ending.last == "if"
  }

  /// "The reconciler would be in charge:", "Callers are responsible:" demand of the items what they do not say.
  fileprivate var impliedLevel: Level? {
    guard endsWithColon, let last = tokens.dropLast().last else { return nil }
    // "The client does the following for each file:".
    if tokens.indices.dropFirst().contains(where: { tokens[$0].isOne(of: ["does", "do"]) && pointsAtList($0 + 2) }) {
      return .must
    }
    // "What you should do then:".
    if begins(with: [["what"]]) {
      return tokens.contains { $0.is("must") } ? .must : tokens.contains { $0.is("should") } ? .should : nil
    }
    return last.isOne(of: ["charge", "responsible", "accountable"]) ? .must : nil
  }
}

extension RangeReplaceableCollection where Element == String {
  fileprivate func isDisjoint(with words: Set<String>) -> Bool { allSatisfy { !words.contains($0) } }
}
