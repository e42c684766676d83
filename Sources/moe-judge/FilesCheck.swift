import Artifacts
import Evals
import Foundation
import JudgeTypes
import Personas
import Rubrics
import StaticReview
import YAMLFiles

/// Every file that decides, read at once, with all that does not fit in them.
struct FilesCheck {
  let directory: String
  /// Nil where the file does not fit.
  private(set) var configuration: Configuration?
  private(set) var personas: [Persona]?
  private(set) var routing: [Persona.ID: Routing.Entry]?
  private(set) var rubrics: [Rubric]?
  private var rules = 0
  private var suites = 0
  /// Sorted.
  private(set) var problems: [FileProblem] = []

  /// - Parameter directory: the folder that holds moe-judge.yaml, personas/, rubrics/ and evals/.
  init(of directory: String) {
    self.directory = directory
    let files = TeamFiles(root: directory)
    configuration = check { () throws(FileProblems) in try files.configuration() }
    personas = check { () throws(FileProblems) in try files.personas() }
    let known = personas?.map(\.id)
    routing = check { () throws(FileProblems) in try files.routingEntries(known: known) }
    rubrics = check { () throws(FileProblems) in try files.rubrics() }
    rules = check { () throws(FileProblems) in try files.rules() }?.count ?? 0
    for folder in check({ () throws(FileProblems) in try Self.suiteFolders(of: files) }) ?? [] {
      let suite = check { () throws(FileProblems) in try SuiteFile.suite(in: folder) }
      suites += suite == nil ? 0 : 1
    }
    // Of personas that could not all be read, nobody can say which id is missing.
    if let personas {
      problems += strangers(in: rubrics ?? [], personas: personas)
      problems += TeamFiles.homonyms(among: personas, rubrics ?? [])
      if let rubrics { problems += check { () throws(FileProblems) in try files.unheard(personas, rubrics) } ?? [] }
      if let configuration { problems += self.problems(of: configuration, in: files, personas: personas) }
    }
    problems.sort()
  }

  /// What was read, in one line.
  var summary: String {
    "all files fit: \(personas?.count ?? 0) personas, \(rubrics?.count ?? 0) rubrics, \(rules) rules, \(suites) suites"
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The lines of the ignore file that can leave nothing out, or why it cannot be read.
  var ignoreProblems: [FileProblem] {
    do {
      return try TeamFiles(root: directory).ignoreRules().faults.map { fault in
        FileProblem(path: Self.path(of: IgnoreRules.fileName, in: directory), line: fault.line, message: fault.message)
      }
    } catch {
      return error.problems
    }
  }

  static func path(of name: String, in directory: String) -> String {
    directory == "." || name.hasPrefix("/") ? name : directory + "/" + name
  }

  private mutating func check<Value>(_ read: () throws(FileProblems) -> Value) -> Value? {
    do { return try read() } catch {
      problems += error.problems
      return nil
    }
  }

  /// What the configuration names and judging would not find.
  private func problems(
    of configuration: Configuration, in files: TeamFiles, personas: [Persona]
  ) -> [FileProblem] {
    let path = Self.path(of: Configuration.fileName, in: directory)
    let known = personas.map(\.id)
    let gate = gateProblems(of: configuration, in: files, path: path)
    var problems = (configuration.personas ?? []).filter { !known.contains($0) }.map { id in
      let advice =
        nearest(id.rawValue, among: known.map(\.rawValue)).map { "Did you mean '\($0)'?" }
        ?? "Known: \(known.map(\.rawValue).joined(separator: ", "))."
      return FileProblem(path: path, key: "panel.personas", message: "no persona has the id '\(id)'. \(advice)")
    }
    if let name = configuration.calibration {
      do throws(FileProblems) { _ = try CalibrationFile(name, in: files) } catch {
        problems += error.problems
      }
    }
    problems += gate
    problems += configuration.learned?.problems(for: personas, in: files, path: path) ?? []
    if let records = configuration.adrDirectory {
      let place = Self.path(of: records, in: directory)
      if !Self.isFolder(place) {
        problems.append(
          FileProblem(
            path: path, key: "adr_dir", message: "there is no folder '\(records)'. Make it, or take the line out."))
      }
    }
    return problems
  }

  /// What is wrong with the baseline and the waivers.
  private func gateProblems(of configuration: Configuration, in files: TeamFiles, path: String) -> [FileProblem] {
    do {
      let gate = try GateSettings(configuration.gate, failOn: nil, isAdvisory: false, files: files)
      if configuration.adrDirectory == nil { try gate.requireKnown(try files.dimensions()) }
      return []
    } catch {
      // The message names the file that it is about.
      return [FileProblem(path: "gate", message: CommandFailure(error).message)]
    }
  }

  private static func suiteFolders(of files: TeamFiles) throws(FileProblems) -> [String] {
    try files.names(in: "evals").map { files.root + "/evals/" + $0 }
      .filter { FileManager.default.fileExists(atPath: $0 + "/suite.yaml") }
  }

  /// Personas that a rubric names and nobody has written.
  private func strangers(in rubrics: [Rubric], personas: [Persona]) -> [FileProblem] {
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
