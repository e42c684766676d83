import Foundation

/// Makes a provider's words fit to be shown: no keys, no control characters, not too long.
enum Redaction {
  static let lengthLimit = 300
  private static let mark = "[redacted:key]"
  private static let prefixes = ["sk-", "sk_", "pk-", "gsk_", "xai-", "AIza", "AQ.", "key-", "Bearer", "ya29.", "eyJ"]

  /// `text` without `key` and whatever else looks like one, on one line of at most 300 characters.
  static func shown(_ text: String, without key: APIKey?) -> String {
    var text = text
    if let key, !key.value.isEmpty { text = text.replacing(key.value, with: mark) }
    text = withoutKeyLikeWords(oneLine(text))
    return text.count > lengthLimit ? text.prefix(lengthLimit - 3) + "..." : text
  }

  private static func oneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    var wasSpace = true
    for scalar in text.unicodeScalars {
      let isSpace = scalar.properties.isWhitespace
      if !isSpace, [.control, .format, .surrogate, .privateUse].contains(scalar.properties.generalCategory) {
        continue
      }
      if isSpace {
        if !wasSpace { line.append(" ") }
      } else {
        line.append(scalar)
      }
      wasSpace = isSpace
    }
    return String(String(line).trimmingPrefix(" "))
  }

  private static func withoutKeyLikeWords(_ line: String) -> String {
    var result = ""
    var word = ""
    for character in line {
      if isPartOfKey(character) {
        word.append(character)
      } else {
        result += shown(word)
        result.append(character)
        word = ""
      }
    }
    return result + shown(word)
  }

  /// Providers put stars into the keys they repeat, so a star is part of a word too.
  private static func isPartOfKey(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "-_.*".contains(character))
  }

  private static func shown(_ word: String) -> String {
    let isLong = word.count >= 32 && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
    let isKey = prefixes.contains { word.hasPrefix($0) && word.count >= $0.count + 5 } || isLong
    return isKey ? mark : word
  }
}

/// A provider's key. It shows itself to nobody but the request that carries it.
public struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let value: String

  /// Nil when `text` is empty, but for white space around it, or holds what no header can carry.
  public init?(_ text: String) {
    let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !value.isEmpty, value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    self.value = value
  }

  public var description: String { "[key]" }
  public var debugDescription: String { "[key]" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
