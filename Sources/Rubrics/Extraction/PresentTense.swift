import JudgeTypes

/// The verb of a plain present sentence, by which a decision states how the system is.
///
/// Words carry no part of speech here: a verb is told by its form, by what stands before it and by what follows.
extension Sentence {
  /// The level and the verb of "The gateway terminates TLS", "Secrets are never logged", "Jobs do not keep state".
  func presentVerb(from start: Int) -> (level: Level, index: Int)? {
    guard canBeSubject(at: start) else { return nil }
    let isDenied = lowercased(start) == "no"
    for index in tokens.indices.dropFirst(start + 1).prefix(9) {
      let token = tokens[index]
      if token.isOne(of: Words.relatives) || token.isOne(of: Words.conditionOpeners)
        || token.isOne(of: [",", ":", "-"])
      {
        return nil
      }
      if token.is("has"), hasPart(at: index, from: start) { return (.must, index) }
      if token.isOne(of: Self.modals) { return nil }
      if token.isOne(of: ["does", "do"]), lowercased(index + 1) == "not" {
        let verb = words(after: index + 1, skipping: Words.adverbs).first
        return verb.map(Self.idle.contains) == true ? nil : (.mustNot, index)
      }
      if token.isOne(of: ["is", "are"]) {
        return toBe(at: index, from: start).map { (isDenied ? .mustNot : $0, index) }
      }
      if token.is("never"), let verb = lowercased(index + 1), Words.isThirdPerson(verb) || Words.actions.contains(verb)
      {
        return (.mustNot, index)
      }
      if isVerb(at: index, from: start) { return (isDenied ? .mustNot : .must, index) }
    }
    return nil
  }

  /// A name, a noun phrase or "it"; not an option, a figure or the record itself, and not a person's "we".
  private func canBeSubject(at start: Int) -> Bool {
    guard let first = tokens.dropFirst(start).first, first.kind != .punctuation, !first.isOne(of: Words.relatives)
    else {
      return false
    }
    if first.isOne(of: [
      "this", "that", "these", "those", "what", "we", "i", "you", "there", "they", "most", "some", "many",
    ]) {
      return false
    }
    return !tokens[start...].prefix(3).contains { $0.isOne(of: Self.talk) }
  }

  /// "The event has a version": a part that can be looked for; not "The team has experience".
  private func hasPart(at index: Int, from start: Int) -> Bool {
    guard tokens[start].kind == .code || tokens[start].isOne(of: Self.articles) else { return false }
    guard let object = tokens.dropFirst(index + 1).first else { return false }
    return object.isOne(of: ["a", "an", "its", "one", "two", "three", "four", "exactly"]) || object.kind == .code
  }

  private static let modals = Words.set("will would can cannot could may might must should shall has have")

  /// What a record talks about besides the system.
  private static let talk = Words.set(
    "option options alternative alternatives approach solution decision table figure diagram section list example "
      + "examples proposal document record adr rfc team project problem issue question reason difference main following "
      + "idea downside upside disadvantage people everyone community ecosystem vendor industry experience")

  /// "does not need", "does not support": what is not so, rather than what is not to be.
  private static let idle = Words.set("need require mean matter affect guarantee work exist seem scale help solve have")

  /// "is stored", "are to be stored", "is our only store", "is immutable".
  private func toBe(at index: Int, from start: Int) -> Level? {
    if lowercased(index + 1) == "to" || lowercased(index + 1) == "not" && lowercased(index + 2) == "to" {
      guard let be = tokens.indices.dropFirst(index + 1).prefix(3).first(where: { tokens[$0].is("be") }),
        passive(at: be) != nil
      else { return nil }
      return lowercased(index + 1) == "not" ? .mustNot : .must
    }
    if let level = passive(at: index) { return level }
    let rest = words(after: index, skipping: Words.adverbs)
    guard let next = rest.first else { return nil }
    if Self.checkable.contains(next) {
      return words(after: index, skipping: []).first.map(Words.negations.contains) == true ? .mustNot : .must
    }
    if isSetting(at: index, from: start) { return .must }
    let isNamed = ["the", "our"].contains(next) && rest.dropFirst().prefix(2).contains { Self.unique.contains($0) }
    return isNamed ? .must : nil
  }

  /// "The timeout is 30 seconds", "The default branch is `main`".
  private func isSetting(at index: Int, from start: Int) -> Bool {
    guard let value = tokens.dropFirst(index + 1).first, index > start else { return false }
    let isValue = value.kind == .code || value.text.first?.isNumber == true
    return isValue && tokens[start..<index].contains { $0.isOne(of: Self.settings) }
  }

  private static let settings = Words.set(
    "default timeout maximum minimum limit size interval period retention threshold port version name prefix suffix format "
      + "length level branch path type value")

  /// "our single source of truth", "the default store".
  private static let unique = Words.set(
    "primary only single sole default standard canonical authoritative official main")

  /// Properties that an artifact either has or has not.
  private static let checkable = Words.set(
    "stateless stateful immutable mutable idempotent ephemeral append-only read-only write-once private public "
      + "asynchronous synchronous deterministic internal mandatory backwards-compatible backward-compatible")

  /// Whether the word at `index` is the verb of the subject that begins at `start`.
  private func isVerb(at index: Int, from start: Int) -> Bool {
    guard tokens[index].kind == .word, let word = lowercased(index), !tokens[index - 1].isOne(of: Self.articles) else {
      return false
    }
    if Words.structural.contains(word), !Self.nouns.contains(word) { return isFinite(at: index, from: start) }
    if Words.isThirdPerson(word) { return isFinite(at: index, from: start) }
    // "Services log JSON": the plain form after a plural.
    let before = tokens[index - 1]
    guard before.kind == .word, before.lowercased.hasSuffix("s"), !before.lowercased.hasSuffix("ss"),
      !before.isOne(of: ["is", "has", "as", "its", "this"]),
      !Words.isThirdPerson(before.lowercased) || index == start + 1
    else { return false }
    return Words.present.contains(word) && opensObject(at: index + 1)
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
    "to in on from with by via for at into through against as over only under")

  private static let articles = Words.set("a an the each every all any our its their one no some")

  /// Forms in "-s" that are as often plurals.
  private static let nouns = Words.set(
    "logs calls stores runs reads writes builds records tests tags changes releases reviews requests returns uses names "
      + "places limits sets serves triggers flags hosts pins routes tracks queries updates exports shares documents "
      + "packages structures processes monitors schedules handles holds supports requires groups orders maps checks "
      + "moves files captures patches polls locks streams caches blocks links filters lists batches hashes marks loads matches waits "
      + "labels reports issues answers buffers sorts scales")
}
