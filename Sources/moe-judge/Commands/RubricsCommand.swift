import ArgumentParser
import Foundation
import JudgeTypes
import Provenance
import Reports
import Rubrics
import YAMLFiles

struct RubricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rubrics",
    abstract: "Extract constraints from decision records, generate rubrics from them, merge and check them.",
    subcommands: [Extract.self, Generate.self, Merge.self, Check.self, Show.self])

  /// A table for people; one JSON value a line, or one of all, for programs.
  enum ListFormat: String, ExpressibleByArgument, CaseIterable { case table, jsonl, json }

  static func taxonomy() throws -> Taxonomy {
    try Composition.reading { () throws(FileProblems) in try TeamFiles.taxonomy() }
  }

  static func rubrics() throws -> [Rubric] {
    TeamFiles().warnOfConfigurationAbove()
    return try Composition.reading { () throws(FileProblems) in try TeamFiles().rubrics() }
  }

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Generate rubrics from a folder of decision records.",
      discussion: "Example:\n  moe-judge rubrics generate --adr-dir adrs --output rubrics/generated")

    @Option(help: ArgumentHelp("The decision records.", valueName: "directory")) var adrDir = "adrs"
    @Option(help: ArgumentHelp("Where the rubrics go.", valueName: "directory")) var output = "rubrics/generated"
    @OptionGroup var records: RecordOptions
    @Flag(help: "Exit 1 when a record cannot be read.") var strict = false

    func run() throws {
      let generator = try records.generator()
      do {
        let (generation, changes) = try generator.generate(directory: adrDir, named: adrDir, output: output)
        for record in generation.unreadable { Standard.error.write(safeLines("\(record)\n")) }
        for record in generation.superseded { Standard.error.write(safeLines("\(record)\n")) }
        for conflict in RubricConflict.all(among: generation.rubrics, taxonomy: try RubricsCommand.taxonomy()) {
          Standard.error.write(safeLines("\(conflict)\n"))
        }
        for path in generation.withoutConstraints {
          Standard.error.write(safeLines("\(path): no constraint found in it\n"))
        }
        for record in generation.skipped {
          let why =
            record.status == .other
            ? "no status found that is known; add a line 'Status: accepted', or say --status other"
            : "its status is \(record.status.rawValue)"
          Standard.error.write(safeLines("\(record.path): left out, \(why)\n"))
        }
        let dimensions = generation.rubrics.reduce(0) { $0 + $1.dimensions.count }
        Standard.output.write(
          "\(counted(generation.rubrics.count, "rubric")) with \(counted(dimensions, "dimension")): \(changes.written.count) written, "
            + "\(changes.unchanged.count) unchanged, \(changes.removed.count) removed\n")
        if strict, !generation.unreadable.isEmpty { throw ExitStatus.fail.code }
      } catch let code as ExitCode {
        throw code
      } catch {
        throw CommandFailure(error)
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Whether the generated rubrics still say what the records say; exits 1 when not.")

    @Option(help: ArgumentHelp("The decision records.", valueName: "directory")) var adrDir = "adrs"
    @Option(help: ArgumentHelp("The generated rubrics.", valueName: "directory")) var output = "rubrics/generated"
    @OptionGroup var records: RecordOptions
    @Option(help: "The form of the output.") var format: ListFormat = .table

    func run() throws {
      let current: [Rubric]
      do {
        let generation = try records.generator().generate(directory: adrDir, named: adrDir)
        for record in generation.unreadable { Standard.error.write(safeLines("\(record)\n")) }
        for record in generation.superseded { Standard.error.write(safeLines("\(record)\n")) }
        current = generation.rubrics
      } catch {
        throw CommandFailure(error)
      }
      let stored = try Composition.reading { () throws(FileProblems) in
        var rubrics: [Rubric] = []
        for file in try TeamFiles().files(in: output) where !file.path.hasSuffix("/index.yaml") {
          rubrics.append(try RubricFile.rubric(of: file.text, path: file.path))
        }
        return rubrics
      }
      let check = RubricCheck(rubrics: stored, current: current)
      switch format {
      case .table: Self.writeTable(check)
      case .jsonl: for line in Self.lines(of: check) { Standard.output.write(line.canonical + "\n") }
      case .json: Standard.output.write(JSONValue.array(Self.lines(of: check)).canonical + "\n")
      }
      guard check.isClean else {
        Standard.error.write(
          "generate them again with: moe-judge rubrics generate --adr-dir \(adrDir) --output \(output)\(records.asArguments)\n"
        )
        throw ExitStatus.fail.code
      }
      if format == .table { Standard.output.write("fresh: every generated dimension says what its clause says\n") }
    }

    private static func writeTable(_ check: RubricCheck) {
      for stale in check.stale {
        Standard.output.write(
          safeLines(
            "stale: \(stale.dimension) of \(stale.rubric): \(stale.clause.path):\(stale.clause.line) no longer says that\n"
          ))
      }
      for uncovered in check.uncovered {
        Standard.output.write(
          safeForTerminal(
            "uncovered: \(uncovered.clause.path):\(uncovered.clause.line) (\(uncovered.level.rawValue)): \(uncovered.clause.text)"
          ) + "\n")
      }
    }

    private static func lines(of check: RubricCheck) -> [JSONValue] {
      let stale = check.stale.map { stale in
        line("stale", stale.clause, ["rubric": .string("\(stale.rubric)"), "dimension": .string("\(stale.dimension)")])
      }
      return stale
        + check.uncovered.map { line("uncovered", $0.clause, ["level": .string($0.level.rawValue)]) }
    }

    private static func line(_ problem: String, _ clause: Clause, _ more: [String: JSONValue]) -> JSONValue {
      let place: [String: JSONValue] = [
        "problem": .string(problem), "doc": .string(clause.path), "line": .integer(clause.line),
        "text": .string(clause.text),
      ]
      return .object(place.merging(more) { first, _ in first })
    }
  }

  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Merge rubrics into one and say what was in conflict.",
      discussion: "Strategies: \(MergeStrategy.allCases.map(\.rawValue).joined(separator: ", ")).")

    @Argument(help: "Rubric files, at least two.") var paths: [String]
    @Option(
      help: ArgumentHelp(
        "How conflicts are resolved: \(MergeStrategy.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "strategy"))
    var strategy = MergeStrategy.strictest.rawValue
    @Option(help: "The merged rubric's id.") var id = "merged"

    func run() throws {
      guard let strategy = MergeStrategy(rawValue: strategy) else {
        throw CommandFailure(
          "--strategy \(strategy): use one of \(MergeStrategy.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      guard paths.count > 1 else { throw CommandFailure("name at least two rubric files.") }
      let rubrics = try paths.map { path in
        try Composition.reading { () throws(FileProblems) in
          guard let text = try TeamFiles().text(at: path) else {
            throw FileProblems([FileProblem(path: path, message: "there is no such file. Check the path.")])
          }
          return try RubricFile.rubric(of: text, path: path)
        }
      }
      let merged = strategy.merge(rubrics, id: .init(id), name: rubrics.map(\.name).joined(separator: " + "))
      for conflict in merged.conflicts { Standard.error.write(safeLines("\(conflict)\n")) }
      for conflict in RubricConflict.all(among: rubrics, taxonomy: try RubricsCommand.taxonomy()) {
        Standard.error.write(safeLines("\(conflict)\n"))
      }
      Standard.output.write(merged.rubric.yaml)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A rubric's dimensions, levels and weights; without an id, all rubrics.")
    @Argument(help: "The rubric's id.") var id: String?
    @Option(help: "The form of the output.") var format: ListFormat = .table

    func run() throws {
      let rubrics = try RubricsCommand.rubrics()
      guard let id else {
        guard format == .table else { return write(rubrics.map(Self.summary)) }
        var columns = TextTable()
        for rubric in rubrics {
          columns.add([rubric.id.rawValue, counted(rubric.dimensions.count, "dimension"), rubric.name])
        }
        Standard.output.write(columns.text)
        return
      }
      guard let rubric = rubrics.first(where: { $0.id.rawValue == id }) else {
        let near =
          nearest(id, among: rubrics.map(\.id.rawValue)).map { "Did you mean '\($0)'?" }
          ?? "'moe-judge rubrics show' lists all."
        throw CommandFailure("no rubric has the id '\(id)'. \(near)")
      }
      guard format == .table else { return write(rubric.dimensions.map(Self.json)) }
      Standard.output.write(safeLines(Self.text(of: rubric)))
    }

    private func write(_ values: [JSONValue]) {
      if format == .json {
        _ = Standard.output.write(JSONValue.array(values).canonical + "\n")
        return
      }
      for value in values { Standard.output.write(value.canonical + "\n") }
    }

    private static func summary(of rubric: Rubric) -> JSONValue {
      [
        "id": .string("\(rubric.id)"), "name": .string(rubric.name), "path": .string(rubric.path),
        "dimensions": .integer(rubric.dimensions.count), "lock": .string(rubric.lock),
      ]
    }

    private static func json(of dimension: JudgeTypes.Dimension) -> JSONValue {
      let scores = dimension.scoreDescriptions.map { ("\($0.key)", JSONValue.string($0.value)) }
      return [
        "id": .string("\(dimension.id)"), "name": .string(dimension.name), "level": .string(dimension.level.rawValue),
        "weight": .integer(dimension.weight), "scores": .object(Dictionary(uniqueKeysWithValues: scores)),
        "checks": .texts(dimension.checks.map(\.question)), "terms": .texts(dimension.terms),
        "kinds": .texts(dimension.applicability.kinds.map(\.rawValue)), "globs": .texts(dimension.applicability.globs),
        "personas": .texts(dimension.personas.map(\.rawValue)),
        "source": dimension.clause.map {
          ["adr": .string($0.adr), "path": .string($0.path), "line": .integer($0.line)]
        }
          ?? .null,
      ]
    }

    private static func text(of rubric: Rubric) -> String {
      var text = "\(rubric.name) (\(rubric.path))\n"
      for dimension in rubric.dimensions {
        text += "\n\(dimension.id) (\(dimension.level.rawValue), weight \(dimension.weight)/10000): \(dimension.name)\n"
        if let clause = dimension.clause {
          text += "  \(clause.adr), \(clause.path):\(clause.line): \(safeForTerminal(clause.text))\n"
        }
        for check in dimension.checks { text += "  - \(check.question)\n" }
      }
      return text
    }
  }
}

/// Which records are taken.
struct RecordOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Take records of this status instead of accepted ones; repeatable.", valueName: "status"))
  var status: [String] = []

  func generator() throws -> RubricGenerator {
    let statuses = try status.map { text -> RecordStatus in
      guard let status = RecordStatus(rawValue: text) else {
        throw CommandFailure(
          "--status \(text): use one of \(RecordStatus.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return status
    }
    return RubricGenerator(
      taxonomy: try RubricsCommand.taxonomy(), statuses: statuses.isEmpty ? [.accepted] : Set(statuses))
  }

  var asArguments: String { status.map { " --status \($0)" }.joined() }
}
