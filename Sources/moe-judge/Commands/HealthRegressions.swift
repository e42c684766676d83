import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import SkillHealth
import YAMLFiles

extension HealthCommand {
  struct Regressions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Skills that got worse for good: since when, by how much, what may be behind it. Exit 1 when any did.",
      discussion: """
        The detector sees one day at a time and weighs it by its invocations; one bad day is an incident and no regression.

        With --series, the lines of json and jsonl are about the first alarm of each series, also where it was made up for since \
        ('recovered'); 'state' is how it stands on the series' last day, and so is the exit code.

        Examples:
          moe-judge health regressions
          moe-judge health regressions --auto-task --report regressions.md
          moe-judge health regressions --series scores.jsonl --baseline-days 30 --format jsonl
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, jsonl, markdown }

    @Option(help: ArgumentHelp("Only this skill; repeatable.", valueName: "name")) var skill: [String] = []
    @Option(help: ArgumentHelp("Only skills of this category; repeatable.", valueName: "name")) var category: [String] =
      []
    @Option(
      help: ArgumentHelp("As it was on this day; nothing later counts.", valueName: "date"), transform: calendarDay)
    var on: Day?
    @Option(
      help: ArgumentHelp(
        "Judge the series in this file, not what is on record; - for standard input. "
          + #"A line: {"skill","date","score","invocations","score_sd"?}"#, valueName: "file"), completion: .file())
    var series: String?
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("With --series: how many first days are the level to compare with, 1 to 60.", valueName: "n"))
    var baselineDays: Int?
    @Flag(help: "Write an improvement task for each, tasks/<id>.md in the state folder.") var autoTask = false
    @Option(
      help: ArgumentHelp("Also write the regressions as Markdown into this file.", valueName: "file.md"),
      completion: .file())
    var report: String?
    @Option(help: "The form of the output.") var format: Format = .table
    @Flag(help: "No colours; NO_COLOR does the same.") var noColor = false
    @OptionGroup var state: StateOption

    func validate() throws {
      guard baselineDays.map({ (1...60).contains($0) }) ?? true else {
        throw ValidationError("--baseline-days takes a number from 1 to 60.")
      }
      if series == nil, baselineDays != nil {
        throw ValidationError(
          "--baseline-days is for --series. On record, the level to compare with is declared: moe-judge health baseline"
        )
      }
      if series != nil, autoTask || on != nil {
        throw ValidationError("--auto-task and --on are for what is on record. Leave them out, or import the series.")
      }
    }

    func run() async throws {
      let (overview, drops) = try judged()
      let states = overview.skills.map(\.state)
      let causes = await HealthCauses.of(states)
      let tasks = autoTask ? try writeTasks(overview, causes) : try known()
      let list = RegressionList(overview, causes: causes, tasks: tasks)
      switch format {
      case .table:
        Standard.output.write(list.text(style: .ofOutput(noColor: noColor), signs: .ofOutput))
      case .markdown: Standard.output.write(markdown(overview, causes, tasks))
      case .jsonl:
        for skill in overview.skills { Standard.output.write(json(of: skill, drops, causes).canonical + "\n") }
      case .json:
        let result: JSONValue = [
          "totals": overview.totals.json, "skills": .array(overview.skills.map { json(of: $0, drops, causes) }),
        ]
        Standard.output.write(result.pretty + "\n")
      }
      if let report { try write(markdown(overview, causes, tasks), to: report) }
      if states.contains(where: \.finding.isRegression) { throw ExitCode(ExitStatus.fail.rawValue) }
    }

    /// How each skill stands, in the order of its coming; of a series every drop that was seen.
    private func judged() throws -> (HealthOverview, [Skill.ID: [Change]]) {
      let verdicts = try series.map { path in
        try SeriesFile(path).histories.compactMap {
          SkillVerdict(of: $0, baselineDays: baselineDays ?? HealthTracker.baselineDays)
        }
      }
      let all = HealthOverview(testing: try verdicts?.map(\.state) ?? HealthStates.all(state: state.path, on: on))
      if all.skills.isEmpty { throw CommandFailure(HealthStates.firstSteps(in: state.path)) }
      let known = Set(all.skills.map(\.state.skill.rawValue))
      // A gate on a misspelt skill would hold nothing back.
      for name in skill where !known.contains(name) {
        let advice = nearest(name, among: known.sorted()).map { "Did you mean '\($0)'?" }
        throw CommandFailure(
          "--skill \(name): nothing is on record of it by this name. "
            + (advice ?? "Known: \(known.sorted().prefix(8).joined(separator: ", ")).")
        )
      }
      let chosen = all.filtered(by: HealthFilter(categories: category)).skills.filter {
        skill.isEmpty || skill.contains($0.state.skill.rawValue)
      }
      guard !chosen.isEmpty else {
        throw CommandFailure(
          "none of \(counted(all.skills.count, "skill")) is what was asked for. Known: "
            + all.skills.prefix(8).map(\.state.skill.rawValue).joined(separator: ", ") + ".")
      }
      return (
        HealthOverview(chosen),
        Dictionary((verdicts ?? []).map { ($0.state.skill, $0.drops) }, uniquingKeysWith: { first, _ in first })
      )
    }

    private func json(
      of skill: StandingSkill, _ drops: [Skill.ID: [Change]], _ causes: [Skill.ID: [HealthCause]]
    ) -> JSONValue {
      RegressionList.json(of: skill, drops: drops[skill.state.skill], causes: causes[skill.state.skill] ?? [])
    }

    private func known() throws -> [Skill.ID: String] {
      series == nil ? try TaskFolder(state: state.path).openTasks() : [:]
    }

    /// - Returns: the tasks, new ones and those that were there, by their files' names.
    private func writeTasks(
      _ overview: HealthOverview, _ causes: [Skill.ID: [HealthCause]]
    ) throws -> [Skill.ID: String] {
      let folder = TaskFolder(state: state.path)
      var tasks: [Skill.ID: String] = [:]
      // What chance alone can raise is work for nobody.
      for skill in overview.skills where skill.isCertainRegression {
        let state = skill.state
        let task = ImprovementTask(of: state, causes: causes[state.skill] ?? [], created: on ?? .today)
        switch try folder.write(task) {
        case .new(let path): tasks[state.skill] = path
        case .there(let id): tasks[state.skill] = "\(id) (there already)"
        }
      }
      return tasks
    }

    private func markdown(
      _ overview: HealthOverview, _ causes: [Skill.ID: [HealthCause]], _ tasks: [Skill.ID: String]
    ) -> String {
      HealthReport(
        on: on ?? .today, overview, weekAgo: [], monthAgo: [], causes: causes, openTasks: tasks, categories: category
      ).regressionsMarkdown
    }

    private func write(_ text: String, to path: String) throws {
      do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw CommandFailure(
          "--report \(path): it cannot be written: \(error.localizedDescription). Name another place.")
      }
    }
  }
}
