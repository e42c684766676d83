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
      "measures", .choice(SuiteMeasure.allCases.map(\.rawValue)),
      "panel, unless said; constraints for their extraction from decision records, without a panel"),
    .init(
      "cases", .list(of: .either([.string(.nonEmpty), caseSchema]), minimum: 1), required: true, "case files, or cases"),
    .init("rubrics", .list(of: .string(.identifier)), "the rubrics it measures; without it, all that the panel has"),
    .init(
      "floors",
      .object([
        .init("outcome_f1", .integer(0...100), "percent, in each kind and in all; of a panel only"),
        .init("precision", .integer(0...100), "percent of the findings; of constraints in all only"),
        .init("recall", .integer(0...100), "percent of the faults; of constraints in all only"),
        .init(
          "critical_on_sound", .integer(0...1_000_000), "the most critical findings on sound artifacts; of a panel only"
        ),
      ]), "below these a run of the whole suite exits 1"),
    .init(
      "split",
      .object([
        .init("train", .integer(0...100), required: true, "percent of the cases that a critic may see"),
        .init("dev", .integer(0...100), required: true, "percent on which iterations compete"),
        .init("holdout", .integer(0...100), required: true, "percent that are sealed"),
      ]), required: true, "the shares of the split by hash; together 100"),
  ])

  /// What one case may hold, whatever its suite measures: a line of a case file, or an entry of a YAML one.
  public static let caseSchema = caseSchema(measuring: nil)

  /// - Parameter measure: of the suite; nil for any.
  static func caseSchema(measuring measure: SuiteMeasure?) -> Schema {
    .object([
      .init("id", .string(.nonEmpty), required: true, "the case's id"),
      .init("artifact", .string(.nonEmpty), required: true, "path of the artifact, relative to the suite"),
      .init("kind", .choice(ArtifactKind.allCases.map(\.rawValue)), required: true, "the artifact's kind"),
      .init(
        "expect",
        .object([
          .init(
            "outcome", .choice(Outcome.allCases.map(\.rawValue)), required: measure == .panel,
            "the right outcome; may be left out where the suite measures constraints, and says nothing there"),
          .init("findings", .list(of: label(measuring: measure)), "the faults in it, or its constraints"),
        ]), required: true, "what a careful reviewer says"),
      .init("source", .string(), "where the case comes from"),
    ])
  }

  private static func label(measuring measure: SuiteMeasure?) -> Schema {
    .object([
      .init(
        "rule", measure == .constraints ? .choice(Level.allCases.map(\.label)) : .string(.identifier), required: true,
        "the fault; of a constraint its level: must, must_not, should, should_not or may"),
      .init("path", .string(.nonEmpty), "the file, relative to a directory artifact"),
      .init("line", .integer(1...10_000_000), required: true, "the first line"),
      .init("end_line", .integer(1...10_000_000), required: true, "the last line"),
      .init("note", .string(), "why, in the labeller's words"),
    ])
  }

  /// Reads the suite in `folder`.
  ///
  /// - Throws: `FileProblems` with everything that does not fit, in all of its files.
  public static func suite(in folder: String) throws(FileProblems) -> EvalSuite {
    let path = folder + "/suite.yaml"
    let value = try YAMLFile.value(of: try text(of: path), path: path, schema: schema)
    var shares: [SuiteSplit: Int] = [:]
    for split in SuiteSplit.allCases { shares[split] = value["split"]?[split.rawValue]?.integer ?? 0 }
    let measure = value["measures"]?.string.flatMap(SuiteMeasure.init) ?? .panel
    let caseSchema = caseSchema(measuring: measure)
    var problems = measure == .constraints ? panelKeys(in: value, path: path) : []
    if shares.values.reduce(0, +) != 100 {
      problems.append(
        FileProblem(
          path: path, line: value["split"]?.line, key: "split",
          message: "the shares add up to \(shares.values.reduce(0, +)); make them 100."))
    }
    var cases: [EvalCase] = []
    for entry in value["cases"]?.list ?? [] {
      guard let name = entry.string else {
        problems += caseSchema.problems(of: entry, path: path)
        cases.append(evalCase(entry, measuring: measure))
        continue
      }
      do {
        cases += try Self.entries(in: folder + "/" + name, caseSchema).map { evalCase($0, measuring: measure) }
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
      id: value["id"]?.string ?? "", name: value["name"]?.string ?? "", measures: measure, folder: folder,
      shares: shares, rubrics: value["rubrics"]?.strings, cases: cases, floors: value["floors"].map(floors))
  }

  /// Keys that demand something of a panel, in a suite for which none sits.
  private static func panelKeys(in value: YAMLValue, path: String) -> [FileProblem] {
    let demands = [
      ("rubrics", value["rubrics"]), ("floors.outcome_f1", value["floors"]?["outcome_f1"]),
      ("floors.critical_on_sound", value["floors"]?["critical_on_sound"]),
    ]
    return demands.compactMap { key, value in
      value.map {
        FileProblem(
          path: path, line: $0.line, key: key,
          message: "the suite measures constraints, for which no panel sits. Take this out.")
      }
    }
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

  private static func entries(in path: String, _ caseSchema: Schema) throws(FileProblems) -> [YAMLValue] {
    let text = try text(of: path)
    guard path.hasSuffix(".jsonl") else {
      return try YAMLFile.value(of: text, path: path, schema: .list(of: caseSchema)).list
    }
    var entries: [YAMLValue] = []
    var problems: [FileProblem] = []
    for (index, line) in text.lines.enumerated() where !line.isEmpty {
      do {
        entries.append(try YAMLFile.value(of: String(line), path: path, schema: caseSchema))
      } catch {
        problems += error.problems.map {
          FileProblem(path: path, line: index + 1, column: $0.column, key: $0.key, message: $0.message)
        }
      }
    }
    guard problems.isEmpty else { throw FileProblems(problems) }
    return entries
  }

  static func evalCase(_ value: YAMLValue, measuring measure: SuiteMeasure = .panel) -> EvalCase {
    let labels = (value["expect"]?["findings"]?.list ?? []).map { label in
      let first = label["line"]?.integer ?? 1
      return EvalCase.Label(
        rule: label["rule"]?.string ?? "", path: label["path"]?.string,
        lines: first...max(first, label["end_line"]?.integer ?? first))
    }
    let expected: Outcome? =
      switch measure {
      case .panel: value["expect"]?["outcome"]?.string.flatMap(Outcome.init)
      case .constraints: labels.isEmpty ? .pass : .fail
      }
    return EvalCase(
      id: .init(value["id"]?.string ?? ""), artifact: value["artifact"]?.string ?? "",
      kind: value["kind"]?.string.flatMap(ArtifactKind.init) ?? .code,
      outcome: expected ?? .pass, labels: labels, source: value["source"]?.string ?? "")
  }
}

extension Level {
  /// As the labels of a suite call it: `must_not`.
  var label: String { rawValue.lowercased() }
}

/// A number from 0 to `count` - 1 that a text always gets: the first eight bytes of its SHA-256.
func bucket(of text: String, count: UInt64) -> Int {
  let number = SHA256.hash(data: Data(text.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  return Int(number % max(1, count))
}
