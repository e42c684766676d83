import ArgumentParser
import JudgeTypes
import Judging
import Provenance
import Reports
import Rubrics

extension RubricsCommand {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Whether the generated rubrics are what would be generated now; exits 1 when not.",
      discussion: "Records and statuses are those that the index names, where none are given.")

    @Option(help: ArgumentHelp("The decision records.", valueName: "directory"), completion: .directory) var adrDir:
      String?
    @Option(help: ArgumentHelp("The generated rubrics.", valueName: "directory"), completion: .directory) var output =
      "rubrics/generated"
    @OptionGroup var records: RecordOptions
    @Option(help: "The form of the output.") var format: ListFormat = .table

    func run() throws {
      let (check, remedy) = try checked()
      switch format {
      case .table: writeTable(check)
      case .jsonl: for line in lines(of: check) { Standard.output.write(line.canonical + "\n") }
      case .json: Standard.output.write(JSONValue.array(lines(of: check)).canonical + "\n")
      }
      guard check.isClean else {
        let isReadable = check.unreadable.isEmpty
        Standard.error.write(safeLines((isReadable ? "" : "mend what could not be read, then ") + "run: \(remedy)\n"))
        throw ExitStatus.fail.code
      }
      if format == .table { Standard.output.write("fresh: generating again would change nothing\n") }
    }

    private func checked() throws -> (RubricCheck, remedy: String) {
      let directory = GeneratedDirectory(path: output)
      let index = directory.index
      let adrDir = adrDir ?? index?.directory ?? RecordOptions.directory
      let asked = try records.statuses()
      let recorded = index?.statuses ?? []
      let statuses = !asked.isEmpty ? asked : !recorded.isEmpty ? recorded : [.accepted]
      do {
        let generation = try RecordOptions.generator(of: statuses).generate(
          directory: adrDir, named: RecordDirectory.name(of: adrDir), keeping: index)
        let notes = RecordNotes(generation: generation)
        notes.write(notes.unreadable + notes.superseded + notes.withoutStatus)
        return (
          try RubricCheck(of: directory, against: generation),
          RubricsCommand.generateCommand(adrDir: adrDir, output: output, statuses: statuses)
        )
      } catch {
        throw CommandFailure(error)
      }
    }

    private func writeTable(_ check: RubricCheck) {
      for stale in check.stale {
        Standard.output.write(safeLines("stale: \(stale.dimension) of \(stale.rubric): \(stale.reason)\n"))
      }
      for uncovered in check.uncovered {
        let place = "\(uncovered.clause.path):\(uncovered.clause.line)"
        Standard.output.write(
          safeForTerminal("uncovered: \(place) (\(uncovered.level.rawValue)): \(uncovered.clause.text)") + "\n")
      }
      for difference in check.differences {
        let why = difference.kind == .missing ? "" : ": \(difference.reason)"
        Standard.output.write(safeLines("\(difference.kind.rawValue): \(output)/\(difference.file)\(why)\n"))
      }
    }

    private func lines(of check: RubricCheck) -> [JSONValue] {
      check.stale.map { stale in
        Self.line(
          "stale", stale.clause,
          [
            "rubric": .string("\(stale.rubric)"), "dimension": .string("\(stale.dimension)"),
            "reason": .string(stale.reason),
          ])
      }
        + check.uncovered.map { Self.line("uncovered", $0.clause, ["level": .string($0.level.rawValue)]) }
        + check.differences.map { difference in
          [
            "problem": .string(difference.kind == .leftOver ? "left_over" : difference.kind.rawValue),
            "file": .string("\(output)/\(difference.file)"), "reason": .string(difference.reason),
          ]
        }
        + check.unreadable.map { record in
          ["problem": "unreadable", "doc": .string(record.path), "reason": .string(record.reason)]
        }
    }

    private static func line(_ problem: String, _ clause: Clause, _ more: JSONObject) -> JSONValue {
      let place: JSONObject = [
        "problem": .string(problem), "doc": .string(clause.path), "line": .integer(clause.line),
        "text": .string(clause.text),
      ]
      return .object(place.merging(more) { first, _ in first })
    }
  }
}
