import ArgumentParser
import Evals
import Foundation
import JudgeTypes
import LanguageModels
import Personas
import Reports
import Rubrics
import StaticReview
import YAMLFiles

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check every file that decides, without calling a model.",
    discussion:
      "Reads moe-judge.yaml, personas/, rubrics/ and evals/ below DIRECTORY; exits 2 when something does not fit.")

  @Argument(help: "The folder that holds them.") var directory = "."

  func run() throws {
    guard Self.isFolder(directory) else {
      throw CommandFailure("\(directory): there is no such folder. Name the one that holds moe-judge.yaml.")
    }
    let files = TeamFiles(root: directory)
    files.warnOfConfigurationAbove()
    var problems: [FileProblem] = []
    func check<Value>(_ read: () throws(FileProblems) -> Value) -> Value? {
      do { return try read() } catch {
        problems += error.problems
        return nil
      }
    }
    let configuration = check { () throws(FileProblems) in try files.configuration() }
    let personas = check { () throws(FileProblems) in try files.personas() }
    _ = check { () throws(FileProblems) in try files.routingEntries(known: personas?.map(\.id)) }
    let rubrics = check { () throws(FileProblems) in try files.rubrics() }
    let rules = check { () throws(FileProblems) in try TeamFiles.rules() }
    let suites = (check { () throws(FileProblems) in try suiteFolders(of: files) } ?? []).compactMap { folder in
      check { () throws(FileProblems) in try SuiteFile.suite(in: folder) }
    }
    // Of personas that could not all be read, nobody can say which id is missing.
    if let personas {
      problems += Self.strangers(in: rubrics ?? [], personas: personas)
      problems += TeamFiles.homonyms(among: personas, rubrics ?? [])
      if let configuration { problems += self.problems(of: configuration, personas: personas) }
    }
    for problem in problems.sorted() { Standard.error.write(safeForTerminal("\(problem)") + "\n") }
    guard problems.isEmpty else { throw ExitStatus.usage.code }
    Standard.output.write(
      "all files fit: \(personas?.count ?? 0) personas, \(rubrics?.count ?? 0) rubrics, \(rules?.count ?? 0) rules, "
        + "\(suites.count) suites\n")
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// What the configuration names and judging would not find.
  private func problems(of configuration: Configuration, personas: [Persona]) -> [FileProblem] {
    let path = directory == "." ? Configuration.fileName : directory + "/" + Configuration.fileName
    let known = personas.map(\.id)
    var problems = (configuration.personas ?? []).filter { !known.contains($0) }.map { id in
      let advice =
        nearest(id.rawValue, among: known.map(\.rawValue)).map { "Did you mean '\($0)'?" }
        ?? "Known: \(known.map(\.rawValue).joined(separator: ", "))."
      return FileProblem(path: path, key: "panel.personas", message: "no persona has the id '\(id)'. \(advice)")
    }
    if let records = configuration.adrDirectory {
      let place = directory == "." || records.hasPrefix("/") ? records : directory + "/" + records
      if !Self.isFolder(place) {
        problems.append(
          FileProblem(
            path: path, key: "adr_dir", message: "there is no folder '\(records)'. Make it, or take the line out."))
      }
    }
    return problems
  }

  private func suiteFolders(of files: TeamFiles) throws(FileProblems) -> [String] {
    try files.names(in: "evals").map { directory + "/evals/" + $0 }
      .filter { FileManager.default.fileExists(atPath: $0 + "/suite.yaml") }
  }

  /// Personas that a rubric names and nobody has written.
  private static func strangers(in rubrics: [Rubric], personas: [Persona]) -> [FileProblem] {
    let known = Set(personas.map(\.id))
    return rubrics.flatMap { rubric in
      rubric.dimensions.flatMap { dimension in
        dimension.personas.filter { !known.contains($0) }.map { id in
          let near = nearest(id.rawValue, among: known.map(\.rawValue)).map { " Did you mean '\($0)'?" } ?? ""
          return FileProblem(
            path: rubric.path, key: "\(dimension.id).personas", message: "no persona has the id '\(id)'.\(near)")
        }
      }
    }
  }
}

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of a kind of file.",
    discussion: "Names: \(SchemaName.allCases.map(\.rawValue).joined(separator: ", ")).")

  enum SchemaName: String, ExpressibleByArgument, CaseIterable {
    case persona, routing, rubric, rules, suite, configuration, result

    var schema: Schema {
      switch self {
      case .persona: PersonaFile.schema
      case .routing: Routing.schema
      case .rubric: .rubric
      case .rules: RuleFile.schema
      case .suite: SuiteFile.schema
      case .configuration: Configuration.schema
      case .result: .runResult
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

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain a rule of the offline panel.",
    discussion: "Example:\n  moe-judge explain sql-injection")

  @Argument(help: ArgumentHelp("The rule; without it all rules are listed.", valueName: "rule")) var named: String?
  @Option(help: ArgumentHelp("The same by option.", valueName: "id")) var rule: String?

  func validate() throws {
    guard named == nil || rule == nil else { throw ValidationError("name the rule once, with --rule or without it.") }
  }

  func run() throws {
    let rules = try Composition.reading { () throws(FileProblems) in try TeamFiles.rules() }
    guard let rule = named ?? rule else {
      for rule in rules { Standard.output.write("\(rule.id)  \(rule.severity.rawValue)  \(rule.name)\n") }
      return
    }
    guard let found = rules.first(where: { $0.id.rawValue == rule }) else {
      let near =
        nearest(rule, among: rules.map(\.id.rawValue)).map { "Did you mean '\($0)'?" }
        ?? "'moe-judge explain' lists all."
      throw CommandFailure("no rule has the id '\(rule)'. \(near)")
    }
    Standard.output.write(
      """
      \(found.id): \(found.name)
      severity    \(found.severity.rawValue)
      why         \(found.why)
      mend        \(found.mend)
      references  \(found.references.joined(separator: ", "))
      dimensions  \(found.dimensions.map(\.rawValue).joined(separator: ", "))
      looked for in  \(found.languages.map(\.rawValue).sorted().joined(separator: ", "))

      """)
  }
}
