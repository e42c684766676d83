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
        "id": .string("\(dimension.id)"), "name": .string(dimension.name),
        "description": .string(dimension.description), "level": .string(dimension.level.rawValue),
        "scale": .string(dimension.scale.rawValue), "weight": .integer(dimension.weight),
        "scores": .object(JSONObject(scores, uniquingKeysWith: { first, _ in first })),
        "checks": .array(dimension.checks.map(Self.json)), "terms": .texts(dimension.terms),
        "kinds": .texts(dimension.applicability.kinds.map(\.rawValue)), "globs": .texts(dimension.applicability.globs),
        "personas": .texts(dimension.personas.map(\.rawValue)),
        "source": dimension.clause.map {
          ["adr": .string($0.adr), "path": .string($0.path), "line": .integer($0.line)]
        }
          ?? .null,
      ]
    }

    private static func json(of check: JudgeTypes.Check) -> JSONValue {
      ["id": .string("\(check.id)"), "question": .string(check.question), "required": .bool(check.isRequired)]
    }

    private static func text(of rubric: Rubric) -> String {
      "\(rubric.name) (\(rubric.path))\n" + rubric.dimensions.map { "\n" + text(of: $0) }.joined()
    }

    private static func text(of dimension: JudgeTypes.Dimension) -> String {
      var text =
        "\(dimension.id) (\(dimension.level.rawValue), weight \(dimension.weight)/\(Rubric.wholeWeight)): "
        + "\(dimension.name)\n"
      if let clause = dimension.clause {
        text += "  \(clause.adr), \(clause.path):\(clause.line): \(safeForTerminal(clause.text))\n"
      }
      text += "  for: \(scope(of: dimension.applicability))\n"
      let personas = dimension.personas.isEmpty ? "every persona" : list(dimension.personas.map(\.rawValue))
      text += "  judged by: \(personas)\n"
      for check in dimension.checks {
        text += "  - \(check.question)\(check.isRequired ? " (a no is a violation)" : "")\n"
      }
      for (score, words) in dimension.scoreDescriptions.sorted(by: { $0.key < $1.key }) {
        text += "  \(score): \(words)\n"
      }
      return text
    }

    private static func scope(of applicability: Applicability) -> String {
      let all = applicability.kinds.map(\.rawValue) + applicability.globs
      return all.isEmpty ? "every artifact" : list(all)
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
  }
}
