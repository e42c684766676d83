import Evals
import JudgeTypes
import Provenance
import Reports

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
