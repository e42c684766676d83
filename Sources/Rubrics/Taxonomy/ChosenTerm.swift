extension Taxonomy {
  /// The one term of the clause that excludes others and is chosen by it: "use Kafka", "with Terraform", not "Kafka topics".
  func chosenTerm(of text: String) -> Term? {
    let chosen = terms(in: text).filter { $0.term.rivals != nil && $0.term.category != "language" }
    guard chosen.count == 1, let match = chosen.first else { return nil }
    let bytes = Array(text.utf8)
    let before = Self.words(bytes[..<match.range.lowerBound]).suffix(3)
    let after = bytes[match.range.upperBound...]
    let isObject = after.first.map { $0 != UInt8(ascii: " ") } ?? true
    let next = Self.words(after).first ?? ""
    let isFollowed = Words.set("for as to and or in on with when where over instead via").contains(next)
    let isChosen = before.contains {
      Words.set("use uses using used adopt adopts choose with via through on in").contains($0)
    }
    return isChosen && (isObject || isFollowed) ? match.term : nil
  }

  private static func words(_ bytes: ArraySlice<UInt8>) -> [String] {
    String(decoding: bytes, as: UTF8.self).lowercased().split { !$0.isLetter }.map(String.init)
  }
}
