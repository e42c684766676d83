internal import JudgeTypes

extension Source {
  /// The most bytes of a line that a person wrote.
  static let longestWritten = 10_000
  /// The least of such a line that is code; the rest is data, such as an image in a string.
  private static let leastCode = 5_000

  /// The number of the first line of code that no person wrote, such as a bundle of scripts; nil where there is none.
  var packedLine: Int? {
    switch language {
    case .javascript, .typescript, .php, .python, .go, .java, .kotlin, .csharp, .ruby, .swift: break
    default: return nil
    }
    guard bytes.count > Self.longestWritten else { return nil }
    return lineNumbers.first { number in
      let line = range(ofLines: number...number)
      return line.count > Self.longestWritten && code[line].count { !isBlank($0) } >= Self.leastCode
    }
  }
}

extension Rule {
  /// Whether its fault matters in code that nobody wrote by hand: secrets, and what is hidden from readers or meant for judges.
  var readsGenerated: Bool { !isSuppressible || id.rawValue == "hardcoded-secret" }
}
