import JudgeTypes
import SkillHealth

/// Sentences that can be read out.
extension HealthReport {
  var summary: String {
    ([worst, counts, alarms] + [week, month].map(sentence) + [mostImproved, unused]).compactMap(\.self).map {
      "- \($0)\n"
    }.joined()
  }

  private var worst: String {
    guard let skill = overview.needingAttention.first else {
      return "**No skill needs attention today.**"
    }
    let state = skill.state
    let score = oneDecimal(state.healthScore)
    if skill.isCertainRegression {
      let drop = state.finding.delta.map { "it fell by \(oneDecimal(-$0)) points" } ?? "it fell"
      let since = state.finding.started.map { " since \($0)" } ?? ""
      return
        "**The worst first: \(name(state)) is in a \(state.finding.severity == .major ? "major " : "")regression;** "
        + "\(drop)\(since) and stands at \(score)."
    }
    return "**The worst first: \(name(state)) stands at \(score)** (\(state.level.rawValue), \(state.trend.rawValue)); "
      + "no skill is in a regression that chance does not explain."
  }

  private var counts: String {
    let totals = overview.totals
    let levels = SkillState.Level.allCases.map { "\(totals.count($0)) \($0.rawValue) (\($0.range))" }
    return "\(counted(totals.skills, "skill")) on record: \(levels.joined(separator: ", "))."
  }

  private var alarms: String {
    let totals = overview.totals
    let chance =
      totals.expectedByChance == 0
      ? "" : ", of which \(totals.expectedByChance) can be chance, for \(totals.tested) skills were tested"
    return
      "\(orNo(totals.count(.regression), "regression"))\(chance); \(orNo(totals.count(.incident), "incident")) "
      + "(one bad day); \(totals.count(.insufficientData) + totals.count(.unknown)) without enough data to tell."
  }

  private func sentence(on change: HealthChange) -> String {
    let days = change.since.distance(to: day)
    guard change.hasBeginning else { return "\(days) days ago nothing was on record." }
    var parts = [
      "\(orNo(change.begun.count, "regression")) began", "\(orNo(change.improved.count, "skill")) improved",
    ]
    let now = overview.totals
    for level in SkillState.Level.allCases where change.count(level) != now.count(level) {
      parts.append("\(level.rawValue) \(change.count(level)) → \(now.count(level))")
    }
    if !change.fallen.isEmpty { parts.append("fell below 50: \(names(change.fallen))") }
    if change.new > 0 { parts.append("\(change.new) new on record") }
    return "In the last \(days) days: \(parts.joined(separator: ", "))."
  }

  private var mostImproved: String? {
    month.risen.first.map { change in
      "The most improved in 30 days: \(name(change.now)), \(signed(change.delta)) points, now \(oneDecimal(change.now.healthScore))."
    }
  }

  private func orNo(_ count: Int, _ noun: String) -> String { count == 0 ? "no \(noun)" : counted(count, noun) }

  private var unused: String? {
    let idle = overview.skills.map(\.state).filter { $0.invocations30 == 0 }
    return idle.isEmpty ? nil : "Not used in the last 30 days: \(names(idle))."
  }

  func name(_ state: SkillState) -> String { markdownCode(state.skill.rawValue) }

  /// A few names, and the number of the rest.
  func names(_ states: [SkillState]) -> String {
    let sorted = states.sorted { $0.skill < $1.skill }
    let shown = sorted.prefix(5).map(name).joined(separator: ", ")
    return shown + (sorted.count > 5 ? " and \(sorted.count - 5) more" : "")
  }
}
