import JudgeTypes
import Markdown

/// A level found in a sentence, and the token that carries it.
struct Signal: Sendable, Hashable {
  let level: Level
  /// The position of the token that carries it.
  let index: Int
  /// The position of the last token of the sentence that carries the same level.
  var last: Int
  /// The name of the rule.
  let rule: String

  /// As found in a part of a sentence that begins at its token `offset`.
  func moved(by offset: Int) -> Signal { Signal(level: level, index: index + offset, rule: rule) }

  init(level: Level, index: Int, rule: String) {
    self.level = level
    self.index = index
    last = index
    self.rule = rule
  }
}

extension Level {
  /// The same demand of not doing it. That something may be left out is still permission.
  var negated: Level {
    switch self {
    case .must: .mustNot
    case .mustNot: .must
    case .should: .shouldNot
    case .shouldNot: .should
    case .may: .may
    }
  }
}

extension Level {
  /// The level of a negated item under this one: "No shared stores" below "Forbidden:" is still forbidden.
  var ofNegatedItem: Level { self == .must || self == .should ? negated : self }
}

extension Sentence {
  /// The levels of the sentence in its place, each once, in order of appearance.
  func signals(in place: Place) -> [Signal] {
    guard SentenceFilter.first(for: self, in: place) == nil else { return [] }
    if place.usesCapitals { return distinct(CapitalKeyword.signals(in: self)) }
    if yDecision != nil { return distinct(statement(in: place)) }
    let keywords = Keyword.signals(in: self, place: place)
    let clauses = independentClauses
    guard clauses.count > 1 else { return distinct(keywords.isEmpty ? statement(in: place) : keywords) }
    let stated = clauses.filter { clause in !keywords.contains { clause.contains($0.index) } }.flatMap { clause in
      let part = self.part(clause)
      guard clause.lowerBound == 0 || SentenceFilter.first(for: part, in: place) == nil else { return [Signal]() }
      return part.statement(in: place).map { $0.moved(by: clause.lowerBound) }
    }
    return distinct(keywords + stated)
  }

  /// What the form of the sentence states where no keyword does.
  private func statement(in place: Place) -> [Signal] {
    guard let signal = StatementRule.all.lazy.compactMap({ $0.signal(in: self, place: place) }).first else { return [] }
    // "Clients use TLS, never plain HTTP."
    let never = tokens.indices.dropFirst(signal.index + 1).first {
      tokens[$0].is("never") && tokens[$0 - 1].is(",") && lowercased($0 + 1) != "later" && lowercased($0 + 1) != "more"
    }
    guard let never, signal.level == .must, !isAside(never) else { return [signal] }
    return [signal, Signal(level: .mustNot, index: never, rule: signal.rule)]
  }

  private func distinct(_ signals: [Signal]) -> [Signal] {
    signals.sorted { $0.index < $1.index }.reduce(into: []) { distinct, signal in
      if let known = distinct.firstIndex(where: { $0.level == signal.level }) {
        distinct[known].last = signal.index
      } else {
        distinct.append(signal)
      }
    }
  }
}
