import Markdown

extension Taxonomy {
  /// The one term of the clause that excludes others and is chosen by it: "use Kafka", "with Terraform", not "Kafka topics",
  /// and not what stands after "not", "never", "instead of" and the like.
  func chosenTerm(of text: String) -> Term? {
    let bytes = Array(text.utf8)
    let chosen = terms(in: text).filter { match in
      match.term.rivals != nil && match.term.category != "language"
        && !Self.isRefused(after: Self.lastClause(of: bytes[..<match.range.lowerBound]))
    }
    guard chosen.count == 1, let match = chosen.first else { return nil }
    let before = Self.words(bytes[..<match.range.lowerBound]).suffix(3)
    let after = bytes[match.range.upperBound...]
    let isObject = after.first.map { $0 != UInt8(ascii: " ") } ?? true
    let next = Self.words(after).first ?? ""
    let isFollowed = Words.set("for as to and or in on with when where over instead rather via").contains(next)
    let isChosen = before.contains {
      Words.set("use uses using used adopt adopts choose with via through on in").contains($0)
    }
    return isChosen && (isObject || isFollowed) ? match.term : nil
  }

  /// Whether `words` end in a refusal of what follows: of the last verb, or of whoever may do it.
  private static func isRefused(after words: [String]) -> Bool {
    if let first = words.first, ["no", "none", "neither", "nobody", "nothing"].contains(first) { return true }
    let verb = words.lastIndex { modals.contains($0) }.map { words[($0 + 1)...] } ?? words[...]
    return verb.contains { refusals.contains($0) || $0.hasSuffix("n't") }
      || zip(verb, verb.dropFirst()).contains { contrasts.contains("\($0) \($1)") }
  }

  private static let modals = Words.set("must shall should may will would can is are")
  private static let refusals = Words.set(
    "not never no cannot nor avoid stop stops stopped cease discontinue eliminate remove drop deny reject refuse refrain end "
      + "phase retire abandon leave replace limit reduce less alternative but nowhere")
  private static let contrasts: Set = ["instead of", "rather than", "away from"]

  /// The words after the last comma or the like.
  private static func lastClause(of bytes: ArraySlice<UInt8>) -> [String] {
    words(bytes.split(omittingEmptySubsequences: false) { ",;:()".utf8.contains($0) }.last ?? [])
  }

  private static func words(_ bytes: ArraySlice<UInt8>) -> [String] {
    String(decoding: bytes, as: UTF8.self).lowercased().replacing("’", with: "'").split { !($0.isLetter || $0 == "'") }
      .map(String.init)
  }
}
