import Markdown

/// The little grammar that generated sentences need.
enum Prosaic {
  /// Where `part` first stands outside code spans, brackets and quotation marks.
  static func outsideCode(of part: String, in text: String) -> String.Index? {
    var isCode = false
    var isQuoted = false
    var depth = 0
    let wanted = Array(part.lowercased().utf8)
    let bytes = text.utf8
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if depth == 0, !isCode, !isQuoted, lowercased(byte) == wanted[0],
        bytes[index...].lazy.map(lowercased).starts(with: wanted)
      {
        return index
      }
      switch byte {
      case UInt8(ascii: "`"): isCode.toggle()
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth = max(0, depth - 1)
      default: break
      }
      index = bytes.index(after: index)
    }
    return nil
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }

  /// The first letter small, but for names and acronyms: "All services" and "IAM roles".
  static func uncapitalised(_ text: String) -> String {
    guard let first = text.first, first.isUppercase else { return text }
    let word = text.prefix { $0.isLetter || $0 == "'" }
    let lower = word.lowercased()
    let isCommon =
      openers.contains(lower) || lower.hasSuffix("s") && !singulars.contains(lower)
      || ["ed", "ing", "ic", "al", "ive", "ble", "ous", "ary"].contains { lower.hasSuffix($0) }
    let isPlain = word.dropFirst().allSatisfy(\.isLowercase) && isCommon
    return isPlain ? first.lowercased() + text.dropFirst() : text
  }

  /// Words that begin a sentence and are no names.
  private static let openers = Words.determiners.union(Words.conditionOpeners).union(Words.imperatives).union(
    ClauseStatement.modals
  ).union(
    Words.set(
      "for in on during after before with within as at to under by each there secrets services clients keys users data "
        + "components requests changes files tests other access all only never consumers producers intermediaries "
        + "errors messages events new existing sensitive passwords tokens logs"))

  /// Whether "are" follows `subject`.
  static func isPlural(_ subject: String) -> Bool {
    let plain = subject.lowercased()
    let words = plain[..<(outsideCode(of: " (", in: plain) ?? plain.endIndex)].split(separator: " ").map {
      $0.trimming { ",()".contains($0) }
    }
    guard let first = words.first else { return false }
    if ["each", "every", "a", "an", "one", "this", "it", "another", "either"].contains(first) { return false }
    if ["all", "these", "those", "both", "many", "most", "several", "they", "we", "you"].contains(first) {
      return true
    }
    let end = words.indices.first { index in
      breaks.contains(words[index]) || index > 0 && words[index - 1].hasSuffix("s") && words[index].hasSuffix("ed")
    }
    let head = words[..<(end ?? words.endIndex)]
    if head.contains("and") { return true }
    guard let noun = head.last, !noun.hasSuffix("`") else { return false }
    if singulars.contains(noun) || noun.hasSuffix("ss") || noun.hasSuffix("us") || noun.hasSuffix("is") { return false }
    return noun.hasSuffix("s") || ["data", "people", "children", "criteria", "metadata"].contains(noun)
  }

  private static let breaks = Words.set(
    "of in for that which with to on from whose per by under over at within without between during or used using named inside outside below above beside beyond about against"
  )
  private static let singulars = Words.set("kubernetes aws dns tls https redis postgres kms ios sops cors css sns sqs")

  /// "use A" as "uses A"; nil where a second verb may follow, or the first is no plain word.
  static func thirdPerson(_ predicate: String) -> String? {
    let words = predicate.split(separator: " ").map(String.init)
    guard let first = words.first, first.utf8.allSatisfy({ (0x61...0x7A).contains($0) }),
      !words.contains("and"), !words.contains("or")
    else { return nil }
    return ([inflected(first)] + words.dropFirst()).joined(separator: " ")
  }

  private static func inflected(_ verb: String) -> String {
    switch verb {
    case "have": return "has"
    case "do": return "does"
    case "go": return "goes"
    default: break
    }
    guard let last = verb.last, verb.allSatisfy({ $0.isLetter && $0.isLowercase }) else { return verb }
    if ["s", "x", "z"].contains(last) || verb.hasSuffix("ch") || verb.hasSuffix("sh") { return verb + "es" }
    if last == "y", let before = verb.dropLast().last, !"aeiou".contains(before) { return verb.dropLast() + "ies" }
    return verb + "s"
  }
}
