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

  public var errorDescription: String? { "\(fault). \(mend)" }

  /// What is wrong and where, without advice: for text that nobody wrote by hand.
  public var fault: String { "byte \(offset): \(what)" }

  private var what: String {
    switch problem {
    case .unexpectedEnd: "the JSON ends before it is complete"
    case .unexpected(let found, let expected): "found \(found) where \(expected) belongs"
    case .textAfterDocument: "there is text after the end of the JSON"
    case .tooDeep(let limit): "more than \(limit) levels of nesting"
    case .duplicateKey(let key): "the key '\(key.prefix(80))' stands twice in one object"
    case .invalidNumber: "this is not a JSON number"
    case .numberTooLarge: "the number is larger than a double can hold"
    case .invalidEscape: "this escape is not JSON's"
    case .loneSurrogate: "half of a surrogate pair"
    case .controlCharacter: "a control character inside a string"
    case .invalidUTF8: "a string that is not UTF-8"
    }
  }

  private var mend: String {
    switch problem {
    case .unexpectedEnd: "Write the rest of it."
    case .unexpected: "Correct the JSON here."
    case .textAfterDocument: "Keep one document only."
    case .tooDeep: "Make the document flatter."
    case .duplicateKey: "Keep one of them."
    case .invalidNumber: "Write it like 12, -0.5 or 1e9."
    case .numberTooLarge: "Write it as a string."
    case .invalidEscape: "Use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u with four hex digits."
    case .loneSurrogate: "Write both halves, or the character itself."
    case .controlCharacter: "Write it as an escape such as \\n."
    case .invalidUTF8: "Save the document as UTF-8."
    }
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { errorDescription ?? "" }
}
