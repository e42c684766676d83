import ArgumentParser
import Evals
import Foundation
import Gating
import JudgeTypes
import Judging
import LanguageModels
import Personas
import Reports
import Rubrics
import SkillHealth
import StaticReview
import YAMLFiles

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check every file that decides, without calling a model.",
    discussion:
      "Reads moe-judge.yaml, .moe-judgeignore, baseline and waivers of the gate, personas/, rubrics/ and evals/ below DIRECTORY; exits 2 when something does not fit."
  )

  @Argument(help: "The folder that holds them.", completion: .directory) var directory = "."

  func run() throws {
    guard FilesCheck.isFolder(directory) else {
      throw CommandFailure("\(directory): there is no such folder. Name the one that holds moe-judge.yaml.")
    }
    TeamFiles(root: directory).warnOfConfigurationAbove()
    let files = FilesCheck(of: directory)
    let problems = (files.problems + files.ignoreProblems).sorted()
    for problem in problems { Standard.error.write(safeForTerminal("\(problem)") + "\n") }
    guard problems.isEmpty else { throw ExitStatus.usage.code }
    Standard.output.write(files.summary + "\n")
  }
}

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of a kind of file.",
    discussion: "Names: \(SchemaName.allCases.map(\.rawValue).joined(separator: ", ")).")

  enum SchemaName: String, ExpressibleByArgument, CaseIterable {
    case persona, routing, rubric, rules, suite, configuration, calibration, waivers, result, retrospective
    case evalCase = "case"

    var schema: Schema {
      switch self {
      case .persona: PersonaFile.schema
      case .routing: Routing.schema
      case .rubric: .rubric
      case .rules: RuleFile.schema
      case .suite: SuiteFile.schema
      case .evalCase: SuiteFile.caseSchema
      case .configuration: Configuration.schema
      case .calibration: CalibrationFile.schema
      case .waivers: WaiverFile.schema
      case .result: .runResult
      case .retrospective: FigureSchema.retrospective
      }
    }
  }

  @Argument(help: "What to describe.") var name: SchemaName

  func run() throws {
    Standard.output.write(
      name.schema.jsonSchema(
        id: "https://moe-judge.dev/schemas/\(name.rawValue).json", title: "moe-judge \(name.rawValue)"))
  }
}

extension SchemaCommand.SchemaName {
  /// Where files of this kind stand, and what they are for.
  var introduction: String {
    switch self {
    case .persona:
      "What a judge looks for: `personas/*.yaml`, one persona a file. A file with the id of a shipped one replaces it."
    case .routing: "Which model each persona sits on: `personas/routing.yaml`."
    case .rubric:
      "What artifacts are judged by: `rubrics/*.yaml`. Those in `rubrics/generated` come from decision records."
    case .rules: "What the offline panel looks for: `rubrics/rules/*.yaml`, beside the shipped rules."
    case .suite: "A labelled set that measures the panel: `evals/SUITE/suite.yaml`."
    case .configuration: "The team's configuration: `moe-judge.yaml`. Every key is optional."
    case .calibration: "How often judges and panel were right. `moe-judge eval calibrate` writes it."
    case .waivers:
      "What the gate lets through until a day: `moe-judge-waivers.yaml`. `moe-judge gate waive` adds to it."
    case .result: "The JSON result: `moe-judge judge --format json`."
    case .retrospective: "A look back at one session of a coding agent, for `moe-judge health import`."
    case .evalCase: "One labelled case of a suite: `evals/SUITE/cases/*.yaml`, or a line of JSON."
    }
  }
}
