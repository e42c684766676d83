import ArgumentParser
import JudgeTypes
import Provenance
import Reports
import SkillHealth

extension HealthCommand {
  struct Tasks: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Improvement tasks: list them, see whether their target is reached, close them.",
      discussion: """
        A task is a Markdown file, tasks/<id>.md in the state folder, written by 'health regressions --auto-task'. It is yours to \
        change; the front matter says skill, state and target.
        """,
      subcommands: [List.self, Close.self], defaultSubcommand: List.self)
  }
}

extension HealthCommand.Tasks {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open tasks, and how far each skill has come.",
      discussion: """
        Examples:
          moe-judge health tasks
          moe-judge health tasks --all --format json
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "The form of the output.") var format: Format = .table
    @OptionGroup var state: StateOption

    func run() throws {
      let tasks = try TaskFolder(state: state.path).read()
      let states = tasks.isEmpty ? [] : try HealthStates.all(state: state.path, on: nil)
      let bySkill = Dictionary(states.map { ($0.skill, $0) }, uniquingKeysWith: { _, last in last })
      let shown = tasks.filter { all || $0.isOpen }.map { ListedTask(task: $0, state: bySkill[$0.skill]) }
      switch format {
      case .json:
        let result: JSONValue = [
          "tasks": .array(shown.map(\.json)), "open": .integer(tasks.count(where: \.isOpen)),
          "count": .integer(tasks.count),
        ]
        Standard.output.write(result.pretty + "\n")
      case .table: Standard.output.write(table(of: shown, among: tasks))
      }
    }

    private func table(of shown: [ListedTask], among tasks: [TaskFile]) -> String {
      guard !tasks.isEmpty else {
        return "no task is there; 'moe-judge health regressions --auto-task' writes one a regression\n"
      }
      guard !shown.isEmpty else { return "no task is open; --all shows \(counted(tasks.count, "closed one"))\n" }
      var columns = TextTable()
      columns.add(["task", "skill", "state", "score", "target", ""])
      for task in shown { columns.add(task.cells) }
      let reached = shown.count { $0.task.isOpen && $0.isReached }
      let advice =
        reached == 0 ? "" : ", \(reached) of them at their target: moe-judge health tasks close ID --reason \"...\""
      return columns.text + "\(counted(tasks.count(where: \.isOpen), "open task"))\(advice)\n"
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close a task.",
      discussion: """
        Example:
          moe-judge health tasks close health-code-review-2026-11-12 --reason "checklist added, 81 since the 20th"
        """)

    @Argument(help: ArgumentHelp("The task's id, or the beginning of it.", valueName: "id")) var id: String
    @Option(help: ArgumentHelp("Why, in your words; kept in the file.", valueName: "text")) var reason: String
    @OptionGroup var state: StateOption

    func validate() throws {
      if reason.allSatisfy(\.isWhitespace) {
        throw ValidationError("--reason says nothing. Say what helped, for those who read it later.")
      }
    }

    func run() throws {
      let folder = TaskFolder(state: state.path)
      let task = try folder.named(id)
      guard task.isOpen else {
        Standard.output.write(safeLines("\(task.id): it is closed already\n"))
        return
      }
      try folder.close(task, on: .today, reason: try redactedWords(reason))
      Standard.output.write(safeLines("\(task.id): closed\n"))
    }
  }
}

/// One task, and where its skill stands.
private struct ListedTask {
  let task: TaskFile
  /// Nil where nothing is on record of the skill.
  let state: SkillState?

  var isReached: Bool { state.map { task.target.isReached(by: $0.healthScore) } ?? false }

  var cells: [String] {
    let word = task.isOpen ? (isReached ? "reached" : "not reached yet") : task.reason ?? ""
    return [
      task.id, task.skill.rawValue, task.state, state.map { oneDecimal($0.healthScore) } ?? "-",
      "over \(oneDecimal(task.target.over))", word,
    ]
  }

  var json: JSONValue {
    [
      "id": .string(task.id), "skill": .string(task.skill.rawValue), "state": .string(task.state),
      "open": .bool(task.isOpen), "created": .optional(task.created?.description),
      "started": .optional(task.started?.description), "target_over": .number(task.target.over),
      "score": .optional(state?.healthScore), "reached": .bool(isReached),
      "closed": .optional(task.closed?.description), "reason": .optional(task.reason), "path": .string(task.path),
    ]
  }
}
