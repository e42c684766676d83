import ArgumentParser
import Foundation
import JudgeTypes
import Provenance
import Reports
import Rubrics
import YAMLFiles

extension RubricsCommand {
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
}
