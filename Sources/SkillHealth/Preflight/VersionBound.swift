import Markdown

/// What is asked of a program's version.
enum VersionBound: Sendable, Hashable {
  case atLeast(ToolVersion)
  /// Anything else, such as "below 22", in the words of the file; only a person can tell.
  case other(String)

  /// `>= 20`, `20.x`, `<22`; nil for what speaks of no version.
  init?(_ text: String) {
    if text.contains("<") || text.contains("≤") {
      self = .other(text)
    } else if let version = ToolVersion(text) {
      self = .atLeast(version)
    } else if Self.isFigure(text) {
      self = .other(text)
    } else {
      return nil
    }
  }

  /// What the text behind a program's name says first; nil where that is something else.
  init?(following text: some StringProtocol) {
    let tokens = text.split { $0.isWhitespace || "()`,;:*|\"“”'".contains($0) }.prefix(9).map { $0.lowercased() }
    var isUpper = false
    for (place, token) in tokens.enumerated() {
      let plain = token.last == "." ? String(token.dropLast()) : token
      if plain.hasPrefix("<") || plain.hasPrefix("≤") {
        self = .other(tokens[place...].prefix(plain.contains(where: \.isNumber) ? 1 : 2).joined(separator: " "))
        return
      }
      if let version = ToolVersion(plain) {
        let next = tokens.dropFirst(place + 1).prefix(2).drop { $0 == "or" || $0 == "and" }.first ?? ""
        let word = next.trimming { ".".contains($0) }
        if isUpper || (word != "newer" && Self.upper.contains(word)) || next.hasPrefix("<") || next.hasPrefix("≤") {
          self = .other((isUpper ? "below " : "") + "\(plain)" + (isUpper ? "" : " or \(word)"))
        } else {
          self = .atLeast(version)
        }
        return
      }
      if Self.isFigure(plain) {
        self = .other(plain)
        return
      }
      if Self.upper.contains(plain) { isUpper = true } else if !Self.fillers.contains(plain) { return nil }
    }
    return nil
  }

  /// A figure, with signs of comparison before it or not.
  private static func isFigure(_ text: String) -> Bool {
    text.drop { "><=≥≤~^v! ".contains($0) }.first?.isNumber == true
  }

  private static let upper: Set<String> = [
    "below", "under", "before", "most", "max", "maximum", "older", "less", "lower", "earlier", "up", "newer",
  ]
  private static let fillers: Set<String> = [
    "version", "versions", "v", ">=", "≥", ">", "at", "least", "min", "minimum", "is", "installed", "js", ".js", "-",
    "–", "—", "cli", "must", "be", "should", "in", "and", "--version", "of", "available", "than", "to", "not", "=",
    "==",
  ]
}

extension Requirement {
  static func program(_ name: String, bound: VersionBound?) -> Requirement {
    switch bound {
    case .none: .program(name, atLeast: nil)
    case .atLeast(let version): .program(name, atLeast: version)
    case .other(let words): .programAsked(name, version: words)
    }
  }
}
