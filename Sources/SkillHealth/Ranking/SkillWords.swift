/// The words of a text that say what it is about, each once, as stems: `Reviewing APIs` and `review the api` have the same.
public enum SkillWords {
  /// Words that every task and description has.
  private static let empty: Set<String> = [
    "a", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "help", "how", "i",
    "if", "in", "into", "is", "it", "its", "make", "me", "my", "need", "not", "of", "on", "or", "our", "please",
    "skill", "so", "some", "task", "that", "the", "them", "then", "there", "these", "they", "this", "to", "up", "us",
    "use", "used", "using", "want", "was", "we", "what", "when", "where", "which", "with", "would", "you", "your",
  ]

  /// Words are runs of letters and digits; a change from lower to upper case parts them too (`codeReview`).
  public static func stems(of text: String) -> Set<String> {
    var stems: Set<String> = []
    for word in words(of: text) where !empty.contains(word) { stems.insert(stem(of: word)) }
    return stems
  }

  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var previous: Character?
    func end() {
      if word.count > 1 { words.append(word.lowercased()) }
      word = ""
    }
    for character in text {
      let isPart = character.isLetter || character.isNumber
      if !isPart || previous?.isLowercase == true && character.isUppercase { end() }
      if isPart { word.append(character) }
      previous = character
    }
    end()
    return words
  }

  /// Without the ending of a plural, `-ing` or `-ed`, and without a last `e`, which those endings take away (`coding`, `code`).
  static func stem(of word: String) -> String {
    var stem = withoutPlural(word)
    for ending in ["ing", "ed"] where stem.hasSuffix(ending) && stem.count >= ending.count + 3 {
      stem = withoutDoubling(String(stem.dropLast(ending.count)))
      break
    }
    return stem.hasSuffix("e") && stem.count > 3 ? String(stem.dropLast()) : stem
  }

  private static func withoutPlural(_ word: String) -> String {
    if word.hasSuffix("ies"), word.count > 4 { return String(word.dropLast(3)) + "y" }
    if ["sses", "xes", "ches", "shes", "zes"].contains(where: word.hasSuffix) { return String(word.dropLast(2)) }
    let isPlural = word.hasSuffix("s") && word.count > 3 && !["ss", "us", "is"].contains(where: word.hasSuffix)
    return isPlural ? String(word.dropLast()) : word
  }

  /// `plann` of `planning` is `plan`; `l`, `s` and `z` stand twice in words of their own (`calling`, `passing`).
  private static func withoutDoubling(_ stem: String) -> String {
    guard let last = stem.last, stem.dropLast().last == last, stem.count > 3, !"aeioulsz".contains(last) else {
      return stem
    }
    return String(stem.dropLast())
  }
}
