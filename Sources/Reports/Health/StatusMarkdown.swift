import JudgeTypes
public import SkillHealth

/// How all skills stand, as a table in Markdown.
public struct StatusMarkdown: Sendable {
  public init() {}

  /// - Parameters:
  ///   - overview: the skills that the totals are about.
  ///   - shown: those in the table, in its order.
  public func text(of overview: HealthOverview, showing shown: [StandingSkill]) -> String {
    let totals = overview.totals
    let levels = SkillState.Level.allCases.map { "\(totals.count($0)) \($0.rawValue) (\($0.range))" }
    var lines = [
      "**\(counted(totals.skills, "skill"))**: \(levels.joined(separator: ", ")); "
        + "\(counted(totals.count(.regression), "regression")), \(counted(totals.count(.incident), "incident")), "
        + "\(totals.count(.insufficientData) + totals.count(.unknown)) without enough data"
    ]
    guard !shown.isEmpty else { return lines[0] + "\n" }
    var table = MarkdownTable([
      "", "skill", "category", "score", "trend", "7 days", "7 d / 30 d", "last used", "against baseline", "-10 seen in",
      "",
    ])
    for skill in shown { table.add(cells(of: skill)) }
    lines += ["", table.text]
    let hidden = overview.skills.count - shown.count
    if hidden > 0 { lines.append("\nand \(hidden) more") }
    return lines.joined(separator: "\n") + (hidden > 0 ? "\n" : "")
  }

  private func cells(of skill: StandingSkill) -> [String] {
    let state = skill.state
    let signs = HealthSigns.unicode
    let mark = state.finding.isUnderBaseline == true ? " \(signs.underBaseline)" : ""
    return [
      signs.level(state.level), markdownCode(state.skill.rawValue, isInTable: true),
      state.category.map(safeForMarkdown) ?? "", oneDecimal(state.healthScore), signs.trend(state.trend),
      Sparkline(state.lastSevenDays).text(signs), "\(state.invocations7) / \(state.invocations30)",
      ago(state.lastUsed, on: state.day), (state.deltaToBaseline.map(signed) ?? "") + mark, state.detectionWords,
      skill.notes(signs).map(safeForMarkdown).joined(separator: "; "),
    ]
  }
}

/// A table in Markdown; its cells are Markdown already, and hold no line feed.
struct MarkdownTable {
  private var rows: [[String]]

  init(_ heading: [String]) { rows = [heading, heading.map { _ in "---" }] }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  var isEmpty: Bool { rows.count == 2 }
  /// Ends with a line feed.
  var text: String { rows.map { "| \($0.joined(separator: " | ")) |\n" }.joined() }
}
