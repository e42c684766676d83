/// All that people said of findings, in the order in which they said it. The last word on a finding counts.
public struct FindingWords: Sendable, Hashable {
  public let words: [FindingWord]
  /// The 1-based numbers of the lines that are no words: damaged ones, or of a later version.
  public let unreadable: [Int]

  /// - Parameter lines: of findings.jsonl, whole ones; empty ones are passed over.
  public init(lines: [String]) {
    var words: [FindingWord] = []
    var unreadable: [Int] = []
    for (index, line) in lines.enumerated() where !line.isEmpty {
      if let word = FindingWord(line: line) { words.append(word) } else { unreadable.append(index + 1) }
    }
    (self.words, self.unreadable) = (words, unreadable)
  }

  /// The last word on the fault that a fingerprint names, in the artifact of this path.
  ///
  /// A fingerprint stays when lines move, so the word may be older than what else was changed in the file since.
  public func last(on fingerprint: String, in artifact: String) -> FindingWord? {
    words.last { $0.fingerprint == fingerprint && $0.artifact == artifact }
  }

  /// The last word on each fault of an artifact as it was when its bytes had this hash, by fingerprint.
  public func last(in artifact: String, sha256: String) -> [String: FindingWord] {
    Dictionary(
      words.filter { $0.artifact == artifact && $0.artifactSHA256 == sha256 }.map { ($0.fingerprint, $0) },
      uniquingKeysWith: { _, last in last })
  }

  public func adding(_ word: FindingWord) -> FindingWords {
    FindingWords(words: words + [word], unreadable: unreadable)
  }

  private init(words: [FindingWord], unreadable: [Int]) { (self.words, self.unreadable) = (words, unreadable) }
}
