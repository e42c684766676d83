import Markdown

/// The code spans and links of an item, each with the words around it.
struct ItemSpans {
  struct Span {
    enum Content: Hashable {
      case code(String)
      case link(String)
    }

    let content: Content
    /// The words between the span before it, or the item's start, and it, in lower case.
    var before: String
    /// Those between it and the next span, or the item's end.
    var after = ""
    /// Whether it is another name of the span before it, as the link around a code span is.
    var isSame = false
  }

  private(set) var spans: [Span] = []

  init(_ item: SkillItem) {
    var words: [String] = []
    for (place, piece) in item.pieces.enumerated() {
      switch piece {
      case .words(let text): words.append(text)
      case .code(let code):
        add(.code(code), behind: words)
        words = []
      case .link(let target):
        // The run right before a link's target is its text.
        let before = place > 0 ? item.pieces[place - 1] : .link("")
        if case .words = before { words.removeLast() }
        let isSame = if case .code = before { true } else { false }
        add(.link(target), behind: words, isSame: isSame)
        words = []
      }
    }
    close(words)
  }

  private mutating func close(_ words: [String]) {
    guard !spans.isEmpty else { return }
    spans[spans.count - 1].after = words.joined().lowercased().replacing("’", with: "'")
  }

  private mutating func add(_ content: Span.Content, behind words: [String], isSame: Bool = false) {
    close(words)
    spans.append(
      Span(content: content, before: words.joined().lowercased().replacing("’", with: "'"), isSame: isSame))
  }

  /// Whether one of the span and the one before it is enough: "`npm` or `pnpm`", "`npm`, `pnpm` or `yarn`".
  func isAlternative(_ place: Int) -> Bool {
    guard place > 0 else { return false }
    if spans[place].isSame { return isAlternative(place - 1) }
    if Self.endsWithOr(spans[place].before) { return true }
    guard spans[place].before.trimmed == ",", let next = spans.indices.first(where: { $0 > place && !spans[$0].isSame })
    else { return false }
    return isAlternative(next)
  }

  private static func endsWithOr(_ words: String) -> Bool {
    let tokens = words.tokens
    return tokens.last(where: { !["the", "a", "an", "else"].contains($0) }) == "or"
  }
}

extension ItemSpans.Span {
  /// "no `x`", "never commit `x`", "`x` does not exist", "`x` is not set": what is named is not to be there.
  var isNegated: Bool { Negation.stands(before: before.clauseEnd.tokens, after: after.clauseStart.tokens) }

  /// "(optional)" behind it, or words such as "if present".
  var isOptional: Bool { after.saysOptional }
}

/// Words that deny what stands beside them.
enum Negation {
  private static let words: Set<String> = ["no", "not", "never", "without", "don't", "doesn't", "except"]
  private static let fillers: Set<String> = [
    "the", "a", "an", "any", "file", "folder", "directory", "existing", "variable", "program", "tool", "commit", "edit",
    "touch", "create", "use", "run", "change", "modify", "add", "delete", "install", "have", "need", "require", "set",
  ]
  private static let phrases = [
    "does not", "doesn't", "do not", "don't", "isn't", "aren't", "must not", "mustn't", "should not", "shouldn't",
    "cannot", "has not", "have not", "hasn't", "was not", "wasn't", "is absent", "are absent", "no longer",
  ]
  /// "`x` is not empty" asks for it to be there.
  private static let states: Set<String> = [
    "empty", "blank", "null", "missing", "stale", "older", "outdated", "expired", "only", "just", "world-readable",
  ]

  /// - Parameters:
  ///   - before: the words of the clause that lead to the thing.
  ///   - after: those that follow it.
  static func stands(before: [String], after: [String]) -> Bool {
    if let last = before.last, words.contains(last) { return true }
    if before.count > 1, let last = before.last, fillers.contains(last), words.contains(before[before.count - 2]) {
      return true
    }
    let following = after.first == "skill" ? after.dropFirst() : after[...]
    let text = following.prefix(3).joined(separator: " ")
    if ["is not", "are not"].contains(where: { text.hasPrefix($0) }) {
      return !(following.dropFirst(2).first.map(states.contains) ?? false)
    }
    return phrases.contains { text == $0 || text.hasPrefix($0 + " ") }
  }
}

extension String {
  /// Words in lower case, without punctuation.
  var tokens: [String] {
    lowercased().split { !($0.isLetter || $0.isNumber || "'-+.$_".contains($0)) }
      .map { String($0).trimming { ".-".contains($0) } }.filter { !$0.isEmpty }
  }

  /// What stands behind its last comma, semicolon, colon, bracket or stop.
  fileprivate var clauseEnd: String { cut(last: true) }

  /// What stands before its first.
  fileprivate var clauseStart: String { cut(last: false) }

  private func cut(last: Bool) -> String {
    let parts = split(omittingEmptySubsequences: false) { ",;:()!?—".contains($0) }
    return String((last ? parts.last : parts.first) ?? "")
  }

  /// Whether it says that what stands before it may be missing.
  var saysOptional: Bool {
    let words = tokens
    let text = " " + words.joined(separator: " ") + " "
    return words.contains { ["optional", "optionally", "recommended"].contains($0) }
      || ["if present", "if available", "if it exists", "if they exist", "if any", "when present", "nice to have"]
        .contains { text.contains(" \($0) ") }
  }
}
