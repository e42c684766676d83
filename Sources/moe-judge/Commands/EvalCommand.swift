import ArgumentParser
import Artifacts
import Evals
import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Reports
import YAMLFiles

struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Measure the panel against labelled cases.", subcommands: [Run.self, Compare.self])

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a suite and print its figures, per kind and in all.",
      discussion: "Example:\n  moe-judge eval run evals/artifact-review --offline")

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: "The suite's folder, or its name below evals/.") var suite: String
    @Option(help: "Only this part: train, dev or holdout.") var split: String?
    @Flag(help: "Name every false alarm and every missed fault.") var details = false
    @Option(help: "The form of the output.") var format: Format = .table
    @Option(help: "Write what came of each case to this file, for eval compare.") var save: String?
    @OptionGroup(title: "Panel") var panel: PanelOptions

    func run() async throws {
      let folders = [suite, "evals/" + suite]
      guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0 + "/suite.yaml") }) else {
        throw CommandFailure(Self.missing(suite))
      }
      let suite = try Composition.reading { () throws(FileProblems) in try SuiteFile.suite(in: folder) }
      let part = try Self.part(split)
      // Before anything is asked and paid for.
      if let save,
        !FileManager.default.isWritableFile(atPath: URL(fileURLWithPath: save).deletingLastPathComponent().path)
      {
        throw CommandFailure("--save \(save): its folder is not there, or may not be written to.")
      }
      var panel = panel
      if panel.rubric.isEmpty { panel.rubric = suite.rubrics ?? [] }
      let parts = try Composition(panel, environment: ProcessInfo.processInfo.environment)
      let judged = try await Self.results(of: suite, cases: suite.cases(in: part), by: parts)
      await parts.memory.flush()
      guard !judged.isEmpty else { throw CommandFailure("the suite has no case in that part.") }
      let results = judged.map(\.result)
      let failures = judged.compactMap(\.providerFailure)
      let unasked = judged.count(where: \.isOutOfBudget)
      // Where every call failed there is nothing to measure.
      if let failure = failures.first, failures.count == results.count {
        throw CommandFailure("no case was judged, because the providers failed: \(failure)", .providers)
      }
      let report = EvalReport(suite: suite.id, results: results)
      Standard.output.write(format == .json ? report.json.pretty + "\n" : safeLines(report.table(details: details)))
      if let save { try Self.write(SavedResults(suite: suite.id, results: results) { Digest.sha256($0) }, to: save) }
      if unasked > 0, let budget = parts.budget {
        throw CommandFailure(
          "\(unasked) of \(results.count) cases were not judged by every seat, as the budget of \(budget.limits.words) is "
            + "used up. Measure again with a larger one; what the cache holds is not asked again.", .budget)
      }
      if let failure = failures.first {
        throw CommandFailure(
          "\(failures.count) of \(results.count) cases lost their quorum, because providers failed: \(failure)",
          .providers)
      }
      // A part of the suite is too small to hold floors to.
      guard part == nil, let floors = suite.floors else { return }
      let shortfalls = report.shortfalls(below: floors)
      if !shortfalls.isEmpty {
        throw CommandFailure("below the suite's floors:\n" + shortfalls.joined(separator: "\n"), .fail)
      }
    }

    /// The part that `--split` names.
    static func part(_ text: String?) throws -> SuiteSplit? {
      guard let text else { return nil }
      guard let split = SuiteSplit(rawValue: text) else {
        throw CommandFailure(
          "--split \(text): use one of \(SuiteSplit.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return split
    }

    private static func write(_ results: SavedResults, to path: String) throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      do {
        try encoder.encode(results).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw CommandFailure("--save \(path): it cannot be written: \(error.localizedDescription)")
      }
    }

    private static func missing(_ suite: String) -> String {
      let manager = FileManager.default
      if let place = [suite, "evals/" + suite].first(where: { manager.fileExists(atPath: $0) }) {
        return "\(place): there is no suite.yaml in it. Name the folder of a suite."
      }
      let names = ((try? manager.contentsOfDirectory(atPath: "evals")) ?? []).sorted()
        .filter { manager.fileExists(atPath: "evals/\($0)/suite.yaml") }
      let known =
        names.isEmpty ? "There is no suite below evals/ here." : "Below evals/: \(names.joined(separator: ", "))."
      return "\(suite): there is no such suite, neither here nor below evals/. \(known)"
    }

    /// A case's result; why there is none worth counting, where providers failed.
    private struct Judged {
      let result: CaseResult
      let providerFailure: String?
      let isOutOfBudget: Bool
    }

    private static func results(of suite: EvalSuite, cases: [EvalCase], by parts: Composition) async throws
      -> [Judged]
    {
      let reader = ArtifactReader()
      // An eval's figures are its record; the judgments of its cases are not kept as runs.
      let pipeline = JudgingPipeline(
        recorder: Recorder(
          record: { _, _, _ in ChainHead(head: "", entries: 0) }, store: { bytes in Digest.sha256(bytes) }),
        nonce: String(UInt64.random(in: .min ... .max), radix: 36))
      return try await withThrowingTaskGroup(of: (Int, Judged).self) { group in
        var next = 0
        func addNext() {
          guard next < cases.count else { return }
          let (index, evalCase) = (next, cases[next])
          next += 1
          group.addTask {
            let path = suite.folder + "/" + evalCase.artifact
            do {
              let artifact = try reader.artifact(at: path).named(asGiven: path)
              let judgment = try await parts.judge(artifact, ordinal: index, by: pipeline)
              let result = CaseResult(
                evalCase, split: suite.split(of: evalCase.id), group: Self.group(of: evalCase, artifact),
                judgment: judgment)
              return (
                index,
                Judged(
                  result: result, providerFailure: judgment.providerFailure, isOutOfBudget: judgment.isOutOfBudget)
              )
            } catch let error as ArtifactError {
              throw CommandFailure(error)
            }
          }
        }
        for _ in 0..<4 { addNext() }
        var results: [(Int, Judged)] = []
        while let result = try await group.next() {
          results.append(result)
          addNext()
        }
        return results.sorted { $0.0 < $1.0 }.map(\.1)
      }
    }

    private static func group(of evalCase: EvalCase, _ artifact: Artifact) -> String {
      evalCase.kind == .code ? artifact.files.first?.language.rawValue ?? "code" : evalCase.kind.rawValue
    }
  }
}

extension Judgment {
  /// Why the seats failed, where the quorum was lost to that.
  fileprivate var providerFailure: String? {
    guard isProviderFailure else { return nil }
    return seats.first { $0.result.state == .failed }?.result.reason ?? consensus.reason
  }
}

extension EvalReport {
  func table(details: Bool) -> String {
    var columns = TextTable()
    columns.add([
      "kind", "cases", "sound", "outcome F1", "precision", "recall", "F1", "TP", "FP", "FN", "alarms/1000 sound lines",
      "critical on sound",
    ])
    for figures in groups + [all] {
      columns.add([
        figures.name, "\(figures.cases)", "\(figures.sound)", rounded(figures.outcome.f1),
        rounded(figures.findings.precision),
        rounded(figures.findings.recall), rounded(figures.findings.f1), "\(figures.findings.truePositives)",
        "\(figures.findings.falsePositives)", "\(figures.findings.falseNegatives)",
        rounded(figures.falseAlarmsPerThousandSoundLines), "\(figures.criticalFalseAlarmsOnSound)",
      ])
    }
    var text = "suite \(suite)\n" + columns.text
    text +=
      "95 % intervals (1,000 resamples): outcome F1 \(interval(all.outcomeInterval)), precision \(interval(all.precisionInterval)), "
      + "recall \(interval(all.recallInterval)); kappa \(rounded(all.kappa)), base rate of faulty \(all.cases - all.sound)/\(all.cases)\n"
    text += "outcome macro F1 \(rounded(all.macroF1))\n"
    for (expected, row) in all.confusion.sorted(by: { $0.key < $1.key }) {
      let cells = row.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
      text += "expected \(expected.rawValue): \(cells)\n"
    }
    return details ? text + self.details : text
  }

  private var details: String {
    var text = ""
    for result in results {
      guard !result.isRight || !result.falseAlarms.isEmpty || !result.missed.isEmpty else { continue }
      text +=
        "\n\(result.evalCase.id) [\(result.split.rawValue)]: expected \(result.evalCase.outcome.rawValue), came \(result.outcome.rawValue)\n"
      for miss in result.falseAlarms {
        text += "  + \(miss.rule) \(miss.severity?.rawValue ?? "") \(miss.path ?? ""):\(miss.lines.lowerBound)\n"
      }
      for miss in result.missed {
        text += "  - \(miss.rule) \(miss.path ?? ""):\(miss.lines.lowerBound)-\(miss.lines.upperBound)\n"
      }
    }
    return text
  }

  var json: JSONValue {
    ["suite": .string(suite), "groups": .array(groups.map(\.json)), "all": all.json]
  }

  private func rounded(_ value: Double?) -> String {
    guard let value else { return "-" }
    let text = "\((value * 1_000).rounded() / 1_000)"
    return text
  }

  private func interval(_ range: ClosedRange<Double>?) -> String {
    range.map { "\(rounded($0.lowerBound))-\(rounded($0.upperBound))" } ?? "-"
  }
}

extension EvalReport.Figures {
  var json: JSONValue {
    [
      "name": .string(name), "cases": .integer(cases), "sound": .integer(sound), "outcome_f1": .optional(outcome.f1),
      "precision": .optional(findings.precision), "recall": .optional(findings.recall), "f1": .optional(findings.f1),
      "true_positives": .integer(findings.truePositives), "false_positives": .integer(findings.falsePositives),
      "false_negatives": .integer(findings.falseNegatives),
      "false_alarms_per_1000_sound_lines": .optional(falseAlarmsPerThousandSoundLines),
      "critical_false_alarms_on_sound": .integer(criticalFalseAlarmsOnSound), "kappa": .optional(kappa),
      "outcome_macro_f1": .optional(macroF1),
    ]
  }
}
