import JudgeTypes
import Markdown

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

  private static let words = Words.set("MUST SHALL REQUIRED SHOULD RECOMMENDED OPTIONAL MAY")

  private static func level(at index: Int, in sentence: Sentence) -> Level? {
    let token = sentence.tokens[index]
    guard token.kind == .word, words.contains(token.text), !sentence.isMention(index) else { return nil }
    let isNegated = sentence.isNegated(after: index)
    let isDenied = sentence.isDenied(before: index)
    switch token.text {
    case "REQUIRED" where sentence.isNegated(before: index) || isDenied: return nil
    case "MUST", "SHALL", "REQUIRED": return isNegated || isDenied ? .mustNot : .must
    case "SHOULD", "RECOMMENDED":
      let isNotBefore = index > 0 && sentence.tokens[index - 1].text == "NOT"
      return isNegated || isNotBefore ? .shouldNot : .should
    case "OPTIONAL": return sentence.isNegated(before: index) ? .must : .may
    // "MAY not be stored" says that it can be left out.
    case "MAY" where isDenied: return .mustNot
    case "MAY": return sentence.isRestricted(at: index) ? .must : .may
    default: return nil
    }
  }
}
