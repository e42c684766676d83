import JudgeTypes

/// The keywords of RFC 2119, which count only in capitals where a document says that it uses them (RFC 8174).
enum CapitalKeyword {
  static func signals(in sentence: Sentence) -> [Signal] {
    sentence.tokens.indices.compactMap { index in
      guard let level = level(at: index, in: sentence), !sentence.isAside(index),
        !sentence.isSubordinate(index, strictly: false)
      else { return nil }
      return Signal(level: level, index: index, rule: "rfc-2119")
    }
  }

  private static func level(at index: Int, in sentence: Sentence) -> Level? {
    let token = sentence.tokens[index]
    guard token.kind == .word, !sentence.isMention(index) else { return nil }
    let isNegated = sentence.lowercased(index + 1) == "not"
    switch token.text {
    case "MUST", "SHALL", "REQUIRED": return isNegated ? .mustNot : .must
    case "SHOULD", "RECOMMENDED":
      let isNotBefore = index > 0 && sentence.tokens[index - 1].text == "NOT"
      return isNegated || isNotBefore ? .shouldNot : .should
    // "MAY not be stored" says that it can be left out.
    case "MAY", "OPTIONAL": return .may
    default: return nil
    }
  }
}
