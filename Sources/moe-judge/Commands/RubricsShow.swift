import ArgumentParser
import JudgeTypes
import Provenance
import Reports
import Rubrics
import YAMLFiles

extension RubricsCommand {
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
