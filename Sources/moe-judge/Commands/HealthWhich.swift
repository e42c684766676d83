import ArgumentParser
import JudgeTypes
import Provenance
import Reports
import SkillHealth
import YAMLFiles

extension HealthCommand {
  struct Which: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Which skill fits a task, and how healthy it is.",
      discussion: """
        The words of the task are held against name, description, category and headings of each skill; rare words count more. With \
        --prefer-healthy the rank is match x 0.6 + health x 0.4. A choice of a skill under 50 is noted in health-choices.jsonl of \
        the state folder.

        Examples:
          moe-judge health which "review the API of a change"
          moe-judge health which "write release notes" --prefer-healthy --limit 3
          moe-judge health which "write release notes" --choose release-notes
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: ArgumentHelp("What is to be done, in your words.", valueName: "task")) var task: String
    @Flag(help: "Rank by match and health together.") var preferHealthy = false
    @Option(parsing: .unconditional, help: ArgumentHelp("How many, from 1 to 1000.", valueName: "n")) var limit = 5
    @Option(
      help: ArgumentHelp("Where the skills are, one folder a skill with a SKILL.md.", valueName: "directory"),
      completion: .directory)
    var skillsDir: String?
    @Option(help: ArgumentHelp("Take this skill; noted where it is unhealthy.", valueName: "skill")) var choose: String?
    @Option(help: "The form of the output.") var format: Format = .table
    @Flag(help: "No colours; NO_COLOR does the same.") var noColor = false
    @OptionGroup var state: StateOption

    func validate() throws {
      guard (1...1_000).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 1000.") }
      guard task.contains(where: { $0.isLetter || $0.isNumber }) else {
        throw ValidationError("the task has no word. Say what is to be done, such as \"review a change\".")
      }
    }

    func run() throws {
      let ranking = SkillRanking(
        task: task, capabilities: try SkillCapabilities.all(in: skillsDir),
        states: try HealthStates.all(state: state.path, on: nil), prefersHealthy: preferHealthy)
      guard !ranking.all.isEmpty else {
        throw CommandFailure(
          "no skill is known here. Name the folder of skills with --skills-dir, or: \(HealthStates.firstSteps(in: state.path))"
        )
      }
      let tasks = try TaskFolder(state: state.path).openTasks()
      let answer = SkillAnswer(ranking, limit: limit, tasks: tasks)
      let choice = try choose.map { try chosen($0, in: ranking) }
      switch format {
      case .json: Standard.output.write(answer.json(chosen: choice).pretty + "\n")
      case .table:
        Standard.output.write(answer.text(style: .ofOutput(noColor: noColor), signs: .ofOutput))
        if let choice { Standard.output.write(said(of: choice)) }
      }
    }

    /// The suggestion that was chosen; put on record where it is unhealthy.
    private func chosen(_ name: String, in ranking: SkillRanking) throws -> SkillSuggestion {
      guard let choice = ranking.all.first(where: { $0.skill.rawValue == name }) else {
        let known = ranking.all.map(\.skill.rawValue)
        let advice =
          nearest(name, among: known).map { "Did you mean '\($0)'?" }
          ?? "Known: \(known.prefix(8).joined(separator: ", "))."
        throw CommandFailure("--choose \(name): there is no such skill. \(advice)")
      }
      if choice.isUnhealthy {
        try ChoiceLog(state: state.path).note(choice, for: task, alternatives: ranking.alternatives(to: choice))
      }
      return choice
    }

    private func said(of choice: SkillSuggestion) -> String {
      let noted = choice.isUnhealthy ? "; it is under 50, which is noted in \(ChoiceLog(state: state.path).path)" : ""
      return safeLines("chosen: \(choice.skill)\(noted)\n")
    }
  }
}
