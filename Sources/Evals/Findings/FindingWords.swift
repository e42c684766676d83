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

  /// The last word on a fault in the artifact of this path, which has this hash now.
  ///
  /// A fingerprint stays when lines move, so the word may be older than what was changed in the file since; only of the same bytes the
  /// line tells faults of one fingerprint apart.
  public func last(on subject: FindingWord.Subject, in artifact: String, sha256: String) -> FindingWord? {
    words.last {
      $0.fingerprint == subject.fingerprint && $0.artifact == artifact
        && ($0.artifactSHA256 != sha256 || $0.line == subject.line)
    }
  }

  /// The last word on each fault of an artifact as it was when its bytes had this hash.
  public func last(in artifact: String, sha256: String) -> [FindingWord.Subject: FindingWord] {
    Dictionary(
      words.filter { $0.artifact == artifact && $0.artifactSHA256 == sha256 }.map { ($0.subject, $0) },
      uniquingKeysWith: { _, last in last })
  }

  public func adding(_ word: FindingWord) -> FindingWords {
    FindingWords(words: words + [word], unreadable: unreadable)
  }

  private init(words: [FindingWord], unreadable: [Int]) { (self.words, self.unreadable) = (words, unreadable) }
}
