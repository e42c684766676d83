import Markdown

/// A sentence of a decision that gave no constraint, so that an author sees what was not understood.
public struct MissedSentence: Sendable, Hashable {
  public let path: String
  public let line: Int
  public let text: String
}

extension RecordReading {
  /// In line order; none for a rejected record or an unfilled form, of which nothing is taken.
  public var missed: [MissedSentence] {
    guard record.status != .rejected, !record.isTemplate else { return [] }
    return record.sections.filter { Place(of: $0, in: record)?.isInDecision == true }
      .flatMap { $0.blocks.flatMap(passages) }
      .filter { passage in !constraints.contains { passage.holds($0) } }
      .map { MissedSentence(path: record.path, line: $0.line, text: $0.text) }
  }

  /// The sentences and table rows of a block; what only names or announces the list below it is none.
  private func passages(of block: Block) -> [Passage] {
    switch block.kind {
    case .paragraph:
      block.prose.sentences.filter { !$0.isHeading && !$0.endsWithColon }.map {
        Passage(line: $0.line, endLine: $0.endLine, text: $0.text)
      }
    case .row(isHeader: false):
      [
        Passage(
          line: block.line, endLine: block.endLine,
          text: block.children.map(\.text).filter { !$0.isEmpty }.joined(separator: " | "))
      ]
    case .list, .item, .table: block.children.flatMap(passages)
    default: []
    }
  }
}

private struct Passage {
  let line: Int
  let endLine: Int
  let text: String

  /// Whether `constraint` was taken from it: a constraint may be only a part of a sentence.
  func holds(_ constraint: Constraint) -> Bool {
    guard constraint.line <= endLine, line <= constraint.endLine else { return false }
    return Self.words(constraint.text).isSubset(of: Self.words(text))
  }

  private static func words(_ text: String) -> Set<Substring> {
    Set(text.split { !($0.isLetter || $0.isNumber) })
  }
}
