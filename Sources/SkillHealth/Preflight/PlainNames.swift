import Markdown

/// What an item names without back ticks: variables, and tools that everybody knows.
extension ItemWords {
  private struct Word {
    let raw: String
    let word: String
    /// Whether its stretch of text speaks of a "tool:".
    let isTool: Bool
    /// Whether a clause ends with it.
    let isLast: Bool
  }

  var plainNeeds: [RequiredItem.Need] {
    let words = plainWords
    var groups: [(things: [Requirement], isOptional: Bool)] = []
    var last: Int?
    for place in words.indices {
      guard let thing = requirement(of: words[place], behind: words[..<place]), !isNegated(place, in: words) else {
        continue
      }
      let isOptional = beginsOptional || clause(behind: place, in: words, over: 2).joined(separator: " ").saysOptional
      if let before = last, place - before <= 4, words[place - 1].word == "or" {
        groups[groups.count - 1].things.append(thing)
        if isOptional { groups[groups.count - 1].isOptional = true }
      } else {
        groups.append(([thing], isOptional))
      }
      last = place
    }
    return groups.map { .init(alternatives: $0.things, isOptional: $0.isOptional) }
  }

  private var plainWords: [Word] {
    var words: [Word] = []
    for case .words(let text) in item.pieces {
      let isTool = text.lowercased().contains("tool:")
      for raw in text.split(whereSeparator: { $0.isWhitespace || "();".contains($0) }) {
        let word = String(raw).trimming { ",.:!?*\"'".contains($0) }
        words.append(
          Word(raw: String(raw), word: word, isTool: isTool, isLast: raw.last.map { ",.:!?".contains($0) } ?? false))
      }
    }
    return words
  }

  private func requirement(of one: Word, behind words: ArraySlice<Word>) -> Requirement? {
    let word = one.word
    let before = words.suffix(2).map(\.word).joined(separator: " ").lowercased()
    if let name = VariableName(sigil: word) { return .variable(name.text) }
    if let name = VariableName(word), before.hasSuffix("variable") || before.hasSuffix("env var") {
      return .variable(name.text)
    }
    let bound = bound(behind: word)
    if before.hasSuffix("tool"), one.raw.hasPrefix(word), isProgramName(word), one.isTool {
      return .program(word, bound: bound)
    }
    guard isAboutTools || bound != nil, let tool = KnownTool.named(word), isNamedTool(word) else { return nil }
    return .program(tool.programs[0], bound: bound)
  }

  /// "go", "make" and "dot" are words of every sentence; as tools they stand first, or with a capital.
  private func isNamedTool(_ word: String) -> Bool {
    guard ["go", "make", "dot", "fd", "node", "swift", "bash", "az"].contains(word.lowercased()) else { return true }
    return bound(behind: word) != nil || item.text.lowercased().hasPrefix(word.lowercased())
  }

  private func isNegated(_ place: Int, in words: [Word]) -> Bool {
    let start = words[..<place].lastIndex { $0.isLast }.map { $0 + 1 } ?? 0
    let before = words[start..<place].map { $0.word.lowercased().replacing("’", with: "'") }
    let after = words[place].isLast ? [] : clause(behind: place, in: words, over: 1)
    return Negation.stands(before: before, after: after)
  }

  /// The words behind a place up to the end of the clause, or of so many clauses.
  private func clause(behind place: Int, in words: [Word], over count: Int) -> [String] {
    var rest = count
    var found: [String] = []
    for word in words[(place + 1)...] {
      found.append(word.word.lowercased().replacing("’", with: "'"))
      if word.isLast { rest -= 1 }
      if rest == 0 { break }
    }
    return found
  }
}
