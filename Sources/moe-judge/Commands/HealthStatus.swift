import ArgumentParser
import Provenance
import Reports
import SkillHealth

extension HealthCommand {
  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How every skill stands: score, trend, the last seven days, regressions; the worst first.",
      discussion: """
        Examples:
          moe-judge health status
          moe-judge health status --category review --max-score 75 --trend degrading
          moe-judge health status --only regression --only incident --format markdown
          moe-judge health status --on 2026-11-01 --format jsonl
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, jsonl, markdown }

    @Option(help: ArgumentHelp("Only skills of this category; repeatable.", valueName: "name")) var category: [String] =
      []
    @Option(help: "Only skills with this score or more.", transform: healthScore) var minScore: Double?
    @Option(help: "Only skills with this score or less.", transform: healthScore) var maxScore: Double?
    @Option(
      help: ArgumentHelp("Only skills with this trend: \(wordsOf(SkillState.Trend.self)).", valueName: "trend"),
      transform: oneOf(SkillState.Trend.self))
    var trend: SkillState.Trend?
    @Option(
      help: ArgumentHelp(
        "Only skills that are this; repeatable: \(wordsOf(HealthFinding.State.self)).", valueName: "state"),
      transform: oneOf(HealthFinding.State.self))
    var only: [HealthFinding.State] = []
    @Option(
      help: ArgumentHelp("What stands first: \(wordsOf(HealthOrder.self)).", valueName: "order"),
      transform: oneOf(HealthOrder.self))
    var sort = HealthOrder.worst
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("How many, from 1 to 100000; without it a table shows 50.", valueName: "n"))
    var limit: Int?
    @Option(
      help: ArgumentHelp("As it was on this day; nothing later counts.", valueName: "date"), transform: calendarDay)
    var on: Day?
    @Option(help: "The form of the output.") var format: Format = .table
    @Flag(help: "No colours; NO_COLOR does the same.") var noColor = false
    @OptionGroup var state: StateOption

    func validate() throws {
      guard limit.map({ (1...100_000).contains($0) }) ?? true else {
        throw ValidationError("--limit takes a number from 1 to 100000.")
      }
      if let minScore, let maxScore, minScore > maxScore {
        throw ValidationError("--min-score is above --max-score, so that no skill can be shown. Swap them.")
      }
    }

    private static let tableLimit = 50

    func run() throws {
      let all = HealthOverview(testing: try HealthStates.all(state: state.path, on: on))
      let filtered = all.filtered(
        by: HealthFilter(categories: category, minScore: minScore, maxScore: maxScore, trend: trend, states: only))
      let shown = Array(
        filtered.sorted(by: sort).prefix(limit ?? (format == .table ? Self.tableLimit : .max)))
      switch format {
      case .json: Standard.output.write(Self.json(of: filtered, showing: shown, among: all, on: on).pretty + "\n")
      case .jsonl: for skill in shown { Standard.output.write(skill.json.canonical + "\n") }
      case .table, .markdown: Standard.output.write(text(of: filtered, showing: shown, among: all))
      }
    }

    private func text(of filtered: HealthOverview, showing shown: [StandingSkill], among all: HealthOverview) -> String
    {
      if all.skills.isEmpty { return HealthStates.firstSteps(in: state.path) }
      if filtered.skills.isEmpty { return safeLines(nothingShown(among: all)) }
      if format == .markdown { return StatusMarkdown().text(of: filtered, showing: shown) }
      return StatusTable(
        style: .ofOutput(noColor: noColor), signs: .ofOutput, columns: Standard.output.columns ?? 100
      ).text(of: filtered, showing: shown)
    }

    private func nothingShown(among all: HealthOverview) -> String {
      let categories = all.categories
      return "none of \(counted(all.skills.count, "skill")) is what was asked for\n"
        + (categories.isEmpty ? "no skill has a category\n" : "categories: \(categories.joined(separator: ", "))\n")
    }

    /// - Parameter day: as it was on this day; nil for today.
    static func json(
      of filtered: HealthOverview, showing shown: [StandingSkill], among all: HealthOverview, on day: Day?
    ) -> JSONValue {
      [
        "date": .string((day ?? .today).description), "totals": filtered.totals.json,
        "skills": .array(shown.map(\.json)), "on_record": .integer(all.skills.count),
        "categories": .texts(all.categories),
      ]
    }
  }
}
