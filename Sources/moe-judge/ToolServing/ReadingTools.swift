import ArgumentParser
import JudgeTypes
import Provenance
import Reports
import Rubrics
import SkillHealth
import ToolServer
import YAMLFiles

extension ServedTools {
  /// As the command explains it. A run whose record does not hold is an error, with what can be shown of it.
  func explain(_ arguments: ToolArguments) throws -> ToolOutcome {
    let (run, finding, rule) = (arguments.text("run"), arguments.text("finding"), arguments.text("rule"))
    guard rule == nil || (run == nil && finding == nil) else {
      throw CommandFailure("'rule' explains a rule, 'run' and 'finding' a verdict. Leave one of them out.")
    }
    var command = try Explain.parse([])
    command.rule = rule
    command.subject = run
    command.finding = finding
    command.state = state
    let (text, damaged) = try command.explanation
    guard let damaged else { return ToolOutcome(text: text) }
    return ToolOutcome(text: "\(CommandFailure(damaged: damaged).message)\n\n\(text)", isError: true)
  }

  func listRubrics() throws -> ToolOutcome {
    let rubrics = try RubricsCommand.rubrics()
    let lines = rubrics.flatMap { rubric in
      ["\(rubric.id): \(rubric.name)"]
        + rubric.dimensions.map { dimension in
          "  \(dimension.level.rawValue) \(dimension.id)" + (dimension.clause.map { " (\($0.adr))" } ?? "")
        }
    }
    return ToolOutcome(
      text: lines.map { $0 + "\n" }.joined(), structured: ["rubrics": .array(rubrics.map(\.listed))])
  }

  func health(_ arguments: ToolArguments) throws -> ToolOutcome {
    let state = state.path(environment)
    let all = HealthOverview(testing: try HealthStates.all(state: state, on: nil))
    var overview = all
    if let name = arguments.text("skill") {
      guard all.skills.contains(where: { $0.state.skill.rawValue == name }) else {
        let near = nearest(name, among: all.skills.map(\.state.skill.rawValue)).map { "Did you mean '\($0)'?" }
        throw CommandFailure("no skill on record is called '\(name)'. \(near ?? "Leave 'skill' out to see all.")")
      }
      overview = all.only(Skill.ID(name))
    }
    let shown = overview.sorted(by: .worst)
    let text =
      all.skills.isEmpty
      ? HealthStates.firstSteps(in: state)
      : StatusTable(style: TextStyle(isColoured: false)).text(of: overview, showing: Array(shown.prefix(50)))
    return ToolOutcome(
      text: text, structured: HealthCommand.Status.json(of: overview, showing: shown, among: all, on: nil))
  }
}

extension Rubric {
  fileprivate var listed: JSONValue {
    [
      "id": .string(id.rawValue), "name": .string(name), "path": .string(path),
      "dimensions": .array(
        dimensions.map { dimension in
          [
            "id": .string(dimension.id.rawValue), "name": .string(dimension.name),
            "level": .string(dimension.level.rawValue),
            "source": dimension.clause.map {
              ["adr": .string($0.adr), "path": .string($0.path), "line": .integer($0.line)]
            } ?? .null,
          ]
        }),
    ]
  }
}
