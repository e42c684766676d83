import ArgumentParser
import Evals
import Foundation
import JudgeTypes
import Provenance
import Reports

extension EvalCommand {
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold two saved runs of a suite against each other, case by case.",
      discussion: """
        Example:
          moe-judge eval run evals/artifact-review --offline --save before.json
          moe-judge eval run evals/artifact-review --offline --save now.json
          moe-judge eval compare before.json now.json
        """)

    @Argument(help: "The earlier run, as eval run --save wrote it.") var before: String
    @Argument(help: "The later one.") var now: String
    @Option(help: "Only this part: train, dev or holdout.") var split: String?
    @Option(help: "The form of the output.") var format: Run.Format = .table

    func run() throws {
      let part = try Run.part(split)
      let (old, new) = (try Self.results(at: before), try Self.results(at: now))
      guard old.suite == new.suite else {
        throw CommandFailure(
          "\(before) is of the suite \(old.suite), \(now) of \(new.suite): compare runs of one suite.")
      }
      let comparison = Comparison(old, new, part: part?.rawValue)
      guard comparison.counts.cases > 0 else {
        throw CommandFailure(
          "\(before) and \(now) have no case in common with the same labels. Run the suite anew for both.")
      }
      Standard.output.write(format == .json ? comparison.json.pretty + "\n" : safeLines(comparison.text))
    }

    private static func results(at path: String) throws -> SavedResults {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure("\(path): there is no such file. Write one with: moe-judge eval run SUITE --save \(path)")
      }
      guard let results = try? JSONDecoder().decode(SavedResults.self, from: data),
        results.format == SavedResults.format
      else {
        throw CommandFailure(
          "\(path): these are no results of a suite (\(SavedResults.format)). Write them with: moe-judge eval run SUITE --save FILE"
        )
      }
      return results
    }
  }
}

extension Comparison {
  fileprivate var text: String {
    var text =
      "\(counted(counts.cases, "case")): \(counts.mended) mended, \(counts.broken) broken, \(counts.stillRight) still right, "
      + "\(counts.stillWrong) still wrong\n"
    for entry in broken { text += "  - \(entry.id): expected \(entry.expected), came \(entry.came)\n" }
    for entry in mended { text += "  + \(entry.id): expected \(entry.expected), came \(entry.came)\n" }
    text += verdict + "\n"
    if !unpaired.isEmpty {
      text +=
        "not compared, for only one run has them or their labels changed: \(unpaired.prefix(5).joined(separator: ", "))"
        + (unpaired.count > 5 ? " and \(unpaired.count - 5) more" : "") + "\n"
    }
    return text
  }

  private var verdict: String {
    guard let p else {
      return counts.discordant == 0
        ? "no case came out differently"
        : "cannot decide: \(counted(counts.discordant, "case")) came out differently, and fewer than \(ExactTest.fewest) say nothing"
    }
    let isWorse = counts.broken > counts.mended
    let plan = needed.map { "; to tell such a gain from luck four times in five takes \($0) cases" } ?? ""
    return "luck alone \(isWorse ? "breaks" : "mends") so many with a chance of \(chance(isWorse ? loss ?? p : p)) "
      + "(exact one-sided test of McNemar)\(p <= 0.05 ? "" : plan)"
  }

  private func chance(_ p: Double) -> String {
    p < 0.000_1 ? "less than 0.0001" : "\((p * 10_000).rounded() / 10_000)"
  }

  fileprivate var json: JSONValue {
    [
      "cases": .integer(counts.cases), "mended": .integer(counts.mended), "broken": .integer(counts.broken),
      "still_right": .integer(counts.stillRight), "still_wrong": .integer(counts.stillWrong), "p": .optional(p),
      "p_worse": .optional(loss),
      "cases_needed": .optional(needed),
      "mended_cases": .array(mended.map { JSONValue.string($0.id) }),
      "broken_cases": .array(broken.map { JSONValue.string($0.id) }),
      "not_compared": .array(unpaired.map { JSONValue.string($0) }),
    ]
  }
}
