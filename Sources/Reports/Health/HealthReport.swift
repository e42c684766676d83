public import JudgeTypes
public import SkillHealth

/// The health of all skills on one day, as a document that a lead reads and sends on.
public struct HealthReport: Sendable {
  public let day: Day
  let overview: HealthOverview
  let week: HealthChange
  let month: HealthChange
  let causes: [Skill.ID: [HealthCause]]
  let openTasks: [Skill.ID: String]
  let categories: [String]

  /// - Parameters:
  ///   - overview: how the skills stand on `day`.
  ///   - weekAgo: how they stood 7 days before, and `monthAgo` 30 days before; skills that were not on record then are absent.
  ///   - causes: what may be behind a skill's regression.
  ///   - openTasks: the id of the open improvement task of each skill that has one.
  ///   - categories: to which the report was restricted; none for all.
  public init(
    on day: Day, _ overview: HealthOverview, weekAgo: [SkillState], monthAgo: [SkillState],
    causes: [Skill.ID: [HealthCause]] = [:], openTasks: [Skill.ID: String] = [:], categories: [String] = []
  ) {
    let states = overview.skills.map(\.state)
    self.day = day
    self.overview = overview
    self.causes = causes
    self.openTasks = openTasks
    self.categories = categories
    week = HealthChange(from: weekAgo, on: day.advanced(by: -7), to: states)
    month = HealthChange(from: monthAgo, on: day.advanced(by: -30), to: states)
  }

  /// `SKILL-HEALTH-REPORT-2026-11-22.md`.
  public static func fileName(on day: Day) -> String { "SKILL-HEALTH-REPORT-\(day).md" }

  /// The document. The same states give the same bytes.
  public var markdown: String {
    let of = categories.isEmpty ? "" : ", " + categories.map(safeForMarkdown).joined(separator: ", ")
    let sections = [
      ("Executive summary", summary), ("Distribution", distribution), ("Top 10 improved", improved),
      ("Top 10 needing attention", attention), ("Regression alerts", alerts), ("Incidents", incidents),
      ("Accepted levels", accepted),
      ("Insufficient data", insufficient), ("Recommendations", recommendations), ("How this was computed", method),
    ]
    return "# Skill health report, \(day)\(of)\n\n"
      + sections.map { "## \($0.0)\n\n\($0.1)" }.joined(separator: "\n")
  }

  // MARK: Distribution

  private static let longestBar = 40

  private var distribution: String {
    let scores = overview.skills.map(\.state.healthScore)
    let counts = (0..<10).map { tenth in
      scores.count { Int(min(max($0, 0), 99.999) / 10) == tenth }
    }
    let most = max(1, counts.max() ?? 1)
    let rows = counts.enumerated().reversed().map { tenth, count in
      let low = tenth * 10
      let label = tenth == 9 ? "90-100" : "\(low)-\(low + 9)"
      let length = count == 0 ? 0 : max(1, Int((Double(count) / Double(most) * Double(Self.longestBar)).rounded()))
      return String(repeating: " ", count: 6 - label.count) + label + " | " + String(repeating: "█", count: length)
        + (count == 0 ? "" : " ") + "\(count)\n"
    }
    var table = MarkdownTable(["", "level", "scores", "skills", "share"])
    let totals = overview.totals
    for level in SkillState.Level.allCases {
      let share = totals.skills == 0 ? 0 : Double(totals.count(level)) / Double(totals.skills)
      table.add([
        HealthSigns.unicode.level(level), level.rawValue, level.range, "\(totals.count(level))",
        "\(Int((share * 100).rounded())) %",
      ])
    }
    return "```text\n\(rows.joined())```\n\n\(table.text)"
  }

  // MARK: Top ten

  private static let top = 10

  private var improved: String {
    let risen = month.risen.prefix(Self.top)
    guard !risen.isEmpty else { return "No skill with enough data stands higher than 30 days ago.\n" }
    var table = MarkdownTable(["skill", "30 days ago", "now", "difference", "trend", "invocations in 30 days"])
    for change in risen {
      table.add([
        code(change.now), oneDecimal(change.then.healthScore), oneDecimal(change.now.healthScore), signed(change.delta),
        HealthSigns.unicode.trend(change.now.trend), "\(change.now.invocations30)",
      ])
    }
    return table.text
  }

  private var attention: String {
    let all = overview.needingAttention
    guard !all.isEmpty else { return "None does.\n" }
    var table = MarkdownTable(["", "skill", "category", "score", "trend", "7 days", "invocations in 30 days", "why"])
    for skill in all.prefix(Self.top) {
      let state = skill.state
      table.add([
        HealthSigns.unicode.level(state.level), code(state), state.category.map(safeForMarkdown) ?? "",
        oneDecimal(state.healthScore), HealthSigns.unicode.trend(state.trend),
        Sparkline(state.lastSevenDays).text(.unicode), "\(state.invocations30)", reasons(of: skill),
      ])
    }
    let rest = all.count - Self.top
    return table.text + (rest > 0 ? "\nAnd \(rest) more: `moe-judge health status`\n" : "")
  }

  private func reasons(of skill: StandingSkill) -> String {
    let state = skill.state
    var reasons = skill.notes(.unicode)
    if state.finding.isUnderBaseline == true, let delta = state.deltaToBaseline {
      reasons.append("\(signed(delta)) against the baseline")
    }
    if state.level == .critical { reasons.append("below 50") }
    return reasons.map(safeForMarkdown).joined(separator: "; ")
  }

  func code(_ state: SkillState) -> String { markdownCode(state.skill.rawValue, isInTable: true) }
}
