/// The hidden first line by which a comment is found again.
struct CommentMarker: Hashable {
  private static let opening = "<!-- moe-judge:gate"
  private static let closing = " -->"

  let line: String

  /// - Parameter name: tells several comments of one pull request apart; nil where there is one.
  /// - Throws: `CommandFailure` for a name that no hidden line can hold.
  init(name: String?) throws {
    guard let name else {
      line = Self.opening + Self.closing
      return
    }
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains($0))
    }
    guard isPlain, (1...64).contains(name.utf8.count), !name.contains("--") else {
      throw CommandFailure("--name \(name): use up to 64 letters, digits, dots, underscores and single hyphens.")
    }
    line = "\(Self.opening):\(name)\(Self.closing)"
  }

  /// Whether a comment's text begins with this very marker, whatever ends its line.
  func marks(_ body: String) -> Bool { body.prefix { !$0.isNewline } == line }

  /// Whether a line is a marker of this program's, under any name.
  static func isMarker(_ line: Substring) -> Bool { line.hasPrefix(opening) && line.hasSuffix(closing) }
}
