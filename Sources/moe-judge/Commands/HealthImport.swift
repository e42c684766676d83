import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import Reports
import SkillHealth
import Storage

extension HealthCommand {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put scores of skills on record, from files of figures or of sessions.",
      discussion: """
        FILE is one of:
          lines of JSON, a list of them, or an export: {"skill", "date", "score", "invocations", "score_sd"?, "category"?, "model"?, \
        "prompt"?, "id"?, "files"?, "anti_patterns"?}
          a table (.csv, .tsv) with the same columns
          a coding agent's look back at sessions, or a folder of them: {"session", "skill", "date", "success" or "score", \
        "anti_patterns"?}, or with "skills": [...]

        The same source, id and skill is the same record; without an id the day is. A second import of the same changes nothing; other \
        values are refused, or with --amend counted from then on. Where anything does not fit nothing is taken. More: docs/health/README.md

        Examples:
          moe-judge health import june.csv --category search
          moe-judge health import --format retrospective .moe-judge/sessions/retrospectives.jsonl --amend
          my-metrics --json | moe-judge health import - --score-scale 0-1
        """)

    /// As `ImportFormat`.
    enum Format: String, ExpressibleByArgument, CaseIterable { case auto, jsonl, json, csv, retrospective }

    enum Scale: String, ExpressibleByArgument, CaseIterable {
      case percent = "0-100"
      case fraction = "0-1"
    }

    @Argument(help: "Files, folders of retrospectives, or - for standard input.", completion: .file()) var files:
      [String]
    @Option(help: "The files' form: auto, jsonl, json, csv or retrospective.") var format: Format = .auto
    @Option(help: "Of skills for which the file names none.") var category: String?
    @Option(help: "Where the figures come from, so that those of two places for one day are two records.")
    var source: String?
    @Option(help: "How the file writes scores: 0-100, which is taken unless all are at most 1, or 0-1.") var scoreScale:
      Scale?
    @Option(help: ArgumentHelp("What a skill is called now; repeatable.", valueName: "old=new")) var rename: [String] =
      []
    @Flag(help: "Where other values are on record, count these from now on; the earlier ones stay on file.")
    var amend = false
    @Flag(help: "Take days later than tomorrow.") var allowFuture = false
    @Flag(help: "Leave lines out that do not fit, and take the others.") var skipBad = false
    @Flag(help: "Say what would be taken, and take nothing.") var dryRun = false
    @Flag(help: "Answer as a hook of a coding agent: a file that is not there is no error, and none stops the agent.")
    var hook = false
    @OptionGroup var state: StateOption

    func validate() throws {
      if files.isEmpty { throw ValidationError("Name the files, or - for standard input.") }
      for (name, value) in [("--category", category), ("--source", source)] where value?.isEmpty == true {
        throw ValidationError("\(name) says nothing. Leave it out.")
      }
    }

    func run() throws {
      guard hook else { return try take(files) }
      do { try take(files.filter { $0 == "-" || FileManager.default.fileExists(atPath: $0) }) } catch {
        // Agents take 2 for "stop".
        throw CommandFailure((error as? CommandFailure)?.message ?? "\(error)", .fail)
      }
    }

    private func take(_ files: [String]) throws {
      guard !files.isEmpty else { return }
      let renames = try rename.map(Self.renaming)
      var read = HealthImport(
        .init(
          category: category, source: source, scale: scoreScale == .fraction ? .fraction : .percent, today: .today,
          allowsFuture: allowFuture,
          renames: Dictionary(renames.map { ($0.old, $0.new) }, uniquingKeysWith: { _, last in last })))
      for file in try files.flatMap(Self.paths) {
        let (path, bytes) = try Self.content(of: file)
        read.read(bytes, path: path, format: Self.form(format, of: path))
      }
      if scoreScale == nil, read.looksLikeShares {
        throw CommandFailure(
          "no score is above 1, and what is on record is never taken out again. If they are shares, say --score-scale 0-1; if they "
            + "are points of 100, --score-scale 0-100.")
      }
      let summary = try ImportedHealth(
        store: { try KeptHealth(state: state.path).store() }, clash: amend ? .amend : .refuse, skipsBad: skipBad,
        isTrial: dryRun, renames: renames
      ).take(read)
      Standard.output.write(safeLines(summary))
    }

    private static func renaming(_ text: String) throws -> (old: Skill.ID, new: Skill.ID) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, parts.allSatisfy({ Skill.problem(ofName: $0) == nil }) else {
        throw CommandFailure("--rename \(text): expected old=new, two names of skills.")
      }
      return (.init(parts[0]), .init(parts[1]))
    }

    /// A folder stands for the files of JSON in it.
    private static func paths(_ path: String) throws -> [String] {
      var isFolder: ObjCBool = false
      guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
        return [path]
      }
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
      let found = names.filter { !$0.hasPrefix(".") && ($0.hasSuffix(".json") || $0.hasSuffix(".jsonl")) }
      guard !found.isEmpty else { throw CommandFailure("\(path): this folder holds no .json or .jsonl file.") }
      return found.map { "\(path)/\($0)" }
    }

    /// - Parameters:
    ///   - path: of a file, or - for standard input.
    ///   - limit: in bytes.
    static func content(of path: String, limit: Int = NamedFile.limit) throws -> (path: String, bytes: [UInt8]) {
      guard path == "-" else {
        return (
          path, try NamedFile.bytes(at: path, "a file of scores", advice: "Name one, or split it.", limit: limit)
        )
      }
      guard !Standard.input.isTerminal else { throw CommandFailure("scores are to come on standard input.") }
      return ("standard input", [UInt8](try FileHandle.standardInput.readToEnd() ?? Data()))
    }

    /// The ending tells a table from JSON; what kind of JSON it is, its content tells.
    private static func form(_ format: Format, of path: String) -> ImportFormat {
      switch format {
      case .auto: path.hasSuffix(".csv") || path.hasSuffix(".tsv") ? .csv : .auto
      case .jsonl: .jsonl
      case .json: .json
      case .csv: .csv
      case .retrospective: .retrospective
      }
    }
  }
}
