import ArgumentParser
import Evals
import Foundation
import Provenance
import Reports
import Storage

extension EvalCommand {
  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The figures of earlier runs of a suite, the newest last.",
      discussion: """
        Examples:
          moe-judge eval history
          moe-judge eval history artifact-review --limit 50 --svg f1.svg
        """)

    @Argument(
      help: "The suite's id, its folder, or its name below evals/; without it, all suites.", completion: .suites)
    var suite: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("How many, from 1 to 10000.", valueName: "n")) var limit = 20
    @Option(help: "The form of the output.") var format: Run.Format = .table
    @Option(
      help: ArgumentHelp("Also draw F1 over these runs into this file.", valueName: "file.svg"), completion: .file())
    var svg: String?
    @OptionGroup var state: StateOption

    func validate() throws {
      guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 10000.") }
    }

    func run() throws {
      let history = HistoryReport(try heads(), isOfOneSuite: suite != nil)
      switch format {
      case .json: Standard.output.write(history.json.pretty + "\n")
      case .table: Standard.output.write(history.table + history.plots(.ofOutput))
      }
      guard let svg else { return }
      try write(try history.onlyPlot(for: svg), to: svg)
    }

    private func heads() throws -> [EvalHead] {
      do {
        let index = try KeptEvals(state: state.path).index()
        let known = try index?.evaluatedSuites() ?? []
        let wanted = try suite.map { try Self.id(of: $0, known: known) }
        return try index?.evalHistory(suite: wanted, limit: limit) ?? []
      } catch {
        throw CommandFailure(error)
      }
    }

    /// The id of the suite that `name` means: one with a history, or one that is there and has none yet.
    private static func id(of name: String, known: [String]) throws -> String {
      if known.contains(name) { return name }
      let manager = FileManager.default
      if [name, "evals/" + name].contains(where: { manager.fileExists(atPath: $0 + "/suite.yaml") }) {
        return try NamedSuite.suite(name).id
      }
      let all = Set(known + NamedSuite.namesBelowEvals).sorted()
      throw CommandFailure(
        "\(name): there is no such suite. "
          + (all.isEmpty
            ? "None was measured here, and there is none below evals/." : "Known: \(all.joined(separator: ", "))."))
    }

    private func write(_ plot: F1Plot, to path: String) throws {
      do { try Data(plot.svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw CommandFailure("--svg \(path): it cannot be written: \(error.localizedDescription)")
      }
    }
  }
}

extension F1Plot.Marks {
  /// What standard output can show.
  static var ofOutput: F1Plot.Marks {
    let isColoured = Standard.output.isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    return isColoured ? .blocks(TextStyle(isColoured: true)) : .plain
  }
}
