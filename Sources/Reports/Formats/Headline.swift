internal import JudgeTypes
package import Provenance

/// The verdict over a run in words: what a reader sees before anything else.
package struct Headline {
  package enum Tone: String { case good, warning, bad }

  package let tone: Tone
  package let title: String
  /// The outcome and the counts.
  package let sentence: String

  /// - Parameters:
  ///   - outcomes: how many judgments have each outcome.
  ///   - blocking: how many judgments the gate stops.
  package init(of result: RecordedResult, outcomes: [String: Int], blocking: Int) {
    let judged = outcomes.values.reduce(0, +)
    (tone, title) = Self.verdict(of: result)
    var parts = ["Outcome \(spoken(result.outcome))"]
    if let gate = result.gate { parts.append(Self.words(for: gate, blocking: blocking)) }
    parts.append(counted(judged, "artifact") + Self.words(for: outcomes, besides: judged == 1))
    sentence = parts.joined(separator: "; ")
  }

  /// Said in plain sight of every offline result.
  package static let offline = "Static review by one deterministic reviewer, no panel of models."

  private static func verdict(of result: RecordedResult) -> (Tone, String) {
    let review = result.isOffline ? "Static review" : "The panel"
    let tone = tone(of: result.outcome)
    guard let gate = result.gate else { return (tone, "\(review): \(spoken(result.outcome))") }
    let blocks = (gate.counts[.blocks] ?? 0) + (gate.counts[.expired] ?? 0)
    if gate.isBlocking { return (.bad, result.isOffline ? "The gate blocks, by static review" : "The gate blocks") }
    if gate.isAdvisory, blocks > 0 {
      return (.warning, "The gate advises against it and does not block")
    }
    if gate.isUndecided {
      return (
        .warning,
        result.isOffline ? "Static review: undecided, nothing passes" : "The gate is undecided, nothing passes"
      )
    }
    let passes = result.isOffline ? "Static review: nothing blocks" : "The gate passes"
    return (tone == .bad ? .warning : tone, passes)
  }

  package static func tone(of outcome: String) -> Tone {
    switch Outcome(rawValue: outcome) {
    case .pass: .good
    case .fail: .bad
    default: .warning
    }
  }

  private static func words(for gate: GateSummary, blocking: Int) -> String {
    func count(_ state: GateReason.State) -> Int { gate.counts[state] ?? 0 }
    let blocks = count(.blocks) + count(.expired)
    var parts = ["\(blocks) blocking" + (blocks > 0 && blocking > 1 ? " in \(blocking) artifacts" : "")]
    if count(.expired) > 0 { parts.append("\(count(.expired)) of them with an expired waiver") }
    for state in [GateReason.State.known, .waived] where count(state) > 0 {
      parts.append("\(count(state)) \(state.rawValue)")
    }
    if count(.allowed) > 0 { parts.append("\(count(.allowed)) that \(count(.allowed) == 1 ? "does" : "do") not block") }
    return parts.joined(separator: ", ")
  }

  private static func words(for outcomes: [String: Int], besides isAlone: Bool) -> String {
    guard !isAlone, !outcomes.isEmpty else { return "" }
    let known = Outcome.allCases.map(\.rawValue)
    let names = known.filter { outcomes[$0] != nil } + outcomes.keys.filter { !known.contains($0) }.sorted()
    return " (\(names.map { "\(outcomes[$0] ?? 0) \(spoken($0))" }.joined(separator: ", ")))"
  }
}
