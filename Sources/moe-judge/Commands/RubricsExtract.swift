import ArgumentParser
import Artifacts
import Foundation
import JudgeTypes
import Provenance
import Reports
import Rubrics

extension RubricsCommand {
  struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The constraints of decision records, each with its level and place.",
      discussion: """
        Standard output carries the constraints; what was read, and what could not be, is said on standard error.

        Example:
          moe-judge rubrics extract adrs 'docs/**/decisions/*.md' --format jsonl
        """)

    @Argument(help: "Markdown files, folders of them, or patterns.") var paths: [String]
    @Option(help: "The form of the output.") var format: ListFormat = .table
    @Option(help: ArgumentHelp("Name documents relative to this folder.", valueName: "directory")) var root: String?
    @Flag(help: "Exit 1 when a document cannot be read.") var strict = false

    func run() throws {
      let extractor = ConstraintExtractor(taxonomy: try RubricsCommand.taxonomy())
      let documents = try documents()
      guard !documents.isEmpty else { throw CommandFailure("no Markdown file in \(paths.joined(separator: ", ")).") }
      var coverage = ExtractionCoverage()
      if format == .json { Standard.output.write("{\"constraints\":[") }
      for document in documents {
        switch extractor.reading(document).map(\.constraints) {
        case .failure(let problem):
          coverage.unreadable.append(problem)
          Standard.error.write(safeLines("\(problem.path): not read: \(problem.reason)\n"))
        case .success(let constraints):
          for (index, constraint) in constraints.enumerated() {
            let isFirst = index == 0 && coverage.constraints == 0
            Standard.output.write(text(of: constraint, isFirst: isFirst))
          }
          coverage.add(document.path, constraints: constraints.count)
        }
      }
      if format == .json { Standard.output.write("],\"coverage\":\(coverage.json.canonical)}\n") }
      let stream = format == .table ? Standard.output : Standard.error
      stream.write("\(coverage)\n")
      if coverage.documents == 0 { throw ExitStatus.usage.code }
      if strict, !coverage.unreadable.isEmpty { throw ExitStatus.fail.code }
    }

    /// Each document once, sorted; a folder's are its Markdown files.
    private func documents() throws -> [RecordDocument] {
      var named: [String: RecordDocument] = [:]
      for path in try expanded() {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
          throw CommandFailure("\(path): there is no such file or folder.")
        }
        let found =
          isFolder.boolValue
          ? try Self.documents(in: path) : [RecordDocument(path: path, file: path)]
        for document in found { named[document.path] = document }
      }
      return named.values.sorted { $0.path < $1.path }.map { $0.renamed(name(of: $0.path)) }
    }

    private func expanded() throws -> [String] {
      do { return try ArtifactReader(limits: ArtifactLimits(files: 1_000_000)).expand(paths) } catch {
        throw CommandFailure(error)
      }
    }

    private static func documents(in folder: String) throws -> [RecordDocument] {
      let name = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      do { return try RecordDirectory.documents(in: folder, named: name) } catch { throw CommandFailure(error) }
    }

    private func name(of path: String) -> String {
      guard let root else { return path }
      let prefix = root.hasSuffix("/") ? root : root + "/"
      return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    private func text(of constraint: Constraint, isFirst: Bool) -> String {
      switch format {
      case .table:
        safeForTerminal("\(constraint.path):\(constraint.line)  \(constraint.level.rawValue)  \(constraint.text)")
          + "\n"
      case .jsonl: Self.json(of: constraint).canonical + "\n"
      case .json: (isFirst ? "" : ",") + Self.json(of: constraint).canonical
      }
    }

    private static func json(of constraint: Constraint) -> JSONValue {
      [
        "doc": .string(constraint.path), "line": .integer(constraint.line), "end_line": .integer(constraint.endLine),
        "level": .string(constraint.level.rawValue), "section": .string(constraint.section),
        "in_decision": .bool(constraint.isInDecision), "text": .string(constraint.text),
        "terms": .texts(constraint.terms),
      ]
    }
  }
}

/// What was read, and what not.
private struct ExtractionCoverage: CustomStringConvertible {
  var unreadable: [UnreadableRecord] = []
  private(set) var constraints = 0
  private(set) var documents = 0
  private var without: [String] = []

  mutating func add(_ path: String, constraints count: Int) {
    documents += 1
    constraints += count
    if count == 0 { without.append(path) }
  }

  var description: String {
    let total = documents + unreadable.count
    return "\(counted(constraints, "constraint")) in \(counted(total, "document")): \(documents - without.count) with, "
      + "\(without.count) without any, \(unreadable.count) unreadable"
  }

  var json: JSONValue {
    [
      "documents": .integer(documents), "with_constraints": .integer(documents - without.count),
      "without_constraints": .texts(without),
      "unreadable": .array(unreadable.map { ["path": .string($0.path), "reason": .string($0.reason)] }),
    ]
  }
}
