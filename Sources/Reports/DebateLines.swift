internal import JudgeTypes

/// A debate as a person reads it: how it ended, and who changed by what evidence.
struct DebateLines {
  let debate: DebateRecord
  let before: Outcome
  let after: Outcome

  var lines: [String] {
    let heading =
      "debate: \(counted(debate.rounds.count, "round")), \(debate.end.words)\(tokens); "
      + (before == after ? "the outcome stays" : "before it: \(before.words)")
    return [heading]
      + debate.rounds.flatMap { round in
        (round.changes.map(line) + round.silent.map { "\($0.seat) gave no answer and holds what it held: \($0.reason)" })
          .map { "  round \(round.number): \($0)" }
      }
  }

  /// Nothing where a provider did not report them.
  private var tokens: String {
    let counts = debate.rounds.map(\.tokens)
    return counts.contains(nil) ? "" : ", \(counts.compactMap(\.self).reduce(0) { $0.adding($1) }) tokens"
  }

  private func line(of change: PositionChange) -> String {
    func scores(_ isSupported: Bool) -> String {
      change.dimensions.filter { $0.isSupported == isSupported }
        .map { "\($0.dimension) \($0.from.map { "\($0.rawValue)" } ?? "none") → \($0.to.rawValue)" }
        .joined(separator: ", ")
    }
    let (counted, struck) = (scores(true), scores(false))
    let moved = change.from == change.to ? change.from.rawValue : "\(change.from.rawValue) → \(change.to.rawValue)"
    let evidence = change.evidence.map(\.place).joined(separator: ", ")
    let withdrawn = change.withdrawn.map { finding in
      "withdraws \(finding.severity.rawValue) \(finding.rule) \(finding.evidence.first?.evidence.place ?? "")"
    }
    if change.dimensions.isEmpty { return "\(change.seat) \(moved) by \(evidence)" }
    return
      (["\(change.seat) \(moved)"] + (counted.isEmpty ? [] : ["\(counted) by \(evidence)"])
      + (struck.isEmpty ? [] : ["not counted, without new evidence: \(struck)"]) + withdrawn).joined(separator: "; ")
  }
}

extension DebateEnd {
  /// As people write it, behind the count of rounds.
  var words: String {
    switch self {
    case .agreed: "until the seats agreed"
    case .unchanged: "until a round changed nothing that counts"
    case .rounds: "all that were allowed"
    case .budget: "until the budget was used up"
    }
  }
}

extension Outcome {
  /// As people write it.
  var words: String { rawValue.replacing("_", with: " ") }
}
