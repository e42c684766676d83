/// Where a word stands in its sentence: what is inside a condition, a relative clause or brackets obliges to nothing.
extension Sentence {
  /// Whether the word at `index` belongs to a condition or a relative clause.
  func isSubordinate(_ index: Int, strictly: Bool = true) -> Bool {
    isInLeadingCondition(index) || isInRelativeClause(index, strictly: strictly) || isAfterOpener(index)
  }

  /// Whether the word at `index` stands inside brackets that do not hold the whole sentence, or in quotation marks.
  func isAside(_ index: Int) -> Bool {
    var depth = 0
    var isQuoted = false
    for position in tokens.indices.prefix(index) {
      let token = tokens[position]
      if token.is("("), position > 0 { depth += 1 }
      if token.is(")") { depth = max(0, depth - 1) }
      if token.is("\"") || token.is("“") || token.is("”") { isQuoted.toggle() }
    }
    return depth > 0 || isQuoted
  }

  /// The first word of the clause that holds `index`: after the last comma, semicolon or "but" before it.
  func clauseStart(of index: Int) -> Int {
    var position = index
    while position > 0 {
      let before = tokens[position - 1]
      if before.isOne(of: [",", ";", ":", "—", "("]) { return position }
      if before.isOne(of: ["but", "however"]) { return position - 1 }
      position -= 1
    }
    return 0
  }

  /// "If A must happen, or B must, then …": everything before "then"; without it, up to the first comma.
  private func isInLeadingCondition(_ index: Int) -> Bool {
    guard let first = lowercased(0), Words.conditionOpeners.contains(first) else { return false }
    // "Where possible", "If needed": a way to put it, no condition that holds a demand of its own.
    if let second = lowercased(1), Self.provisos.contains(second) { return false }
    if let then = tokens.firstIndex(where: { $0.is("then") }) { return index < then }
    let comma = tokens.firstIndex { $0.is(",") } ?? tokens.endIndex
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
    if tokens[before].isOne(of: Words.relatives) {
      // "so that", and "that" after a verb of saying, begin a clause of their own; "that" alone may be the subject.
      return before > 0
    }
    guard strictly else { return false }
    let start = clauseStart(of: index)
    guard let opener = tokens[start..<index].lastIndex(where: { $0.isOne(of: Words.relatives) }), opener > 0,
      index - opener <= 6
    else { return false }
    // "versions which they maintain may": the clause has had its verb.
    if tokens[opener + 1].isOne(of: ["they", "it", "we", "you"]), index - opener > 2,
      !tokens[(opener + 2)..<index].allSatisfy({ $0.isOne(of: Words.adverbs) })
    {
      return false
    }
    return tokens[opener + 1].isOne(of: Words.determiners) && !isAfterDemand(opener)
  }

  /// "ensure that all services must": the demand is in the that-clause.
  private func isAfterDemand(_ opener: Int) -> Bool {
    opener > 0 && tokens[opener - 1].isOne(of: ["ensure", "decided", "agreed", "means", "so", "assume", "require"])
  }

  private func opens(_ index: Int) -> Bool {
    guard tokens[index].isOne(of: Words.conditionOpeners) else { return false }
    if index == 0, tokens[index].is("whether") { return false }
    return lowercased(index + 1).map(Self.provisos.contains) != true
  }

  /// "where users can", "because it must": an opener earlier in the same clause.
  private func isAfterOpener(_ index: Int) -> Bool {
    let then = tokens[..<index].lastIndex { $0.is("then") } ?? 0
    let start = max(clauseStart(of: index), then)
    return tokens.indices[start..<index].contains { opens($0) || tokens[$0].is("what") }
      || (start + 1 < index && tokens[start].is("so") && tokens[start + 1].is("that"))
  }
}
