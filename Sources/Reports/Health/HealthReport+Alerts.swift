import JudgeTypes
import SkillHealth

extension HealthReport {
  /// Beyond these the rest is only counted, so that a bad day leaves a document that can be read.
  private static let mostAlerts = 25
  private static let mostRows = 50
  private static let mostCauses = 5

  private var regressions: [StandingSkill] { overview.sorted(by: .worst).filter(\.state.finding.isRegression) }

  /// The regressions and incidents alone, as a document.
  public var regressionsMarkdown: String {
    "# Regressions of skills, \(day)\n\n\(alerts)\n## Incidents\n\n\(incidents)"
  }

  var alerts: String {
    guard !regressions.isEmpty else { return "There is none.\n" }
    let rest = regressions.count - Self.mostAlerts
    return regressions.prefix(Self.mostAlerts).map(alert).joined(separator: "\n")
      + (rest > 0 ? "\nAnd \(rest) more: `moe-judge health status --only regression`\n" : "")
  }

  private func alert(_ skill: StandingSkill) -> String {
    let state = skill.state
    let title = state.regressionAlert() ?? "\(HealthSigns.unicode.warning) REGRESSION: \(state.skill)"
    var lines = ["### \(name(state))", "", "**\(safeForMarkdown(title))**", ""]
    lines.append("- When: \(when(state))")
    if skill.isExpectedByChance {
      lines.append(
        "- Among \(skill.tested) skills that were tested, chance alone raises an alarm like this one. Wait for the next days."
      )
    }
    lines += causeLines(of: state)
    let guess = DropGuess(of: state, causes: causes[state.skill] ?? [])
    lines.append("- Likely: \(guess.sentence)")
    lines += guess.checks(of: state).map { "- Check: \($0)" }
    lines.append(
      "- Task: "
        + (openTasks[state.skill].map { markdownCode($0) } ?? "none yet; `moe-judge health regressions --auto-task`"))
    return lines.joined(separator: "\n") + "\n"
  }

  private func when(_ state: SkillState) -> String {
    let finding = state.finding
    let started = finding.started.map { "began on \($0)" }
    let alarmed = finding.alarmed.map { "seen on \($0)" }
    let severity = finding.severity.map { "\($0.rawValue)" }
    let plain = finding.isUnderBaseline.map { $0 ? "the plain rule says so too" : "the plain rule does not see it" }
    let words = [started, alarmed, severity, plain].compactMap(\.self)
    return words.isEmpty ? "not known" : words.joined(separator: ", ")
  }

  private func causeLines(of state: SkillState) -> [String] {
    let started = state.finding.started ?? state.day
    let causes = HealthCause.ordered(causes[state.skill] ?? [], around: started)
    guard !causes.isEmpty else {
      let files = "its files are not known, so no commit was looked for (`moe-judge health record NAME --files PATH`)"
      return ["- Possible causes: none on record" + (state.files.isEmpty ? "; \(files)" : "")]
    }
    let rest = causes.count - Self.mostCauses
    return ["- Possible causes:"] + causes.prefix(Self.mostCauses).map { "  - \($0.markdown)" }
      + (rest > 0 ? ["  - and \(rest) more"] : [])
  }

  var incidents: String {
    let bad = overview.sorted(by: .score).map(\.state).filter { $0.finding.state == .incident }
    guard !bad.isEmpty else { return "There is none.\n" }
    var table = MarkdownTable(["skill", "day", "before", "that day", "score now"])
    for state in bad.prefix(Self.mostRows) {
      let finding = state.finding
      table.add([
        code(state), (finding.started ?? finding.alarmed)?.description ?? "", finding.before.map(oneDecimal) ?? "",
        finding.after.map(oneDecimal) ?? "", oneDecimal(state.healthScore),
      ])
    }
    return "One bad day is no regression; it becomes one when the next days are bad too.\n\n" + table.text
      + rest(bad.count, .incident)
  }

  /// What people declared to be the level to compare with from now on, losses among them.
  var accepted: String {
    let declared = overview.sorted(by: .name).map(\.state).compactMap { state in
      state.baseline.flatMap { $0.isDeclared && $0.day.distance(to: day) < 30 ? (state, $0) : nil }
    }
    guard !declared.isEmpty else { return "None was declared in the last 30 days.\n" }
    var table = MarkdownTable(["skill", "declared for", "level", "name", "by", "why"])
    for (state, baseline) in declared.prefix(Self.mostRows) {
      table.add([
        code(state), "\(baseline.day)", oneDecimal(baseline.score), safeForMarkdown(baseline.name),
        safeForMarkdown(baseline.author), safeForMarkdown(baseline.reason),
      ])
    }
    let rest = declared.count - Self.mostRows
    return table.text + (rest > 0 ? "\nAnd \(rest) more: `moe-judge health baseline --list`\n" : "")
  }

  var insufficient: String {
    let few = overview.sorted(by: .name).map(\.state).filter { $0.lacksData || $0.daysToDetect == nil }
    guard !few.isEmpty else { return "Of every skill a drop of 10 points would be seen within 90 days.\n" }
    var table = MarkdownTable(["skill", "invocations in 30 days", "a 10-point drop would be seen in"])
    for state in few.prefix(Self.mostRows) {
      table.add([
        code(state), "\(state.invocations30)",
        state.daysToDetect.map { counted($0, "day") } ?? "not within 90 days",
      ])
    }
    return table.text + rest(few.count, .insufficientData)
  }

  private func rest(_ count: Int, _ state: HealthFinding.State) -> String {
    count > Self.mostRows
      ? "\nAnd \(count - Self.mostRows) more: `moe-judge health status --only \(state.rawValue)`\n" : ""
  }
}
