internal import JudgeTypes
internal import Provenance
internal import SkillHealth
internal import Storage

/// What a filter asks for that there is no such thing of.
struct FilterFault: Error {
  let words: String
}

extension RunQuery {
  /// - Throws: `FilterFault` where a value of the filter means nothing.
  init(_ filter: RunFilter, limit: Int) throws(FilterFault) {
    func day(_ text: String?) throws(FilterFault) -> Day? {
      guard let text else { return nil }
      guard text.utf8.count == 10, let day = Day(text) else {
        throw FilterFault(words: "'\(text.prefix(40))' is no day. Write it as 2026-11-21.")
      }
      return day
    }
    if let first = try day(filter.from), let last = try day(filter.to), last < first {
      throw FilterFault(words: "The first day, \(first), is after the last, \(last). Change one of them.")
    }
    self.init(
      ending: try Self.ending(filter.outcome), mode: try Self.word(filter.mode, "mode", ["models", "offline"]),
      severity: try Self.word(filter.severity, "severity", Severity.allCases.map(\.rawValue)),
      path: filter.path, from: try day(filter.from), to: try day(filter.to), edge: Self.edge(of: filter), limit: limit)
  }

  private static func ending(_ name: String?) throws(FilterFault) -> Ending? {
    switch name {
    case nil: return nil
    case RunOutcomeName.unfinished: return .unfinished
    case RunOutcomeName.stopped: return .stopped
    default:
      let outcome: Outcome? = try word(name, "outcome", RunOutcomeName.all)
      return outcome.map(Ending.outcome)
    }
  }

  private static func word<Word: RawRepresentable>(
    _ text: String?, _ what: String, _ known: [String]
  ) throws(FilterFault) -> Word? where Word.RawValue == String {
    guard let text else { return nil }
    guard let word = Word(rawValue: text) else {
      throw FilterFault(words: "'\(text.prefix(40))' is no \(what). Use one of \(known.joined(separator: ", ")).")
    }
    return word
  }

  private static func edge(of filter: RunFilter) -> Edge {
    if let after = filter.after { return .after(after) }
    return filter.before.map(Edge.before) ?? .newest
  }
}

/// What addresses call the ways in which a run may have ended.
enum RunOutcomeName {
  static let unfinished = "unfinished"
  static let stopped = "stopped"
  static let all = Outcome.allCases.map(\.rawValue) + [stopped, unfinished]
}
