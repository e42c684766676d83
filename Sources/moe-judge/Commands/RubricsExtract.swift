import ArgumentParser
import Artifacts
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import Rubrics

extension RubricsCommand {
  struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The constraints of decision records, each with its level and place.",
      discussion: """
        Standard output carries the constraints; what was read, and what could not be, is said on standard error.

        Examples:
          moe-judge rubrics extract adrs 'docs/**/decisions/*.md' --format jsonl
          moe-judge rubrics extract adrs --missed
        """)

    @Argument(help: "Markdown files, folders of them, or patterns.", completion: .file()) var paths: [String]
    @Option(help: "The form of the output.") var format: ListFormat = .table
    @Option(
      help: ArgumentHelp("Name documents relative to this folder.", valueName: "directory"), completion: .directory)
    var root: String?
    @Flag(
      name: [.long, .customLong("explain")],
      help: "List the sentences of decisions that gave no constraint, instead of the constraints.")
    var missed = false
    @Flag(help: "Exit 1 when a document cannot be read.") var strict = false

    func run() throws {
      let extractor = ConstraintExtractor(taxonomy: try RubricsCommand.taxonomy())
      let documents = try documents()
      guard !documents.isEmpty else { throw CommandFailure("no Markdown file in \(paths.joined(separator: ", ")).") }
      var coverage = ExtractionCoverage()
      var lines = LineWriter(format: format, key: missed ? "missed" : "constraints")
      for document in documents {
        switch extractor.reading(document) {
        case .failure(let problem):
          coverage.unreadable.append(problem)
          Standard.error.write(safeLines("\(problem)\n"))
        case .success(let reading):
          if missed {
            let sentences = reading.missed
            for sentence in sentences { lines.write(Self.text(of: sentence), Self.json(of: sentence)) }
            coverage.add(missed: sentences.count)
          } else {
            for constraint in reading.constraints {
              lines.write(Self.text(of: constraint, in: reading.record), Self.json(of: constraint))
            }
          }
          coverage.add(reading)
          for note in Self.notes(on: reading) { Standard.error.write(safeLines(note) + "\n") }
        }
      }
      lines.end(with: coverage.json)
      let stream = format == .table ? Standard.output : Standard.error
      stream.write((missed ? "\(coverage.missedWords); " : "") + "\(coverage)\n")
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
        let name = name(of: path)
        let found = isFolder.boolValue ? try Self.documents(in: path, named: name) : [.init(path: name, file: path)]
        for document in found { named[document.path] = document }
      }
      return named.values.sorted { $0.path < $1.path }
    }

    private func expanded() throws -> [String] {
      do { return try ArtifactReader(limits: ArtifactLimits(files: 1_000_000)).expand(paths) } catch {
        throw CommandFailure(error)
      }
    }

    private static func documents(in folder: String, named name: String) throws -> [RecordDocument] {
      do { return try RecordDirectory.documents(in: folder, named: name) } catch { throw CommandFailure(error) }
    }

    /// Relative to the root where it lies in it, else to the working directory.
    private func name(of path: String) -> String {
      let plain = RecordDirectory.name(of: path)
      guard let root else { return plain }
      let place = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
      let name = RecordDirectory.name(of: place, from: root)
      return name.hasPrefix("/") ? plain : name
    }

    /// What an author should know of a document.
    private static func notes(on reading: RecordReading) -> [String] {
      let record = reading.record
      let language = reading.foreign.map { ["\($0)"] } ?? []
      guard reading.constraints.isEmpty else { return language }
      let emptiness =
        if record.isTemplate {
          "no constraint taken, it is a form to be filled in"
        } else if record.status == .rejected {
          "no constraint taken, its status is rejected"
        } else {
          "no constraint found in it"
        }
      return language + ["\(record.path): \(emptiness)"]
    }

    private static func text(of constraint: Constraint, in record: DecisionRecord) -> String {
      let status = record.status == .other ? "no known status" : record.status.rawValue
      let place = constraint.section.isEmpty ? status : "\(status); \(constraint.section)"
      return "\(constraint.path):\(constraint.line)  \(constraint.level.rawValue)  \(constraint.text)  (\(place))"
    }

    private static func text(of sentence: MissedSentence) -> String {
      "\(sentence.path):\(sentence.line)  \(sentence.text)"
    }

    private static func json(of sentence: MissedSentence) -> JSONValue {
      ["doc": .string(sentence.path), "line": .integer(sentence.line), "text": .string(sentence.text)]
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

/// Writes what is found as it is found, so that memory does not grow with it.
private struct LineWriter {
  private let format: RubricsCommand.ListFormat
  private var isFirst = true

  /// - Parameter key: of the list in the one document of `json`.
  init(format: RubricsCommand.ListFormat, key: String) {
    self.format = format
    if format == .json { Standard.output.write("{\"\(key)\":[") }
  }

  mutating func write(_ text: @autoclosure () -> String, _ json: @autoclosure () -> JSONValue) {
    switch format {
    case .table: Standard.output.write(safeForTerminal(text()) + "\n")
    case .jsonl: Standard.output.write(json().canonical + "\n")
    case .json: Standard.output.write((isFirst ? "" : ",") + json().canonical)
    }
    isFirst = false
  }

  func end(with coverage: JSONValue) {
    if format == .json { Standard.output.write("],\"coverage\":\(coverage.canonical)}\n") }
  }
}

/// What was read, and what not.
private struct ExtractionCoverage: CustomStringConvertible {
  var unreadable: [UnreadableRecord] = []
  private(set) var constraints = 0
  private(set) var documents = 0
  private var without: [String] = []
  private var foreign: [ForeignRecord] = []
  private var missed = 0
  private var missing = 0

  mutating func add(_ reading: RecordReading) {
    documents += 1
    constraints += reading.constraints.count
    if reading.constraints.isEmpty { without.append(reading.record.path) }
    if let record = reading.foreign { foreign.append(record) }
  }

  mutating func add(missed count: Int) {
    missed += count
    if count > 0 { missing += 1 }
  }

  var missedWords: String {
    "\(counted(missed, "sentence")) of \(counted(missing, "decision")) gave no constraint"
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
      "not_english": .array(
        foreign.map { ["path": .string($0.path), "language": .string($0.language.rawValue)] }),
    ]
  }
}
