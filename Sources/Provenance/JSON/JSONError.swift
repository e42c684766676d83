public import Foundation

/// Why bytes are not a JSON document that this project accepts, and where.
public struct JSONError: LocalizedError, Sendable, Hashable {
  public enum Problem: Sendable, Hashable {
    /// The bytes end inside the document, as those of an interrupted write do.
    case unexpectedEnd
    case unexpected(found: String, expected: String)
    case textAfterDocument
    case tooDeep(limit: Int)
    case duplicateKey(String)
    case invalidNumber
    case numberTooLarge
    case invalidEscape
    case loneSurrogate
    case controlCharacter
    case invalidUTF8
  }

  /// The 0-based byte at which reading stopped.
  public let offset: Int
  public let problem: Problem

  public init(offset: Int, problem: Problem) {
    self.offset = offset
    self.problem = problem
  }

  public var errorDescription: String? { "byte \(offset): \(words)" }

  private var words: String {
    switch problem {
    case .unexpectedEnd: "the JSON ends before it is complete. Write the rest of it."
    case .unexpected(let found, let expected): "found \(found) where \(expected) belongs. Correct the JSON here."
    case .textAfterDocument: "there is text after the end of the JSON. Keep one document only."
    case .tooDeep(let limit): "more than \(limit) levels of nesting. Make the document flatter."
    case .duplicateKey(let key): "the key '\(key.prefix(80))' stands twice in one object. Keep one of them."
    case .invalidNumber: "this is not a JSON number. Write it like 12, -0.5 or 1e9."
    case .numberTooLarge: "the number is larger than a double can hold. Write it as a string."
    case .invalidEscape: "this escape is not JSON's. Use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u with four hex digits."
    case .loneSurrogate: "half of a surrogate pair. Write both halves, or the character itself."
    case .controlCharacter: "a control character inside a string. Write it as an escape such as \\n."
    case .invalidUTF8: "a string that is not UTF-8. Save the document as UTF-8."
    }
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { errorDescription ?? "" }
}
