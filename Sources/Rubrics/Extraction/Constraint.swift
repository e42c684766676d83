public import JudgeTypes
public import Markdown

/// A statement of a decision record that an artifact can be checked against.
public struct Constraint: Sendable, Hashable {
  /// The record's path, as the caller named it.
  public let path: String
  /// 1-based lines of the file; `line` is where the sentence, item or row starts.
  public let line: Int
  public let endLine: Int
  public let level: Level
  /// The headings above it, joined by ` > `.
  public let section: String
  /// Whether it stands in the part that states the decision.
  public let isInDecision: Bool
  /// As written, with wrapping, list markers, emphasis marks and link targets left out.
  public let text: String
  /// The whole sentence, which `text` is a part of where a sentence demands several things.
  public let sentence: String
  /// The technical terms in the sentence, by their canonical names, in order of appearance.
  public let terms: [String]
  /// The rule that found it.
  public let rule: String
}

/// What was found in one document.
public struct ExtractionResult: Sendable {
  /// Nil when the document could not be read.
  public let record: DecisionRecord?
  /// In line order; empty for a rejected record.
  public let constraints: [Constraint]
  /// Why the document could not be read.
  public let problems: [ExtractionProblem]
}

/// A document that could not be read, and what to do about it.
public struct ExtractionProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let line: Int
  public let refusal: MarkdownRefusal

  public var description: String { "\(path):\(line): not read as Markdown: \(refusal)." }
}
