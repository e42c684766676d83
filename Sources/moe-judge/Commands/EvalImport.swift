import ArgumentParser
import Artifacts
import Evals
import Foundation
import JudgeTypes
import Reports
import YAMLFiles

extension EvalCommand {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a suite of labelled cases, or add them to one.",
      discussion: """
        PATH is one of:
          FILE.csv or .tsv  a header and one case a row: id, path or text, outcome, and if known kind, findings, source. \
        findings are rule:line or rule:line-end, parted by ';'
          FILE.jsonl        one case a line, in a suite's own form or as {"id", "path" or "text", "outcome", "kind", "findings"}
          FOLDER            with pass/, conditional/ and fail/; each file in them is one case
        Paths are relative to that file's folder, in a case file of another suite to that suite's, and stay inside of it. A case without findings measures the outcome; whatever the \
        panel finds in it counts as a false alarm. Nothing is written where anything does not fit.

        Examples:
          moe-judge eval import incidents --from incidents.csv
          moe-judge eval import evals/reviews --from labelled/ --dry-run
        """)

    @Argument(help: "The suite's folder, or its name below evals/; made where it is not there.", completion: .suites)
    var suite: String
    @Option(help: ArgumentHelp("What is imported.", valueName: "path"), completion: .file()) var from: String
    @Option(help: ArgumentHelp("What parts the fields of a table: one character, or tab.", valueName: "character"))
    var delimiter: String?
    @Flag(help: "Say what would be written, and write nothing.") var dryRun = false

    func run() throws {
      let folder = try self.folder()
      let separator = try self.separator()
      let plan = try Composition.reading { () throws(FileProblems) in
        try SuiteImport(from: ImportSource(at: from, delimiter: separator), into: folder) { path, content in
          KindDetector.detect(path: path, content: content ?? "").kind
        }
      }
      guard !dryRun else {
        let paths = plan.paths.map { "would write \(folder)/\($0)\n" }.joined()
        Standard.output.write(safeLines(paths + "would \(plan.isNew ? "make" : "extend") \(Self.words(of: plan))\n"))
        return
      }
      let written = try Composition.reading { () throws(FileProblems) in try plan.write() }
      Standard.output.write(
        safeLines("\(plan.isNew ? "made" : "extended") \(Self.words(of: plan)); \(Self.parts(of: plan, in: written))\n")
      )
      let bare = plan.cases.count { !$0.hasFindings && $0.outcome != .pass }
      if bare > 0 {
        Standard.error.write(
          "\(counted(bare, "case")) to be held back without findings: their outcomes are measured, and whatever is found in them "
            + "counts as a false alarm until it is labelled in \(folder)/cases/imported.jsonl\n")
      }
    }

    /// Where the suite is, or is to be.
    private func folder() throws -> String {
      let name = suite.hasSuffix("/") ? String(suite.dropLast()) : suite
      guard !name.isEmpty else { throw CommandFailure("name the suite's folder, or a name for one below evals/.") }
      let places = [name, "evals/" + name]
      if let there = places.first(where: { FileManager.default.fileExists(atPath: $0 + "/suite.yaml") }) {
        return there
      }
      let isPath = name.contains("/") || name == "."
      guard isPath || Schema.Text.identifier.accepts(name) else {
        throw CommandFailure("\(name): a suite is named by \(Schema.Text.identifier.description).")
      }
      return isPath ? name : "evals/" + name
    }

    private func separator() throws -> UInt8? {
      guard let delimiter else { return nil }
      let text = ["tab", "\\t"].contains(delimiter) ? "\t" : delimiter
      guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x80, !"\"\r\n".utf8.contains(byte) else {
        throw CommandFailure("--delimiter \(delimiter): write one character, such as ';' or tab.")
      }
      return byte
    }

    private static func words(of plan: SuiteImport) -> String {
      let outcomes = Dictionary(grouping: plan.cases, by: \.outcome).sorted { $0.key < $1.key }
        .map { "\($0.value.count) \($0.key.rawValue)" }.joined(separator: ", ")
      return "\(plan.folder): \(counted(plan.cases.count, "new case")) (\(outcomes))"
    }

    private static func parts(of plan: SuiteImport, in suite: EvalSuite) -> String {
      let splits = Dictionary(grouping: plan.cases) { suite.split(of: .init($0.id)) }
      return SuiteSplit.allCases.map { "\($0.rawValue) \(splits[$0]?.count ?? 0)" }.joined(separator: ", ")
    }
  }
}
