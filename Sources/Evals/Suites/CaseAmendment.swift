internal import Foundation
public import JudgeTypes

/// A person's correction of one case's label, made in the text of its case file.
public struct CaseAmendment: Sendable, Hashable {
  public let id: EvalCase.ID
  /// Nil where the outcome stays.
  public let outcome: Outcome?
  /// Faults to add.
  public let added: [EvalCase.Label]
  /// Faults to take away, by rule and first line.
  public let removed: [EvalCase.Label]
  public let reason: String

  public init(
    id: EvalCase.ID, outcome: Outcome?, added: [EvalCase.Label], removed: [EvalCase.Label], reason: String
  ) {
    (self.id, self.outcome, self.added, self.removed, self.reason) = (id, outcome, added, removed, reason)
  }

  /// What keeps it from being made.
  public enum Problem: Error, Sendable, Hashable {
    case noSuchCase
    case noSuchLabel(rule: String, line: Int)
    case changesNothing
  }

  private struct Line: Codable, Equatable {
    struct Label: Codable, Equatable {
      let rule: String
      let path: String?
      let line: Int
      let endLine: Int
      let note: String?

      private enum CodingKeys: String, CodingKey {
        case rule, path, line, note
        case endLine = "end_line"
      }
    }
    struct Expectation: Codable, Equatable {
      var outcome: String
      var findings: [Label]?
    }
    let id, artifact, kind: String
    var expect: Expectation
    let source: String?
  }

  /// The text of a JSONL file with the case's line amended; every other line stays as it is.
  public func amended(_ text: String) throws(Problem) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let place = lines.firstIndex(where: { decoded($0)?.id == id.rawValue }), var line = decoded(lines[place])
    else {
      throw .noSuchCase
    }
    let before = line
    if let outcome { line.expect.outcome = outcome.rawValue }
    var labels = line.expect.findings ?? []
    for label in removed {
      guard let index = labels.firstIndex(where: { $0.rule == label.rule && $0.line == label.lines.lowerBound }) else {
        throw .noSuchLabel(rule: label.rule, line: label.lines.lowerBound)
      }
      labels.remove(at: index)
    }
    labels += added.map {
      Line.Label(rule: $0.rule, path: $0.path, line: $0.lines.lowerBound, endLine: $0.lines.upperBound, note: reason)
    }
    line.expect.findings = labels
    guard line != before, let written = encoded(line) else { throw .changesNothing }
    lines[place] = written
    return lines.joined(separator: "\n")
  }

  private func decoded(_ line: String) -> Line? {
    line.contains("\"\(id)\"") ? try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) : nil
  }

  private func encoded(_ line: Line) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) }
  }
}
