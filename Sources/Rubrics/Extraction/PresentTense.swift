import JudgeTypes
import Markdown

/// The verb of a plain present sentence, by which a decision states how the system is.
///
/// Words carry no part of speech here: a verb is told by its form, by what stands before it and by what follows.
extension Sentence {
  /// The level and the verb of "The gateway terminates TLS", "Secrets are never logged", "Jobs do not keep state".
  func presentVerb(from start: Int) -> (level: Level, index: Int)? {
    guard canBeSubject(at: start) else { return nil }
    let isDenied = tokens[start].isOne(of: ["no", "nobody", "nothing", "none", "neither"])
    var index = start
    var seen = 0
    var relatives = 0
    while index + 1 < tokens.count, seen < Self.reach {
      index += 1
      seen += 1
      let token = tokens[index]
      if token.is("(") || token.is("[") {
        guard let close = tokens[index...].firstIndex(where: { $0.is(")") || $0.is("]") }) else { return nil }
        index = close
        continue
      }
      if token.isOne(of: Words.relatives) {
        relatives += 1
        if token.is("whose") { index += 1 }  // "jobs whose lock is …": a noun, whatever else it may be
        continue
      }
      if token.isOne(of: [":", "-", "–", "—"]) || token.isOne(of: Words.conditionOpeners) { return nil }
      if token.is(","), relatives == 0, !isEnumeration(after: index) {
        // "The last line, left by a stopped job, is cut".
        guard let close = tokens.indices[(index + 1)...].prefix(12).first(where: { tokens[$0].is(",") }),
          tokens.dropFirst(close + 1).first?.isOne(of: ["is", "are", "has", "does"]) == true
        else { return nil }
        index = close
        continue
      }
      if relatives > 0 {
        // The first verb after "which" is the relative clause's own.
        if isAnyVerb(at: index) { relatives -= 1 }
        continue
      }
      if token.isOne(of: Self.past) { return nil }
      if tokens[index - 1].isOne(of: ["this", "these", "that"]) { return nil }
      if let level = statement(at: index, from: start) {
        if tokens[start..<index].prefix(3).contains(where: { $0.isOne(of: Self.talk) }) { return nil }
        return (isDenied && level == .must ? .mustNot : level, index)
      }
      if token.isOne(of: Self.modals) || token.isOne(of: ["is", "are", "isn't", "aren't"]) { return nil }
      if token.isOne(of: ["do", "does", "don't", "doesn't"]) { return nil }
    }
    return nil
  }

  /// How far from its first word a subject's verb is looked for.
  private static let reach = 16
  private static let past = Words.set("was were had did wasn't weren't hadn't didn't")

  /// What the word at `index` states of the subject that begins at `start`; nil where it is no verb of a decision.
  private func statement(at index: Int, from start: Int) -> Level? {
    let token = tokens[index]
    // "Uploads no longer touch the disk."
    if token.is("no"), index > start, lowercased(index + 1) == "longer", let verb = lowercased(index + 2),
      !Self.unneeded.contains(verb), !verb.hasSuffix("ed"),
      tokens[index - 1].lowercased.hasSuffix("s")
        || Words.isThirdPerson(verb)
    {
      return .mustNot
    }
    if token.isOne(of: ["has", "have", "needs", "need"]), hasPart(at: index, from: start) {
      if lowercased(index + 1) == "no", !hasNone(at: index) { return nil }
      return hasNone(at: index) ? .mustNot : .must
    }
    if token.isOne(of: ["does", "do", "doesn't", "don't"]) {
      guard isNegated(after: index), !token.isOne(of: ["do", "don't"]) || index > start else { return nil }
      let verb = words(after: index, skipping: Words.adverbs).first
      return verb.map(Self.idle.contains) == true ? nil : .mustNot
    }
    if token.isOne(of: ["is", "are", "isn't", "aren't"]) { return toBe(at: index, from: start) }
    if token.is("never"), let verb = lowercased(index + 1), Words.isThirdPerson(verb) || Words.present.contains(verb) {
      return .mustNot
    }
    guard isVerb(at: index, from: start) else { return nil }
    return hasNone(at: index) ? .mustNot : .must
  }

  /// After "no longer": what has become so by itself.
  private static let unneeded = Words.set(
    "than be need needs necessary possible have has exist exists matter matters work works")

  /// "makes no network call", "has neither a shell nor a compiler".
  private func hasNone(at verb: Int) -> Bool {
    guard let next = lowercased(verb + 1), ["no", "neither", "nothing"].contains(next) else { return false }
    return !tokens.dropFirst(verb + 2).prefix(1).contains { $0.isOne(of: Self.owned) || $0.isOne(of: Self.unsaid) }
  }

  /// After "no": what sets a limit, or says nothing of how a thing is built.
  private static let unsaid = Words.set(
    "more less fewer later longer earlier other particular objections objection idea need say problem doubt")

  /// "The gateway, the worker and the store": a comma between the things that the verb is about.
  private func isEnumeration(after comma: Int) -> Bool {
    var sawAnd = false
    var isAfterNoun = false
    for token in tokens.dropFirst(comma + 1).prefix(9) {
      if token.isOne(of: ["and", "or"]) {
        sawAnd = true
        continue
      }
      if sawAnd, Words.isThirdPerson(token.lowercased) { return isAfterNoun }
      isAfterNoun = sawAnd
      if token.isOne(of: Words.conditionOpeners) || token.isOne(of: Words.relatives) || token.is("but") { return false }
      if token.isOne(of: Words.afterSubject) { return sawAnd }
    }
    return sawAnd
  }

  /// A verb of any kind, for stepping over a relative clause.
  private func isAnyVerb(at index: Int) -> Bool {
    let token = tokens[index]
    if token.isOne(of: Words.afterSubject) || token.isOne(of: Self.past) || token.isOne(of: Self.modals) { return true }
    if token.lowercased.hasSuffix("n't") { return true }
    guard let word = lowercased(index), token.kind == .word else { return false }
    if tokens[index - 1].isOne(of: ["that", "which", "who"]), word.hasSuffix("s"), !Words.determiners.contains(word) {
      return true
    }
    if word.hasSuffix("ed"), !tokens[index - 1].isOne(of: Self.articles) { return true }
    return Words.isThirdPerson(word) || Words.present.contains(word)
  }

  /// A name, a noun phrase or "it"; not an option, a figure or the record itself, and not a person's "we".
  private func canBeSubject(at start: Int) -> Bool {
    guard let first = tokens.dropFirst(start).first, first.kind != .punctuation, !first.isOne(of: Words.relatives)
    else {
      return false
    }
    if first.isOne(of: [
      "this", "that", "these", "what", "we", "i", "there", "most", "some", "many", "few", "several", "here",
    ]) {
      return false
    }
    // "They do not hold names" goes on with what the sentence before was about.
    if first.is("they") {
      return lowercased(start + 1).map { ["do", "don't"].contains($0) } == true
        && words(after: start + 1, skipping: Words.adverbs).first.map {
          Words.actions.contains($0) || Words.structural.contains($0)
        } == true
    }
    return true
  }

  /// "The event has a version": a part that can be looked for; not "The team has experience".
  private func hasPart(at index: Int, from start: Int) -> Bool {
    guard tokens[start].kind == .code || index > start else { return false }
    guard let object = tokens.dropFirst(index + 1).first,
      !tokens.dropFirst(index + 2).prefix(2).contains(where: { $0.isOne(of: Self.owned) })
    else { return false }
    return object.isOne(of: Self.parts) || object.kind == .code || object.text.first?.isNumber == true
  }

  /// What every thing has, and none is built with.
  private static let owned = Words.set(
    "community ecosystem large big huge strong rich steep good great way limits limit drawbacks drawback "
      + "advantages advantage downsides price cost costs chance history place problem "
      + "reputation point reason impact effect merits uses")
  private static let parts = Words.set("a an its their one two three four five exactly no neither at")
  private static let modals = Words.set("will would can cannot could may might must should shall has have")

  /// What a record talks about besides the system.
  private static let talk = Words.set(
    "option options alternative alternatives approach solution decision table figure diagram section list example "
      + "examples proposal document record adr rfc project problem issue question reason difference main following "
      + "idea downside upside disadvantage people everyone community ecosystem vendor industry experience rationale term"
  )

  /// "does not need", "does not support": what is not so, rather than what is not to be.
  private static let idle = Words.set(
    "need require cover mean matter affect guarantee work exist seem scale help solve have")

  /// "is stored", "are to be stored", "is our only store", "is immutable".
  private func toBe(at index: Int, from start: Int) -> Level? {
    let isContracted = tokens[index].lowercased.hasSuffix("n't")
    let isNot = isContracted || lowercased(index + 1) == "not"
    let to = lowercased(index + 1) == "not" ? index + 2 : index + 1
    if lowercased(to) == "to" {
      if let be = tokens.indices.dropFirst(to).prefix(3).first(where: { tokens[$0].is("be") }), passive(at: be) != nil {
        return isNot ? .mustNot : .must
      }
      let verb = words(after: to, skipping: Words.adverbs).first
      return verb.map(Words.actions.contains) == true ? (isNot ? .mustNot : .must) : nil
    }
    if let level = passive(at: index) { return isContracted ? level.negated : level }
    let rest = words(after: index, skipping: Words.adverbs)
    guard let next = rest.first else { return nil }
    if Self.checkable.contains(next) || next.hasSuffix("-only") {
      let isDenied = isNot || words(after: index, skipping: []).first.map(Words.negations.contains) == true
      return isDenied ? .mustNot : .must
    }
    if isSetting(at: index, from: start) || isMeasured(at: index) { return isNot ? .mustNot : .must }
    if let place = standsIn(rest) { return isNot || place == .mustNot ? .mustNot : .must }
    // "Quicksave is PC only."
    if rest.prefix(4).dropFirst().first(where: { [".", ",", ";"].contains($0) }) != nil,
      rest.prefix(4).contains("only"),
      let only = rest.firstIndex(of: "only"), only + 1 == rest.count || [".", ",", ";"].contains(rest[only + 1])
    {
      return .must
    }
    let isNamed = ["the", "our"].contains(next) && rest.dropFirst().prefix(2).contains { Self.unique.contains($0) }
    return isNamed ? (isNot ? .mustNot : .must) : nil
  }

  /// "is in the path", "are under `/internal`", "is out of bounds": where a thing is to be.
  private func standsIn(_ rest: [String]) -> Level? {
    guard let first = rest.first else { return nil }
    if rest.starts(with: ["out", "of", "bounds"]) || rest == ["out"] || rest == ["out", "."] { return .mustNot }
    if rest.starts(with: ["part", "of", "the"]) || rest.starts(with: ["of", "the", "form"]) { return .must }
    if ["by", "via", "through", "per"].contains(first) { return .must }
    guard ["in", "under", "behind", "within", "on"].contains(first), let second = rest.dropFirst().first else {
      return nil
    }
    return ["a", "an", "the", "its", "their", "one"].contains(second) ? .must : nil
  }

  /// "The timeout is 30 seconds", "The default branch is `main`", "The branch is called `main`".
  private func isSetting(at index: Int, from start: Int) -> Bool {
    let value = lowercased(index + 1) == "called" || lowercased(index + 1) == "named" ? index + 2 : index + 1
    guard let value = tokens.dropFirst(value).first(where: { !Words.isAdverb($0.lowercased) }), index > start else {
      return false
    }
    if value.kind == .word, value.text.count >= 3, value.text.allSatisfy({ $0.isUppercase || $0.isNumber }) {
      return true
    }
    let isValue = value.kind == .code || value.text.first?.isNumber == true
    let isShort = index - start <= 2 && !tokens[start..<index].contains { $0.isOne(of: Self.measured) }
    return isValue && (value.kind == .code || isShort || tokens[start..<index].contains { $0.isOne(of: Self.settings) })
  }

  /// "is a string of 16 to 64 letters": what is counted can be checked.
  private func isMeasured(at index: Int) -> Bool {
    guard lowercased(index + 1) == "a" || lowercased(index + 1) == "an" else { return false }
    return tokens.dropFirst(index + 2).prefix { !$0.isOne(of: [",", ";", ":"]) }.prefix(8).contains {
      $0.kind == .word && $0.text.first?.isNumber == true
    }
  }

  /// What is found out rather than set.
  private static let measured = Words.set(
    "cost price average total sum result answer difference latency throughput it that")
  private static let settings = Words.set(
    "default timeout maximum minimum limit size interval period retention threshold port version name prefix suffix format "
      + "length level branch path type value lifetime user ttl quota budget delay depth rate frequency age")

  /// "our single source of truth", "the default store".
  private static let unique = Words.set(
    "primary only single sole default standard canonical authoritative official main active preferred")

  /// Properties that an artifact either has or has not.
  private static let checkable = Words.set(
    "fatal stateless stateful immutable mutable idempotent ephemeral append-only read-only write-once private public "
      + "asynchronous synchronous deterministic internal valid backwards-compatible backward-compatible "
      + "automatic durable persistent transient blameless opaque exempt off on unique empty case-sensitive "
      + "case-insensitive versioned reachable available "
      + "atomic additive ordered transactional local global thread-safe json utf-8")

  /// Whether the word at `index` is the verb of the subject that begins at `start`.
  private func isVerb(at index: Int, from start: Int) -> Bool {
    guard tokens[index].kind == .word, let word = lowercased(index), index > start, word != "needs", word != "need",
      !tokens[index - 1].isOne(of: Self.articles),
      tokens[index - 1].is("only") || !tokens[index - 1].isOne(of: Self.prepositions)
    else { return false }
    // "gives us good tools", "allows clients to ask", "takes ten minutes": what comes of it.
    if lowercased(index + 1) == "us" { return false }
    let rest = tokens.dropFirst(index + 1)
    if ["allows", "enables", "lets", "helps", "allow", "enable"].contains(word),
      rest.prefix(5).contains(where: { $0.is("to") })
    {
      return false
    }
    if ["takes", "take"].contains(word), rest.prefix(4).contains(where: { $0.isOne(of: Self.times) }) { return false }
    if Words.structural.contains(word), !Self.nouns.contains(word) { return isFinite(at: index, from: start) }
    if Words.isThirdPerson(word) { return isFinite(at: index, from: start) }
    let before = tokens[start..<index].last { !$0.isOne(of: Words.adverbs) } ?? tokens[index - 1]
    // "You register a name": whoever reads is told what they do.
    if before.is("you"), index == start + 1 { return Words.actions.contains(word) }
    // "Services log JSON": the plain form after a plural.
    let isDone =
      ["stay", "remain"].contains(word) || word == "get" && lowercased(index + 1).map(Words.isParticiple) == true
    guard before.kind == .word, Words.present.contains(word), isDone || opensObject(at: index + 1) else { return false }
    if tokens[start..<index].contains(where: { $0.isOne(of: Words.relatives) }) { return isPlural(at: start) }
    return before.lowercased.hasSuffix("s") && !before.lowercased.hasSuffix("ss")
      && !before.isOne(of: ["is", "has", "as", "its", "this"])
      && (!Words.isThirdPerson(before.lowercased) || index == start + 1 || index == start + 2)
  }

  /// "Decisions that …", "The jobs which …".
  private func isPlural(at start: Int) -> Bool {
    tokens[start...].prefix(2).contains {
      $0.lowercased.hasSuffix("s") && !$0.lowercased.hasSuffix("ss") && $0.text.count > 3
    }
  }

  /// Whether a form in "-s" is a verb here: another verb after it makes it a noun.
  private func isFinite(at index: Int, from start: Int) -> Bool {
    if let next = lowercased(index + 1), Words.afterSubject.contains(next) || Words.isThirdPerson(next) { return false }
    let isNoun = tokens[index].isOne(of: Self.nouns)
    return !isNoun || opensObject(at: index + 1) && index > start
  }

  /// "a", "to", code, a name, a number: what follows a verb rather than a noun.
  private func opensObject(at index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    let token = tokens[index]
    if token.kind == .code || token.isOne(of: Words.determiners) || token.isOne(of: Self.prepositions) { return true }
    guard token.kind == .word, let first = token.text.first else { return false }
    return first.isUppercase || first.isNumber || token.lowercased.hasSuffix("s") || token.lowercased.hasSuffix("ly")
  }

  private static let prepositions = Words.set(
    "to in on from with by via for at into through against as over only under of after before within "
      + "until every per out up back"
  )

  private static let times = Words.set("second seconds minute minutes hour hours day days week weeks month months long")
  private static let articles = Words.set("a an the each every all any our its their one no some")

  /// Forms in "-s" that are as often plurals.
  private static let nouns = Words.set(
    "logs calls stores runs reads writes builds records tests tags changes releases reviews requests returns uses names "
      + "places limits sets serves triggers flags hosts pins routes tracks queries updates exports shares documents "
      + "packages structures processes monitors schedules handles holds supports requires groups orders maps checks "
      + "moves files captures patches polls locks streams caches blocks links filters lists batches hashes "
      + "marks loads matches waits "
      + "labels reports issues answers buffers sorts scales starts stops ends leaves "
      + "lasts falls puts picks drops alerts warns asks walks claims covers pushes merges attempts copies dumps "
      + "emits feeds files guards heads mirrors mounts notes parses points ports prints probes rates repeats resets "
      + "results rules scans scopes searches signs splits states steps syncs transfers types views votes works")
}
