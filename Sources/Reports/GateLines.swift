public import JudgeTypes

/// What a gate makes of a judgment, line by line, as a person reads it. What it quotes is not made safe yet.
public struct GateLines: Sendable {
  public let lines: [String]

  /// - Parameter isAdvisory: whether the gate stops nothing.
  public init(of decision: GateDecision, isAdvisory: Bool) {
    let blocking = decision.reasons.filter(\.isBlocking)
    let verb = isAdvisory ? "would block" : "blocks"
    let quiet = decision.isUndecided ? "gate: undecided, as not all has a verdict" : "gate: passes"
    let head = blocking.isEmpty ? quiet : "gate: \(verb), \(counted(blocking.count, "reason"))"
    let others = decision.reasons.filter { !$0.isBlocking && $0.state != .allowed }
    let allowed = decision.count(of: .allowed)
    lines =
      [head] + (blocking + others).map { "  " + Self.words($0) }
      + (allowed > 0
        ? ["  \(counted(allowed, "finding or dimension", "findings or dimensions")) that no rule blocks"] : [])
  }

  /// Such as `known: F2 high sql-injection at a.py:3`.
  static func words(_ reason: GateReason) -> String {
    let name = reason.finding.map { "\($0) " } ?? ""
    let mark = reason.fingerprint.map { " [\($0)]" } ?? ""
    let text = "\(reason.state.rawValue): \(name)\(reason.message)\(mark)"
    guard let waiver = reason.waiver else { return text }
    let until = reason.state == .expired ? "its waiver expired after" : "until"
    return "\(text) (\(until) \(waiver.expires), by \(waiver.author): \(waiver.reason))"
  }
}

extension GateSummary {
  /// In one line: what the gate does, and how much of what there is.
  public var words: String {
    let stopped = (counts[.blocks] ?? 0) + (counts[.expired] ?? 0)
    let quiet = isUndecided ? "undecided, as not all has a verdict" : "passes"
    let verb = isBlocking ? "blocks" : isAdvisory ? (stopped > 0 ? "would block" : quiet) + " (advisory)" : quiet
    let parts = GateReason.State.allCases.compactMap { state -> String? in
      guard let count = counts[state], count > 0 else { return nil }
      return switch state {
      case .blocks: "\(count) new"
      case .expired: "\(count) with an expired waiver"
      case .known: "\(count) known"
      case .waived: "\(count) waived"
      case .allowed: "\(count) that no rule blocks"
      }
    }
    return "gate: \(verb)" + (parts.isEmpty ? "" : "; " + parts.joined(separator: ", "))
  }
}
