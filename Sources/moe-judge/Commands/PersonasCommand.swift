import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Personas
import Provenance
import Reports
import YAMLFiles

struct PersonasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "personas", abstract: "Look at the personas, their models and the panel's diversity.",
    subcommands: [List.self, Show.self, Routes.self, DiversityCommand.self], defaultSubcommand: List.self)

  static func all() throws -> [Persona] {
    TeamFiles().warnOfConfigurationAbove()
    return try Composition.reading { () throws(FileProblems) in try TeamFiles().personas() }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One line for each persona.")

    func run() throws {
      var columns = TextTable()
      for persona in try PersonasCommand.all() {
        columns.add([
          persona.id.rawValue, persona.name, persona.style.strictness.rawValue,
          counted(persona.dimensions.count, "dimension"), persona.role,
        ])
      }
      Standard.output.write(columns.text)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Everything that one persona looks for.")
    @Argument(help: "The persona's id.", completion: .personas) var id: String

    func run() throws {
      let personas = try PersonasCommand.all()
      guard let persona = personas.first(where: { $0.id.rawValue == id }) else {
        let near =
          nearest(id, among: personas.map(\.id.rawValue)).map { "Did you mean '\($0)'?" }
          ?? "'moe-judge personas list' names all."
        throw CommandFailure("no persona has the id '\(id)'. \(near)")
      }
      Standard.output.write(safeLines(Self.text(of: persona)))
    }

    private static func text(of persona: Persona) -> String {
      var text = "\(persona.name), \(persona.role)\n\(persona.experience)\n"
      if !persona.certifications.isEmpty { text += "certificates: \(persona.certifications.joined(separator: ", "))\n" }
      text += "strictness: \(persona.style.strictness.rawValue); \(persona.style.tolerance)\n"
      text +=
        "model: \(persona.primaryModel), backup \(persona.backupModel?.description ?? "none"); weight \(persona.weight)\n"
      let thresholds = persona.thresholds
      text +=
        "verdict: pass from \(thresholds.pass), fail below \(thresholds.conditional), fail on \(thresholds.failOn.rawValue), "
        + "at most conditional on \(thresholds.conditionalOn.rawValue)\n"
      for dimension in persona.dimensions {
        text +=
          "\n\(dimension.id) (\(dimension.level.rawValue), \(dimension.scale.rawValue), weight \(dimension.weight)/10000): \(dimension.name)\n"
        text += "  \(dimension.description)\n"
        for check in dimension.checks { text += "  - \(check.question)\(check.isRequired ? " (required)" : "")\n" }
      }
      text += "\nred flags\n"
      for flag in persona.redFlags { text += "  \(flag.id) (\(flag.severity.rawValue)): \(flag.description)\n" }
      return text
    }
  }

  struct Routes: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Each seat's model, which of the four levels decided it, and the hash of what it judges by.",
      discussion: "The hash is what an entry of a calibration file names as rubric_sha256.")
    @OptionGroup var options: RoutingOptions

    func run() throws {
      let (personas, routes, catalogue) = try options.routes()
      let hashes = try Composition.rubricHashes(of: personas)
      var columns = TextTable()
      columns.add(["persona", "model", "backup", "family", "decided by", "rubric sha256"])
      for route in routes {
        columns.add([
          route.persona.rawValue, route.primary.description, route.backup?.description ?? "-",
          catalogue.family(of: route.primary),
          route.decidedBy.rawValue, hashes[route.persona] ?? "-",
        ])
      }
      Standard.output.write(columns.text)
    }
  }

  struct DiversityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diversity",
      abstract: "Whether the configured panel comes from enough model families; exits 1 when not.",
      discussion: """
        With --labelled: how far the errors of recorded judges went together, what number of independent judges they are worth, and \
        what their plain vote gained over the best of them.

        Examples:
          moe-judge personas diversity
          moe-judge personas diversity --labelled votes.jsonl
        """)
    @OptionGroup var options: RoutingOptions
    @Option(
      help: ArgumentHelp("Recorded votes with the right answers, as 'consensus --train' reads.", valueName: "file"),
      completion: .file())
    var labelled: String?

    func run() throws {
      if let labelled {
        Standard.output.write(safeLines(try LabelledDiversity(labelled).text))
        return
      }
      let (personas, routes, catalogue) = try options.routes()
      let weights = Dictionary(personas.map { ($0.id, $0.weight) }, uniquingKeysWith: { first, _ in first })
      let diversity = Diversity(
        of: routes.map { ($0.persona, $0.primary, catalogue.family(of: $0.primary), weights[$0.persona] ?? .one) })
      Standard.output.write(
        safeLines("\(diversity.families.count) families: \(diversity.families.joined(separator: ", "))\n"))
      for problem in diversity.problems { Standard.output.write(safeLines("\(problem)\n")) }
      if !diversity.problems.isEmpty { throw ExitStatus.fail.code }
    }
  }
}

/// What decides on which model a persona sits.
struct RoutingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Seat a persona on a model; repeatable.", valueName: "persona=provider/model")) var model:
    [String] = []

  func routes() throws -> ([Persona], [Route], ModelCatalogue) {
    let personas = try PersonasCommand.all()
    let known = personas.map(\.id)
    let files = TeamFiles()
    let routing = Routing(
      flags: try modelFlags(model, known: known), environment: ProcessInfo.processInfo.environment,
      file: try Composition.reading { () throws(FileProblems) in try files.routingEntries(known: known) })
    let configuration = try Composition.reading { () throws(FileProblems) in try files.configuration() }
    let table = configuration.table
    let routes = try PanelRoutes(of: personas, by: routing, table: table).routes
    return (personas, personas.compactMap { routes[$0.id] }, table.catalogue)
  }
}

/// Plain columns for lists.
struct TextTable {
  private var rows: [[String]] = []

  mutating func add(_ cells: [String]) { rows.append(cells.map(safeForTerminal)) }

  var text: String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }.joined(separator: "  ") + "\n"
    }.joined()
  }
}
