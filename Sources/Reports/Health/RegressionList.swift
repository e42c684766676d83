public import JudgeTypes
public import Provenance
public import SkillHealth

/// What `health regressions` says: every skill in a regression with what may be behind it, and what else the detector saw.
public struct RegressionList: Sendable {
  let overview: HealthOverview
  let causes: [Skill.ID: [HealthCause]]
  let tasks: [Skill.ID: String]
  private static let mostCauses = 5

  /// - Parameters:
  ///   - causes: of each skill in a regression.
  ///   - tasks: the improvement tasks that are there, as they are to be named.
  public init(_ overview: HealthOverview, causes: [Skill.ID: [HealthCause]], tasks: [Skill.ID: String]) {
    self.overview = overview
    self.causes = causes
    self.tasks = tasks
  }

  /// For a terminal.
  public func text(style: TextStyle, signs: HealthSigns = .unicode) -> String {
    let regressions = overview.sorted(by: .worst).filter(\.state.finding.isRegression)
    let blocks = regressions.map { block(of: $0, style: style, signs: signs) }
    let quiet = regressions.isEmpty ? "no regression\n" : ""
    return quiet + (blocks + [others]).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func block(of skill: StandingSkill, style: TextStyle, signs: HealthSigns) -> String {
    let state = skill.state
    let finding = state.finding
    let title = state.regressionAlert(signs) ?? "\(signs.warning) REGRESSION: \(safeForTerminal(state.skill.rawValue))"
    let began = finding.started.map { "began about \($0)" }
    let seen = finding.alarmed.map { "seen on \($0)" }
    let plain = finding.isUnderBaseline.map {
      $0 ? "the plain rule (10 points under the baseline) says so too" : "too small for the plain rule (10 points)"
    }
    var lines = [style.bold(title)]
    lines.append("  " + [began, seen, finding.severity?.rawValue, plain].compactMap(\.self).joined(separator: ", "))
    if skill.isExpectedByChance {
      lines.append(
        "  among \(counted(skill.tested, "skill")) chance alone can raise this alarm; wait for the next days")
    }
    let causes = HealthCause.ordered(causes[state.skill] ?? [], around: finding.started ?? state.day)
    lines.append("  possible causes:" + (causes.isEmpty ? " none on record" : ""))
    lines += causes.prefix(Self.mostCauses).map { "    \(safeForTerminal($0.words))" }
    if causes.count > Self.mostCauses { lines.append("    and \(causes.count - Self.mostCauses) more") }
    if state.files.isEmpty {
      let name = quotedForShell(safeForTerminal(state.skill.rawValue))
      lines.append(
        "  its files are not known, so no commit is looked for: moe-judge health record \(name) --files PATH")
    }
    if state.invocations30 == 0 { lines.append("  nobody used it for 30 days; last on \(state.lastUsed)") }
    lines += DropGuess(of: state, causes: causes).checks(of: state).map { "  check: \(safeForTerminal($0))" }
    if let task = tasks[state.skill] { lines.append("  task: \(safeForTerminal(task))") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is no regression, in a line each.
  private var others: String {
    let totals = overview.totals
    let incidents = overview.sorted(by: .name).map(\.state).filter { $0.finding.state == .incident }
    let lines =
      incidents.map { state in
        "incident: \(safeForTerminal(state.skill.rawValue)) had one bad day"
          + (state.finding.started.map { " on \($0)" } ?? "")
          + (state.finding.after.map { ", \(oneDecimal($0))" } ?? "")
          + "; it becomes a regression when the next days are bad too"
      }
      + [
        counts(totals, .improving, "improving"), counts(totals, .degrading, "degrading, not enough for an alarm"),
        counts(totals, .stable, "stable"),
        counts(totals, .insufficientData, "with too few days or invocations to tell"),
        counts(totals, .unknown, "not used for 30 days"),
      ].compactMap(\.self)
    return lines.map { $0 + "\n" }.joined()
  }

  private func counts(_ totals: HealthOverview.Totals, _ state: HealthFinding.State, _ words: String) -> String? {
    totals.count(state) > 0 ? "\(counted(totals.count(state), "skill")) \(words)" : nil
  }

  /// Of one skill the fields that scripts read, and what is known besides.
  ///
  /// - Parameter drops: where those of a series are asked for, the first of them counts, also where it was made up for since.
  public static func json(of skill: StandingSkill, drops: [Change]? = nil, causes: [HealthCause] = []) -> JSONValue {
    let (state, finding) = (skill.state, skill.state.finding)
    let first = drops?.first
    // Of the drop that is still open the level of now is known.
    let isFirst = first == nil || first?.alarmed == finding.alarmed
    let before = isFirst ? finding.before : first?.before
    let after = isFirst ? finding.after : first?.after
    let isRegression = first != nil || finding.isRegression
    let delta = before.flatMap { before in after.map { $0 - before } }
    let severity = delta.map { $0 <= -10 ? HealthFinding.Severity.major : .minor }
    return [
      "skill": .string(state.skill.rawValue), "regression": .bool(isRegression),
      "severity": isRegression ? .optional(severity?.rawValue) : .null,
      "alarmed": .optional((first?.alarmed ?? finding.alarmed)?.description),
      "started": .optional((first?.started ?? finding.started)?.description), "before": .optional(before),
      "after": .optional(after), "delta": .optional(delta), "state": .string(finding.state.rawValue),
      "method": "shiryaev-roberts, winsorised", "recovered": .optional(finding.recovered?.description),
      "chance": .optional(finding.chance), "days_to_detect": .optional(state.daysToDetect),
      "under_baseline": finding.isUnderBaseline.map { .bool($0) } ?? .null,
      "causes": .array(causes.map { .string($0.words) }),
    ]
  }
}
