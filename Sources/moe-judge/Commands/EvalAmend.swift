import ArgumentParser
import Evals
import Foundation
import JudgeTypes
import Provenance
import Reports
import YAMLFiles

extension EvalCommand {
  struct Amend: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Correct the label of a case, with the reason on record.",
      discussion: """
        A loop of improvement only doubts labels; a person decides. Results under other labels are not compared with earlier ones, and a holdout
        case with another label counts as one that no test has seen.

        Examples:
          moe-judge eval amend ours python/orders --outcome pass --reason "the caller checks the rights"
          moe-judge eval amend ours python/orders --remove sql-injection:41 --add path-traversal:52-54 --reason "it is the path, not the query"
        """)

    @Argument(help: "The suite's folder, or its name below evals/.", completion: .suites) var suite: String
    @Argument(help: "The case's id.") var id: String
    @Option(help: ArgumentHelp("The right outcome: pass, conditional or fail.", valueName: "outcome")) var outcome:
      String?
    @Option(help: ArgumentHelp("A fault to add; repeatable.", valueName: "rule:line[-end]")) var add: [String] = []
    @Option(help: ArgumentHelp("A fault to take away; repeatable.", valueName: "rule:line")) var remove: [String] = []
    @Option(help: "Why; required.") var reason: String
    @Flag(help: "Print the change and write nothing.") var dryRun = false

    func validate() throws {
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError("--reason says why; it is empty.")
      }
      guard outcome != nil || !add.isEmpty || !remove.isEmpty else {
        throw ValidationError("say what is to change: --outcome, --add or --remove.")
      }
    }

    func run() throws {
      let suite = try NamedSuite.suite(suite)
      let amendment = CaseAmendment(
        id: .init(id), outcome: try outcome.map(Self.outcome), added: try add.map(Self.label),
        removed: try remove.map(Self.label), reason: reason)
      guard let before = suite.cases.first(where: { $0.id == amendment.id }) else {
        let near = nearest(id, among: suite.cases.map(\.id.rawValue)).map { " Did you mean '\($0)'?" } ?? ""
        throw CommandFailure("\(suite.id) has no case '\(id)'.\(near)")
      }
      let (path, old, new) = try change(amendment, in: suite)
      let diff = Workspace(files: [path: new]).diff(from: Workspace(files: [path: old]))
      Standard.output.write(safeLines(diff))
      guard !dryRun else { return }
      try WorkspaceFiles.write(new, to: path)
      do { _ = try SuiteFile.suite(in: suite.folder) } catch {
        try WorkspaceFiles.write(old, to: path)
        throw CommandFailure("the suite would not read any more; nothing was changed.\n\(error)")
      }
      try record(amendment, before, in: suite)
      Standard.note("amended in \(path); why is kept in \(suite.folder)/\(Self.fileName)")
    }

    private static func outcome(_ text: String) throws -> Outcome {
      guard let outcome = Outcome(rawValue: text), [.pass, .conditional, .fail].contains(outcome) else {
        throw CommandFailure("--outcome \(text): use pass, conditional or fail.")
      }
      return outcome
    }

    private static func label(_ text: String) throws -> EvalCase.Label {
      let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
      let lines = parts.last?.split(separator: "-", maxSplits: 1).compactMap { Int($0) } ?? []
      guard parts.count == 2, !parts[0].isEmpty, let first = lines.first, first > 0, (lines.last ?? first) >= first
      else {
        throw CommandFailure("\(text): write a fault as rule:line or rule:line-end, such as sql-injection:41-43.")
      }
      return EvalCase.Label(rule: parts[0], path: nil, lines: first...(lines.last ?? first))
    }

    /// The case file that holds the case, as it is and as it is to be.
    private func change(
      _ amendment: CaseAmendment, in suite: EvalSuite
    ) throws -> (path: String, old: String, new: String) {
      let files = FileManager.default.enumerator(atPath: suite.folder)?.compactMap { $0 as? String } ?? []
      for name in files.sorted() where name.hasSuffix(".jsonl") {
        let path = suite.folder + "/" + name
        guard let data = FileManager.default.contents(atPath: path) else { continue }
        let text = String(decoding: data, as: UTF8.self)
        do throws(CaseAmendment.Problem) { return (path, text, try amendment.amended(text)) } catch {
          switch error {
          case .noSuchCase: continue
          case .noSuchLabel(let rule, let line): throw CommandFailure("\(id): no label says \(rule) at line \(line).")
          case .changesNothing: throw CommandFailure("\(id): its label says that already.")
          }
        }
      }
      throw CommandFailure(
        "\(id): its case stands in no JSONL file, so it is not edited here. Change it by hand where it stands.")
    }

    /// Of the amendments, beside suite.yaml.
    static let fileName = "amendments.jsonl"

    /// One line for each amendment.
    private func record(_ amendment: CaseAmendment, _ before: EvalCase, in suite: EvalSuite) throws {
      let path = suite.folder + "/" + Self.fileName
      let old = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
      let line = JSONValue.object([
        "at": .string(Timestamp.rfc3339(Date())), "case": .string(id),
        "split": .string(suite.split(of: before.id).rawValue),
        "labels_before": .string(before.labelDigest), "outcome": .optional(amendment.outcome?.rawValue),
        "added": .array(add.map { .string($0) }), "removed": .array(remove.map { .string($0) }),
        "reason": .string(reason),
      ])
      try WorkspaceFiles.write(old + line.canonical + "\n", to: path)
    }
  }
}
