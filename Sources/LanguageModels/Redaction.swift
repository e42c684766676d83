import Foundation
import JudgeTypes

/// Makes a provider's words fit to be shown: no keys, no control characters, not too long.
enum Redaction {
  static let lengthLimit = 300
  static let mark = "[redacted:key]"
  private static let prefixes = ["sk-", "sk_", "pk-", "gsk_", "xai-", "AIza", "AQ.", "key-", "Bearer", "ya29.", "eyJ"]

  /// `text` without `key` and whatever else looks like one, on one line of at most 300 characters.
  static func shown(_ text: String, without key: APIKey?) -> String {
    var text = text
    if let key, !key.value.isEmpty { text = text.replacingBytes(of: key.value, with: mark) }
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

extension JSON {
  /// The same value with a mark wherever `key` stands in a text or a name of a member.
  func withoutKey(_ key: APIKey) -> JSON {
    guard key.isSecret else { return self }
    func masked(_ text: String) -> String { text.replacingBytes(of: key.value, with: Redaction.mark) }
    switch self {
    case .string(let text): return .string(masked(text))
    case .array(let elements): return .array(elements.map { $0.withoutKey(key) })
    case .object(let members):
      return .object(members.map { Member(key: masked($0.key), value: $0.value.withoutKey(key)) })
    case .null, .bool, .number, .verbatim: return self
    }
  }
}

extension APIKey {
  /// Whether JSON text may hold the key: plainly, or by escapes that could spell it.
  func mayStand(in json: String) -> Bool {
    // These are written as escapes wherever they stand.
    if value.contains("\"") || value.contains("\\") { return true }
    return json.holds(value) || json.holdsLetterEscape
  }
}

extension String {
  /// Whether JSON text writes a character as its number, or a slash as an escape.
  fileprivate var holdsLetterEscape: Bool {
    var text = self
    return text.withUTF8 { text in
      var place = text.endOfPlainText(from: 0)
      while place < text.count {
        let isEscape = text[place] == UInt8(ascii: "\\") && place + 1 < text.count
        if isEscape, text[place + 1] == UInt8(ascii: "u") || text[place + 1] == UInt8(ascii: "/") { return true }
        place = text.endOfPlainText(from: place + (isEscape ? 2 : 1))
      }
      return false
    }
  }

  /// Byte by byte; no text holds the empty one.
  func holds(_ part: String) -> Bool {
    var (text, part) = (self, part)
    return text.withUTF8 { text in
      part.withUTF8 { UnsafeRawBufferPointer(text).place(of: UnsafeRawBufferPointer($0)) != nil }
    }
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

  /// Whether it is one to keep: servers that want none are given a word such as `none`, which may stand in any answer.
  var isSecret: Bool { value.utf8.count >= 8 }

  public var description: String { "[key]" }
  public var debugDescription: String { "[key]" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
