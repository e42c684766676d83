import JudgeTypes
public import SkillHealth

/// How all skills stand, as a person reads it in a terminal.
public struct StatusTable: Sendable {
  private let style: TextStyle
  private let signs: HealthSigns
  private let columns: Int
  /// From here on a line has room for what is not in the short table.
  private static let wide = 150
  private static let longestCategory = 12
  private static let shortestName = 12

  /// - Parameter columns: the width of the terminal; at least 100 are used.
  public init(style: TextStyle, signs: HealthSigns = .unicode, columns: Int = 100) {
    self.style = style
    self.signs = signs
    self.columns = max(100, columns)
  }

  /// - Parameters:
  ///   - overview: the skills that the totals are about.
  ///   - shown: those in the table, in its order.
  public func text(of overview: HealthOverview, showing shown: [StandingSkill]) -> String {
    var lines = totals(overview.totals)
    guard !shown.isEmpty else { return lines.map { $0 + "\n" }.joined() }
    lines.append("")
    lines += table(of: shown)
    let hidden = overview.skills.count - shown.count
    if hidden > 0 { lines.append(style.dim("and \(hidden) more; a higher --limit shows them")) }
    lines += [""] + legend(shown).map(style.dim)
    return lines.map { $0 + "\n" }.joined()
  }

  private func totals(_ totals: HealthOverview.Totals) -> [String] {
    let levels = SkillState.Level.allCases.map { level in
      painted(level, "\(signs.level(level)) \(totals.count(level)) \(level.rawValue)") + style.dim(" (\(level.range))")
    }
    let chance =
      totals.expectedByChance == 0
      ? "" : " (\(totals.expectedByChance) of them expected by chance, \(totals.tested) skills tested)"
    let others = [
      counted(totals.count(.regression), "regression") + chance, counted(totals.count(.incident), "incident"),
      "\(totals.count(.insufficientData) + totals.count(.unknown)) without enough data",
      "\(totals.recentlyImproved) recently improved",
    ]
    return [
      "\(style.bold(counted(totals.skills, "skill"))): \(levels.joined(separator: ", "))",
      others.joined(separator: ", "),
    ]
  }

  // MARK: The table

  private struct Column {
    let title: String
    let isRight: Bool
    let text: (StandingSkill) -> String

    init(_ title: String, isRight: Bool = false, _ text: @escaping (StandingSkill) -> String) {
      self.title = title
      self.isRight = isRight
      self.text = text
    }
  }

  private static let nameColumn = 1
  private static let scoreColumn = 3

  private var figures: [Column] {
    var all = [
      Column("") { signs.level($0.state.level) }, Column("skill") { $0.state.skill.rawValue },
      Column("category") { shortened($0.state.category ?? "-", to: Self.longestCategory, signs) },
      Column("score", isRight: true) { oneDecimal($0.state.healthScore) },
      Column("") { signs.trend($0.state.trend) },
      Column("7 days") { Sparkline($0.state.lastSevenDays).text(signs) },
      Column("7d/30d", isRight: true) { "\($0.state.invocations7)/\($0.state.invocations30)" },
      Column("last used") { ago($0.state.lastUsed, on: $0.state.day) },
      Column("base", isRight: true) { skill in
        let mark = skill.state.finding.isUnderBaseline == true ? signs.underBaseline : ""
        return mark + (skill.state.deltaToBaseline.map(signed) ?? "-")
      },
      Column("-10 in", isRight: true) { $0.state.detectionWords },
    ]
    guard columns >= Self.wide else { return all }
    all += [
      Column("30 days", isRight: true) { $0.state.rolling30.map(oneDecimal) ?? "-" },
      Column("baseline") { $0.state.baseline.map { "\(oneDecimal($0.score)) \($0.name)" } ?? "-" },
    ]
    return all
  }

  private func table(of skills: [StandingSkill]) -> [String] {
    let figures = figures
    var rows = [figures.map(\.title)] + skills.map { skill in figures.map { safeForTerminal($0.text(skill)) } }
    let widths = figures.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let others = widths.enumerated().filter { $0.offset != Self.nameColumn }.map { $0.element + 2 }.reduce(0, +)
    let room = max(Self.shortestName, columns - others)
    for (column, figure) in figures.enumerated() {
      let width = column == Self.nameColumn ? min(widths[column], room) : widths[column]
      for row in rows.indices {
        let cell = shortened(rows[row][column], to: width, signs)
        let padding = String(repeating: " ", count: width - cell.count)
        rows[row][column] = figure.isRight ? padding + cell : cell + padding
      }
    }
    let heading = style.dim(String(rows[0].joined(separator: "  ").reversed().drop { $0 == " " }.reversed()))
    return [heading] + zip(skills, rows.dropFirst()).flatMap { skill, cells in lines(of: skill, cells) }
  }

  /// The figures, and behind or below them what is to be said in words.
  private func lines(of skill: StandingSkill, _ cells: [String]) -> [String] {
    let width = cells.map(\.count).reduce(0, +) + 2 * (cells.count - 1)
    let line = painted(skill, cells).joined(separator: "  ")
    let alone = String(line.reversed().drop { $0 == " " }.reversed())
    let notes = notes(of: skill)
    guard !notes.isEmpty else { return [alone] }
    let text = notes.joined(separator: "; ")
    if width + 2 + text.count <= columns { return [line + "  " + painted(skill, note: text)] }
    return [alone] + wrapped(notes, to: columns - 4).map { "    " + painted(skill, note: $0) }
  }

  private func notes(of skill: StandingSkill) -> [String] {
    var notes = skill.notes(signs)
    if columns >= Self.wide, let segment = skill.state.segment {
      notes.append("\(segment.change) on \(segment.started)")
    }
    return notes.map(safeForTerminal)
  }

  private func wrapped(_ notes: [String], to width: Int) -> [String] {
    notes.reduce(into: [String]()) { lines, note in
      if let last = lines.last, last.count + 2 + note.count <= width {
        lines[lines.count - 1] = last + "; " + note
      } else {
        lines.append(shortened(note, to: width, signs))
      }
    }
  }

  // MARK: Colours and legend

  private func painted(_ skill: StandingSkill, _ cells: [String]) -> [String] {
    var cells = cells
    for column in [0, Self.scoreColumn] { cells[column] = painted(skill.state.level, cells[column]) }
    let arrow = Self.scoreColumn + 1
    switch skill.state.trend {
    case .improving: cells[arrow] = style.green(cells[arrow])
    case .degrading: cells[arrow] = style.red(cells[arrow])
    case .stable: break
    }
    return cells
  }

  private func painted(_ level: SkillState.Level, _ text: String) -> String {
    switch level {
    case .healthy: style.green(text)
    case .warning: style.yellow(text)
    case .critical: style.red(text)
    }
  }

  private func painted(_ skill: StandingSkill, note: String) -> String {
    if skill.isCertainRegression { return style.red(note) }
    return skill.state.finding.isRegression || skill.state.finding.state == .incident ? style.yellow(note) : note
  }

  private func legend(_ skills: [StandingSkill]) -> [String] {
    var lines = [
      "7d/30d: invocations; base: against the baseline; -10 in: days until a lasting drop of 10 points is seen"
    ]
    if skills.contains(where: { $0.state.finding.isUnderBaseline == true }) {
      lines.append("\(signs.underBaseline) ten points or more under the baseline (the plain rule)")
    }
    return lines
  }
}
