import Markdown

/// Where a word stands in its sentence: what is inside a condition, a relative clause or brackets obliges to nothing.
extension Sentence {
  /// Whether the word at `index` belongs to a condition or a relative clause.
  func isSubordinate(_ index: Int, strictly: Bool = true) -> Bool {
    (isInLeadingCondition(index) || isInRelativeClause(index, strictly: strictly) || isAfterOpener(index))
      && !isMainKeyword(index)
  }

  /// "A rubric of which nothing can be looked at MUST fail": what stands before a keyword in capitals has had its verb, so
  /// that the keyword is the sentence's own. An "and" between them may still join it to what went before.
  private func isMainKeyword(_ index: Int) -> Bool {
    guard tokens[index].text.count > 2, tokens[index].text.allSatisfy(\.isUppercase),
      let opener = tokens[..<index].lastIndex(where: {
        $0.isOne(of: Words.conditionOpeners) || $0.isOne(of: Words.relatives)
      })
    else { return false }
    let clause = tokens[(opener + 1)..<index]
    guard let verb = clause.lastIndex(where: Self.isFinite) else { return false }
    return !clause[verb...].contains { $0.isOne(of: ["and", "or", ",", "that", "which"]) }
  }

  private static func isFinite(_ token: Token) -> Bool {
    token.kind == .word
      && (token.isOne(of: Words.be) || token.isOne(of: ["can", "has", "have", "does", "do", "will"])
        || Words.isThirdPerson(token.lowercased) || token.lowercased.count > 4 && token.lowercased.hasSuffix("ed"))
  }

  /// Whether the word at `index` stands inside brackets that do not hold the whole sentence, or in quotation marks.
  func isAside(_ index: Int) -> Bool { asides.contains(index) }

  /// The first word of the clause that holds `index`: after the last comma, semicolon or "but" before it, brackets that
  /// close before it left out.
  func clauseStart(of index: Int) -> Int {
    var position = index
    var depth = 0
    while position > 0 {
      let before = tokens[position - 1]
      if before.is(")") {
        depth += 1
      } else if before.is("(") {
        if depth == 0 { return position }
        depth -= 1
      } else if depth == 0 {
        if before.kind == .punctuation, before.isOne(of: [",", ";", ":", "—"]) { return position }
        if before.is("but") || before.is("however"), !isExcepting(position - 1) { return position - 1 }
      }
      position -= 1
    }
    return depth == 0 ? 0 : index
  }

  /// "nothing but JSON", "all but two": what is excepted goes on with its clause.
  private func isExcepting(_ but: Int) -> Bool {
    but > 0 && tokens[but - 1].isOne(of: ["nothing", "anything", "nobody", "none", "no", "all", "everything", "any"])
  }

  /// "a MUST clause", "each may": the word is spoken of, not used.
  func isMention(_ index: Int) -> Bool {
    guard index > 0, index + 1 < tokens.count, tokens[index + 1].kind == .word else { return false }
    return tokens[index].isOne(of: ["must", "shall", "should", "may"])
      && tokens[index - 1].isOne(of: ["a", "an", "the", "every"])
  }

  /// The first word of the clause that holds `index`, with the condition before it: "where it stands nowhere, it MUST".
  func conditionalClauseStart(of index: Int) -> Int {
    var start = clauseStart(of: index)
    while start > 1, tokens[start - 1].is(",") {
      let before = clauseStart(of: start - 1)
      guard tokens[before].isOne(of: Words.conditionOpeners) || tokens[before].isOne(of: ["but", "however"]) else {
        break
      }
      start = before
    }
    return start
  }

  /// Where the demand that the word at `earlier` carries ends: before the clause of `index`, or before the "and" of
  /// "and MUST NOT" in the same clause.
  func demandEnd(before index: Int, after earlier: Int) -> Int {
    let clause = conditionalClauseStart(of: index)
    if clause > earlier { return clause }
    return tokens.indices[(earlier + 1)..<index].last {
      tokens[$0].isOne(of: ["and", "or", "while", "whereas", "yet"]) && !isAside($0)
    } ?? tokens.count
  }

  /// The clauses that could each stand alone: parted by a semicolon, or by a comma and "and", "but" or "so" before a new
  /// subject. What depends on a condition is not cut off from it.
  var independentClauses: [Range<Int>] {
    guard tokens.count <= SentenceFilter.longest else { return [tokens.indices] }
    var clauses: [Range<Int>] = []
    var start = 0
    for index in tokens.indices.dropFirst(2).dropLast(2) {
      let isBreak =
        tokens[index].is(";") || tokens[index].is(",") && joinsSubject(at: index + 1)
        || tokens[index].is("but") && tokens[index + 1].isOne(of: ["we", "it", "they", "you"])
      guard isBreak, index - start > 2, !isAside(index) else { continue }
      if tokens[index].is(","), opensCondition(at: start), !tokens[start].is("whether"),
        !tokens[start..<index].contains(where: { $0.is(",") })
      {
        continue
      }
      clauses.append(start..<index)
      start = index + 1
      while start < tokens.count - 1, tokens[start].isOne(of: ["and", "but", "so"]) { start += 1 }
    }
    return clauses + [start..<tokens.count]
  }

  private func joinsSubject(at index: Int) -> Bool {
    guard tokens[index].isOne(of: ["and", "but", "so"]), tokens.indices.contains(index + 2) else { return false }
    let next = tokens[index + 1]
    if next.isOne(of: ["don't", "may", "must", "should"]) { return true }
    return next.isOne(of: Words.determiners) && !next.is("that") || next.is("do") && lowercased(index + 2) == "not"
  }

  func opensCondition(at index: Int) -> Bool { tokens[index].isOne(of: Words.conditionOpeners) }

  /// "If A must happen, or B must, then …": everything before "then"; without it, up to the first comma.
  private func isInLeadingCondition(_ index: Int) -> Bool {
    guard let first = lowercased(0), Words.conditionOpeners.contains(first) else { return false }
    // "Where possible", "If needed": a way to put it, no condition that holds a demand of its own.
    if let second = lowercased(1), Self.provisos.contains(second) { return false }
    if let then = tokens.firstIndex(where: { $0.is("then") }) { return index < then }
    let comma = tokens.firstIndex { $0.is(",") } ?? subjectAfterCondition(from: 0) ?? tokens.endIndex
    // "Whether it is late must be told, which …": the clause is the subject.
    if first == "whether", tokens.dropFirst(comma + 1).first?.isOne(of: Words.relatives) != false { return false }
    return index < comma
  }

  private static let provisos = Words.set(
    "possible necessary needed applicable appropriate feasible required available")

  /// "which MAY", "that the user can", "which, as said, SHOULD".
  private func isInRelativeClause(_ index: Int, strictly: Bool) -> Bool {
    var before = index - 1
    while before >= 0, tokens[before].isOne(of: Words.adverbs), !tokens[before].is(",") { before -= 1 }
    if before >= 0, tokens[before].is(",") {
      // A parenthesis between two commas: look at what stands before it.
      if let opening = tokens[..<before].lastIndex(where: { $0.is(",") }), opening > 0 { before = opening - 1 }
    }
    guard before >= 0 else { return false }
    // "whose workload can", "whose name may": the relative holds a noun.
    if let whose = tokens[max(0, before - 2)...before].firstIndex(where: { $0.is("whose") }), whose < before {
      return true
    }
    if tokens[before].isOne(of: Words.relatives) {
      // "so that", and "that" after a verb of saying, begin a clause of their own; "that" alone may be the subject.
      return before > 0
    }
    let start = clauseStart(of: index)
    if !strictly { return isAfterNoun(relativeBefore: index, from: start) }
    guard let opener = tokens[start..<index].lastIndex(where: { $0.isOne(of: Words.relatives) }), opener > 0,
      index - opener <= 6
    else { return false }
    if tokens[opener].isOne(of: ["which", "whom"]), tokens[opener - 1].isOne(of: Self.prepositions) { return true }
    // "versions which they maintain may": the clause has had its verb.
    if tokens[opener + 1].isOne(of: ["they", "it", "we", "you"]), index - opener > 2,
      !tokens[(opener + 2)..<index].allSatisfy({ $0.isOne(of: Words.adverbs) })
    {
      return false
    }
    return tokens[opener + 1].isOne(of: Words.determiners) && !isAfterDemand(opener)
  }

  /// "from which the receiver MAY", "values that a receiver MAY": the relative clause has a subject of its own.
  private func isAfterNoun(relativeBefore index: Int, from start: Int) -> Bool {
    guard
      let opener = tokens[max(start, index - 4)..<index].lastIndex(where: { $0.isOne(of: ["that", "which", "whom"]) }),
      opener > 0, tokens[opener + 1].isOne(of: Words.determiners)
    else { return false }
    let before = tokens[opener - 1]
    if !tokens[opener].is("that") { return before.isOne(of: Self.prepositions) }
    return before.lowercased.hasSuffix("s") && !Words.isThirdPerson(before.lowercased) && !isAfterDemand(opener)
  }

  private static let prepositions = Words.set("of in for by to with from on at under through over within")

  /// "ensure that all services must": the demand is in the that-clause.
  private func isAfterDemand(_ opener: Int) -> Bool {
    opener > 0 && tokens[opener - 1].isOne(of: ["ensure", "decided", "agreed", "means", "so", "assume", "require"])
  }

  private func opens(_ index: Int) -> Bool {
    guard tokens[index].isOne(of: Words.conditionOpeners) else { return false }
    if index == 0, tokens[index].is("whether") { return false }
    return lowercased(index + 1).map(Self.provisos.contains) != true
  }

  /// "What nests must be bounded": the clause has a verb of its own and is what the demand is about.
  private func isSubject(from what: Int, to index: Int) -> Bool {
    what == clauseStart(of: index)
      && tokens[(what + 1)..<index].contains {
        Words.isThirdPerson($0.lowercased) || $0.isOne(of: Words.be) || $0.isOne(of: ["has", "does", "can"])
      }
  }

  /// "where users can", "because it must": an opener earlier in the same clause.
  private func isAfterOpener(_ index: Int) -> Bool {
    let then = tokens[..<index].lastIndex { $0.is("then") } ?? 0
    let start = max(clauseStart(of: index), then)
    // ", as messages can arrive late": the reason.
    if start > 0, tokens[start].is("as"), !["well", "soon", "long", "before"].contains(lowercased(start + 1) ?? "") {
      return true
    }
    return tokens.indices[start..<index].contains {
      opens($0) || tokens[$0].is("what") && !isSubject(from: $0, to: index)
    }
      || (start + 1 < index && tokens[start].is("so") && tokens[start + 1].is("that"))
  }
}
