import Crypto
public import JudgeTypes
import Markdown

/// SHA-256 in hexadecimal.
enum TextHash {
  static func hex(of text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// Of a generated rubric's text without the comments above it.
  static func lock(ofFile text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return hex(of: lines.drop { $0.hasPrefix("#") }.joined(separator: "\n"))
  }
}

extension Clause {
  /// The hash by which a clause is recognised: of its text with white space folded, so that wrapping does not change it.
  public static func sha256(of text: String) -> String { TextHash.hex(of: text.folded) }

  /// The clause that `constraint` is, of the record named `adr`.
  public init(_ constraint: Constraint, adr: String) {
    self.init(
      adr: adr, path: constraint.path, section: constraint.section, line: constraint.line,
      endLine: constraint.endLine, text: constraint.text, sha256: Clause.sha256(of: constraint.text))
  }
}
