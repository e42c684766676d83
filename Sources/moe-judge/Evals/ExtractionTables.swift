import Evals
import JudgeTypes
import Provenance
import Reports
import StoredRuns

extension ExtractionReport {
  var table: String {
    var columns = TextTable()
    columns.add(["level", "labels", "precision", "recall", "F1", "95 % interval", "TP", "FP", "FN"])
    for figures in levels + [all] {
      let counts = figures.counts
      columns.add([
        figures.name, "\(figures.labelled)", figure(counts.precision), figure(counts.recall), figure(counts.f1),
        interval(figures.f1Interval), "\(counts.truePositives)", "\(counts.falsePositives)",
        "\(counts.falseNegatives)",
      ])
    }
    return "suite \(suite)\n" + columns.text
      + "95 % intervals (1,000 resamples of the records): precision \(interval(all.precisionInterval)), "
      + "recall \(interval(all.recallInterval)), F1 \(interval(all.f1Interval))\n"
      + "records wholly right: \(right) of \(results.count) (\(interval(rightInterval))); of those without a constraint: "
      + "\(without.right) of \(without.cases)\n"
      + "not counted, a second constraint on a label that was met: \(repeated)\n"
  }

  /// Every constraint that was invented (+) or missed (-), by record and line.
  var details: String {
    var text = ""
    for result in results where !result.isRight {
      let artifact = result.evalCase.artifact
      text +=
        "\n\(result.evalCase.id) [\(result.split.rawValue)]: expected \(result.expectedConstraints), \(result.foundConstraints)\n"
      let marks = result.falseAlarms.map { ("+", $0) } + result.missed.map { ("-", $0) }
      for (mark, miss) in marks.sorted(by: { $0.1.lines.lowerBound < $1.1.lines.lowerBound }) {
        text += "  \(mark) \(miss.rule) \(artifact):\(miss.lines.lowerBound)-\(miss.lines.upperBound)\n"
      }
    }
    return text
  }

  var json: JSONValue {
    [
      "suite": .string(suite), "measures": .string(SuiteMeasure.constraints.rawValue),
      "cases": .integer(results.count), "cases_right": .integer(right),
      "cases_right_interval": intervalJSON(rightInterval),
      "cases_without_constraint": .integer(without.cases),
      "cases_without_constraint_right": .integer(without.right), "repeated": .integer(repeated),
      "levels": .array(levels.map(\.json)), "all": all.json,
    ]
  }
}

extension ExtractionReport.Figures {
  fileprivate var name: String { level?.rawValue ?? "all" }

  fileprivate var json: JSONValue {
    [
      "name": .string(name), "labels": .integer(labelled), "counts": counts.json,
      "intervals": [
        "precision": intervalJSON(precisionInterval), "recall": intervalJSON(recallInterval),
        "f1": intervalJSON(f1Interval),
      ],
    ]
  }
}
