internal import Crypto
internal import Foundation
internal import JudgeTypes
public import YAMLFiles

/// Reads evals/<suite>/: suite.yaml and its case files, YAML or JSONL.
public enum SuiteFile {
  /// What suite.yaml may hold.
  public static let schema = Schema.object([
    .init("id", .string(.identifier), required: true, "the suite's id"),
    .init("name", .string(.nonEmpty), required: true, "its name"),
    .init("description", .string(), "what it measures"),
    .init(
      "cases", .list(of: .either([.string(.nonEmpty), caseSchema]), minimum: 1), required: true, "case files, or cases"),
    .init("rubrics", .list(of: .string(.identifier)), "the rubrics it measures; without it, all that the panel has"),
    .init(
      "floors",
      .object([
        .init("outcome_f1", .integer(0...100), "percent, in each kind and in all"),
        .init("precision", .integer(0...100), "percent of the findings"),
        .init("recall", .integer(0...100), "percent of the faults"),
        .init("critical_on_sound", .integer(0...1_000_000), "the most critical findings on sound artifacts"),
      ]), "below these a run of the whole suite exits 1"),
    .init(
      "split",
      .object([
        .init("train", .integer(0...100), required: true, "percent of the cases that a critic may see"),
        .init("dev", .integer(0...100), required: true, "percent on which iterations compete"),
        .init("holdout", .integer(0...100), required: true, "percent that are sealed"),
      ]), required: true, "the shares of the split by hash; together 100"),
  ])

  /// What one case may hold: a line of a case file, or an entry of a YAML one.
  public static let caseSchema = Schema.object([
    .init("id", .string(.nonEmpty), required: true, "the case's id"),
    .init("artifact", .string(.nonEmpty), required: true, "path of the artifact, relative to the suite"),
    .init("kind", .choice(ArtifactKind.allCases.map(\.rawValue)), required: true, "the artifact's kind"),
    .init(
      "expect",
      .object([
        .init("outcome", .choice(Outcome.allCases.map(\.rawValue)), required: true, "the right outcome"),
        .init("findings", .list(of: label), "the faults in it"),
      ]), required: true, "what a careful reviewer says"),
    .init("source", .string(), "where the case comes from"),
  ])

  private static let label = Schema.object([
    .init("rule", .string(.identifier), required: true, "the fault"),
    .init("path", .string(.nonEmpty), "the file, relative to a directory artifact"),
    .init("line", .integer(1...10_000_000), required: true, "the first line"),
    .init("end_line", .integer(1...10_000_000), required: true, "the last line"),
    .init("note", .string(), "why, in the labeller's words"),
  ])

  /// Reads the suite in `folder`.
  ///
  /// - Throws: `FileProblems` with everything that does not fit, in all of its files.
  public static func suite(in folder: String) throws(FileProblems) -> EvalSuite {
    let path = folder + "/suite.yaml"
    let value = try YAMLFile.value(of: try text(of: path), path: path, schema: schema)
    var shares: [SuiteSplit: Int] = [:]
    for split in SuiteSplit.allCases { shares[split] = value["split"]?[split.rawValue]?.integer ?? 0 }
    var problems: [FileProblem] = []
    if shares.values.reduce(0, +) != 100 {
      problems.append(
        FileProblem(
          path: path, line: value["split"]?.line, key: "split",
          message: "the shares add up to \(shares.values.reduce(0, +)); make them 100."))
    }
    var cases: [EvalCase] = []
    for entry in value["cases"]?.list ?? [] {
      do {
        cases +=
          try entry.string.map { name throws(FileProblems) in try Self.cases(in: folder + "/" + name) } ?? [
            evalCase(entry)
          ]
      } catch {
        problems += error.problems
      }
    }
    let repeated = Dictionary(grouping: cases, by: \.id).filter { $0.value.count > 1 }.keys.sorted()
    for id in repeated {
      problems.append(FileProblem(path: path, key: "cases", message: "the case '\(id)' stands twice. Rename one."))
    }
    guard problems.isEmpty else { throw FileProblems(problems) }
    return EvalSuite(
      id: value["id"]?.string ?? "", name: value["name"]?.string ?? "", folder: folder, shares: shares,
      rubrics: value["rubrics"]?.strings, cases: cases, floors: value["floors"].map(floors))
  }

  private static func floors(_ value: YAMLValue) -> EvalFloors {
    EvalFloors(
      outcomeF1: value["outcome_f1"]?.integer, precision: value["precision"]?.integer, recall: value["recall"]?.integer,
      criticalOnSound: value["critical_on_sound"]?.integer)
  }

  private static func text(of path: String) throws(FileProblems) -> String {
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw FileProblems([FileProblem(path: path, message: "cannot be read, or is not UTF-8. Check the path.")])
    }
    return text
  }

  private static func cases(in path: String) throws(FileProblems) -> [EvalCase] {
    let text = try text(of: path)
    guard path.hasSuffix(".jsonl") else {
      let value = try YAMLFile.value(of: text, path: path, schema: .list(of: caseSchema))
      return value.list.map(evalCase)
    }
    var cases: [EvalCase] = []
    var problems: [FileProblem] = []
    for (index, line) in text.lines.enumerated() where !line.isEmpty {
      do {
        cases.append(evalCase(try YAMLFile.value(of: String(line), path: path, schema: caseSchema)))
      } catch {
        problems += error.problems.map {
          FileProblem(path: path, line: index + 1, column: $0.column, key: $0.key, message: $0.message)
        }
      }
    }
    guard problems.isEmpty else { throw FileProblems(problems) }
    return cases
  }

  static func evalCase(_ value: YAMLValue) -> EvalCase {
    let labels = (value["expect"]?["findings"]?.list ?? []).map { label in
      let first = label["line"]?.integer ?? 1
      return EvalCase.Label(
        rule: label["rule"]?.string ?? "", path: label["path"]?.string,
        lines: first...max(first, label["end_line"]?.integer ?? first))
    }
    return EvalCase(
      id: .init(value["id"]?.string ?? ""), artifact: value["artifact"]?.string ?? "",
      kind: value["kind"]?.string.flatMap(ArtifactKind.init) ?? .code,
      outcome: value["expect"]?["outcome"]?.string.flatMap(Outcome.init) ?? .pass, labels: labels,
      source: value["source"]?.string ?? "")
  }
}

/// A number from 0 to `count` - 1 that a text always gets: the first eight bytes of its SHA-256.
func bucket(of text: String, count: UInt64) -> Int {
  let number = SHA256.hash(data: Data(text.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  return Int(number % max(1, count))
}
