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
      guard check.isClean else {
        Standard.error.write(
          "generate them again with: moe-judge rubrics generate --adr-dir \(adrDir) --output \(output)\(records.asArguments)\n"
        )
        throw ExitStatus.fail.code
      }
      Standard.output.write("fresh: every generated dimension says what its clause says\n")
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

    func run() throws {
      let rubrics = try RubricsCommand.rubrics()
      guard let id else {
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
      Standard.output.write(safeLines(Self.text(of: rubric)))
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
