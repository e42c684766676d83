public import SkillHealth

/// A score or a difference of scores with one decimal, such as `61.2`; never `-0.0`.
public func oneDecimal(_ value: Double) -> String {
  guard value.isFinite else { return "-" }
  let tenths = Int((min(max(value, -100_000), 100_000) * 10).rounded())
  return (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10).\(abs(tenths) % 10)"
}

/// Such as `+3.1`, `-20.8`, `0.0`.
package func signed(_ value: Double) -> String {
  (oneDecimal(value).hasPrefix("-") || value < 0.05 ? "" : "+") + oneDecimal(value)
}

/// How long ago a day was, such as `3 days ago`.
package func ago(_ day: Day, on today: Day) -> String {
  let days = day.distance(to: today)
  switch days {
  case ..<0: return "on \(day)"
  case 0: return "today"
  case 1: return "yesterday"
  default: return "\(days) days ago"
  }
}

/// `text` in at most `width` characters, what is too much taken from its middle.
func shortened(_ text: String, to width: Int, _ signs: HealthSigns) -> String {
  guard text.count > width else { return text }
  guard width > 2 else { return String(text.prefix(max(0, width))) }
  let kept = width - 1
  return text.prefix((kept + 1) / 2) + signs.ellipsis + text.suffix(kept / 2)
}

extension HealthFinding.State {
  /// In words, such as `insufficient data`.
  public var words: String { rawValue.replacing("_", with: " ") }
}

extension SkillState.Level {
  /// Where it lies, for headings and legends.
  public var range: String {
    switch self {
    case .healthy: "above 75"
    case .warning: "50 to 75"
    case .critical: "below 50"
    }
  }
}

extension SkillState {
  /// In how many days a lasting drop of ten points would be seen at today's volume.
  public var detectionWords: String { daysToDetect.map { "\($0) d" } ?? ">90 d" }
}

extension StandingSkill {
  /// What stands beside the figures, each in a few words; nothing for a skill of which nothing is to be said.
  public func notes(_ signs: HealthSigns) -> [String] {
    let finding = state.finding
    var notes: [String] = []
    switch finding.state {
    case .regression:
      let severity = finding.severity == .major ? "major regression" : "regression"
      notes.append(severity + since(finding) + levels(finding, signs))
      if isExpectedByChance { notes.append("one of \(tested) tested: expected by chance") }
    case .incident: notes.append("incident" + (finding.started.map { " on \($0)" } ?? ""))
    case .degrading: notes.append("degrading" + since(finding) + levels(finding, signs))
    case .insufficientData, .unknown: notes.append(finding.state.words)
    case .improving, .stable: break
    }
    if state.isRecentlyImproved {
      notes.append("\(signs.improved) improved" + (state.lastImprovement.map { " on \($0)" } ?? ""))
    }
    return notes
  }

  private func since(_ finding: HealthFinding) -> String { finding.started.map { " since \($0)" } ?? "" }

  private func levels(_ finding: HealthFinding, _ signs: HealthSigns) -> String {
    guard let before = finding.before, let after = finding.after else { return "" }
    return ", \(oneDecimal(before)) \(signs.to) \(oneDecimal(after))"
  }
}
