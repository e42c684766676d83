/// What a `.moe-judgeignore` says is not judged, in the syntax of `.gitignore`.
///
/// The last line that fits decides; `!` takes a path back in, but nothing inside a folder that is left out.
public struct IgnoreRules: Sendable, Hashable {
  public static let fileName = ".moe-judgeignore"
  public static let none = IgnoreRules("")

  public enum Verdict: Sendable, Hashable { case ignored, included, unmentioned }

  private struct Rule: Sendable, Hashable {
    let pattern: GlobPattern
    let isNegated: Bool
    let isForFolders: Bool
  }

  private let rules: [Rule]

  /// Reads the text of an ignore file; every text is one.
  public init(_ text: String) {
    rules = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).compactMap(Self.rule)
  }

  private static func rule(_ line: Substring) -> Rule? {
    var text = line
    while text.last == " " || text.last == "\t", !text.dropLast().hasSuffix("\\") { text = text.dropLast() }
    guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
    let isNegated = text.hasPrefix("!")
    if isNegated { text = text.dropFirst() }
    let isForFolders = text.hasSuffix("/")
    while text.hasSuffix("/") { text = text.dropLast() }
    guard !text.isEmpty else { return nil }
    let isAnchored = text.contains("/")
    if text.hasPrefix("/") { text = text.dropFirst() }
    // Braces mean nothing here, so they are taken as they are.
    var literal = ""
    var isEscaped = false
    for character in text {
      if !isEscaped, character == "{" || character == "}" { literal.append("\\") }
      literal.append(character)
      isEscaped = character == "\\" && !isEscaped
    }
    return Rule(
      pattern: GlobPattern(isAnchored ? literal : "**/" + literal), isNegated: isNegated, isForFolders: isForFolders)
  }

  /// What the rules say of this path alone; the folders above it are the caller's to ask about.
  public func verdict(on path: String, isFolder: Bool) -> Verdict {
    for rule in rules.reversed() where isFolder || !rule.isForFolders {
      if rule.pattern.matches(path) { return rule.isNegated ? .included : .ignored }
    }
    return .unmentioned
  }

  /// Whether the file at `path`, relative to the ignore file's folder, or a folder above it is left out.
  public func ignores(_ path: String) -> Bool {
    guard !rules.isEmpty else { return false }
    var end = path.startIndex
    while let slash = path[end...].firstIndex(of: "/") {
      if verdict(on: String(path[..<slash]), isFolder: true) == .ignored { return true }
      end = path.index(after: slash)
    }
    return verdict(on: path, isFolder: false) == .ignored
  }
}
