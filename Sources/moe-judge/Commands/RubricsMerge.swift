import ArgumentParser
import Foundation
import JudgeTypes
import Reports
import Rubrics
import YAMLFiles

extension RubricsCommand {
  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Merge rubrics into one and say what was in conflict.",
      discussion: """
        Strategies: \(strategies).

        Example:
          moe-judge rubrics merge rubrics/generated rubrics/team.yaml --id all -o rubrics/all.yaml
        """)

    @Argument(help: "Rubric files and folders of them; two rubrics at least.", completion: .file()) var paths: [String]
    @Option(help: ArgumentHelp("How conflicts are resolved: \(strategies).", valueName: "strategy"))
    var strategy = MergeStrategy.strictest.rawValue
    @Option(help: "The merged rubric's id.") var id = "merged"
    @Option(help: "The merged rubric's name.") var name: String?
    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"), completion: .file())
    var output: String?
    @Flag(help: "Overwrite what -o names, whatever it is.") var force = false

    private static let strategies = MergeStrategy.allCases.map(\.rawValue).joined(separator: ", ")

    func run() throws {
      guard let strategy = MergeStrategy(rawValue: strategy) else {
        throw CommandFailure("--strategy \(strategy): use one of \(Self.strategies).")
      }
      try requireNames()
      try requireFreePlace()
      let rubrics = try paths.flatMap(files).reduce(into: [TeamFiles.File]()) { files, file in
        let name = RecordDirectory.name(of: file.path)
        if !files.contains(where: { RecordDirectory.name(of: $0.path) == name }) { files.append(file) }
      }.map { file in
        try Composition.reading { () throws(FileProblems) in try RubricFile.rubric(of: file.text, path: file.path) }
      }
      guard rubrics.count > 1 else { throw CommandFailure("name at least two rubric files.") }
      let merged = strategy.merge(rubrics, id: .init(id), name: name ?? Self.name(of: rubrics))
      let text = merged.rubric.yaml
      _ = try Composition.reading { () throws(FileProblems) in
        try RubricFile.rubric(of: text, path: "the merged rubric")
      }
      for conflict in merged.conflicts { Standard.error.write(safeLines("\(conflict)\n")) }
      for conflict in RubricConflict.all(among: rubrics, taxonomy: try RubricsCommand.taxonomy()) {
        Standard.error.write(safeLines("\(conflict)\n"))
      }
      guard let output else {
        Standard.output.write(text)
        return
      }
      try write(Self.mark + text, to: output)
      let dimensions = counted(merged.rubric.dimensions.count, "dimension")
      Standard.error.write(safeLines("\(output): \(dimensions) of \(counted(rubrics.count, "rubric"))\n"))
    }

    /// The first line of what it writes, by which it knows its own.
    private static let mark = "# Merged by moe-judge rubrics merge.\n"

    /// Work of people, and a generated rubric, is not overwritten unasked.
    private func requireFreePlace() throws {
      guard let output, !force, FileManager.default.fileExists(atPath: output) else { return }
      let text = FileManager.default.contents(atPath: output).map { String(decoding: $0, as: UTF8.self) }
      guard text?.hasPrefix(Self.mark) != true else { return }
      throw CommandFailure(
        "-o \(output): a file that 'rubrics merge' did not write stands there. Name another place, or say --force.")
    }

    private func requireNames() throws {
      guard id.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.\-]*/) != nil else {
        throw CommandFailure("--id '\(id)': write letters, digits, '_', '-' and '.', a letter or digit first.")
      }
      if let name, name.allSatisfy(\.isWhitespace) {
        throw CommandFailure("--name names nothing. Leave it out, or write how reports are to call the rubric.")
      }
    }

    /// The rubrics at a path; a folder's are its YAML files but for the index of generated ones.
    private func files(at path: String) throws -> [TeamFiles.File] {
      try Composition.reading { () throws(FileProblems) in
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
          let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
          return try TeamFiles().files(in: folder).filter { !TeamFiles.isIndex($0.path) }
        }
        guard let text = try TeamFiles().text(at: path) else {
          throw FileProblems([FileProblem(path: path, message: "there is no such file. Check the path.")])
        }
        return [TeamFiles.File(path: path, text: text)]
      }
    }

    /// The names of a few rubrics, the number of many.
    private static func name(of rubrics: [Rubric]) -> String {
      rubrics.count > 3 ? "\(rubrics.count) rubrics merged" : rubrics.map(\.name).joined(separator: " + ")
    }

    private func write(_ text: String, to path: String) throws {
      do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        let cause = (error as? CocoaError)?.underlying as? POSIXError
        let reason = cause.map { ": " + String(cString: strerror($0.code.rawValue)) } ?? ""
        throw CommandFailure("-o \(path): cannot be written\(reason). Check the folder and the disk.")
      }
    }
  }
}
