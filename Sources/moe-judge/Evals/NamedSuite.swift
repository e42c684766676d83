import Evals
import Foundation
import YAMLFiles

/// A suite as a person names it: its folder, or its name below evals/.
enum NamedSuite {
  static func suite(_ name: String) throws -> EvalSuite {
    let folders = [name, "evals/" + name]
    guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0 + "/suite.yaml") }) else {
      throw CommandFailure(missing(name))
    }
    return try Composition.reading { () throws(FileProblems) in try SuiteFile.suite(in: folder) }
  }

  /// A suite that measures the panel.
  ///
  /// - Parameter refusal: why a suite that measures the extraction of constraints is of no use here, and what to do instead.
  static func ofPanel(_ name: String, otherwise refusal: String) throws -> EvalSuite {
    let suite = try suite(name)
    guard suite.measures == .panel else {
      throw CommandFailure(
        "\(suite.folder): this suite measures the extraction of constraints, \(refusal)")
    }
    return suite
  }

  /// The folders below evals/ that hold a suite, sorted.
  static var namesBelowEvals: [String] {
    let manager = FileManager.default
    return ((try? manager.contentsOfDirectory(atPath: "evals")) ?? []).sorted()
      .filter { manager.fileExists(atPath: "evals/\($0)/suite.yaml") }
  }

  private static func missing(_ suite: String) -> String {
    let manager = FileManager.default
    if let place = [suite, "evals/" + suite].first(where: { manager.fileExists(atPath: $0) }) {
      return "\(place): there is no suite.yaml in it. Name the folder of a suite."
    }
    let names = namesBelowEvals
    let known =
      names.isEmpty ? "There is no suite below evals/ here." : "Below evals/: \(names.joined(separator: ", "))."
    return "\(suite): there is no such suite, neither here nor below evals/. \(known)"
  }
}
